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
	var bias, loss, predictions []*audit.Test
	for i := range in.Out.Regression {
		p := &in.Out.Regression[i]
		bias, loss = append(bias, p.Test), append(loss, p.LossTest)
		if g := p.Predictions; g != nil {
			predictions = append(predictions, g.Test, g.DistanceTest)
		}
	}
	in.Family("regression/bias", bias)
	in.Family("regression/mae", loss)
	in.Family("regression/predictions", predictions)
	return nil
}

// A group is one group's errors with the distribution of its predictions.
type group struct {
	errors      score.RegressionErrors
	predictions score.Histogram
	defined     bool
}

// study measures the errors of every known group of one attribute.
func study(in *analysis.Input, set *analysis.Set, t *audit.Table) []audit.PredictionError {
	var out []audit.PredictionError
	groups := make([]group, len(set.Groups))
	for i, g := range set.Groups {
		if g.Group.IsUnknown() {
			continue
		}
		p := audit.PredictionError{Group: g.Group, Reference: audit.Group{}, Status: audit.StatusOK, Exact: t.Axes[1].Bits == 0 && t.Axes[2].Bits == 0}
		groups[i] = measure(in, &p, t)
		out = append(out, p)
	}
	for k := range out {
		at := indexOf(set, out[k].Group)
		if set.Reference < 0 || at == set.Reference {
			continue
		}
		out[k].Reference = set.Groups[set.Reference].Group
		if !groups[at].defined || !groups[set.Reference].defined {
			why := string(infer.WhyUndefinedPart)
			out[k].DifferenceWhy, out[k].LossWhy, out[k].MedianDifferenceWhy = why, why, why
			continue
		}
		compare(in, &out[k], &groups[at], &groups[set.Reference])
	}
	largest(out)
	return out
}

// measure fills in one group's own numbers.
func measure(in *analysis.Input, p *audit.PredictionError, t *audit.Table) group {
	x, y, ok := numbers(t, p.Group[0].Value)
	p.N = int64(len(x))
	if !ok {
		p.Status, p.Why = audit.StatusAssumption, "too_many_people"
		return group{}
	}
	e, w := score.NewRegressionErrors(x, y, quantile, in.Terms.Confidence)
	if w != infer.Defined {
		p.Status, p.Why = w.Status(), string(w)
		return group{}
	}
	describe(p, &e, in.Terms.Confidence)
	if p.N < in.Plan.MinGroupSize {
		p.Status, p.Why = audit.StatusLowN, metric.WhyLowN
	}
	h, ok := score.NewHistogram(x, nil)
	return group{errors: e, predictions: h, defined: ok}
}

// largest marks the group of an attribute with the largest mean absolute error, the first of equals, among those with enough people.
func largest(list []audit.PredictionError) {
	at := -1
	for i := range list {
		if list[i].Status == audit.StatusOK && list[i].MAE != nil && (at < 0 || *list[i].MAE > *list[at].MAE) {
			at = i
		}
	}
	if at >= 0 && len(list) > 1 {
		list[at].LargestMAE = true
	}
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

// describe fills in the numbers of one group with their intervals.
func describe(p *audit.PredictionError, e *score.RegressionErrors, level float64) {
	p.Bias, p.MAE, p.RMSE, p.Median = audit.Ptr(e.Error.Mean), audit.Ptr(e.MAE), audit.Ptr(e.RMSE), audit.Ptr(e.Median.Value)
	p.PinballLoss, p.HeavyTails = audit.Ptr(e.Quantile), e.HeavyTails
	p.BiasInterval = ofMean(score.MeanInterval(e.Error, level))
	p.MAEInterval = ofMean(score.MeanInterval(e.Absolute, level))
	p.RMSEInterval = ofMean(score.RootMeanInterval(e.Squares, level))
	if e.Median.HasInterval {
		in := e.Median.Interval
		p.MedianInterval = &in
	}
	if p.MAEInterval != nil {
		p.MAEInterval.Lower = max(0, p.MAEInterval.Lower) // a mean of distances
	}
	if e.R2Why == infer.Defined {
		p.R2 = audit.Ptr(e.R2)
	}
	p.R2Why = string(e.R2Why)
}

// ofMean returns an interval, nil when there is none.
func ofMean(in audit.Interval, w infer.Why) *audit.Interval {
	if w != infer.Defined {
		return nil
	}
	return &in
}
