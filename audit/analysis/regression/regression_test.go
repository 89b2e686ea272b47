package regression

import (
	"fmt"
	"testing"

	"auditd/audit"
	"auditd/audit/analysis"
	"auditd/audit/audittest"
	"auditd/audit/metric"
)

// inputOf builds what the analysis is given: by group, the errors of the predictions, each at a true number of its own.
func inputOf(groups map[string][]float64) *analysis.Input {
	table := audit.Table{Name: tableName("g"), Axes: []audit.TableAxis{
		{AxisName: audit.AxisName{Role: audit.AxisAttribute, Name: "g"}, Values: []string{"A", "D"}},
		{AxisName: audit.AxisName{Role: audit.AxisField, Name: predicted}, Kind: audit.FieldNumber},
		{AxisName: audit.AxisName{Role: audit.AxisField, Name: truth}, Kind: audit.FieldNumber},
	}}
	set := analysis.Set{Names: []string{"g"}}
	for g, name := range table.Axes[0].Values {
		set.Groups = append(set.Groups, metric.GroupCounts{Group: audit.Group{{Attribute: "g", Value: name}}})
		for i, e := range groups[name] {
			k := int32(len(table.N))
			table.Axes[1].Values = append(table.Axes[1].Values, fmt.Sprint(float64(10*i)+e))
			table.Axes[2].Values = append(table.Axes[2].Values, fmt.Sprint(10*i))
			table.Codes, table.N = append(table.Codes, int32(g), k, k), append(table.N, 1)
		}
	}
	plan := &audit.Plan{MinGroupSize: 2}
	plan.Multiplicity.Method = "holm"
	return &analysis.Input{
		Plan: plan, Cells: &audit.Cells{Tables: []audit.Table{table}}, Out: &audit.Audit{}, Terms: metric.Terms{Confidence: .95}, Sets: []analysis.Set{set},
	}
}

// methods 7.1: errors 1, −2, .5, 3, −1.5, 2 of A and −3, −1, −4, .5, −2.5 of D have the bias .5 and −2, mean absolute errors 1.666667 and 2.2, root
// mean squares 1.848423 and 2.549510, and differ by 2.5 with p .05313.
func TestPrinted(t *testing.T) {
	in := inputOf(map[string][]float64{"A": {1, -2, .5, 3, -1.5, 2}, "D": {-3, -1, -4, .5, -2.5}})
	if err := run(in); err != nil {
		t.Fatal(err)
	}
	a, d := in.Out.Regression[0], in.Out.Regression[1]
	audittest.Near(t, "bias of A", float64(*a.Bias), .5, 1e-9)
	audittest.Near(t, "bias of D", float64(*d.Bias), -2, 1e-9)
	audittest.Near(t, "mean absolute error of A", float64(*a.MAE), 1.666667, 5e-7)
	audittest.Near(t, "mean absolute error of D", float64(*d.MAE), 2.2, 5e-7)
	audittest.Near(t, "root mean square of A", float64(*a.RMSE), 1.848423, 5e-7)
	audittest.Near(t, "root mean square of D", float64(*d.RMSE), 2.549510, 5e-7)
	audittest.Near(t, "difference", float64(*d.Difference), -2.5, 1e-9)
	audittest.Near(t, "p", float64(d.Test.P), .05313, 5e-6)
}

// One person has no variance, and nothing is compared with one.
func TestOnePerson(t *testing.T) {
	in := inputOf(map[string][]float64{"A": {1, 2, 3}, "D": {-1}})
	if err := run(in); err != nil {
		t.Fatal(err)
	}
	if d := in.Out.Regression[1]; d.Test != nil || d.Interval != nil || d.Status == audit.StatusOK {
		t.Errorf("got %+v, want no test and a reason", d)
	}
}

// The same people by SciPy 1.17.1: ttest_ind(|e| of D, |e| of A, equal_var=False) gives p .494874 and −1.244940 to 2.311607; of the
// predictions of inputOf, which lie at 0, 10, 20 … plus the errors, the same test of the means, ks_2samp and wasserstein_distance. The
// pinball loss at .9 of A is (.1·1 + .9·2 + .1·.5 + .1·3 + .9·1.5 + .1·2)/6 = .633333, of D (.9·3 + .9·1 + .9·4 + .1·.5 + .9·2.5)/5 = 1.9.
func TestLossesAndPredictions(t *testing.T) {
	in := inputOf(map[string][]float64{"A": {1, -2, .5, 3, -1.5, 2}, "D": {-3, -1, -4, .5, -2.5}})
	if err := run(in); err != nil {
		t.Fatal(err)
	}
	a, d := in.Out.Regression[0], in.Out.Regression[1]
	audittest.Near(t, "pinball loss of A", float64(*a.PinballLoss), .633333, 5e-7)
	audittest.Near(t, "pinball loss of D", float64(*d.PinballLoss), 1.9, 1e-9)
	audittest.Near(t, "difference of MAE", float64(*d.LossDifference), 2.2-1.666667, 5e-7)
	audittest.Near(t, "p of it", float64(d.LossTest.P), .494874, 5e-7)
	audittest.Near(t, "lower", d.LossInterval.Lower, -1.244940, 5e-7)
	audittest.Near(t, "upper", d.LossInterval.Upper, 2.311607, 5e-7)
	if !d.LargestMAE || a.LargestMAE {
		t.Errorf("largest mean absolute error: A %v, D %v", a.LargestMAE, d.LargestMAE)
	}
	if a.Predictions != nil || len(a.Reference) != 0 || a.Difference != nil {
		t.Errorf("the reference group is compared with itself: %+v", a)
	}
	g := d.Predictions
	audittest.Near(t, "difference of predictions", float64(g.Difference), -7.500000, 5e-7)
	audittest.Near(t, "p of it", float64(g.Test.P), 0.502176, 5e-7)
	audittest.Near(t, "Kolmogorov and Smirnov", float64(g.Distance), 0.333333, 5e-7)
	audittest.Near(t, "Wasserstein", float64(g.Wasserstein), 7.766667, 5e-7)
	for _, f := range in.Families {
		if f.Tests != map[string]int{"regression/bias": 1, "regression/mae": 1, "regression/predictions": 2}[f.Name] {
			t.Errorf("family %s of %d tests", f.Name, f.Tests)
		}
	}
}

// Who has no difference says why: all errors of a group alike, and a group of one.
func TestWhyNoDifference(t *testing.T) {
	in := inputOf(map[string][]float64{"A": {1, 1, 1}, "D": {2}})
	if err := run(in); err != nil {
		t.Fatal(err)
	}
	a, d := in.Out.Regression[0], in.Out.Regression[1]
	if d.Difference != nil || d.DifferenceWhy != "too_few_values" || d.LossWhy != "too_few_values" || d.MedianDifferenceWhy != "too_few_values" {
		t.Errorf("a group of one: %+v", d)
	}
	if d.BiasInterval != nil || d.R2 != nil || d.R2Why != "no_variance" || d.Status != audit.StatusLowN {
		t.Errorf("a group of one: %+v", d)
	}
	if a.BiasInterval == nil || a.BiasInterval.Lower != 1 || a.BiasInterval.Upper != 1 {
		t.Errorf("errors all alike: %+v", a.BiasInterval)
	}
}
