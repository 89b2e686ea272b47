// Package classes compares decisions of more than two classes between groups (methods 7.3): how often each class is given, how many
// people would have to change class, who fares better where classes have an order, and, where the plan names the class that would have
// been right, how often each group gets its class, one class against all others.
//
// It does not know what a class means. It counts people; weights are not used.
package classes

import (
	"maps"

	"auditd/audit"
	"auditd/audit/analysis"
)

// Analysis is made when the plan names a decision of many classes.
var Analysis = analysis.Analysis{
	Name: "classes", Tables: tables, Run: run,
	Applies: func(p *audit.Plan) bool { return p.Columns.Classes != nil },
}

const (
	fieldName = "class of the decision"
	labelName = "class that would have been right"
	pairCells = 1 << 16 // combinations of two attributes and the classes, above which pairs are left out
)

// The reasons why a rate of a class is undefined, or a mean lacks something: keys of the message catalogues.
const (
	WhyNobodyOfClass  = "nobody_of_the_class"
	WhyNobodyGetsIt   = "nobody_gets_the_class"
	WhyNoOtherClass   = "everybody_of_the_class"
	WhyClassesLeftOut = "classes_left_out"
	WhySharedPeople   = "classes_share_people"
)

func tables(p *audit.Plan) ([]audit.Field, []audit.TablePlan) {
	c := p.Columns.Classes
	field := audit.Field{Kind: audit.FieldGroup, Attribute: c.Attribute}
	field.Attribute.Name = fieldName
	field.Attribute.Map = named(c.Map, c.Order)
	fields := []audit.Field{field}
	axes := []audit.AxisName{{Role: audit.AxisField, Name: fieldName}}
	if l := c.Label; l != nil {
		values := l.Map
		if len(values) == 0 {
			values = c.Map
		}
		fields = append(fields, audit.Field{Kind: audit.FieldGroup, Attribute: audit.Attribute{
			Column: l.Column, Name: labelName, Map: named(values, c.Order), Missing: l.Missing,
		}})
		axes = append(axes, audit.AxisName{Role: audit.AxisField, Name: labelName})
	}
	var plans []audit.TablePlan
	for i, a := range p.Columns.Attributes {
		plans = append(plans, plan(axes, a.Name))
		for _, b := range p.Columns.Attributes[i+1:] {
			if p.Intersections < 2 {
				break
			}
			pair := plan(axes, a.Name, b.Name)
			pair.Optional, pair.MaxCells = true, pairCells
			plans = append(plans, pair)
		}
	}
	return fields, plans
}

func plan(axes []audit.AxisName, attributes ...string) audit.TablePlan {
	t := audit.TablePlan{Name: tableName(attributes...)}
	for _, a := range attributes {
		t.Axes = append(t.Axes, audit.AxisName{Role: audit.AxisAttribute, Name: a})
	}
	t.Axes = append(t.Axes, axes...)
	return t
}

func tableName(attributes ...string) string {
	name := "classes by " + attributes[0]
	for _, a := range attributes[1:] {
		name += " and " + a
	}
	return name
}

// named returns the map of the classes with every class of the order added to it: a class that the plan lists is one, even if it is called
// "none", which elsewhere means that nothing is known.
func named(values map[string]string, order []string) map[string]string {
	if len(order) == 0 {
		return values
	}
	out := maps.Clone(values)
	if out == nil {
		out = map[string]string{}
	}
	for _, v := range order {
		if _, mapped := out[v]; !mapped {
			out[v] = v
		}
	}
	return out
}

func run(in *analysis.Input) error {
	for i := range in.Sets {
		set := &in.Sets[i]
		if len(set.Names) > 2 {
			continue
		}
		t := in.Cells.Table(tableName(set.Names...))
		if t == nil {
			continue
		}
		c, err := count(in.Plan.Columns.Classes, set.Names, t)
		if err != nil {
			return err
		}
		for _, g := range set.Groups {
			if x := c.groups[g.Group.Key()]; x != nil && (!g.Group.IsUnknown() || len(set.Names) == 1) {
				in.Out.ClassGroups = append(in.Out.ClassGroups, describe(in, c, g.Group, x))
			}
		}
		in.Out.Classes = append(in.Out.Classes, compare(in, set, c)...)
	}
	families(in)
	return nil
}

// families adjusts the tests of each question over all groups, classes and attributes.
func families(in *analysis.Input) {
	var alike, ridits []*audit.Test
	gaps := map[string][]*audit.Test{}
	for i := range in.Out.Classes {
		x := &in.Out.Classes[i]
		alike, ridits = append(alike, x.Test), append(ridits, x.RiditTest)
		for k := range x.Classes {
			g := &x.Classes[k]
			gaps[gapFamily(g)] = append(gaps[gapFamily(g)], g.Test)
		}
	}
	in.Family("classes", alike)
	in.Family("classes/ridit", ridits)
	for _, name := range []string{audit.ClassShare, audit.ClassTPR, audit.ClassFPR, audit.ClassPPV, "overall"} {
		in.Family("classes/"+name, gaps[name])
	}
}

// gapFamily keeps the rates of single classes apart from accuracy and the means, of which each group has a few.
func gapFamily(g *audit.ClassGap) string {
	if g.Class == "" {
		return "overall"
	}
	return g.Metric
}
