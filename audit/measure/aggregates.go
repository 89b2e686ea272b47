package measure

import (
	"math"
	"slices"

	"auditd/audit"
	"auditd/audit/infer"
	"auditd/audit/metric"
)

// nullDraws is how many samples under parity the null quantile of a range is taken from: enough for its second digit.
const nullDraws = 2000

// aggregates computes the numbers over all groups of a set: of every metric that the rules judge the range and the lowest over
// the highest rate, each with what parity alone would give, and the test that all rates are equal; then the composites.
func (m *measurement) aggregates() {
	type slot struct {
		s   *set
		met metric.Metric
		seq int
	}
	var slots []slot
	for i := range m.sets {
		for _, met := range m.metrics {
			if met.Proportion && m.primary[met.Name] {
				slots = append(slots, slot{&m.sets[i], met, len(slots)})
			}
		}
	}
	made := make([][]audit.Aggregate, len(slots))
	m.parallel(len(slots), func(i int) {
		// Each number has a seed of its own, so that it does not depend on which others are computed.
		made[i] = m.spread(slots[i].s, slots[i].met, m.plan.Seed+uint64(slots[i].seq))
	})
	for _, a := range made {
		m.out.Aggregates = append(m.out.Aggregates, a...)
	}
	if !m.scope.Decision {
		return
	}
	for i := range m.sets {
		s := &m.sets[i]
		for _, c := range metric.Composites() {
			if c.NeedsLabel && !m.scope.Label || c.OnRequest && !slices.Contains(m.plan.Metrics, c.Name) {
				continue
			}
			a := c.Aggregate(s.groups, s.reference, m.plan.MinGroupSize, m.scope.Favourable)
			a.Attributes = s.names
			if a.Test != nil {
				a.Test.PAdjusted = audit.P(math.NaN()) // of no family
			}
			m.out.Aggregates = append(m.out.Aggregates, a)
		}
	}
}

// spread returns range, minimum over maximum and homogeneity of one rate over the groups of a set that are large enough.
func (m *measurement) spread(s *set, met metric.Metric, seed uint64) []audit.Aggregate {
	base := audit.Aggregate{Metric: met.Name, Attributes: s.names, GroupsLeft: []audit.GroupLeftOut{}, Status: audit.StatusOK}
	var used []infer.Proportion
	var groups []audit.Group
	var sizes []int64
	var of, out float64
	for _, g := range s.groups {
		p := metric.Proportion(met.RateOf(g.Counts, m.scope.Favourable), m.terms.Weighted)
		if why := m.leftOut(s, g, p, met); why != "" {
			base.GroupsLeft = append(base.GroupsLeft, audit.GroupLeftOut{Group: g.Group, Why: why})
			continue
		}
		used, groups, sizes = append(used, p), append(groups, g.Group), append(sizes, int64(math.Round(p.N)))
		of, out = of+p.X, out+p.N
	}
	base.GroupsUsed = len(used)
	spread, ratio, test := base, base, base
	spread.Kind, ratio.Kind, test.Kind = metric.KindRange, metric.KindMinMaxRatio, "homogeneity"
	if len(used) < 2 {
		for _, a := range []*audit.Aggregate{&spread, &ratio, &test} {
			a.Status, a.Why = audit.StatusOneGroup, metric.WhyOneGroup
		}
		return []audit.Aggregate{spread, ratio, test}
	}
	low, high := 0, 0
	for i := range used {
		if used[i].Value() < used[low].Value() {
			low = i
		}
		if used[i].Value() > used[high].Value() {
			high = i
		}
	}
	range95, ratio05 := infer.RangeNullQuantiles(sizes, of/out, m.nullDraws, seed)
	spread.Low, spread.High, ratio.Low, ratio.High = groups[low], groups[high], groups[low], groups[high]
	spread.Value, spread.NullQuantile = audit.Ptr(used[high].Value()-used[low].Value()), audit.Ptr(range95)
	ratio.NullQuantile = audit.Ptr(ratio05)
	if ratio.Value = audit.Ptr(used[low].Value() / used[high].Value()); ratio.Value == nil {
		ratio.Status, ratio.Why = audit.StatusUndefinedRatio, metric.WhyHighestRateZero
	}
	if t, ok := infer.Homogeneity(used); ok {
		t.PAdjusted, t.Apart = audit.P(math.NaN()), audit.NotAdjusted
		test.Value, test.Test = t.Statistic, &t
	} else {
		test.Status, test.Why = audit.StatusAssumption, "all_rates_are_zero_or_one"
	}
	return []audit.Aggregate{spread, ratio, test}
}

// leftOut says why a group has no part in a headline number, nothing when it has (methods 0.5).
func (m *measurement) leftOut(s *set, g metric.GroupCounts, p infer.Proportion, met metric.Metric) string {
	n := g.Counts.Total()
	switch {
	case g.Group.IsUnknown():
		return metric.WhyUnknownGroup
	case n == 0:
		return metric.WhyEmptyGroup
	case p.N == 0:
		return met.Empty
	case n < m.plan.MinGroupSize:
		return metric.WhyLowN
	case float64(n) < minShare*float64(s.known):
		return audit.FlagUnder2Percent
	}
	return ""
}
