package individual

import (
	"fmt"
	"strconv"
	"testing"

	"auditd/audit"
	"auditd/audit/analysis"
	"auditd/audit/analysis/joint"
	"auditd/audit/audittest"
	"auditd/audit/metric"
)

// inputOf is a plan with an attribute g, a feature of five bins and one of names.
func inputOf(k, workers int, features ...string) *analysis.Input {
	p := &audit.Plan{MinGroupSize: 3, Analyses: &audit.Analyses{Consistency: &audit.ConsistencyPlan{K: k, Features: features}}}
	p.Columns.Attributes = []audit.Attribute{{Column: "g", Name: "g"}}
	p.Columns.Features = []audit.Attribute{{Column: "x", Name: "x", Breaks: []float64{1, 2, 3, 4}}, {Column: "y", Name: "y"}, {Column: "g", Name: "g again"}}
	set := analysis.Set{Names: []string{"g"}}
	for _, v := range []string{"A", "B", "C", audit.Unknown} {
		set.Groups = append(set.Groups, metric.GroupCounts{Group: audit.Group{{Attribute: "g", Value: v}}})
	}
	return &analysis.Input{Plan: p, Workers: workers, Out: &audit.Audit{}, Sets: []analysis.Set{set}, Terms: metric.Terms{Confidence: .95, MinGroupSize: 3}}
}

// A row is people of a group with a bin and a name, not selected, selected and undecided.
type row struct {
	g, x, y           int32
	no, yes, withouts int64
}

// tableOf is their joint table, in the order of its codes.
func tableOf(rows ...row) *joint.Table {
	t := &joint.Table{Dims: []joint.Dim{
		{Name: "g", Values: []string{"A", "B", "C", audit.Unknown}, Protected: true},
		{Name: "x", Values: []string{"<1", "1-<2", "2-<3", "3-<4", ">=4", audit.Unknown}},
		{Name: "y", Values: []string{"p", "q", audit.Unknown}},
		{Name: "g again", Values: []string{"A", "B", "C", audit.Unknown}},
	}}
	for _, r := range rows {
		t.Codes = append(t.Codes, r.g, r.x, r.y, r.g)
		var c joint.Counts
		c[3*int(audit.Positive)+int(audit.NotSelected)], c[3*int(audit.NoLabel)+int(audit.Selected)], c[int(audit.NoDecision)] = r.no, r.yes, r.withouts
		t.Counts = append(t.Counts, c)
	}
	return t
}

// Six people, k = 2. Three of A at bin 0 (selected, selected, not), one of B at bin 1 (not), one of B at bin 4 (selected), one without a group at a
// missing bin (not); all have name p. The distance of the bins 0 and 1 is 1/4, of 1 and 4 3/4, of a missing one and any other 1.
//
//	A selected: the two others of the bin agree in one:           1/2, twice
//	A not:      both others are selected:                         0
//	B at 1:     two of the three at bin 0, who are equally far:   (1/3)·2/2 = 1/3 in expectation
//	B at 4:     the one at 1, then one of the three at 0 and the one without a bin, all at distance 1: (0 + 2/4)/2 = 1/4
//	no bin:     two of the five others, all at distance 1, two of whom are not selected: 2/5
//
// Everybody: (1 + 0 + 1/3 + 1/4 + 2/5)/6; A: 1/3; B: (1/3 + 1/4)/2. The one without a group is a neighbour, and no group.
func TestByHand(t *testing.T) {
	table := tableOf(row{0, 0, 0, 1, 2, 0}, row{1, 1, 0, 1, 0, 5}, row{1, 4, 0, 0, 1, 0}, row{3, 5, 0, 1, 0, 0})
	out := Study(inputOf(2, 1), table)
	if out.Why != "" || out.People != 6 || out.Undecided != 5 || out.Combinations != 4 || out.Alike != 3 || fmt.Sprint(out.Features) != "[x y]" {
		t.Fatalf("%+v", out)
	}
	for i, want := range []struct {
		label string
		n     int64
		value float64
	}{{"", 6, (1 + 1./3 + 1./4 + 2./5) / 6}, {"A", 3, 1. / 3}, {"B", 2, (1./3 + 1./4) / 2}} {
		g := out.Groups[i]
		audittest.Near(t, "consistency of "+want.label, float64(*g.Value), want.value, 1e-12)
		if g.Group.Label() != want.label || g.N != want.n {
			t.Errorf("%+v, want %+v", g, want)
		}
	}
	if b := out.Groups[2]; b.Status != audit.StatusLowN || b.Interval == nil {
		t.Errorf("two people: %+v", b)
	}
	if c := out.Groups[3]; c.N != 0 || c.Value != nil || c.Status != audit.StatusEmptyGroup || len(out.Groups) != 4 {
		t.Errorf("nobody: %+v", c)
	}
	audittest.Near(t, "by chance", float64(*out.Chance), 1-2*3.*3/(6*5), 1e-12)
}

// A feature that is read from a column of a protected attribute is no part of it, and a plan may leave out more.
func TestFeatures(t *testing.T) {
	table := tableOf(row{0, 0, 0, 3, 0, 0}, row{1, 0, 1, 0, 3, 0})
	if out := Study(inputOf(2, 1, "x"), table); fmt.Sprint(out.Features) != "[x]" || out.Combinations != 1 {
		t.Errorf("%+v", out)
	}
	if out := Study(inputOf(2, 1, "y"), table); *out.Groups[0].Value != 1 || *out.Chance >= .5 {
		t.Errorf("those of a name are decided alike: %+v", out.Groups[0])
	}
	if out := Study(inputOf(2, 1, "g again"), table); out.Why != WhyNoFeatures {
		t.Errorf("%+v", out)
	}
	short := table.Select(0, 1)
	if out := Study(inputOf(2, 1), short); out.Why != WhyFeaturesLeftOut || len(out.Groups) != 0 {
		t.Errorf("a feature is not in the table: %+v", out)
	}
}

// What cannot be said has its reason: fewer people than neighbours, everybody decided alike, more combinations than can be compared.
func TestUndefined(t *testing.T) {
	few := tableOf(row{0, 0, 0, 1, 1, 0})
	if out := Study(inputOf(2, 1), few); out.Why != "too_few_values" || out.Status != audit.StatusAssumption {
		t.Errorf("two people with two neighbours each: %+v", out)
	}
	alike := tableOf(row{0, 0, 0, 5, 0, 0}, row{1, 3, 0, 5, 0, 0})
	if g := Study(inputOf(2, 1), alike).Groups[0]; *g.Value != 1 || g.Why != "no_variance" || g.Interval != nil {
		t.Errorf("all decided alike: %+v", g)
	}
	many := &joint.Table{Dims: []joint.Dim{{Name: "g", Values: []string{"A"}, Protected: true}, {Name: "x", Values: []string{"<1"}}, {Name: "y"}}}
	for i := range mostCombinations + 1 {
		many.Dims[2].Values = append(many.Dims[2].Values, strconv.Itoa(i))
		many.Codes, many.Counts = append(many.Codes, 0, 0, int32(i)), append(many.Counts, joint.Counts{0, 1})
	}
	if out := Study(inputOf(2, 1), many); out.Why != WhyTooManyCombinations || out.Combinations != mostCombinations+1 {
		t.Errorf("%s, %d combinations", out.Why, out.Combinations)
	}
}

// The number of goroutines leaves no trace.
func TestWorkers(t *testing.T) {
	var rows []row
	for g := range int32(2) {
		for x := range int32(6) {
			for y := range int32(3) {
				rows = append(rows, row{g, x, y, int64(1 + (x*7+y+g)%3), int64((x + y*5) % 4), 0})
			}
		}
	}
	show := func(out *audit.Consistency) string {
		s := ""
		for _, g := range out.Groups {
			s += fmt.Sprint(g.Group, g.N, " ")
			if g.Interval != nil {
				s += fmt.Sprint(*g.Value, *g.Interval)
			}
		}
		return s
	}
	one := show(Study(inputOf(5, 1), tableOf(rows...)))
	for workers := 2; workers < 9; workers++ {
		if got := show(Study(inputOf(5, workers), tableOf(rows...))); got != one {
			t.Errorf("%d workers: %s, one: %s", workers, got, one)
		}
	}
}
