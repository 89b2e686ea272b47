// Package pairs asks what changing only the protected attribute of a person does to the decision (methods 11.2). The file holds, beside
// each decision, what the system decides on the same person with the attribute changed.
//
// It does not ask the system itself, and it does not see what follows the attribute and was left as it is.
package pairs

import (
	"math"

	"auditd/audit"
	"auditd/audit/analysis"
	"auditd/audit/infer"
	"auditd/audit/infer/labels"
	"auditd/audit/metric"
)

// Analysis is made when the plan names the column of changed decisions.
var Analysis = analysis.Analysis{
	Name: "pairs", Tables: tables, Run: run,
	Applies: func(p *audit.Plan) bool { return p.Columns.Pair != nil && p.Columns.Decision != nil },
}

const (
	fieldName = "decision with the attribute changed"
	yes       = "selected"
	no        = "not_selected"
)

func tables(p *audit.Plan) ([]audit.Field, []audit.TablePlan) {
	d := p.Columns.Decision
	a := audit.Attribute{Column: p.Columns.Pair.Column, Name: fieldName, Map: map[string]string{}, Missing: d.Missing}
	for _, v := range d.True {
		a.Map[v] = yes
	}
	for _, v := range d.False {
		a.Map[v] = no
	}
	if len(d.False) == 0 {
		a.Others = no
	} else {
		a.Strict = true
	}
	var plans []audit.TablePlan
	for _, x := range p.Columns.Attributes {
		plans = append(plans, audit.TablePlan{Name: tableName(x.Name), Axes: []audit.AxisName{
			{Role: audit.AxisAttribute, Name: x.Name}, {Role: audit.AxisDecision}, {Role: audit.AxisField, Name: fieldName},
		}})
	}
	return []audit.Field{{Kind: audit.FieldGroup, Attribute: a}}, plans
}

func tableName(attribute string) string { return "pairs by " + attribute }

// A tally of pairs: decisions that were lost and gained, of all.
type tally struct{ lost, gained, n int64 }

func run(in *analysis.Input) error {
	var tests []*audit.Test
	for i := range in.Sets {
		set := &in.Sets[i]
		if len(set.Names) != 1 {
			continue
		}
		t := in.Cells.Table(tableName(set.Names[0]))
		if t == nil {
			continue
		}
		by, all := count(t)
		if len(in.Out.Pairs) == 0 {
			in.Out.Pairs = append(in.Out.Pairs, flip(in, audit.Group{}, all))
		}
		for _, g := range set.Groups {
			if x, ok := by[g.Group[0].Value]; ok && !g.Group.IsUnknown() {
				in.Out.Pairs = append(in.Out.Pairs, flip(in, g.Group, x))
			}
		}
	}
	for i := range in.Out.Pairs {
		tests = append(tests, in.Out.Pairs[i].Test)
	}
	in.Family("pairs", tests)
	return nil
}

// count counts pairs by group; those with a missing decision are left out.
func count(t *audit.Table) (by map[string]tally, all tally) {
	by = map[string]tally{}
	for k := range t.N {
		at := t.At(k)
		before, after := t.Axes[1].Values[at[1]], t.Axes[2].Values[at[2]]
		if before == audit.Unknown || after == audit.Unknown {
			continue
		}
		g := t.Axes[0].Values[at[0]]
		x := by[g]
		x.n += t.N[k]
		all.n += t.N[k]
		switch {
		case before == yes && after == no:
			x.lost += t.N[k]
			all.lost += t.N[k]
		case before == no && after == yes:
			x.gained += t.N[k]
			all.gained += t.N[k]
		}
		by[g] = x
	}
	return by, all
}

// flip is the test of one group.
func flip(in *analysis.Input, g audit.Group, x tally) audit.FlipTest {
	out := audit.FlipTest{Group: g, N: x.n, Lost: x.lost, Gained: x.gained, Status: audit.StatusOK}
	f, w := labels.NewFlip(x.lost, x.gained, x.n, in.Terms.Confidence)
	if w != infer.Defined {
		out.Status, out.Why = audit.StatusAssumption, string(w)
		return out
	}
	rate, net, test := f.RateInterval, f.NetInterval, f.Exact
	test.PAdjusted = audit.P(math.NaN())
	out.Rate, out.Interval, out.Net, out.NetInterval, out.Test = audit.Ptr(f.Rate.Value()), &rate, audit.Ptr(f.Net), &net, &test
	if x.n < in.Plan.MinGroupSize {
		out.Status, out.Why = audit.StatusLowN, metric.WhyLowN
	}
	return out
}
