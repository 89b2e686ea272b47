package oaxaca_test

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

// run audits a file that is given as a text.
func run(t *testing.T, plan, text string) *audit.Audit {
	t.Helper()
	p, err := planfile.Parse("plan", []byte("version: 1\n"+plan))
	if err != nil {
		t.Fatal(err)
	}
	part := tally.Part{Source: ingest.Source{
		Name: "f.csv", Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }, At: bytes.NewReader([]byte(text)), Size: int64(len(text)),
	}}
	fields, tables := measure.Tables(p)
	cells, notices, err := tally.Files(context.Background(), tally.Request{
		Attributes: p.Columns.Attributes, Strata: p.Columns.Strata, Decision: p.Columns.Decision, Label: p.Columns.Label, Fields: fields, Tables: tables,
	}, p.Files, []tally.Part{part}, nil)
	if err != nil {
		t.Fatal(err)
	}
	a, err := measure.Run(measure.Input{Plan: p, Cells: cells, Notices: notices})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// people are 400 rows that follow from their number alone.
func people() string {
	var b strings.Builder
	b.WriteString("grp,income,age,dep,y\n")
	for i := range 400 {
		group, less := "a", 0
		if i%3 == 0 {
			group, less = "d", 15
		}
		income, least := (i*37)%101-less, 20.0
		if group == "d" {
			least = 10
		}
		y := 0
		if float64(i*29%100) < least+math.Floor(float64(income)/2) {
			y = 1
		}
		fmt.Fprintf(&b, "%s,%d,%d,%c,%d\n", group, income, i*53%47, "xyz"[i*7%11%3], y)
	}
	return b.String()
}

const plan = `columns:
  attributes: [grp]
  decision: {column: y, selected: [1], favourable: true}
  strata: [dep]
reference: {grp: a}
analyses: {oaxaca: {numbers: [income, age]}}
`

// statsmodels 0.15.0, OaxacaBlinder(y, [income, age, dep == y, dep == z, group], hasconst=False, swap=False): three_fold() of d and a gives
// −.07150003968890294, −.11578968768861915, .008634133168118658 and the gap −.17865559420940413; two_fold(two_fold_type="pooled")
// −.11014060209106862 unexplained and −.06851499211833484 explained.
func TestSplitAgreesWithStatsmodels(t *testing.T) {
	o := run(t, plan, people()).Oaxaca
	if o == nil || len(o.Splits) != 1 || o.Metric != "selection_rate" || o.Error != 0 {
		t.Fatalf("got %+v", o)
	}
	s := o.Splits[0]
	for _, c := range []struct {
		name string
		got  audit.Effect
		want float64
	}{
		{"gap", s.Gap, -.17865559420940413},
		{"endowment", s.Endowment, -.07150003968890294},
		{"coefficient", s.Coefficient, -.11578968768861915},
		{"interaction", s.Interaction, .008634133168118658},
		{"explained", s.Explained, -.06851499211833484},
		{"unexplained", s.Unexplained, -.11014060209106862},
	} {
		if c.got.Value == nil || math.Abs(float64(*c.got.Value)-c.want) > 1e-9 {
			t.Errorf("%s: got %v, want %v", c.name, c.got.Value, c.want)
		}
		if c.got.Interval == nil || !(c.got.Interval.Lower < c.want && c.want < c.got.Interval.Upper) {
			t.Errorf("%s: interval %+v", c.name, c.got.Interval)
		}
	}
	if s.N != 134 || s.ReferenceN != 266 || s.LeftOut != 0 || s.Columns != 5 || s.Status != audit.StatusOK {
		t.Errorf("got %+v", s)
	}
}

// Whose number is not known is left out and counted; a number that is the same for all adds nothing and is named; too few people are said.
func TestDegenerateSplits(t *testing.T) {
	text := strings.Replace(people(), "\na,37,", "\na,,", 1)
	if s := run(t, plan, text).Oaxaca.Splits[0]; s.LeftOut != 1 || s.ReferenceN != 265 {
		t.Errorf("a missing number: %d left out, %d people", s.LeftOut, s.ReferenceN)
	}
	var b strings.Builder
	b.WriteString("grp,income,same,y\n")
	for i := range 30 {
		fmt.Fprintf(&b, "%s,%d,7,%d\n", []string{"a", "d"}[i%2], i*7%13, i%5/3)
	}
	few := run(t, "columns: {attributes: [grp], decision: {column: y, selected: [1], favourable: true}}\nanalyses: {oaxaca: {numbers: [income, same]}}\n", b.String()).Oaxaca.Splits[0]
	if len(few.Dropped) != 1 || few.Dropped[0] != "same" || few.Status != audit.StatusLowN || few.Columns != 2 {
		t.Errorf("got %+v", few)
	}
}
