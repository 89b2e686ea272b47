package stages_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math"
	"strings"
	"testing"

	"auditd/audit"
	"auditd/audit/ingest"
	"auditd/audit/measure"
	"auditd/audit/planfile"
	"auditd/audit/tally"
)

// run audits files that are given as texts.
func run(t *testing.T, plan string, files ...string) *audit.Audit {
	t.Helper()
	p, err := planfile.Parse("plan", []byte("version: 1\n"+plan))
	if err != nil {
		t.Fatal(err)
	}
	var parts []tally.Part
	for i, text := range files {
		parts = append(parts, tally.Part{Source: ingest.Source{
			Name: fmt.Sprintf("f%d.csv", i), Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil },
			At: bytes.NewReader([]byte(text)), Size: int64(len(text)),
		}})
	}
	fields, tables := measure.Tables(p)
	cells, notices, err := tally.Files(context.Background(), tally.Request{
		Attributes: p.Columns.Attributes, Decision: p.Columns.Decision, Fields: fields, Tables: tables,
	}, p.Files, parts, nil)
	if err != nil {
		t.Fatal(err)
	}
	a, err := measure.Run(measure.Input{Plan: p, Cells: cells, Notices: notices})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func near(t *testing.T, what string, got *audit.Real, want float64, decimals int) {
	t.Helper()
	if got == nil || math.Abs(float64(*got)-want) > 0.5000001*math.Pow(10, -float64(decimals)) {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

// The chain of methods 2.1: people who were left, reference r and group g.
var chain = map[string][]int{"r": {10000, 9000, 6300, 3150}, "g": {2000, 1600, 960, 432}}

// byColumns writes the chain with a column for each filter; later filters of people who failed are not evaluated (empty).
func byColumns(evaluated bool) string {
	var b strings.Builder
	b.WriteString("grp,a,b,c\n")
	for _, g := range []string{"r", "g"} {
		left := chain[g]
		for i := range left[0] {
			cells := [3]string{"1", "1", "1"}
			for k := range 3 {
				if i >= left[k+1] {
					cells[k] = "0"
					for j := k + 1; j < 3 && !evaluated; j++ {
						cells[j] = ""
					}
					break
				}
			}
			fmt.Fprintf(&b, "%s,%s\n", g, strings.Join(cells[:], ","))
		}
	}
	return b.String()
}

func byFirst() string {
	var b strings.Builder
	b.WriteString("grp,out\n")
	for _, g := range []string{"r", "g"} {
		left := chain[g]
		for i := range left[0] {
			at := "none"
			for k := 2; k >= 0; k-- {
				if i >= left[k+1] {
					at = string(rune('a' + k))
				}
			}
			fmt.Fprintf(&b, "%s,%s\n", g, at)
		}
	}
	return b.String()
}

func byFile() []string {
	files := []string{"id,grp\n", "id\n", "id\n", "id\n"}
	for _, g := range []string{"r", "g"} {
		for k, n := range chain[g] {
			for i := range n {
				row := fmt.Sprintf("%s%d", g, i)
				if k == 0 {
					row += "," + g
				}
				files[k] += row + "\n"
			}
		}
	}
	return files
}

const columnsPlan = "columns: {attributes: [grp], stages: [{column: a, passed: [1]}, {column: b, passed: [1]}, {column: c, passed: [1]}]}\nreference: {grp: r}\n"

// The worked example of methods 2.1 to the printed digits, in all three forms in which a plan may give it.
func TestPrinted(t *testing.T) {
	for _, form := range []struct {
		name  string
		audit *audit.Audit
	}{
		{audit.StagesByColumn, run(t, columnsPlan, byColumns(true))},
		{audit.StagesByFirst, run(t, "columns: {attributes: [grp], stages: {column: out, passed: [none], order: [a, b, c]}}\nreference: {grp: r}\n", byFirst())},
		{audit.StagesByFile, run(t, "files: {how: stages, id: id}\ncolumns: {attributes: [grp], stages: {order: [a, b, c]}}\nreference: {grp: r}\n", byFile()...)},
	} {
		t.Run(form.name, func(t *testing.T) {
			s := form.audit.Stages
			if s.Form != form.name || s.Entered != 12000 || len(s.Broken) != 0 || len(s.Attrition) != 1 {
				t.Fatalf("form %s, %d entered, broken %v, %d ways", s.Form, s.Entered, s.Broken, len(s.Attrition))
			}
			a := s.Attrition[0]
			// Katz ends as methods 2.1 prints them: (.868794,.909449), (.821698,.894117), (.835666,.969286).
			for k, want := range []struct{ ratio, low, high, share float64 }{
				{.888889, .868794, .909449, .312178}, {.857143, .821698, .894117, .408569}, {.9, .835666, .969286, .279253},
			} {
				step := a.Steps[k]
				near(t, step.Stage+" ratio", step.Comparison.Value, want.ratio, 6)
				near(t, step.Stage+" lower", audit.Ptr(step.Katz.Lower), want.low, 6)
				near(t, step.Stage+" upper", audit.Ptr(step.Katz.Upper), want.high, 6)
				near(t, step.Stage+" share", step.Share, want.share, 6)
				// 3 stages; single attributes, stages and the whole process share the allowance.
				if step.Comparison.Test.FamilyN != 3*3 || step.Comparison.Verdict == audit.DisparityShown {
					t.Errorf("%s: verdict %s in a family of %d: every stage passes four fifths", step.Stage, step.Comparison.Verdict, step.Comparison.Test.FamilyN)
				}
			}
			near(t, "product", a.Whole.Value, .685714, 6)
			near(t, "Greenwood lower", audit.Ptr(a.Greenwood.Lower), .627726, 6)
			near(t, "Greenwood upper", audit.Ptr(a.Greenwood.Upper), .749059, 6)
			near(t, "shortfall", a.Shortfall, 198, 6)
			if a.Whole.Verdict != audit.DisparityShown {
				t.Errorf("the product fails four fifths and is judged %s", a.Whole.Verdict)
			}
		})
	}
}

// Shapley shares on a table small enough to do by hand: r passes filter a with 8 of 10 and b with 5 of 10, 4 of 10 both; g passes a with
// 4 of 10, b with 5 of 10, both 2 of 10. AIR(a) = .5, AIR(b) = 1, AIR(ab) = .5: ln AIR = −.693147, all of it from a.
func TestFiltersInAnyOrder(t *testing.T) {
	var b strings.Builder
	b.WriteString("grp,a,b\n")
	for _, c := range []struct {
		cells string
		n     int
	}{{"r,1,1", 40}, {"r,1,0", 40}, {"r,0,1", 10}, {"r,0,0", 10}, {"g,1,1", 20}, {"g,1,0", 20}, {"g,0,1", 30}, {"g,0,0", 30}} {
		b.WriteString(strings.Repeat(c.cells+"\n", c.n))
	}
	plan := "columns: {attributes: [grp], stages: [{column: a, passed: [1]}, {column: b, passed: [1]}]}\nreference: {grp: r}\n"
	s := run(t, plan, b.String()).Stages
	if s.FiltersWhy != "" || len(s.Attrition[0].Filters) != 2 {
		t.Fatalf("no shares: %s", s.FiltersWhy)
	}
	f := s.Attrition[0].Filters
	near(t, "a", f[0].Shapley, math.Log(.5), 9)
	near(t, "b", f[1].Shapley, 0, 9)
	near(t, "without a: 1 − .5", f[0].LeaveOneOut, .5, 9)
	near(t, "without b: .5 − .5", f[1].LeaveOneOut, 0, 9)
	// Turning the order of the stages round changes the stages and not the shares.
	turned := run(t, "columns: {attributes: [grp], stages: [{column: b, passed: [1]}, {column: a, passed: [1]}]}\nreference: {grp: r}\n", b.String()).Stages
	near(t, "a, asked second", turned.Attrition[0].Filters[1].Shapley, math.Log(.5), 9)
}

// What cannot be told is said: filters that were not evaluated on everybody, results that are missing, and stages that are no filters.
func TestUndefined(t *testing.T) {
	short := run(t, columnsPlan, byColumns(false)).Stages
	if short.FiltersWhy != "filters_not_all_evaluated" || short.Attrition[0].Filters != nil {
		t.Errorf("filters that stop at the first failure have shares whatever their order: %q", short.FiltersWhy)
	}
	near(t, "the chain itself is the same", short.Attrition[0].Whole.Value, .685714, 6)
	gap := run(t, "columns: {attributes: [grp], stages: [{column: a, passed: [1], missing: [x]}]}\n", "grp,a\nr,1\nr,0\nr,x\ng,1\ng,\n").Stages
	for _, g := range gap.Groups {
		want := map[string]string{"r": "[3 1] [1]", "g": "[2 1] [1]"}[g.Group[0].Value]
		if got := fmt.Sprint(g.Left, g.Unknown); got != want {
			t.Errorf("%s: left and unknown %s, want %s", g.Group.Label(), got, want)
		}
	}
	files := byFile()
	files[2] += "r9500\nnew1\n" // r9500 was stopped by stage a; new1 never entered
	broken := run(t, "files: {how: stages, id: id}\ncolumns: {attributes: [grp], stages: {order: [a, b, c]}}\nreference: {grp: r}\n", files...).Stages
	if len(broken.Broken) != 1 || broken.Broken[0] != (audit.BrokenStage{Stage: "b", Returned: 1, New: 1}) {
		t.Fatalf("broken stages %+v, want b with one who returned and one who never entered", broken.Broken)
	}
	w := broken.Attrition[0]
	if w.Whole.Value != nil || w.Whole.Why != "stage_is_no_filter" || w.Steps[1].Comparison.Value != nil || w.Shortfall != nil {
		t.Errorf("a chain with people who came in is compared: %+v", w)
	}
	if w.Steps[0].Comparison.Value == nil {
		t.Error("the stage before the break is a filter and is not compared")
	}
	unlisted := "grp,out\nr,none\ng,a\ng,\n"
	some := run(t, "columns: {attributes: [grp], stages: {column: out, passed: [none], order: [a]}}\n", unlisted).Stages
	if some.LeftOut != 1 || some.Entered != 2 {
		t.Errorf("%d left out and %d entered, want the empty cell left out", some.LeftOut, some.Entered)
	}
	empty := run(t, "columns: {attributes: [grp], stages: {column: out, passed: [none, \"\"], order: [a]}}\n", unlisted).Stages
	if empty.LeftOut != 0 || empty.Entered != 3 {
		t.Errorf("%d left out and %d entered, want the empty cell counted as passed", empty.LeftOut, empty.Entered)
	}
}
