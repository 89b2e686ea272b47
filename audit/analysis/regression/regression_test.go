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
