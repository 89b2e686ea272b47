// Package regression asks how far predictions of a number lie from the truth in every group, and whether they lie too high or too low
// for some (methods 7.1).
//
// It does not know whether an error to one side is good for the person.
package regression

import (
	"math"

	"auditd/audit"
	"auditd/audit/analysis"
	"auditd/audit/infer"
	"auditd/audit/infer/score"
	"auditd/audit/metric"
)

// Analysis is made when the plan names a true number beside the score.
var Analysis = analysis.Analysis{
	Name: "regression", Tables: tables, Run: run,
	Applies: func(p *audit.Plan) bool { return p.Columns.Outcome != nil && p.Columns.Score != nil },
}

const (
	predicted  = "predicted number"
	truth      = "true number"
	mostPeople = 2 << 20 // rows that are written out for their median
	quantile   = 0.9     // of the pinball loss
)

func tables(p *audit.Plan) ([]audit.Field, []audit.TablePlan) {
	fields := []audit.Field{
		{Kind: audit.FieldNumber, Attribute: audit.Attribute{Column: p.Columns.Score.Column, Name: predicted}},
		{Kind: audit.FieldNumber, Attribute: audit.Attribute{Column: p.Columns.Outcome.Column, Name: truth}},
	}
	var plans []audit.TablePlan
	for _, a := range p.Columns.Attributes {
		plans = append(plans, audit.TablePlan{Name: tableName(a.Name), MaxCells: 1 << 19, Axes: []audit.AxisName{
			{Role: audit.AxisAttribute, Name: a.Name}, {Role: audit.AxisField, Name: predicted}, {Role: audit.AxisField, Name: truth},
		}})
	}
	return fields, plans
}

func tableName(attribute string) string { return "predictions by " + attribute }

func run(in *analysis.Input) error {
	for i := range in.Sets {
		set := &in.Sets[i]
		if len(set.Names) != 1 {
			continue
		}
		if t := in.Cells.Table(tableName(set.Names[0])); t != nil {
			in.Out.Regression = append(in.Out.Regression, study(in, set, t)...)
		}
	}
	var tests []*audit.Test
	for i := range in.Out.Regression {
		tests = append(tests, in.Out.Regression[i].Test)
	}
	in.Family("regression", tests)
	return nil
}

// study measures the errors of every known group of one attribute.
func study(in *analysis.Input, set *analysis.Set, t *audit.Table) []audit.PredictionError {
	var out []audit.PredictionError
	errors := make([]score.RegressionErrors, len(set.Groups))
	defined := make([]bool, len(set.Groups))
	for i, g := range set.Groups {
		if g.Group.IsUnknown() {
			continue
		}
		p := audit.PredictionError{Group: g.Group, Reference: audit.Group{}, Status: audit.StatusOK, Exact: t.Axes[1].Bits == 0 && t.Axes[2].Bits == 0}
		x, y, ok := numbers(t, g.Group[0].Value)
		p.N = int64(len(x))
		var w infer.Why
		errors[i], w = score.NewRegressionErrors(x, y, quantile)
		switch {
		case !ok:
			p.Status, p.Why = audit.StatusAssumption, "too_many_people"
		case w != infer.Defined:
			p.Status, p.Why = audit.StatusAssumption, string(w)
		default:
			defined[i] = true
			describe(&p, errors[i])
			if p.N < in.Plan.MinGroupSize {
				p.Status, p.Why = audit.StatusLowN, metric.WhyLowN
			}
		}
		out = append(out, p)
	}
	for k := range out {
		at := indexOf(set, out[k].Group)
		if set.Reference >= 0 && at != set.Reference && defined[at] && defined[set.Reference] {
			difference(in, &out[k], errors[at], errors[set.Reference], set.Groups[set.Reference].Group)
		}
	}
	return out
}

func indexOf(set *analysis.Set, g audit.Group) int {
	for i := range set.Groups {
		if set.Groups[i].Group.Equal(g) {
			return i
		}
	}
	return -1
}

// numbers writes out the predictions and true numbers of a group; false when there are too many.
func numbers(t *audit.Table, group string) (x, y []float64, ok bool) {
	first, second := t.Axes[1].Numbers(), t.Axes[2].Numbers()
	for k := range t.N {
		at := t.At(k)
		p, q := first[at[1]], second[at[2]]
		if t.Axes[0].Values[at[0]] != group || math.IsNaN(p) || math.IsNaN(q) {
			continue
		}
		if int64(len(x))+t.N[k] > mostPeople {
			return nil, nil, false
		}
		for range t.N[k] {
			x, y = append(x, p), append(y, q)
		}
	}
	return x, y, true
}

func describe(p *audit.PredictionError, e score.RegressionErrors) {
	p.Bias, p.MAE, p.RMSE, p.Median = audit.Ptr(e.Error.Mean), audit.Ptr(e.MAE), audit.Ptr(e.RMSE), audit.Ptr(e.Median)
	p.HeavyTails = e.HeavyTails
	if e.R2Why == infer.Defined {
		p.R2 = audit.Ptr(e.R2)
	}
}

// difference compares the mean error with that of the reference group (Welch).
func difference(in *analysis.Input, p *audit.PredictionError, a, b score.RegressionErrors, reference audit.Group) {
	p.Reference = reference
	d, w := score.Welch(a.Error, b.Error, in.Terms.Confidence)
	if w != infer.Defined {
		return
	}
	interval, test := d.Interval, d.Test
	test.PAdjusted = audit.P(math.NaN())
	p.Difference, p.Interval, p.Test = audit.Ptr(d.Value), &interval, &test
}
