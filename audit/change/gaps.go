package change

import (
	"math"

	"auditd/audit"
	"auditd/audit/infer"
	"auditd/audit/infer/trend"
	"auditd/audit/metric"
)

// gaps pairs the comparisons of two groups and measures their change.
func (c *comparer) gaps() {
	was := map[string]*audit.Comparison{}
	for i := range c.before.Comparisons {
		k := &c.before.Comparisons[i]
		was[comparisonKey(k)] = k
	}
	paired := 0
	for i := range c.after.Comparisons {
		b := &c.after.Comparisons[i]
		if a := was[comparisonKey(b)]; a != nil {
			paired++
			c.out.Gaps = append(c.out.Gaps, c.gap(a, b))
		}
	}
	c.out.Examined.Gaps = paired
	c.out.Examined.OnlyBefore += len(c.before.Comparisons) - paired
	c.out.Examined.OnlyAfter += len(c.after.Comparisons) - paired
}

func comparisonKey(k *audit.Comparison) string {
	return audit.Group{{Attribute: k.Metric, Value: k.Kind}, {Attribute: k.Against}}.Key() + "/" + k.Group.Key() + "/" + k.Reference.Key() + "/" + k.Stratum.Key()
}

func (c *comparer) gap(a, b *audit.Comparison) audit.GapChange {
	g := audit.GapChange{
		Metric: b.Metric, Kind: b.Kind, Against: b.Against, Group: b.Group, Reference: b.Reference, Stratum: b.Stratum,
		Primary: c.primary[b.Metric] && b.Against == audit.AgainstReference && len(b.Stratum) == 0,
		Before:  a.Value, After: b.Value, GroupBefore: a.GroupRate, ReferenceBefore: a.ReferenceRate, GroupAfter: b.GroupRate, ReferenceAfter: b.ReferenceRate,
		BeforeInterval: a.Interval, AfterInterval: b.Interval, BeforeN: a.N, AfterN: b.N,
		BeforeVerdict: a.Verdict, AfterVerdict: b.Verdict, Verdict: audit.ChangeNone,
	}
	switch {
	case c.scope.differs(b.Metric, b.Group, b.Reference, b.Stratum):
		g.Why = WhyDefinition
		return g
	case a.Value == nil || b.Value == nil:
		g.Why = undefined(a.Value == nil, b.Value == nil)
		return g
	}
	before, okBefore := c.estimateOf(0, a)
	after, okAfter := c.estimateOf(1, b)
	if g.Kind == audit.Ratio {
		g.Value = audit.Ptr(float64(*b.Value) / float64(*a.Value))
	} else {
		g.Value = audit.Ptr(float64(*b.Value - *a.Value))
	}
	switch {
	case !c.tested:
		g.Why = WhyOverlap
	case g.Kind == audit.Ratio && (*a.Value == 0 || *b.Value == 0):
		g.Why = WhyZeroRate
	case !okBefore || !okAfter:
		g.Why = WhyNoInterval
	default:
		c.measure(&g, before, after)
		if small(a, &c.before.Plan) || small(b, &c.after.Plan) {
			g.Why = WhyFewPeople
		}
	}
	return g
}

// measure fills in interval and tests of a gap whose two estimates are independent.
func (c *comparer) measure(g *audit.GapChange, before, after trend.Estimate) {
	method := trend.MethodDifferences
	if g.Kind == audit.Ratio {
		method = trend.MethodRatios
	}
	d := trend.Difference(before, after, c.level, method)
	// Whether the gap is nearer to parity: |after| < |before| exactly when their difference and their sum have opposite signs. Both
	// must be shown, so that the greater of the two p-values counts (an intersection–union test, Berger 1982).
	s := trend.Sum(before, after, c.level, method)
	if g.Kind == audit.Ratio {
		d.Interval.Lower, d.Interval.Upper = math.Exp(d.Interval.Lower), math.Exp(d.Interval.Upper)
	}
	g.Interval = &d.Interval
	g.Test = newTest(d.P)
	g.Parity = newTest(math.Max(d.P, s.P))
}

func newTest(p float64) *audit.Test {
	t := infer.NewTest(trend.ByInversion, math.NaN(), 0, p)
	t.PAdjusted = audit.P(math.NaN())
	return &t
}

func undefined(before, after bool) string {
	switch {
	case before && after:
		return WhyUndefinedBoth
	case before:
		return WhyUndefinedBefore
	}
	return WhyUndefinedAfter
}

// small reports whether either side of a comparison has fewer people in its rate than its own plan asks for.
func small(k *audit.Comparison, p *audit.Plan) bool {
	return k.Status == audit.StatusLowN || min(k.N, k.ReferenceN) < p.MinGroupSize
}

// estimateOf returns a comparison as an estimate: from its counts, where they are known, else from its interval.
func (c *comparer) estimateOf(audited int, k *audit.Comparison) (trend.Estimate, bool) {
	if g, r, ok := c.sides(audited, k); ok {
		if k.Kind == audit.Ratio {
			return trend.LogRatio(g, r)
		}
		return trend.Gap(g, r)
	}
	if k.Interval == nil || k.Value == nil {
		return trend.Estimate{}, false
	}
	value, lower, upper := float64(*k.Value), k.Interval.Lower, k.Interval.Upper
	if k.Kind == audit.Ratio {
		value, lower, upper = math.Log(value), math.Log(lower), math.Log(upper)
	}
	return trend.Scaled(value, lower, upper, k.Interval.Level)
}

// sides returns the two proportions of a comparison. Weighted ones are those of the estimates, with their effective numbers; the
// complement has no estimate of its own.
func (c *comparer) sides(audited int, k *audit.Comparison) (g, r infer.Proportion, ok bool) {
	if k.GroupRate == nil || k.ReferenceRate == nil {
		return g, r, false
	}
	if c.effective[audited] == nil {
		return people(*k.GroupRate, k.N), people(*k.ReferenceRate, k.ReferenceN), true
	}
	a, b := c.effective[audited][estimateKey(k.Metric, k.Group, k.Stratum)], c.effective[audited][estimateKey(k.Metric, k.Reference, k.Stratum)]
	if k.Against != audit.AgainstReference || a == nil || b == nil {
		return g, r, false
	}
	g, okG := proportion(a)
	r, okR := proportion(b)
	return g, r, okG && okR
}

// people returns the proportion of a rate that was written with six decimals. Up to half a million people it is the exact count.
func people(rate audit.Real, n int64) infer.Proportion {
	return infer.Proportion{X: math.Min(float64(n), math.Round(float64(rate)*float64(n))), N: float64(n)}
}

// proportion returns an estimate as a proportion, false for a metric that is none.
func proportion(e *audit.Estimate) (infer.Proportion, bool) {
	m, known := metric.Get(e.Metric)
	switch {
	case !known || !m.Proportion || e.Value == nil || e.Numerator > e.Denominator || *e.Value < 0 || *e.Value > 1:
		return infer.Proportion{}, false
	case e.Weighted == nil:
		return infer.P(e.Numerator, e.Denominator), true
	}
	n := float64(e.Weighted.EffectiveN)
	return infer.Proportion{X: float64(*e.Value) * n, N: n}, n > 0
}

// weightedEstimates returns the estimates of a weighted audit by their keys, nil when it is not weighted.
func weightedEstimates(a *audit.Audit) map[string]*audit.Estimate {
	if a.Plan.Columns.Weight == "" {
		return nil
	}
	out := map[string]*audit.Estimate{}
	for i := range a.Estimates {
		e := &a.Estimates[i]
		out[estimateKey(e.Metric, e.Group, e.Stratum)] = e
	}
	return out
}

func estimateKey(name string, g, stratum audit.Group) string {
	return name + "/" + g.Key() + "/" + stratum.Key()
}
