package ranking

import (
	"bytes"
	"encoding/json"
	"errors"
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

// fairOf finds the test of a group in the first list.
func fairOf(t *testing.T, in *analysis.Input, group, against string) audit.FairTest {
	t.Helper()
	for _, g := range in.Out.Ranking[0].Details[0].Groups {
		for _, f := range g.Fair {
			if g.Group == group && f.Against == against {
				return f
			}
		}
	}
	t.Fatalf("no test of %s against the %s", group, against)
	return audit.FairTest{}
}

// Eight of A and then four of B in a list of twelve. Of the first eight none is of B: C(8,8)/C(12,8) = 1/495 of the orders of these people,
// and no other order is as short anywhere, so that the exact p-value is 1/495. A share of half for B: the first eight without B have
// 1/2⁸ = .00390625; that is the rarest top, and as rare is only having none of eight: the later tops, of one to four of nine to twelve, have
// more. A group that the plan names and nobody is of is not tested.
func TestFair(t *testing.T) {
	in := inputOf(t, "A+", "A+", "A+", "A+", "A+", "A-", "A-", "A-", "B+", "B+", "B-", "B-")
	in.Plan.Multiplicity.Method = "holm"
	in.Plan.Columns.Rank.Tops = []int{8, 500}
	in.Plan.Columns.Rank.Target = map[string]map[string]float64{"group": {"B": .5, "C": .1}}
	if err := run(in); err != nil {
		t.Fatal(err)
	}
	pool, target := fairOf(t, in, "B", audit.FairPool), fairOf(t, in, "B", audit.FairTarget)
	audittest.Near(t, "p of the pool", float64(pool.Test.P), 1./495, 1e-12)
	if pool.FailsAt == 0 || pool.FailsAt > 8 || *pool.FailsChance != 1 || float64(*pool.Size) > alpha {
		t.Errorf("pool %+v", pool)
	}
	if p := float64(target.Test.P); p < 1./256 || p > .02 || target.FailsAt == 0 || target.Share != .5 {
		t.Errorf("target %+v, p %v", target, p)
	}
	if c := fairOf(t, in, "C", audit.FairTarget); c.Status != audit.StatusEmptyGroup || c.Why != WhyAbsent || c.Test != nil {
		t.Errorf("nobody is of C: %+v", c)
	}
	list := in.Out.Ranking[0].Details[0]
	if got := list.Groups[1].Tops[2]; got.K != 8 || got.Count != 0 || got.Skew != nil || *got.Minimum < 1 || *got.TargetMinimum < 1 {
		t.Errorf("first eight: %+v", got)
	}
	if x := list.Skews[2]; x.K != 8 || len(x.Absent) != 1 || x.Absent[0] != "B" || x.MinGroup != "A" || x.MaxGroup != "A" {
		t.Errorf("skews %+v", x)
	}
	if in.Families[0].Name != "ranking" || in.Families[0].Tests != 3 { // A and B against the pool, B against its target
		t.Errorf("%+v", in.Families)
	}
	if g := in.Out.Ranking[0].Groups; g[1].Failed != 1 || g[1].Testable != 1 || g[2].Status != audit.StatusEmptyGroup {
		t.Errorf("%+v", g)
	}
}

// Two people of each group tie for the four places of a list: of the first three 1.5 are expected, 1 at least and 2 at most; nobody is
// pushed down however the tie is broken. The order in which the groups are named plays no part.
func TestTiedCounts(t *testing.T) {
	in := inputOf(t, "A+A-B+B-")
	if err := run(in); err != nil {
		t.Fatal(err)
	}
	list := in.Out.Ranking[0].Details[0]
	for _, g := range list.Groups {
		if x := g.Tops[0]; x.K != 3 || x.Count != 1.5 || *x.Fewest != 1 || *x.Most != 2 || math.Abs(float64(*x.Skew)) > 1e-12 {
			t.Errorf("%s: %+v", g.Group, x)
		}
	}
	if list.Tied != 4 || *list.Groups[0].RND != *list.Groups[1].RND {
		t.Errorf("%+v", list)
	}
}

// lists puts n lists of six below each other: in every list A, A, A and then B, B, B, turned round in every third one.
func lists(n int) *analysis.Input {
	table := audit.Table{Name: tableName("group"), Axes: []audit.TableAxis{
		{AxisName: audit.AxisName{Role: audit.AxisAttribute, Name: "group"}, Values: []string{"A", "B"}},
		{AxisName: audit.AxisName{Role: audit.AxisField, Name: positionName}, Kind: audit.FieldNumber, Values: []string{"1", "2", "3", "4", "5", "6"}},
		{AxisName: audit.AxisName{Role: audit.AxisField, Name: listName}, Kind: audit.FieldGroup},
		{AxisName: audit.AxisName{Role: audit.AxisField, Name: clicksName}, Kind: audit.FieldNumber, Values: []string{"0", "2", audit.Unknown}},
	}}
	for i := range n {
		table.Axes[2].Values = append(table.Axes[2].Values, fmt.Sprintf("list %03d", i))
		for k := range 6 {
			group, clicks := k/3, 0
			if i%3 == 0 {
				group = 1 - group
			}
			if k == 0 { // the first is clicked twice
				clicks = 1
			}
			if k == 5 {
				clicks = 2 // not known
			}
			table.Codes, table.N = append(table.Codes, int32(group), int32(k), int32(i), int32(clicks)), append(table.N, 1)
		}
	}
	group := func(v string) metric.GroupCounts {
		return metric.GroupCounts{Group: audit.Group{{Attribute: "group", Value: v}}}
	}
	return &analysis.Input{
		Plan:  &audit.Plan{Columns: audit.Columns{Rank: &audit.RankColumn{Column: "place", List: "list", Clicks: "clicks"}}, Seed: 1},
		Cells: &audit.Cells{Tables: []audit.Table{table}}, Out: &audit.Audit{}, Terms: metric.Terms{Confidence: .95}, Workers: 4,
		Sets: []analysis.Set{{Names: []string{"group"}, Groups: []metric.GroupCounts{group("A"), group("B")}}},
	}
}

// Thirty lists: A stands first in twenty. Clicks: 40 on A, of whom 60 + 30·⅔ − … are known: in twenty lists the last is of B and not known, in
// ten of A. A: 40 clicks of 80 people, B: 20 of 70.
func TestManyLists(t *testing.T) {
	in := lists(30)
	if err := run(in); err != nil {
		t.Fatal(err)
	}
	r := in.Out.Ranking[0]
	a, b := r.Groups[0], r.Groups[1]
	audittest.Near(t, "clicks on A", float64(*a.Clicks), 40./80, 1e-12)
	audittest.Near(t, "clicks on B", float64(*b.Clicks), 20./70, 1e-12)
	audittest.Near(t, "ratio of clicks", float64(*b.ClickRatio), 20./70*2, 1e-12)
	if b.Interval == nil || b.Interval.Lower > float64(*b.Ratio) || b.Interval.Upper < float64(*b.Ratio) || b.ClickInterval == nil || b.IntervalWhy != "" {
		t.Errorf("%+v", b)
	}
	// First three: in twenty lists none of B and in ten all three: 30 of an expected 45.
	x := r.Tops[1]
	if x.Group != "B" || x.K != 3 || x.Lists != 30 || x.Count != 30 || x.Expected != 45 || x.Interval == nil {
		t.Errorf("%+v", x)
	}
	audittest.Near(t, "ratio", float64(*x.Ratio), 30./45, 1e-12)
	if r.NDKL == nil || r.NDKL.Interval == nil || r.NDKL.Interval.Upper-r.NDKL.Interval.Lower > 1e-9 {
		t.Errorf("every list diverges as much as the others: %+v", r.NDKL)
	}
	in = lists(9)
	if err := run(in); err != nil {
		t.Fatal(err)
	}
	r = in.Out.Ranking[0]
	if r.Groups[1].Interval != nil || r.Groups[1].IntervalWhy != WhyFewLists || r.NDKL.IntervalWhy != WhyFewLists || r.Tops[0].IntervalWhy != WhyFewLists {
		t.Errorf("nine lists: %+v", r)
	}
}

// The results do not depend on how many goroutines test the lists.
func TestWorkers(t *testing.T) {
	one, many := lists(40), lists(40)
	one.Workers = 1
	one.Plan.Multiplicity.Method, many.Plan.Multiplicity.Method = "holm", "holm"
	if err := errors.Join(run(one), run(many)); err != nil {
		t.Fatal(err)
	}
	a, _ := json.Marshal(one.Out)
	b, _ := json.Marshal(many.Out)
	if !bytes.Equal(a, b) || len(a) < 1000 {
		t.Error("one and four goroutines differ")
	}
}
