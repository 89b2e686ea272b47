package periods

import (
	"math"

	"auditd/audit"
	"auditd/audit/infer"
	"auditd/audit/infer/trend"
	"auditd/audit/metric"
)

// mix follows the groups' shares of the people. Shares count people, weighted or not: they say who is in the data.
func (f *follower) mix(g *grid, seq uint64) {
	m := audit.PeriodMix{Attribute: g.set.Names[0], Shares: []audit.PeriodShare{}}
	earlier, last := make([]int64, len(g.groups)), make([]int64, len(g.groups))
	for k, value := range g.groups {
		s := audit.PeriodShare{Group: audit.Group{{Attribute: m.Attribute, Value: value}}}
		rates := make([]infer.Proportion, len(f.names))
		for i := range f.names {
			n := g.counts[i][k].Total()
			of := g.everybody(i).Total()
			rates[i] = infer.P(n, of)
			s.Points = append(s.Points, f.point(rates[i], n, of, WhyNobody))
			if i < len(f.names)-1 {
				earlier[k] += n
			} else {
				last[k] = n
			}
		}
		if t, _, why := trend.CochranArmitage(rates, f.places()); why == infer.Defined && len(g.groups) > 1 {
			// The shares of two groups are one: the test of the second is that of the first.
			if len(g.groups) > 2 || k == 0 {
				s.Trend = f.enter(t)
			} else {
				s.Trend = m.Shares[0].Trend
			}
		} else if s.Why = string(why); why == infer.Defined {
			s.Why = string(infer.WhyOneGroup)
		}
		m.Earlier, m.Last = m.Earlier+earlier[k], m.Last+last[k]
		m.Shares = append(m.Shares, s)
	}
	d, why := trend.CompareMix(earlier, last, f.in.Plan.Seed+seq)
	if why == infer.Defined {
		m.Distance, m.Distance95 = audit.Ptr(d.JensenShannon), audit.Ptr(d.JensenShannonNull95)
		m.Stability, m.Stability95 = audit.Ptr(d.Stability), audit.Ptr(d.StabilityNull95)
		if m.Stability == nil {
			m.StabilityWhy = WhyGroupAbsent
		}
		m.Test = f.enter(d.Test)
	}
	m.Why = string(why)
	f.out.Mixes = append(f.out.Mixes, m)
}

// places are the numbers of the periods: neighbours are one apart, gaps included.
func (f *follower) places() []float64 {
	out := make([]float64, len(f.names))
	for i := range out {
		out[i] = float64(i)
	}
	return out
}

// point is a rate or a share of one period. n of of are people; p may be weighted.
func (f *follower) point(p infer.Proportion, n, of int64, why string) audit.PeriodPoint {
	out := audit.PeriodPoint{Numerator: n, Denominator: of, Value: audit.Ptr(p.Value())}
	if out.Value == nil {
		out.Why = why
		return out
	}
	in := infer.Wilson(p, f.in.Terms.Confidence)
	out.Interval, out.Small = &in, of < f.in.Terms.MinGroupSize
	return out
}

// rates follows every judged metric of everybody and of every known group.
func (f *follower) rates(grids []*grid) {
	for _, met := range f.in.Judged {
		all := make([]audit.Counts, len(f.names))
		for i := range f.names {
			all[i] = grids[0].everybody(i)
		}
		f.out.Rates = append(f.out.Rates, f.rate(met, audit.Group{}, all, nil, nil))
		for _, g := range grids {
			reference, referenceGroup := f.reference(g)
			for k, value := range g.groups {
				if value == audit.Unknown {
					continue
				}
				group := audit.Group{{Attribute: g.set.Names[0], Value: value}}
				against := reference
				if referenceGroup.Equal(group) {
					against = nil
				}
				f.out.Rates = append(f.out.Rates, f.rate(met, group, column(g, k), against, referenceGroup))
			}
		}
	}
}

func column(g *grid, k int) []audit.Counts {
	out := make([]audit.Counts, len(g.counts))
	for i := range g.counts {
		out[i] = g.counts[i][k]
	}
	return out
}

// reference returns the counts of the attribute's reference group, nil when it has none.
func (f *follower) reference(g *grid) ([]audit.Counts, audit.Group) {
	value, ok := g.set.ReferenceValue()
	if !ok {
		return nil, nil
	}
	for k, v := range g.groups {
		if v == value {
			return column(g, k), audit.Group{{Attribute: g.set.Names[0], Value: v}}
		}
	}
	return nil, nil
}

// rate follows one metric of one group.
func (f *follower) rate(met metric.Metric, group audit.Group, counts, reference []audit.Counts, referenceGroup audit.Group) audit.PeriodRate {
	r := audit.PeriodRate{Metric: met.Name, Group: group, Status: audit.StatusOK}
	rates := make([]infer.Proportion, len(counts))
	for i, c := range counts {
		rate := met.RateOf(c, f.in.Favourable())
		rates[i] = metric.Proportion(rate, f.in.Terms.Weighted)
		r.Points = append(r.Points, f.point(rates[i], rate.Of.N, rate.Out.N, WhyNoRate))
	}
	t, departure, why := trend.CochranArmitage(rates, f.places())
	if why == infer.Defined {
		r.Trend, r.Departure = f.enter(t), f.enter(departure)
	}
	r.Why = string(why)
	earlier, last := f.split(met, counts)
	r.Step = f.step(trend.Rate, earlier, last, trend.MethodRates)
	if r.Points[len(r.Points)-1].Small {
		r.Status = audit.StatusLowN
	}
	if reference == nil {
		return r
	}
	r.Reference = referenceGroup
	earlierReference, lastReference := f.split(met, reference)
	gap := f.gap(earlier, last, earlierReference, lastReference)
	r.Gap = &gap
	return r
}

// split joins all periods but the last.
func (f *follower) split(met metric.Metric, counts []audit.Counts) (earlier, last infer.Proportion) {
	var before audit.Counts
	for _, c := range counts[:len(counts)-1] {
		before = before.Add(c)
	}
	of := func(c audit.Counts) infer.Proportion {
		return metric.Proportion(met.RateOf(c, f.in.Favourable()), f.in.Terms.Weighted)
	}
	return of(before), of(counts[len(counts)-1])
}

// step sets the last period against the earlier ones.
func (f *follower) step(of func(infer.Proportion) (trend.Estimate, bool), earlier, last infer.Proportion, method string) audit.PeriodStep {
	before, okBefore := of(earlier)
	after, okAfter := of(last)
	return f.difference(before, after, okBefore && okAfter, method)
}

func (f *follower) gap(earlier, last, earlierReference, lastReference infer.Proportion) audit.PeriodStep {
	before, okBefore := trend.Gap(earlier, earlierReference)
	after, okAfter := trend.Gap(last, lastReference)
	return f.difference(before, after, okBefore && okAfter, trend.MethodDifferences)
}

func (f *follower) difference(before, after trend.Estimate, ok bool, method string) audit.PeriodStep {
	if !ok {
		return audit.PeriodStep{Why: WhyNoRate}
	}
	d := trend.Difference(before, after, f.in.Terms.Confidence, method)
	t := infer.NewTest(trend.ByInversion, math.NaN(), 0, d.P)
	return audit.PeriodStep{Earlier: audit.Ptr(before.Value), Last: audit.Ptr(after.Value), Value: audit.Ptr(d.Value), Interval: &d.Interval, Test: f.enter(t)}
}
