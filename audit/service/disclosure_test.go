package service

import (
	"testing"

	"auditd/audit"
)

// ages makes an audit of the attributes of columns, each with two groups of people of whom half were selected.
func ages(attributes ...[4]any) *audit.Audit {
	a := &audit.Audit{Plan: audit.Plan{Columns: audit.Columns{Decision: &audit.Binary{}}}}
	for _, x := range attributes {
		name := x[0].(string)
		a.Plan.Columns.Attributes = append(a.Plan.Columns.Attributes, audit.Attribute{Name: name, Column: x[1].(string)})
		for i, value := range []string{"young", "old"} {
			n := int64(x[2+i].(int))
			a.Estimates = append(a.Estimates, audit.Estimate{
				Metric: "selection_rate", Group: audit.Group{{Attribute: name, Value: value}}, N: n, Denominator: n, Numerator: n / 2,
			})
		}
	}
	a.Rows.Counted = 200
	return a
}

// What subtraction within one summary would tell withholds an attribute. 200 people were counted.
func TestDifferencesAreWithheld(t *testing.T) {
	for name, c := range map[string]struct {
		audit    *audit.Audit
		withheld []bool
	}{
		"two columns":                             {ages([4]any{"age", "age", 100, 100}, [4]any{"sex", "sex", 97, 103}), []bool{false, false}},
		"one column cut twice, at 25 and at 26":   {ages([4]any{"age", "age", 100, 100}, [4]any{"age_26", "age", 103, 97}), []bool{false, true}},
		"the first cut is withheld by itself":     {ages([4]any{"age", "age", 195, 5}, [4]any{"age_26", "age", 103, 97}), []bool{true, false}},
		"4 people are in no group of the column":  {ages([4]any{"age", "age", 100, 96}), []bool{true}},
		"a second column with everybody in it":    {ages([4]any{"age", "age", 100, 96}, [4]any{"sex", "sex", 100, 100}), []bool{true, false}},
		"groups that hold more people than there": {ages([4]any{"age", "age", 150, 100}), []bool{true}},
	} {
		p := &Summary{}
		var columns []string
		for _, x := range c.audit.Plan.Columns.Attributes {
			p.Attributes, columns = append(p.Attributes, publicAttribute(c.audit, x.Name)), append(columns, x.Column)
		}
		p.withholdDifferences(columns, c.audit.Rows.Counted)
		for i, want := range c.withheld {
			if got := p.Attributes[i]; got.Withheld != want || want != (len(got.Groups) == 0) {
				t.Errorf("%s: attribute %d: got %+v, want withheld %v", name, i, got, want)
			}
		}
	}
}

// What an earlier summary of the same system and a new one tell together withholds the attribute of the new one. The earlier has 100
// young people and 100 old ones, half of each selected.
func TestChangesAreWithheld(t *testing.T) {
	earlier := func() PublicAttribute {
		return PublicAttribute{Name: "age", Groups: []PublicGroup{{Value: "young", People: 100, Selected: 50, NotSelected: 50}, {Value: "old", People: 100, Selected: 50, NotSelected: 50}}}
	}
	for name, c := range map[string]struct {
		change   func(a *PublicAttribute)
		withheld bool
	}{
		"the same again":                       {func(*PublicAttribute) {}, false},
		"1 more young person who was selected": {func(a *PublicAttribute) { a.Groups[0].People, a.Groups[0].Selected = 101, 51 }, true},
		"9 decisions turned round":             {func(a *PublicAttribute) { a.Groups[1].Selected, a.Groups[1].NotSelected = 41, 59 }, true},
		"10 decisions turned round":            {func(a *PublicAttribute) { a.Groups[1].Selected, a.Groups[1].NotSelected = 40, 60 }, false},
		"another year with many more people": {func(a *PublicAttribute) {
			a.Groups[0].People, a.Groups[0].Selected, a.Groups[0].NotSelected = 300, 180, 120
		}, false},
		"other groups of the same people":         {func(a *PublicAttribute) { a.Groups[0].Value = "up to 26" }, true},
		"another attribute, with counts that are": {func(a *PublicAttribute) { a.Name, a.Groups[0].People = "sex", 103 }, false},
	} {
		a := earlier()
		c.change(&a)
		p := Summary{Attributes: []PublicAttribute{a}}
		p.withholdChanges(&Summary{Attributes: []PublicAttribute{earlier()}})
		if got := p.Attributes[0]; got.Withheld != c.withheld || c.withheld != (len(got.Groups) == 0) {
			t.Errorf("%s: got %+v, want withheld %v", name, got, c.withheld)
		}
	}
	withheld := Summary{Attributes: []PublicAttribute{{Name: "age", Withheld: true}}}
	p := Summary{Attributes: []PublicAttribute{earlier()}}
	if p.withholdChanges(&withheld); p.Attributes[0].Withheld {
		t.Error("what was withheld before gives nothing to subtract from")
	}
}
