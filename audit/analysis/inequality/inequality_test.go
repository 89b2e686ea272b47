package inequality

import (
	"testing"

	"auditd/audit"
	"auditd/audit/analysis"
	"auditd/audit/audittest"
	"auditd/audit/metric"
)

// inputOf builds what the analysis is given, by group: people with benefit 0, 1 and 2.
func inputOf(groups ...[3]int64) *analysis.Input {
	plan := &audit.Plan{
		Columns:  audit.Columns{Decision: &audit.Binary{Favourable: true}, Label: &audit.Binary{}},
		Analyses: &audit.Analyses{Inequality: &audit.InequalityPlan{}},
	}
	set := analysis.Set{Names: []string{"g"}}
	for i, n := range groups {
		g := metric.GroupCounts{Group: audit.Group{{Attribute: "g", Value: string(rune('A' + i))}}}
		g.Counts.N[audit.Positive][audit.NotSelected] = n[0]
		g.Counts.N[audit.Positive][audit.Selected] = n[1]
		g.Counts.N[audit.Negative][audit.Selected] = n[2]
		set.Groups = append(set.Groups, g)
	}
	return &analysis.Input{Plan: plan, Out: &audit.Audit{}, Terms: metric.Terms{Confidence: .95}, Sets: []analysis.Set{set}}
}

// Group A has benefits 2, 1, 1, 1, 1, group B 1, 1, 1, 0, 0; the mean μ is 0.9. GE(2) = ((4 + 7)/10/0.81 − 1)/2 = 0.179012, between the means 1.2
// and 0.6 ((1.2² + 0.6²)/2/0.81 − 1)/2 = 0.055556. Atkinson at ½ is 1 − ((√2 + 7)/10)²/0.9 = 0.213344, as (8.414214/10)² = 0.707990 and
// 0.707990/0.9 = 0.786656.
func TestByHand(t *testing.T) {
	in := inputOf([3]int64{0, 4, 1}, [3]int64{2, 3, 0})
	if err := run(in); err != nil {
		t.Fatal(err)
	}
	out := in.Out.Inequality[0]
	audittest.Near(t, "mean", float64(*out.Mean), .9, 1e-12)
	got := map[string]audit.InequalityIndex{}
	for _, m := range out.Measures {
		got[m.Name] = m
	}
	audittest.Near(t, "GE(2)", float64(*got["ge2"].Value), .179012, 5e-7)
	audittest.Near(t, "GE(2) between", float64(*got["ge2"].Between), .055556, 5e-7)
	audittest.Near(t, "Atkinson", float64(*got["atkinson"].Value), 1-.707990/.9, 2e-6)
	if m := got["atkinson"]; m.Within != nil || m.Interval != nil {
		t.Error("Atkinson's index does not split into groups")
	}
}

// The same benefit for everybody is no inequality; no benefit for anybody has no measure, with a reason.
func TestEdges(t *testing.T) {
	in := inputOf([3]int64{0, 5, 0}, [3]int64{0, 9, 0})
	if err := run(in); err != nil {
		t.Fatal(err)
	}
	for _, m := range in.Out.Inequality[0].Measures {
		audittest.Near(t, m.Name, float64(*m.Value), 0, 1e-12)
	}
	for _, groups := range [][3]int64{{7, 0, 0}, {0, 0, 0}} {
		in := inputOf(groups)
		if err := run(in); err != nil || len(in.Out.Inequality[0].Measures) != 0 || in.Out.Inequality[0].Why == "" {
			t.Errorf("%v: %v, %+v: want no measure and a reason", groups, err, in.Out.Inequality[0])
		}
	}
}
