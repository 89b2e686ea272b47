package classes

import (
	"strings"
	"testing"

	"auditd/audit"
	"auditd/audit/analysis"
	"auditd/audit/audittest"
	"auditd/audit/metric"
)

// inputOf builds what the analysis is given: by group, how many people get each class; the last class may be Unknown.
func inputOf(order, classes []string, men, women []int64) *analysis.Input {
	table := audit.Table{Name: tableName("sex"), Axes: []audit.TableAxis{
		{AxisName: audit.AxisName{Role: audit.AxisAttribute, Name: "sex"}, Values: []string{"men", "women"}},
		{AxisName: audit.AxisName{Role: audit.AxisField, Name: fieldName}, Kind: audit.FieldGroup, Values: classes},
	}}
	for g, counts := range [][]int64{men, women} {
		for k, n := range counts {
			if n > 0 {
				table.Codes, table.N = append(table.Codes, int32(g), int32(k)), append(table.N, n)
			}
		}
	}
	group := func(v string) metric.GroupCounts {
		return metric.GroupCounts{Group: audit.Group{{Attribute: "sex", Value: v}}}
	}
	plan := &audit.Plan{MinGroupSize: 30, Columns: audit.Columns{Classes: &audit.ClassesColumn{Order: order}}}
	plan.Multiplicity.Method = "holm"
	return &analysis.Input{
		Plan: plan, Cells: &audit.Cells{Tables: []audit.Table{table}}, Out: &audit.Audit{}, Terms: metric.Terms{Confidence: .95},
		Sets: []analysis.Set{{Names: []string{"sex"}, Groups: []metric.GroupCounts{group("men"), group("women")}}},
	}
}

// A class that the plan lists is one, also when it is called what elsewhere means "not known": the count keeps "none" as a class, and what
// the plan maps or leaves out of the order stays as it was.
func TestListedClassesAreNamed(t *testing.T) {
	for _, c := range []struct {
		name  string
		plan  audit.ClassesColumn
		value string
		want  string // "" is not mapped: decided by the text alone
	}{
		{"listed", audit.ClassesColumn{Order: []string{"none", "some"}}, "none", "none"},
		{"mapped elsewhere", audit.ClassesColumn{Attribute: audit.Attribute{Map: map[string]string{"none": "some"}}, Order: []string{"none", "some"}}, "none", "some"},
		{"not listed", audit.ClassesColumn{Order: []string{"none", "some"}}, "n/a", ""},
		{"without an order", audit.ClassesColumn{}, "none", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.plan.Column = "offer"
			plan := &audit.Plan{Columns: audit.Columns{Classes: &c.plan, Attributes: []audit.Attribute{{Column: "sex", Name: "sex"}}}}
			fields, _ := tables(plan)
			if got := fields[0].Attribute.Map[c.value]; got != c.want {
				t.Errorf("%q is mapped to %q, want %q", c.value, got, c.want)
			}
		})
	}
}

// methods 7.3: [[60,25,15],[30,30,40]] has X² 21.818182, p 1.829e-5, TV .3, gaps −.3, .05, .25 and ridit .6775. The classes come in bytewise
// order; the plan puts them from worst to best. Nine people of no known class change nothing.
func TestPrinted(t *testing.T) {
	in := inputOf([]string{"refused", "part", "full"}, []string{"full", "part", "refused", audit.Unknown}, []int64{15, 25, 60, 4}, []int64{40, 30, 30, 5})
	if err := run(in); err != nil {
		t.Fatal(err)
	}
	c := in.Out.Classes[0]
	audittest.Near(t, "total variation", float64(*c.Distance), .3, 1e-12)
	audittest.Near(t, "ridit", float64(*c.Ridit), .6775, 1e-12)
	// scipy.stats.mannwhitneyu of the same people with use_continuity and method asymptotic: p = 3.2291199700e-06.
	audittest.Near(t, "Mann–Whitney", float64(c.RiditTest.P), 3.22911997e-6, 1e-12)
	if !(c.RiditInterval.Lower < .6775 && c.RiditInterval.Upper > .6775) {
		t.Errorf("interval %+v", c.RiditInterval)
	}
	audittest.Near(t, "X²", float64(*c.Test.Statistic), 21.818182, 5e-7)
	audittest.Near(t, "p", float64(c.Test.PAdjusted), 1.829e-5, 5e-9)
	for i, want := range []float64{-.3, .05, .25} {
		audittest.Near(t, c.Classes[i].Class, float64(*c.Classes[i].Gap), want, 1e-12)
	}
	if c.N != 100 {
		t.Errorf("%d women have a known class, want 100", c.N)
	}
}

// Without an order nobody fares better, and a class that the order lacks is an error that names it.
func TestOrder(t *testing.T) {
	in := inputOf(nil, []string{"x", "y"}, []int64{40, 60}, []int64{50, 50})
	if err := run(in); err != nil || in.Out.Classes[0].Ridit != nil {
		t.Errorf("%v, ridit %v: want none", err, in.Out.Classes[0].Ridit)
	}
	in = inputOf([]string{"x", "z"}, []string{"x", "y"}, []int64{40, 60}, []int64{50, 50})
	if err := run(in); audit.KindOf(err) != audit.Invalid || !strings.Contains(err.Error(), `"y"`) {
		t.Errorf("got %v, want an error that names the class", err)
	}
}

// Few people are shown and said to be few.
func TestFew(t *testing.T) {
	in := inputOf(nil, []string{"x", "y"}, []int64{40, 60}, []int64{5, 5})
	if err := run(in); err != nil || in.Out.Classes[0].Status != audit.StatusLowN {
		t.Errorf("%v, %+v: want low_n", err, in.Out.Classes[0])
	}
}

// labelled builds a table of sex, class and true class: by group, counts by class (rows) and true class (columns) of a, b and c.
func labelled(groups []string, joint ...[3][3]int64) *analysis.Input {
	in := inputOf(nil, []string{"a", "b", "c"}, nil, nil)
	table := &in.Cells.Tables[0]
	table.Axes[0].Values = groups
	table.Axes = append(table.Axes, audit.TableAxis{AxisName: audit.AxisName{Role: audit.AxisField, Name: labelName}, Kind: audit.FieldGroup, Values: []string{"a", "b", "c"}})
	table.Codes, table.N = nil, nil
	in.Sets[0].Groups = nil
	for g, counts := range joint {
		in.Sets[0].Groups = append(in.Sets[0].Groups, metric.GroupCounts{Group: audit.Group{{Attribute: "sex", Value: groups[g]}}})
		for d := range counts {
			for y, n := range counts[d] {
				if n > 0 {
					table.Codes, table.N = append(table.Codes, int32(g), int32(d), int32(y)), append(table.N, n)
				}
			}
		}
	}
	return in
}

// rateOf finds a rate of a group.
func rateOf(t *testing.T, g audit.ClassGroup, name, class string) audit.ClassRate {
	t.Helper()
	for _, r := range g.Rates {
		if r.Metric == name && r.Class == class {
			return r
		}
	}
	t.Fatalf("no %s of %s", name, class)
	return audit.ClassRate{}
}

// Men: of 20 a 16 get a, of 20 b 10 get b (10 get a), nobody is of class c, and two of a get it. Everything else by counting:
// precision of a 16/26, false positives of a 10/20, of c 2/40; accuracy 26/40. scikit-learn's recall_score would take the recall of class c
// for 0.
func TestOneAgainstAll(t *testing.T) {
	in := labelled([]string{"men", "women"}, [3][3]int64{{16, 10, 0}, {2, 10, 0}, {2, 0, 0}}, [3][3]int64{{10, 0, 0}, {0, 20, 0}, {0, 0, 10}})
	if err := run(in); err != nil {
		t.Fatal(err)
	}
	men, women := in.Out.ClassGroups[0], in.Out.ClassGroups[1]
	for _, c := range []struct {
		metric, class string
		x, n          int64
	}{
		{audit.ClassShare, "a", 26, 40},
		{audit.ClassTPR, "a", 16, 20},
		{audit.ClassTPR, "b", 10, 20},
		{audit.ClassFPR, "a", 10, 20},
		{audit.ClassFPR, "c", 2, 40},
		{audit.ClassPPV, "a", 16, 26},
		{audit.ClassPPV, "c", 0, 2},
		{audit.ClassAccuracy, "", 26, 40},
	} {
		if r := rateOf(t, men, c.metric, c.class); r.Numerator != c.x || r.Denominator != c.n || r.Interval == nil {
			t.Errorf("%s of %s: %d of %d, want %d of %d", c.metric, c.class, r.Numerator, r.Denominator, c.x, c.n)
		}
	}
	absent := rateOf(t, men, audit.ClassTPR, "c")
	if absent.Value != nil || absent.Status != audit.StatusZeroDenominator || absent.Why != WhyNobodyOfClass {
		t.Errorf("a class of which nobody is: %+v", absent)
	}
	macro := men.Macros[0]
	if macro.Metric != audit.ClassTPR || macro.Worst != "b" || len(macro.LeftOut) != 1 || macro.LeftOut[0] != "c" {
		t.Errorf("%+v", macro)
	}
	audittest.Near(t, "macro", float64(*macro.Value), .65, 1e-12) // (.8 + .5)/2
	if men.Macros[1].Interval != nil || men.Macros[1].IntervalWhy != WhySharedPeople || men.Macros[1].Worst != "a" {
		t.Errorf("false positives: %+v", men.Macros[1])
	}
	if *women.Macros[0].Value != 1 || women.Labelled != 40 {
		t.Errorf("%+v", women)
	}
	found := false
	for _, g := range in.Out.Classes[0].Classes {
		if g.Metric == audit.ClassTPR && g.Macro { // women less men over a and b, which both have: 1 − .65
			audittest.Near(t, "gap of means", float64(*g.Gap), .35, 1e-12)
			found = g.Why == WhyClassesLeftOut && g.Test != nil && g.Test.Family == "classes/overall"
		}
		if g.Metric == audit.ClassTPR && g.Class == "c" && (g.Gap != nil || g.Why != WhyNobodyOfClass || g.Rate == nil || g.ReferenceRate != nil) {
			t.Errorf("%+v", g)
		}
	}
	if !found {
		t.Error("the means are not compared over the classes that both have")
	}
}

// With three groups each is held against the reference and against everybody else; with two only against the reference. A group of nobody
// decided says so.
func TestEverybodyElse(t *testing.T) {
	whole := [3][3]int64{{20, 0, 0}, {0, 20, 0}, {0, 0, 20}}
	in := labelled([]string{"a", "b", "c"}, whole, whole, [3][3]int64{{60, 0, 0}})
	if err := run(in); err != nil {
		t.Fatal(err)
	}
	against := map[string]int{}
	for _, c := range in.Out.Classes {
		against[c.Against]++
	}
	if against[audit.AgainstReference] != 2 || against[audit.AgainstComplement] != 3 {
		t.Errorf("%v", against)
	}
	last := in.Out.Classes[len(in.Out.Classes)-1]
	// c: everybody gets a; of the 120 others 40 do: total variation 1 − 1/3.
	audittest.Near(t, "distance", float64(*last.Distance), 2./3, 1e-12)
	if last.ReferenceN != 120 || len(last.Reference) != 0 {
		t.Errorf("%+v", last)
	}
	in = inputOf(nil, []string{"x", "y", audit.Unknown}, []int64{40, 60, 0}, []int64{0, 0, 9})
	if err := run(in); err != nil || in.Out.Classes[0].Status != audit.StatusZeroDenominator || in.Out.ClassGroups[1].Unknown != 9 {
		t.Errorf("%v %+v", err, in.Out.Classes)
	}
}
