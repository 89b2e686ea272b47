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
	audittest.Near(t, "X²", float64(*c.Test.Statistic), 21.818182, 5e-7)
	audittest.Near(t, "p", float64(c.Test.PAdjusted), 1.829e-5, 5e-9)
	for i, want := range []float64{-.3, .05, .25} {
		audittest.Near(t, c.Classes[i].Class, float64(c.Classes[i].Gap), want, 1e-12)
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
