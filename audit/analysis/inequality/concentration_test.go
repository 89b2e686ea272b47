package inequality

import (
	"math"
	"testing"

	"auditd/audit"
	"auditd/audit/analysis"
	"auditd/audit/audittest"
	"auditd/audit/metric"
)

// A person of the tests: group, decision (0 no, 1 yes, 2 open), number (NaN unknown) and weight.
type person struct {
	group    string
	decision int32
	number   float64
	weight   float64
}

// rankedInput is what the analysis is given of some people whose numbers are 0 to 9.
func rankedInput(favourable, weighted bool, people ...person) *analysis.Input {
	plan := &audit.Plan{
		Columns:  audit.Columns{Decision: &audit.Binary{Favourable: favourable}, Attributes: []audit.Attribute{{Name: "g"}}},
		Analyses: &audit.Analyses{Inequality: &audit.InequalityPlan{RankBy: "income"}},
	}
	groups := []string{"A", "B", audit.Unknown}
	t := audit.Table{Name: tableName("g"), Axes: []audit.TableAxis{
		{Values: groups},
		{Values: []string{"not_selected", "selected", audit.Unknown}},
		{Values: []string{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", audit.Unknown}},
	}}
	for _, p := range people {
		group, number := map[string]int32{"A": 0, "B": 1, "": 2}[p.group], int32(10)
		if !math.IsNaN(p.number) {
			number = int32(p.number)
		}
		t.Codes, t.N = append(t.Codes, group, p.decision, number), append(t.N, 1)
		if weighted {
			t.W, t.W2 = append(t.W, p.weight), append(t.W2, p.weight*p.weight)
		}
	}
	set := analysis.Set{Names: []string{"g"}}
	for _, g := range groups {
		set.Groups = append(set.Groups, metric.GroupCounts{Group: audit.Group{{Attribute: "g", Value: g}}})
	}
	return &analysis.Input{
		Plan: plan, Cells: &audit.Cells{Tables: []audit.Table{t}}, Out: &audit.Audit{}, Sets: []analysis.Set{set},
		Terms: metric.Terms{Confidence: .95, MinGroupSize: 3, Weighted: weighted},
	}
}

var nan = math.NaN()

// Four people at 0, 1, 2 and 3, of whom the upper two are selected: ranks 1/8, 3/8, 5/8, 7/8, mean 1/2, covariance (5/8 + 7/8)/4 − 1/4 = 1/8, so
// C = 2·(1/8)/(1/2) = 1/2, Wagstaff 1/2/(1/2) = 1, Erreygers 4·(1/2)·(1/2) = 1; the lower half got nothing. Who has no number, or no
// decision, is left out; who has no group is part of everybody.
func TestConcentrationByHand(t *testing.T) {
	in := rankedInput(true, false, person{"A", 0, 0, 1}, person{"A", 0, 1, 1}, person{"A", 1, 2, 1}, person{"", 1, 3, 1}, person{"B", 1, nan, 1}, person{"B", 2, 5, 1})
	if err := run(in); err != nil {
		t.Fatal(err)
	}
	x := in.Out.Concentration
	all, a, b := x.Groups[0], x.Groups[1], x.Groups[2]
	audittest.Near(t, "C", float64(*all.Index.Value), .5, 1e-12)
	audittest.Near(t, "Wagstaff", float64(*all.Wagstaff.Value), 1, 1e-12)
	audittest.Near(t, "Erreygers", float64(*all.Erreygers.Value), 1, 1e-12)
	audittest.Near(t, "lower half", float64(*all.LowerHalf), 0, 1e-12)
	// A: ranks 1/6, 1/2, 5/6, mean 1/3, covariance 5/18 − 1/6 = 1/9, C = 2/3.
	audittest.Near(t, "C of A", float64(*a.Index.Value), 2./3, 1e-12)
	if x.People != 4 || x.Unknown != 2 || len(x.Groups) != 3 || b.N != 0 || b.Status != audit.StatusEmptyGroup || b.Index.Value != nil {
		t.Errorf("%+v", x)
	}
	if len(in.Out.Inequality) != 0 {
		t.Error("benefits without labels")
	}
}

// Where being selected is bad, not being selected gathers at the other end. A weight of two is two people alike in value; its interval is
// wider than that of two people, as one drew both.
func TestConcentrationTurnedAndWeighted(t *testing.T) {
	var plain, twice []person
	for i := range 10 {
		p := person{"A", int32(i * 3 % 7 % 2), float64(i), 1}
		plain, twice = append(plain, p, p), append(twice, person{p.group, p.decision, p.number, 2})
	}
	of := func(in *analysis.Input) audit.GroupConcentration {
		if err := run(in); err != nil {
			t.Fatal(err)
		}
		return in.Out.Concentration.Groups[0]
	}
	one, two := of(rankedInput(true, false, plain...)), of(rankedInput(true, true, twice...))
	audittest.Near(t, "weighted", float64(*two.Index.Value), float64(*one.Index.Value), 1e-12)
	if wide, narrow := two.Index.Interval, one.Index.Interval; wide.Upper-wide.Lower <= narrow.Upper-narrow.Lower {
		t.Errorf("weighted %+v, counted %+v", wide, narrow)
	}
	turned := of(rankedInput(false, false, plain...))
	if float64(*one.Index.Value)*float64(*turned.Index.Value) >= 0 {
		t.Errorf("%v, turned %v", *one.Index.Value, *turned.Index.Value)
	}
	audittest.Near(t, "Erreygers turned", float64(*turned.Erreygers.Value), -float64(*one.Erreygers.Value), 1e-12)
}

// Nobody favoured has no index, with the reason; everybody favoured has an index of 0 and nothing to correct; few people are said to be few.
func TestConcentrationEdges(t *testing.T) {
	for _, c := range []struct {
		decision int32
		why      string
	}{{0, WhyNobodyFavourable}, {1, ""}} {
		in := rankedInput(true, false, person{"A", c.decision, 1, 1}, person{"A", c.decision, 2, 1}, person{"B", c.decision, 3, 1})
		if err := run(in); err != nil {
			t.Fatal(err)
		}
		all, b := in.Out.Concentration.Groups[0], in.Out.Concentration.Groups[2]
		if all.Why != c.why || all.Wagstaff.Value != nil || all.Index.Interval != nil {
			t.Errorf("decision %d: %+v", c.decision, all)
		}
		if c.decision == 1 && (float64(*all.Index.Value) != 0 || b.Status != audit.StatusLowN) {
			t.Errorf("everybody: %+v, %+v", all, b)
		}
	}
}
