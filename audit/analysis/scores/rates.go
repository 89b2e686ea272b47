package scores

import (
	"auditd/audit"
	"auditd/audit/infer"
	"auditd/audit/infer/score"
	"auditd/audit/metric"
)

// smallShare is the share of the people below which a category is left out of the choice of the highest rate (6 RCNY 5-301(d)).
const smallShare = 50 // one in fifty

// aboveMedian returns the people of a group who score higher than the median of everybody, people of unknown group included, and all
// people of the group.
func (j *job) aboveMedian(m *member) (above, all score.Mass) {
	for k, v := range m.people.scores {
		here := m.people.mass(k)
		all = all.Plus(here)
		if j.out.Median != nil && v > float64(*j.out.Median) {
			above = above.Plus(here)
		}
	}
	return above, all
}

// rateAbove returns the share above the median as inference reads it.
func (j *job) rateAbove(m *member) infer.Proportion {
	above, all := j.aboveMedian(m)
	return metric.Proportion(audit.Rate{Of: above.Tally(), Out: all.Tally()}, j.weighted)
}

// highestRate returns the group with the highest scoring rate among those with at least two percent of the people of known group, the
// first of equals; nil when there is none.
func (j *job) highestRate(members []*member) *member {
	known := int64(0)
	for _, m := range members {
		known += m.n
	}
	var best *member
	top := infer.Proportion{}
	for _, m := range members {
		r := j.rateAbove(m)
		if m.n == 0 || r.N == 0 || smallShare*m.n < known {
			continue
		}
		// Compared as products, which of counts are whole numbers, so that equal rates are equal.
		if best == nil || float64(r.X*top.N) > float64(top.X*r.N) {
			best, top = m, r
		}
	}
	return best
}

// scoringRates returns the share of the group above the median, and its ratio to the highest such share (methods 3.8). The intervals
// take the median as given.
func (e *exam) scoringRates(m, highest *member) []audit.ScoreMeasure {
	level := e.in.Terms.Confidence
	above, all := e.aboveMedian(m)
	r := e.rateAbove(m)
	why := infer.Defined
	if r.N == 0 {
		why = infer.WhyNobody
	}
	rate := e.measure(audit.ScoreRate, r.Value(), m.n, why)
	if why == infer.Defined {
		in := infer.Wilson(r, level)
		rate.Interval = &in
		over(&rate, above.W, all.W)
		e.bound(&rate, e.atMedian(m)/all.W)
	}
	ratio := e.measure(audit.ScoreRateRatio, 0, m.n, why)
	switch {
	case why != infer.Defined:
	case highest == nil:
		ratio.Status, ratio.Why = audit.StatusOneGroup, string(infer.WhyOneGroup)
	default:
		top := e.rateAbove(highest)
		if top.X == 0 {
			ratio = e.measure(audit.ScoreRateRatio, 0, m.n, infer.WhyBothZero)
			break
		}
		ratio.Value = audit.Ptr(r.Value() / top.Value())
		over(&ratio, r.Value(), top.Value())
		if in, ok := infer.Koopman(r, top, level); ok && m != highest {
			ratio.Interval = &in
		}
	}
	e.small(&rate, m.n, metric.WhyLowN)
	e.small(&ratio, m.n, metric.WhyLowN)
	return []audit.ScoreMeasure{rate, ratio}
}

// atMedian returns the weight of the people of a group whose score is joined with the median, and so may lie above it.
func (j *job) atMedian(m *member) float64 {
	sum := 0.0
	for k, v := range m.people.scores {
		if j.out.Median != nil && v == float64(*j.out.Median) {
			sum += m.people.mass(k).W
		}
	}
	return sum
}
