package measure

import (
	"math"

	"auditd/audit"
	"auditd/audit/infer"
	"auditd/audit/metric"
)

// estimates computes every metric of everybody, of every group of every set, and of the groups of single attributes within
// every stratum.
func (m *measurement) estimates() {
	for _, met := range m.metrics {
		m.out.Estimates = append(m.out.Estimates, m.estimate(met, audit.Group{}, audit.Stratum{}, m.total, m.total, m.total.Total()))
	}
	for i := range m.sets {
		s := &m.sets[i]
		for _, met := range m.metrics {
			for j, g := range s.groups {
				e := m.estimate(met, g.Group, audit.Stratum{}, g.Counts, s.total, s.known)
				if j == s.reference {
					e.Flags = append(e.Flags, audit.FlagReference)
				}
				m.out.Estimates = append(m.out.Estimates, e)
			}
		}
	}
	for _, st := range m.strata() {
		for _, met := range m.metrics {
			for _, g := range st.groups {
				m.out.Estimates = append(m.out.Estimates, m.estimate(met, g.Group, st.stratum, g.Counts, st.total, st.known))
			}
		}
	}
}

// estimate computes one metric of one group. total are the counts over all known groups, for metrics that are a share of them.
func (m *measurement) estimate(met metric.Metric, g audit.Group, st audit.Stratum, c, total audit.Counts, known int64) audit.Estimate {
	n := c.Total()
	e := audit.Estimate{Metric: met.Name, Group: g, Stratum: st, N: n, Status: audit.StatusOK}
	if known > 0 && !g.IsUnknown() {
		e.Share = audit.Real(float64(n) / float64(known))
	}
	r := rateOf(met, c, total, m.scope.Favourable)
	e.Numerator, e.Denominator = r.Of.N, r.Out.N
	value, status, why := met.Value(c, total, m.scope.Favourable)
	e.Status, e.Why = status, why
	if status == audit.StatusOK {
		e.Value = audit.Ptr(value)
		e.Interval = m.interval(met, c, r, value)
		m.besideEstimate(met, &e, r)
		if n < m.plan.MinGroupSize {
			e.Status, e.Why = audit.StatusLowN, metric.WhyLowN
		}
	}
	if m.terms.Weighted && r.Out.W2 > 0 {
		e.Weighted = &audit.Weighted{
			Numerator: audit.Real(r.Of.W), Denominator: audit.Real(r.Out.W), EffectiveN: audit.Real(r.Out.W * r.Out.W / r.Out.W2),
		}
	}
	switch {
	case g.IsUnknown():
		e.Flags = append(e.Flags, audit.FlagUnknown)
	case len(g) > 0 && n > 0 && float64(n) < minShare*float64(known):
		e.Flags = append(e.Flags, audit.FlagUnder2Percent)
	}
	if met.Mean != nil {
		e.Flags = append(e.Flags, flagMean)
	}
	return e
}

// flagMean marks an estimate that is a mean of rates: its numerator and denominator are those of the first and do not divide to
// the value.
const flagMean = "mean_of_rates"

// rateOf returns the counts behind a metric. Of a mean of rates it returns the people in either: right decisions over all.
func rateOf(met metric.Metric, c, total audit.Counts, favourable bool) audit.Rate {
	switch {
	case met.Share != nil:
		return met.Share(c, total)
	case met.Mean != nil:
		acc, _ := metric.Get("accuracy")
		return acc.RateOf(c, favourable)
	default:
		return met.RateOf(c, favourable)
	}
}

// interval returns the confidence interval of a metric: Wilson's for proportions, and what follows from it for the others.
func (m *measurement) interval(met metric.Metric, c audit.Counts, r audit.Rate, value float64) *audit.Interval {
	level := m.terms.Confidence
	var in audit.Interval
	switch {
	case met.Mean != nil:
		in = m.meanInterval(met.Mean(c), value)
	case met.Within != nil:
		w := infer.Wilson(metric.Proportion(met.Within(c), m.terms.Weighted), level)
		in = audit.Interval{Lower: met.Link(w.Lower), Upper: met.Link(w.Upper), Level: level, Method: "wilson_transformed"}
	case met.Proportion || met.Share != nil:
		in = infer.Wilson(metric.Proportion(r, m.terms.Weighted), level)
	default:
		// A ratio of two disjoint counts x/y is p/(1−p) of p = x/(x+y), and rises with p: the ends go over one by one.
		both := audit.Rate{Of: r.Of, Out: audit.Tally{N: r.Of.N + r.Out.N, W: r.Of.W + r.Out.W, W2: r.Of.W2 + r.Out.W2}}
		w := infer.Wilson(metric.Proportion(both, m.terms.Weighted), level)
		in = audit.Interval{Lower: odds(w.Lower), Upper: odds(w.Upper), Level: level, Method: "wilson_odds"}
	}
	if m.terms.Weighted {
		in.Method += "_effective_n"
	}
	return &in
}

func odds(p float64) float64 {
	if p >= 1 {
		return math.Inf(1)
	}
	return p / (1 - p)
}

// meanInterval is the interval of a mean of independent rates from their Wilson intervals: distances of the ends from the rates
// add like standard errors (Zou and Donner 2008, the method behind Newcombe's difference).
func (m *measurement) meanInterval(rates []audit.Rate, value float64) audit.Interval {
	var low, high float64
	for _, r := range rates {
		p := metric.Proportion(r, m.terms.Weighted)
		w := infer.Wilson(p, m.terms.Confidence)
		low += (p.Value() - w.Lower) * (p.Value() - w.Lower)
		high += (w.Upper - p.Value()) * (w.Upper - p.Value())
	}
	k := float64(len(rates))
	return audit.Interval{
		Lower: max(0, value-math.Sqrt(low)/k), Upper: min(1, value+math.Sqrt(high)/k), Level: m.terms.Confidence, Method: "mover_wilson",
	}
}
