package repeated_test

import (
	"bytes"
	"fmt"
	"math"
	"strings"
	"testing"

	"auditd/audit"
	"auditd/audit/change"
	"auditd/audit/measure"
	"auditd/audit/planfile"
)

const plan = "version: 1\ncolumns: {attributes: [g], decision: {column: d, selected: [1], favourable: true}}\nreference: {g: b}\nrules: [four_fifths]\n"

// run audits one block, continuing from an earlier audit, through the bytes of results.json.
func run(t *testing.T, plan string, previous *audit.Audit, file string, xa, na, xb, nb int64) (*audit.Audit, error) {
	t.Helper()
	p, err := planfile.Parse("plan", []byte(plan))
	if err != nil {
		t.Fatal(err)
	}
	c := &audit.Cells{Attributes: []audit.Dim{{Name: "g", Values: []string{"a", "b"}}}, Inputs: []audit.Input{{Name: file, SHA256: file}}, Read: na + nb}
	for i, n := range [][2]int64{{xa, na}, {xb, nb}} {
		cell := audit.Cell{Codes: []int32{int32(i)}}
		cell.Counts.N[audit.NoLabel][audit.Selected], cell.Counts.N[audit.NoLabel][audit.NotSelected] = n[0], n[1]-n[0]
		c.Cells = append(c.Cells, cell)
	}
	a, err := measure.Run(measure.Input{Plan: p, Cells: c, Previous: previous})
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := a.Write(&b); err != nil {
		t.Fatal(err)
	}
	return change.Read(&b, "results.json")
}

// The worked example of methods 4.11 to the printed digits: four blocks, each read from the results document of the audit before.
func TestPrinted(t *testing.T) {
	var a *audit.Audit
	want := []float64{1, 1.913217, 25.129755, 4.975460}
	for k, block := range [][4]int64{{30, 50, 9, 25}, {28, 50, 10, 25}, {33, 50, 8, 25}, {29, 50, 9, 25}} {
		var err error
		if a, err = run(t, plan, a, fmt.Sprint("file", k), block[0], block[1], block[2], block[3]); err != nil {
			t.Fatal(err)
		}
		if k == 0 {
			if a.Repeated != nil {
				t.Fatal("a first audit has nothing to continue")
			}
			continue
		}
		e := a.Repeated.Evidence[0]
		if math.Abs(float64(*e.Own)-want[k]) > 5e-7 {
			t.Errorf("audit %d: own e-value %v, want %v", k+1, *e.Own, want[k])
		}
	}
	e := a.Repeated.Evidence[0]
	if math.Abs(float64(*e.E)-239.213534) > 5e-7 || a.Repeated.Audits != 4 || len(e.Blocks) != 4 || !e.Reached || !e.Shown {
		t.Errorf("evidence %+v after %d audits", e, a.Repeated.Audits)
	}
}

// People must not count twice, and another question is not continued.
func TestRefused(t *testing.T) {
	first, err := run(t, plan, nil, "one", 30, 50, 9, 25)
	if err != nil {
		t.Fatal(err)
	}
	second, err := run(t, plan, first, "two", 30, 50, 9, 25)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, plan, file, want string }{
		{"the file before", plan, "two", "count twice"},
		{"the file before that", plan, "one", "count twice"},
		{"another decision", strings.Replace(plan, "column: d", "column: e", 1), "three", "another question"},
	} {
		if _, err := run(t, c.plan, second, c.file, 30, 50, 9, 25); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want …%s…", c.name, err, c.want)
		}
	}
}
