package measure

import (
	"math"

	"auditd/audit"
	"auditd/audit/infer"
	"auditd/audit/metric"
)

// needPower is the chance with which the planned number of records must show a difference that adjustment hid (methods 1.9).
const needPower = 0.8

// detectable says of the inconclusive ones of a pair what their numbers could have shown at all.
func (m *measurement) detectable(pair *[2]audit.Comparison, j *job) {
	open := func(c *audit.Comparison) bool { return c.Verdict == audit.Inconclusive && c.Interval != nil }
	if !open(&pair[0]) && !open(&pair[1]) {
		return
	}
	rate, ok := metric.Detectable(j.g, j.r, m.terms)
	if !ok {
		return
	}
	for k := range pair {
		switch c := &pair[k]; {
		case !open(c):
		case c.Kind == audit.Ratio:
			c.MinDetectable = audit.Ptr(rate / metric.Proportion(j.r.Rate, m.terms.Weighted).Value())
		default:
			c.MinDetectable = audit.Ptr(rate - metric.Proportion(j.r.Rate, m.terms.Weighted).Value())
		}
	}
}

// settle says of an inconclusive comparison how many further records of the group
// would settle it, if both observed rates held, or why none would.
func (m *measurement) settle(c *audit.Comparison, j *job) {
	if c.Verdict != audit.Inconclusive || c.Interval == nil {
		return
	}
	g, r := metric.Proportion(j.g.Rate, m.terms.Weighted), metric.Proportion(j.r.Rate, m.terms.Weighted)
	s := infer.NeedSettle(c.Kind, g, r, c.Band, m.terms.Confidence)
	if s.Why != "" {
		c.NeedWhy = s.Why
		if s.Why == infer.WhySmallRef {
			c.ReferenceNeed = further(s.ReferenceNeeded, r.N)
		}
		return
	}
	need := s.Records
	if c.Why == metric.WhyNotSignificant {
		// The interval lies outside the band already; what lacks is a p-value that survives the adjustment.
		alpha := m.terms.Alpha() / float64(max(1, c.Test.FamilyN))
		n, ok, why := infer.Need(r.Value(), r.N, g.Value(), alpha, needPower)
		if !ok {
			c.NeedWhy = why
			if least, ok := infer.ReferenceNeed(r.Value(), g.Value(), alpha, needPower); ok && why == infer.WhyUnattainable {
				c.ReferenceNeed = further(least, r.N)
			}
			return
		}
		need = max(need, n-int64(math.Floor(g.N)), 1)
	}
	if j.g.N < m.plan.MinGroupSize {
		need = max(need, m.plan.MinGroupSize-j.g.N)
	}
	if j.r.N < m.plan.MinGroupSize {
		c.NeedWhy = metric.WhyReferenceLowN
		return
	}
	c.RecordsNeeded = &need
}

// further returns how many records lack of so many that are needed, at least one.
func further(needed int64, there float64) *int64 {
	n := max(1, needed-int64(math.Floor(there)))
	return &n
}
