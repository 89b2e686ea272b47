package missingness

import (
	"math"

	"auditd/audit"
	"auditd/audit/infer"
	"auditd/audit/infer/labels"
)

// annotatorTables asks for the labels of all annotators together, by attribute.
func annotatorTables(p *audit.Plan) ([]audit.Field, []audit.TablePlan) {
	if len(p.Columns.Annotators) < 2 {
		return nil, nil
	}
	var fields []audit.Field
	var plans []audit.TablePlan
	for _, a := range p.Columns.Annotators {
		fields = append(fields, audit.Field{Kind: audit.FieldGroup, Attribute: a})
	}
	for _, x := range p.Columns.Attributes {
		t := audit.TablePlan{Name: agreementTable(x.Name), MaxCells: 1 << 18, Optional: p.Analyses == nil || p.Analyses.Missingness == nil, Axes: []audit.AxisName{{Role: audit.AxisAttribute, Name: x.Name}}}
		for _, a := range p.Columns.Annotators {
			t.Axes = append(t.Axes, audit.AxisName{Role: audit.AxisField, Name: a.Name})
		}
		plans = append(plans, t)
	}
	return fields, plans
}

func agreementTable(attribute string) string { return "annotators by " + attribute }

// agreement compares how far annotators agree on the groups with how far they agree on the reference group.
func (s *study) agreement() {
	for i := range s.in.Sets {
		set := &s.in.Sets[i]
		if len(set.Names) != 1 {
			continue
		}
		t := s.in.Cells.Table(agreementTable(set.Names[0]))
		if t == nil {
			continue
		}
		categories := categoriesOf(t)
		reference := labels.Kappa{}
		comparable := false
		if set.Reference >= 0 {
			_, reference, comparable = s.agree(t, categories, set.Groups[set.Reference].Group)
		}
		for k, g := range set.Groups {
			if g.Group.IsUnknown() || g.Counts.Total() == 0 {
				continue
			}
			a, kappa, ok := s.agree(t, categories, g.Group)
			if ok && comparable && k != set.Reference {
				if test, w := labels.CompareKappa(kappa, reference); w == infer.Defined {
					test.PAdjusted = audit.P(math.NaN())
					a.Test = &test
				}
			}
			s.out.Agreement = append(s.out.Agreement, a)
			s.tests = append(s.tests, s.out.Agreement[len(s.out.Agreement)-1].Test)
		}
	}
}

// categoriesOf numbers the labels over all annotators, in the order in which they occur; Unknown has none.
func categoriesOf(t *audit.Table) map[string]int {
	out := map[string]int{}
	for _, a := range t.Axes[1:] {
		for _, v := range a.Values {
			if _, ok := out[v]; !ok && v != audit.Unknown {
				out[v] = len(out)
			}
		}
	}
	return out
}

// agree measures the agreement on one group.
func (s *study) agree(t *audit.Table, categories map[string]int, g audit.Group) (audit.Agreement, labels.Kappa, bool) {
	out := audit.Agreement{Group: g, Status: audit.StatusOK}
	var units [][]int64
	var times []int64
	square := make([][]int64, len(categories))
	for i := range square {
		square[i] = make([]int64, len(categories))
	}
	for k := range t.N {
		at := t.At(k)
		if t.Axes[0].Values[at[0]] != g[0].Value {
			continue
		}
		unit := make([]int64, len(categories))
		var given []int
		for i, a := range t.Axes[1:] {
			if c, ok := categories[a.Values[at[i+1]]]; ok {
				unit[c]++
				given = append(given, c)
			}
		}
		units, times = append(units, unit), append(times, t.N[k])
		if len(given) > 1 { // who was labelled once says nothing of agreement
			out.N += t.N[k]
		}
		if len(given) == 2 && len(t.Axes) == 3 {
			square[given[0]][given[1]] += t.N[k]
		}
	}
	alpha, _, w := labels.KrippendorffAlpha(units, times)
	if w == infer.Defined {
		out.Alpha = audit.Ptr(alpha)
	} else {
		out.Status, out.Why = audit.StatusAssumption, string(w)
	}
	if len(t.Axes) != 3 {
		return out, labels.Kappa{}, false
	}
	kappa, w := labels.CohenKappa(square, s.terms.Confidence)
	if w == infer.Defined || w == infer.WhyNoVariance { // agreement by chance alone leaves no kappa, and the shares all the same
		out.Observed, out.PABAK = audit.Ptr(kappa.Observed), audit.Ptr(kappa.PABAK)
	}
	if w != infer.Defined {
		out.Status, out.Why = audit.StatusAssumption, string(w)
		return out, labels.Kappa{}, false
	}
	interval := kappa.Interval
	out.Kappa, out.Interval = audit.Ptr(kappa.Value), &interval
	return out, kappa, true
}
