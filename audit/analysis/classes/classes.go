// Package classes compares decisions of more than two classes between groups (methods 7.3): how often each class is given, how many
// people would have to change class, and, where classes have an order, who fares better.
//
// It does not know what a class means.
package classes

import (
	"maps"
	"math"
	"slices"

	"auditd/audit"
	"auditd/audit/analysis"
	"auditd/audit/infer"
	"auditd/audit/infer/association"
	"auditd/audit/metric"
)

// Analysis is made when the plan names a decision of many classes.
var Analysis = analysis.Analysis{
	Name: "classes", Tables: tables, Run: run,
	Applies: func(p *audit.Plan) bool { return p.Columns.Classes != nil },
}

func tables(p *audit.Plan) ([]audit.Field, []audit.TablePlan) {
	field := audit.Field{Kind: audit.FieldGroup, Attribute: p.Columns.Classes.Attribute}
	field.Attribute.Name = fieldName
	field.Attribute.Map = named(p.Columns.Classes)
	var plans []audit.TablePlan
	for _, a := range p.Columns.Attributes {
		plans = append(plans, audit.TablePlan{Name: tableName(a.Name), Axes: []audit.AxisName{
			{Role: audit.AxisAttribute, Name: a.Name}, {Role: audit.AxisField, Name: fieldName},
		}})
	}
	return []audit.Field{field}, plans
}

// named returns the map of the classes with every class of the order added to it: a class that the plan lists is one, even if it is called
// "none", which elsewhere means that nothing is known.
func named(c *audit.ClassesColumn) map[string]string {
	if len(c.Order) == 0 {
		return c.Map
	}
	out := maps.Clone(c.Map)
	if out == nil {
		out = map[string]string{}
	}
	for _, v := range c.Order {
		if _, mapped := out[v]; !mapped {
			out[v] = v
		}
	}
	return out
}

const fieldName = "class of the decision"

func tableName(attribute string) string { return "classes by " + attribute }

func run(in *analysis.Input) error {
	var tests []*audit.Test
	for i := range in.Sets {
		set := &in.Sets[i]
		if len(set.Names) != 1 || set.Reference < 0 {
			continue
		}
		t := in.Cells.Table(tableName(set.Names[0]))
		if t == nil {
			continue
		}
		found, err := compare(in, set, t)
		if err != nil {
			return err
		}
		in.Out.Classes = append(in.Out.Classes, found...)
	}
	for i := range in.Out.Classes {
		tests = append(tests, in.Out.Classes[i].Test)
	}
	in.Family("classes", tests)
	return nil
}

// compare holds every group of an attribute against the reference group.
func compare(in *analysis.Input, set *analysis.Set, t *audit.Table) ([]audit.ClassComparison, error) {
	order, names, err := classesOf(in.Plan.Columns.Classes, &t.Axes[1])
	if err != nil {
		return nil, err
	}
	counts := map[string][]int64{}
	for k := range t.N {
		at := t.At(k)
		g := t.Axes[0].Values[at[0]]
		if counts[g] == nil {
			counts[g] = make([]int64, len(names))
		}
		if c := order[at[1]]; c >= 0 {
			counts[g][c] += t.N[k]
		}
	}
	var out []audit.ClassComparison
	reference := set.Groups[set.Reference].Group
	for i, g := range set.Groups {
		if i == set.Reference || g.Group.IsUnknown() || counts[g.Group[0].Value] == nil {
			continue
		}
		out = append(out, one(in, g.Group, reference, names, counts[g.Group[0].Value], counts[reference[0].Value]))
	}
	return out, nil
}

// classesOf returns the place of every value of the axis among the classes, −1 for Unknown, and the names of the classes.
func classesOf(c *audit.ClassesColumn, axis *audit.TableAxis) (order []int, names []string, err error) {
	names = slices.Clone(c.Order)
	for i, v := range axis.Values {
		switch {
		case i == axis.Unknown():
			order = append(order, -1)
		case len(c.Order) == 0:
			order, names = append(order, len(names)), append(names, v)
		default:
			at := slices.Index(names, v)
			if at < 0 {
				return nil, nil, &audit.Error{
					Kind: audit.Invalid, Column: c.Column, Value: audit.Quote(v), Text: "a class that columns.classes.order does not list",
					Remedy: "list every class, or map it to one that is listed",
				}
			}
			order = append(order, at)
		}
	}
	return order, names, nil
}

// one compares one group with the reference group.
func one(in *analysis.Input, g, reference audit.Group, names []string, a, b []int64) audit.ClassComparison {
	out := audit.ClassComparison{Group: g, Reference: reference, Classes: []audit.ClassGap{}, Status: audit.StatusOK}
	for _, n := range a {
		out.N += n
	}
	m, w := association.CompareClasses(a, b, in.Terms.Confidence)
	if w != infer.Defined {
		out.Status, out.Why = audit.StatusAssumption, string(w)
		return out
	}
	out.Distance = audit.Ptr(m.TV)
	if len(in.Plan.Columns.Classes.Order) > 0 {
		out.Ridit = audit.Ptr(m.Ridit)
	}
	if v, w := association.CramersV(association.Table{a, b}); w == infer.Defined {
		out.CramersV = audit.Ptr(v)
	}
	test := m.Association.ChiSquared
	if !m.Association.Trusted {
		test = m.Association.G
	}
	test.PAdjusted = audit.P(math.NaN())
	out.Test = &test
	for i, c := range m.Classes {
		interval := c.Interval
		out.Classes = append(out.Classes, audit.ClassGap{
			Class: names[i], Rate: audit.Real(c.GroupRate), ReferenceRate: audit.Real(c.ReferenceRate), Gap: audit.Real(c.Gap), Interval: &interval, Test: c.Test,
		})
	}
	if out.N < in.Plan.MinGroupSize {
		out.Status, out.Why = audit.StatusLowN, metric.WhyLowN
	}
	return out
}
