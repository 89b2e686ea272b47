// Package items asks of every item of a test or a list of criteria whether it is harder for a group than for people of the reference
// group who do as well on the whole: differential item functioning by Mantel and Haenszel (methods 12.5). People are matched by the
// number of items that are favourable, the studied item included, as is the practice of the Educational Testing Service.
//
// It does not know what an item asks, nor whether doing well on all of them is itself a fair measure: an item can only stand out from
// the others. It finds no difference that turns round between low and high totals.
package items

import (
	"cmp"
	"math"
	"slices"
	"strconv"

	"auditd/audit"
	"auditd/audit/analysis"
	"auditd/audit/infer"
	"auditd/audit/infer/labels"
	"auditd/audit/infer/strata"
	"auditd/audit/metric"
)

// Analysis is made where the plan names items.
var Analysis = analysis.Analysis{Name: "items", Applies: applies, Tables: tables, Run: run}

func applies(p *audit.Plan) bool { return len(p.Columns.Items) > 1 && len(p.Columns.Attributes) > 0 }

// The names of what is counted. They are not those of columns, and a feature that were called so would be refused.
const (
	totalName    = "items/total"
	favourable   = "1" // what it adds to the total; the list of values that were read shows it
	unfavourable = "0"
)

func fieldName(item int) string { return "items/" + strconv.Itoa(item+1) }

func tableName(attribute string, item int) string { return fieldName(item) + " by " + attribute }

// tables asks for the people by attribute, total and item, for every attribute and item.
func tables(p *audit.Plan) ([]audit.Field, []audit.TablePlan) {
	var fields []audit.Field
	var plans []audit.TablePlan
	total := audit.Field{Kind: audit.FieldCount, Attribute: audit.Attribute{Name: totalName}, Value: favourable}
	for i := range p.Columns.Items {
		fields = append(fields, field(&p.Columns.Items[i], i))
		total.Of = append(total.Of, fieldName(i))
		for _, a := range p.Columns.Attributes {
			plans = append(plans, audit.TablePlan{Name: tableName(a.Name, i), Axes: []audit.AxisName{
				{Role: audit.AxisAttribute, Name: a.Name}, {Role: audit.AxisField, Name: totalName}, {Role: audit.AxisField, Name: fieldName(i)},
			}})
		}
	}
	return append(fields, total), plans
}

// field reads a column as an item.
func field(item *audit.ItemColumn, i int) audit.Field {
	a := audit.Attribute{Column: item.Column, Name: fieldName(i), Map: map[string]string{}, Missing: item.Missing}
	for _, v := range item.Unfavourable {
		a.Map[v] = unfavourable
	}
	for _, v := range item.Favourable {
		a.Map[v] = favourable
	}
	a.Strict = len(item.Unfavourable) > 0
	if !a.Strict {
		a.Others = unfavourable
	}
	return audit.Field{Kind: audit.FieldGroup, Attribute: a}
}

// run compares every known group with its reference group by every item; all tests are one family.
func run(in *analysis.Input) error {
	out := &audit.Items{Items: []string{}, Comparisons: []audit.ItemComparison{}}
	for i := range in.Plan.Columns.Items {
		out.Items = append(out.Items, in.Plan.Columns.Items[i].Name)
	}
	first := in.Cells.Table(tableName(in.Plan.Columns.Attributes[0].Name, 0))
	if first == nil {
		return audit.Errorf(audit.Internal, "the tables of items were not counted")
	}
	for k, n := range first.N {
		if int(first.At(k)[1]) == first.Axes[1].Unknown() {
			out.Unknown += n
		} else {
			out.People += n
		}
	}
	for s := range in.Sets {
		set := &in.Sets[s]
		if len(set.Names) != 1 || set.Reference < 0 {
			continue
		}
		for i := range in.Plan.Columns.Items {
			t := in.Cells.Table(tableName(set.Names[0], i))
			if t == nil {
				return audit.Errorf(audit.Internal, "the table of an item was not counted")
			}
			out.Comparisons = append(out.Comparisons, compareAll(in, set, out.Items[i], t)...)
		}
	}
	var tests []*audit.Test
	for i := range out.Comparisons {
		if x := out.Comparisons[i].Test; x != nil {
			tests = append(tests, x)
		}
	}
	in.Family("items", tests)
	out.Tests = len(tests)
	slices.SortStableFunc(out.Comparisons, func(a, b audit.ItemComparison) int { return cmp.Compare(size(&b), size(&a)) })
	in.Out.Items = out
	return nil
}

func size(c *audit.ItemComparison) float64 {
	if c.Delta == nil {
		return -1
	}
	return math.Abs(float64(*c.Delta))
}

// A column is one group in the table of an item: its people by total, and those without one.
type column struct {
	rates   []audit.Rate // by total
	unknown int64
}

// columns takes the table of an item apart, by the values of the attribute.
func columns(t *audit.Table) []column {
	out := make([]column, len(t.Axes[0].Values))
	missing := t.Axes[1].Unknown()
	totals := len(t.Axes[1].Values)
	if missing >= 0 {
		totals--
	}
	for i := range out {
		out[i].rates = make([]audit.Rate, totals)
	}
	for k := range t.N {
		at := t.At(k)
		c := &out[at[0]]
		if int(at[1]) == missing {
			c.unknown += t.N[k]
			continue
		}
		r := &c.rates[at[1]]
		add(&r.Out, t, k)
		if t.Axes[2].Values[at[2]] == favourable {
			add(&r.Of, t, k)
		}
	}
	return out
}

// add adds the people of a cell.
func add(to *audit.Tally, t *audit.Table, k int) {
	to.N += t.N[k]
	if t.W != nil {
		to.W += t.W[k]
		to.W2 += t.W2[k]
	}
}

// all adds the totals up.
func (c *column) all() audit.Rate {
	var sum audit.Rate
	for _, r := range c.rates {
		for _, x := range []struct{ to, from *audit.Tally }{{&sum.Of, &r.Of}, {&sum.Out, &r.Out}} {
			x.to.N += x.from.N
			x.to.W += x.from.W
			x.to.W2 += x.from.W2
		}
	}
	return sum
}

// compareAll compares the known groups of one attribute by one item.
func compareAll(in *analysis.Input, set *analysis.Set, item string, t *audit.Table) []audit.ItemComparison {
	var out []audit.ItemComparison
	cols := columns(t)
	at := func(g int) *column {
		if i := slices.Index(t.Axes[0].Values, set.Groups[g].Group[0].Value); i >= 0 {
			return &cols[i]
		}
		return &column{}
	}
	for g := range set.Groups {
		if g == set.Reference || set.Groups[g].Group.IsUnknown() {
			continue
		}
		c := compare(at(g), at(set.Reference), in.Terms)
		c.Item, c.Group, c.Reference = item, set.Groups[g].Group, set.Groups[set.Reference].Group
		out = append(out, c)
	}
	return out
}

// compare makes one comparison; its test is adjusted afterwards.
func compare(group, reference *column, terms metric.Terms) audit.ItemComparison {
	g, r := group.all(), reference.all()
	c := audit.ItemComparison{N: g.Out.N, ReferenceN: r.Out.N, Unknown: group.unknown, BeyondP: audit.P(math.NaN()), Status: audit.StatusOK}
	c.Rate, c.ReferenceRate = share(g, terms), share(r, terms)
	var referenceFirst, groupFirst []strata.Stratum
	for k := range group.rates {
		if k >= len(reference.rates) {
			break
		}
		a, b := metric.Proportion(group.rates[k], terms.Weighted), metric.Proportion(reference.rates[k], terms.Weighted)
		if a.N+b.N == 0 {
			continue // a total that nobody has
		}
		referenceFirst, groupFirst = append(referenceFirst, strata.Stratum{A: b, B: a}), append(groupFirst, strata.Stratum{A: a, B: b})
	}
	level := terms.Confidence
	ratio, why := strata.OddsRatio(referenceFirst, level)
	c.OddsRatio = effect(ratio, why)
	c.Totals, c.Skipped, c.SkippedN = ratio.Use.Strata, ratio.Use.Skipped, audit.Real(ratio.Use.SkippedPeople)
	difference, differenceWhy := strata.RiskDifference(groupFirst, level)
	c.Difference = effect(difference, differenceWhy)
	if t, _, w := strata.CochranMantelHaenszel(groupFirst, false); w == infer.Defined {
		c.Test = unadjusted(t)
	}
	if why != infer.Defined {
		c.Status, c.Why = why.Status(), string(why)
	}
	switch {
	case c.N < terms.MinGroupSize:
		c.Status, c.Why = audit.StatusLowN, metric.WhyLowN
	case c.ReferenceN < terms.MinGroupSize:
		c.Status, c.Why = audit.StatusLowN, metric.WhyReferenceLowN
	}
	if d, w := labels.MantelHaenszelDIF(referenceFirst, level); w == infer.Defined {
		delta(&c, d, level)
	}
	return c
}

// delta fills in what is said on the delta scale.
func delta(c *audit.ItemComparison, d labels.DIF, level float64) {
	half := infer.CriticalValue(level) * d.SE
	c.Delta = audit.Ptr(d.Delta)
	c.DeltaInterval = &audit.Interval{Lower: d.Delta - half, Upper: d.Delta + half, Level: level, Method: "mantel_haenszel_dif"}
	c.BeyondP = audit.P(infer.NormalSurvival((math.Abs(d.Delta) - 1) / d.SE))
	if c.Status == audit.StatusOK { // small groups settle nothing
		c.Class = d.Class
	}
}

// share is a rate over all totals, nil when nobody is in it.
func share(r audit.Rate, terms metric.Terms) *audit.Real {
	p := metric.Proportion(r, terms.Weighted)
	if p.N == 0 {
		return nil
	}
	return audit.Ptr(p.Value())
}

// effect turns an estimate over totals into a result. Without variance there is no interval, and the value can still be read.
func effect(e strata.Effect, why infer.Why) audit.Effect {
	out := audit.Effect{Why: string(why)}
	switch why {
	case infer.Defined:
		interval := e.Interval
		out.Value, out.Interval = audit.Ptr(e.Value), &interval
	case infer.WhyNoVariance:
		out.Value = audit.Ptr(e.Value)
	}
	return out
}

func unadjusted(t audit.Test) *audit.Test {
	t.PAdjusted = audit.P(math.NaN())
	return &t
}
