package ranking

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"auditd/audit"
	"auditd/audit/analysis"
	"auditd/audit/audittest"
	"auditd/audit/metric"
)

// inputOf builds what the analysis is given, from people in the order of their places: group and label, as "A+" or "B-"; a place of its own
// for each but those that stand together, as "A+B-".
func inputOf(t *testing.T, places ...string) *analysis.Input {
	t.Helper()
	table := audit.Table{Name: tableName("group"), Axes: []audit.TableAxis{
		{AxisName: audit.AxisName{Role: audit.AxisAttribute, Name: "group"}, Values: []string{"A", "B", audit.Unknown}},
		{AxisName: audit.AxisName{Role: audit.AxisField, Name: positionName}, Kind: audit.FieldNumber},
		{AxisName: audit.AxisName{Role: audit.AxisLabel}, Values: []string{"negative", "positive", audit.Unknown}},
	}}
	for i, place := range places {
		table.Axes[1].Values = append(table.Axes[1].Values, fmt.Sprint(i+1))
		for k := 0; k < len(place); k += 2 {
			table.Codes = append(table.Codes, int32(strings.IndexByte("AB?", place[k])), int32(i), int32(strings.IndexByte("-+?", place[k+1])))
			table.N = append(table.N, 1)
		}
	}
	group := func(v string) metric.GroupCounts {
		return metric.GroupCounts{Group: audit.Group{{Attribute: "group", Value: v}}}
	}
	return &analysis.Input{
		Plan:  &audit.Plan{Columns: audit.Columns{Rank: &audit.RankColumn{Column: "place"}}},
		Cells: &audit.Cells{Tables: []audit.Table{table}}, Out: &audit.Audit{}, Terms: metric.Terms{Confidence: .95},
		Sets: []analysis.Set{{Names: []string{"group"}, Groups: []metric.GroupCounts{group("A"), group("B")}}},
	}
}

// The list AABAAABAABBB of methods 7.2: exposures .488737 and .334316. With 4 of 7 people of A and 4 of 5 of B labelled positive, attention by
// merit is .488737 · 7/4 = .855290 and .334316 · 5/4 = .417895, and its ratio .488601.
func TestMerit(t *testing.T) {
	in := inputOf(t, "A+", "A+", "B+", "A+", "A-", "A-", "B+", "A+", "A-", "B+", "B+", "B-")
	if err := run(in); err != nil {
		t.Fatal(err)
	}
	a, b := in.Out.Ranking[0].Groups[0], in.Out.Ranking[0].Groups[1]
	audittest.Near(t, "exposure of A", float64(*a.Exposure), .488737, 5e-7)
	audittest.Near(t, "exposure of B", float64(*b.Exposure), .334316, 5e-7)
	audittest.Near(t, "merit of A", float64(*a.Merit), .855290, 2e-6)
	audittest.Near(t, "merit of B", float64(*b.Merit), .417895, 2e-6)
	audittest.Near(t, "ratio by merit", float64(*b.MeritRatio), .488601, 2e-6)
	if a.MeritRatio != nil || b.Interval != nil {
		t.Error("the reference group has no ratio to itself, and one list gives no interval")
	}
}

// What is not defined is left out, and people without a known group are counted apart.
func TestNothingToRank(t *testing.T) {
	in := inputOf(t, "A-", "B+", "?+")
	if err := run(in); err != nil {
		t.Fatal(err)
	}
	r := in.Out.Ranking[0]
	if r.Unranked != 1 || r.People != 2 || r.Groups[0].Merit != nil || r.Groups[1].MeritRatio != nil {
		t.Errorf("got %+v: one person of no known group, and no merit where nobody of A is labelled positive", r)
	}
	in = inputOf(t, "?+")
	if err := run(in); err != nil || in.Out.Ranking[0].Status != audit.StatusEmptyGroup {
		t.Errorf("%v, %+v: nobody is listed", err, in.Out.Ranking)
	}
}

// People at one place share its attention: two at the first of two places get (1 + 1/log₂3)/2 = .815465 each.
func TestTies(t *testing.T) {
	in := inputOf(t, "A+B+")
	if err := run(in); err != nil {
		t.Fatal(err)
	}
	for _, g := range in.Out.Ranking[0].Groups {
		audittest.Near(t, g.Group, float64(*g.Exposure), (1+1/math.Log2(3))/2, 1e-12)
	}
}
