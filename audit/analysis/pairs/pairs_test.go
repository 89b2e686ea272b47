package pairs

import (
	"testing"

	"auditd/audit"
	"auditd/audit/analysis"
	"auditd/audit/audittest"
	"auditd/audit/metric"
)

// inputOf builds what the analysis is given: how many lose, gain, keep and never had the selection, and have no second decision.
func inputOf(lost, gained, kept, never, open int64) *analysis.Input {
	values := []string{no, yes, audit.Unknown}
	table := audit.Table{Name: tableName("sex"), Axes: []audit.TableAxis{
		{AxisName: audit.AxisName{Role: audit.AxisAttribute, Name: "sex"}, Values: []string{"women"}},
		{AxisName: audit.AxisName{Role: audit.AxisDecision}, Values: values},
		{AxisName: audit.AxisName{Role: audit.AxisField, Name: fieldName}, Values: values},
	}}
	for _, c := range []struct {
		before, after int32
		n             int64
	}{{0, 0, never}, {0, 1, gained}, {1, 0, lost}, {1, 1, kept}, {1, 2, open}} {
		if c.n > 0 {
			table.Codes, table.N = append(table.Codes, 0, c.before, c.after), append(table.N, c.n)
		}
	}
	plan := &audit.Plan{MinGroupSize: 30}
	plan.Multiplicity.Method = "holm"
	women := metric.GroupCounts{Group: audit.Group{{Attribute: "sex", Value: "women"}}}
	return &analysis.Input{
		Plan: plan, Cells: &audit.Cells{Tables: []audit.Table{table}}, Out: &audit.Audit{}, Terms: metric.Terms{Confidence: .95},
		Sets: []analysis.Set{{Names: []string{"sex"}, Groups: []metric.GroupCounts{women}}},
	}
}

// methods 11.2: 14 against 4 of 18 has an exact p of .030884. Seven people without a second decision are in no number.
func TestPrinted(t *testing.T) {
	in := inputOf(14, 4, 12, 10, 7)
	if err := run(in); err != nil {
		t.Fatal(err)
	}
	all := in.Out.Pairs[0]
	if all.N != 40 || all.Lost != 14 || all.Gained != 4 || len(all.Group) != 0 {
		t.Errorf("got %+v, want 14 lost and 4 gained of 40 people", all)
	}
	audittest.Near(t, "p", float64(all.Test.P), .030884, 5e-7)
	audittest.Near(t, "net", float64(*all.Net), -.25, 1e-12) // (4 − 14)/40
	audittest.Near(t, "share", float64(*all.Rate), .45, 1e-12)
}

// Where nothing changes, p is 1 and the interval still leaves room; where nobody was decided on twice, nothing is said of anybody.
func TestNothingChanges(t *testing.T) {
	in := inputOf(0, 0, 20, 20, 0)
	if err := run(in); err != nil {
		t.Fatal(err)
	}
	if x := in.Out.Pairs[0]; float64(x.Test.P) != 1 || x.Interval.Upper <= 0 {
		t.Errorf("got %+v, want p 1 and an interval that reaches above 0", x)
	}
	in = inputOf(0, 0, 0, 0, 9)
	if err := run(in); err != nil || in.Out.Pairs[0].Rate != nil || in.Out.Pairs[0].Why == "" {
		t.Errorf("%v, %+v: want no share, with a reason", err, in.Out.Pairs[0])
	}
}
