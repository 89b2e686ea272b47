package periods

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"auditd/audit"
	"auditd/audit/analysis"
	"auditd/audit/infer"
	"auditd/audit/infer/draw"
	"auditd/audit/metric"
)

// A row is people of one period and group who were selected or not.
type row struct {
	period, group string
	selected      bool
	n             int64
	weight        float64 // of each; 0 means the audit has no weights
}

// follow runs the analysis on rows that a plain loop counts. Groups are sorted, the first of them is the reference.
func follow(t testing.TB, by string, rows []row) *audit.Audit {
	t.Helper()
	plan := &audit.Plan{Confidence: .95, MinGroupSize: 30, Multiplicity: audit.Multiplicity{Method: "holm"}, Seed: 1}
	plan.Columns.Attributes = []audit.Attribute{{Name: "group"}}
	plan.Columns.Decision = &audit.Binary{Favourable: true}
	plan.Columns.Period = &audit.PeriodColumn{Column: "date", By: by}
	var periods, groups []string
	for _, r := range rows {
		periods, groups = append(periods, r.period), append(groups, r.group)
	}
	slices.Sort(periods)
	slices.Sort(groups)
	periods, groups = unknownLast(slices.Compact(periods)), unknownLast(slices.Compact(groups))
	table := audit.Table{Name: "periods/group", Axes: []audit.TableAxis{
		{AxisName: audit.AxisName{Role: audit.AxisField, Name: Field}, Values: periods},
		{AxisName: audit.AxisName{Role: audit.AxisAttribute, Name: "group"}, Values: groups},
		{AxisName: audit.AxisName{Role: audit.AxisDecision}, Values: []string{"not_selected", "selected"}},
	}}
	set := analysis.Set{Names: []string{"group"}, Dims: []int{0}}
	for _, g := range groups {
		set.Groups = append(set.Groups, metric.GroupCounts{Group: audit.Group{{Attribute: "group", Value: g}}})
	}
	weighted := false
	for _, r := range rows {
		d := int32(0)
		if r.selected {
			d = 1
		}
		table.Codes = append(table.Codes, int32(slices.Index(periods, r.period)), int32(slices.Index(groups, r.group)), d)
		table.N = append(table.N, r.n)
		if r.weight > 0 {
			weighted = true
			table.W, table.W2 = append(table.W, float64(r.n)*r.weight), append(table.W2, float64(r.n)*r.weight*r.weight)
		}
	}
	selection, _ := metric.Get("selection_rate")
	out := &audit.Audit{}
	in := &analysis.Input{
		Plan: plan, Cells: &audit.Cells{Attributes: []audit.Dim{{Name: "group", Values: groups}}, Tables: []audit.Table{table}},
		Terms: metric.Terms{Confidence: .95, MinGroupSize: 30, Weighted: weighted}, Sets: []analysis.Set{set}, Judged: []metric.Metric{selection}, Workers: 1, Out: out,
	}
	if err := Analysis.Run(in); err != nil {
		t.Fatal(err)
	}
	return out
}

// unknownLast moves Unknown to the end, where counting puts it.
func unknownLast(values []string) []string {
	if i := slices.Index(values, audit.Unknown); i >= 0 {
		return append(slices.Delete(values, i, i+1), audit.Unknown)
	}
	return values
}

// both returns the rows of one group in one period.
func both(period, group string, selected, n int64) []row {
	return []row{{period, group, true, selected, 0}, {period, group, false, n - selected, 0}}
}

func rateOf(t testing.TB, a *audit.Audit, group string) audit.PeriodRate {
	t.Helper()
	for _, r := range a.Periods.Rates {
		if r.Group.Label() == group {
			return r
		}
	}
	t.Fatalf("no rate of %q", group)
	return audit.PeriodRate{}
}

// TestFollowed: group b falls from 60 to 30 of 100 in four quarters, one of which nobody is in; a stays. By hand, places 0, 1, 3 with
// 100 people each, 60, 45 and 30 selected: p̄ = 0.45, t̄ = 4/3; Σ(t−t̄)(x−n·p̄) = (−4/3)·15 + (5/3)·(−15) = −45; Σn(t−t̄)² =
// 100·(16+1+25)/9 = 466.67; z = −45/√(0.2475·466.67) = −4.18718.
func TestFollowed(t *testing.T) {
	rows := slices.Concat(
		both("2023-Q4", "a", 50, 100), both("2024-Q1", "a", 50, 100), both("2024-Q3", "a", 50, 100),
		both("2023-Q4", "b", 60, 100), both("2024-Q1", "b", 45, 100), both("2024-Q3", "b", 30, 100),
		both(audit.Unknown, "a", 1, 7), both("2024-Q1", audit.Unknown, 5, 10),
	)
	a := follow(t, "quarter", rows)
	want := []audit.Period{{Name: "2023-Q4", N: 200}, {Name: "2024-Q1", N: 210}, {Name: "2024-Q2", N: 0}, {Name: "2024-Q3", N: 200}}
	if !slices.Equal(a.Periods.Periods, want) || a.Periods.Undated != 7 {
		t.Errorf("%+v, %d undated", a.Periods.Periods, a.Periods.Undated)
	}
	b := rateOf(t, a, "b")
	if z := float64(*b.Trend.Statistic); math.Abs(z+4.18718) > 1e-5 || !b.Drift {
		t.Errorf("z of b is %v, drift %v", z, b.Drift)
	}
	if q := b.Points[2]; q.Value != nil || q.Why != WhyNoRate {
		t.Errorf("the gap: %+v", q)
	}
	// Last 30/100 against 105/200 before; the gap to a was 0.525 − 0.5 and is 0.3 − 0.5.
	if s := b.Step; math.Abs(float64(*s.Value)+0.225) > 1e-9 || math.Abs(float64(*b.Gap.Value)+0.225) > 1e-9 {
		t.Errorf("step %v, gap %v", *s.Value, *b.Gap.Value)
	}
	if r := rateOf(t, a, "a"); r.Gap != nil || r.Drift || float64(r.Trend.P) != 1 {
		t.Errorf("the reference: %+v", r)
	}
	for _, r := range a.Periods.Rates {
		if r.Group.IsUnknown() {
			t.Error("people of unknown group have a rate of their own")
		}
	}
	if m := a.Periods.Mixes[0]; len(m.Shares) != 3 || m.Earlier != 410 || m.Last != 200 || m.StabilityWhy != WhyGroupAbsent {
		t.Errorf("mix %+v", m)
	}
	for _, p := range []float64{float64(b.Trend.PAdjusted), float64(b.Step.Test.PAdjusted)} {
		if !(p > 0 && p < .05) {
			t.Errorf("adjusted p = %v", p)
		}
	}
}

// TestWeights: people who all weigh the same are people, whatever the weight.
func TestWeights(t *testing.T) {
	rows := slices.Concat(both("2023", "a", 50, 100), both("2024", "a", 30, 100), both("2023", "b", 20, 50), both("2024", "b", 20, 50))
	plain := follow(t, "year", rows)
	for i := range rows {
		rows[i].weight = 2.5
	}
	weighted := follow(t, "year", rows)
	for _, g := range []string{"", "a", "b"} {
		if x, y := rateOf(t, plain, g).Trend.P, rateOf(t, weighted, g).Trend.P; math.Abs(float64(x-y)) > 1e-9 {
			t.Errorf("%q: p = %v, weighted %v", g, x, y)
		}
	}
}

// TestCalendar: every place has one name and every name one place, leap days and turns of the year included.
func TestCalendar(t *testing.T) {
	for _, c := range []struct{ by, from, next string }{
		{"year", "1999", "2000"}, {"quarter", "2023-Q4", "2024-Q1"}, {"month", "2023-12", "2024-01"}, {"day", "2024-02-28", "2024-02-29"}, {"day", "2023-12-31", "2024-01-01"},
	} {
		k, ok := place(c.from, c.by)
		if !ok || name(k, c.by) != c.from || name(k+1, c.by) != c.next {
			t.Errorf("%s: after %s (%d) comes %s", c.by, c.from, k, name(k+1, c.by))
		}
	}
	for _, by := range []string{"year", "quarter", "month", "day", "?"} {
		if _, ok := place(audit.Unknown, by); ok {
			t.Errorf("%s: Unknown is a period", by)
		}
	}
}

// TestRefused: what cannot be followed is said.
func TestRefused(t *testing.T) {
	one := follow(t, "year", both("2024", "a", 5, 10))
	many := follow(t, "day", slices.Concat(both("2020-01-01", "a", 5, 10), both("2024-01-01", "a", 5, 10)))
	for _, c := range []struct {
		a    *audit.Audit
		want string
	}{{one, NoticeOnePeriod}, {many, NoticeTooMany}} {
		if c.a.Periods != nil || len(c.a.Notices) != 1 || c.a.Notices[0].Key != c.want {
			t.Errorf("%+v, want %s", c.a.Notices, c.want)
		}
	}
	if why := follow(t, "year", slices.Concat(both("2023", "a", 5, 10), both("2024", "a", 5, 10))).Periods.Mixes[0].Why; why != string(infer.WhyOneGroup) {
		t.Errorf("one group: %q", why)
	}
}

// TestSteadyTimesShowNoDrift simulates six steady quarters of three groups 300 times: any drift at all is shown in at most 5 % and
// three standard errors, 3·√(0.05·0.95/300) = 3.8 points.
func TestSteadyTimesShowNoDrift(t *testing.T) {
	r, wrong := draw.New(5, 0), 0
	for range 300 {
		var rows []row
		for q := range 6 {
			for g, p := range []float64{.3, .5, .45} {
				n := draw.Poisson(r, 120)
				rows = append(rows, both(fmt.Sprintf("%d-Q%d", 2023+q/4, q%4+1), fmt.Sprint("g", g), draw.Binomial(r, n, p), n)...)
			}
		}
		if follow(t, "quarter", rows).Periods.Examined.Shown > 0 {
			wrong++
		}
	}
	t.Logf("%d of 300 steady audits show a drift", wrong)
	if wrong > 26 {
		t.Errorf("%d of 300 false alarms", wrong)
	}
}
