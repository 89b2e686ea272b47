package change

import (
	"auditd/audit"
	"auditd/audit/infer/trend"
)

// rates pairs the estimates and measures their change.
func (c *comparer) rates() {
	was := map[string]*audit.Estimate{}
	for i := range c.before.Estimates {
		e := &c.before.Estimates[i]
		was[estimateKey(e.Metric, e.Group, e.Stratum)] = e
	}
	paired := 0
	for i := range c.after.Estimates {
		b := &c.after.Estimates[i]
		if a := was[estimateKey(b.Metric, b.Group, b.Stratum)]; a != nil {
			paired++
			c.out.Rates = append(c.out.Rates, c.rate(a, b))
		}
	}
	c.out.Examined.Rates = paired
	c.out.Examined.OnlyBefore += len(c.before.Estimates) - paired
	c.out.Examined.OnlyAfter += len(c.after.Estimates) - paired
}

func (c *comparer) rate(a, b *audit.Estimate) audit.RateChange {
	r := audit.RateChange{
		Metric: b.Metric, Group: b.Group, Stratum: b.Stratum, Before: a.Value, After: b.Value, BeforeN: a.Denominator, AfterN: b.Denominator,
		Verdict: audit.ChangeNone,
	}
	switch {
	case c.scope.differs(b.Metric, b.Group, b.Stratum):
		r.Why = WhyDefinition
		return r
	case a.Value == nil || b.Value == nil:
		r.Why = undefined(a.Value == nil, b.Value == nil)
		return r
	}
	r.Value = audit.Ptr(float64(*b.Value - *a.Value))
	before, okBefore, method := ofEstimate(a)
	after, okAfter, methodAfter := ofEstimate(b)
	if methodAfter == trend.MethodScaled {
		method = methodAfter
	}
	switch {
	case !c.tested:
		r.Why = WhyOverlap
	case !okBefore || !okAfter:
		r.Why = WhyNoInterval
	default:
		d := trend.Difference(before, after, c.level, method)
		r.Interval, r.Test = &d.Interval, newTest(d.P)
		if a.N < c.before.Plan.MinGroupSize || b.N < c.after.Plan.MinGroupSize {
			r.Why = WhyFewPeople
		}
	}
	return r
}

// ofEstimate returns an estimate from its counts where it is a proportion, else from its interval.
func ofEstimate(e *audit.Estimate) (out trend.Estimate, ok bool, method string) {
	if p, ok := proportion(e); ok {
		out, ok = trend.Rate(p)
		return out, ok, trend.MethodRates
	}
	if e.Interval == nil {
		return out, false, trend.MethodScaled
	}
	out, ok = trend.Scaled(float64(*e.Value), e.Interval.Lower, e.Interval.Upper, e.Interval.Level)
	return out, ok, trend.MethodScaled
}
