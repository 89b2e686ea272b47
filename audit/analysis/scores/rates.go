package scores

import (
	"auditd/audit"
	"auditd/audit/infer"
	"auditd/audit/metric"
)

// smallShare is the share of the people below which a category is left out of the choice of the highest rate (6 RCNY 5-301(d)).
const smallShare = 50 // one in fifty

// aboveMedian returns how many people of a group score higher than the median of everybody, people of unknown group included.
func (j *job) aboveMedian(m *member) int64 {
	if j.out.Median == nil {
		return 0
	}
	above := int64(0)
	for k, v := range m.everyone.Values {
		if v > float64(*j.out.Median) {
			above += m.everyone.Negative[k]
		}
	}
	return above
}

// highestRate returns the group with the highest scoring rate among those with at least two percent of the people of known group, the
// first of equals; nil when there is none.
func (j *job) highestRate(members []*member) *member {
	known := int64(0)
	for _, m := range members {
		known += m.n
	}
	var best *member
	for _, m := range members {
		if m.n == 0 || smallShare*m.n < known {
			continue
		}
		// Compared as products of whole numbers, so that equal rates are equal.
		if best == nil || j.aboveMedian(m)*best.n > j.aboveMedian(best)*m.n {
			best = m
		}
	}
	return best
}

// scoringRates returns the share of the group above the median, and its ratio to the highest such share (methods 3.8). The intervals
// take the median as given.
func (j *job) scoringRates(m, highest *member) []audit.ScoreMeasure {
	level := j.in.Terms.Confidence
	above := infer.P(j.aboveMedian(m), m.n)
	why := infer.Defined
	if m.n == 0 {
		why = infer.WhyNobody
	}
	rate := j.measure(audit.ScoreRate, above.Value(), m.n, why)
	if m.n > 0 {
		in := infer.Wilson(above, level)
		rate.Interval = &in
	}
	ratio := j.measure(audit.ScoreRateRatio, 0, m.n, why)
	switch {
	case why != infer.Defined:
	case highest == nil:
		ratio.Status, ratio.Why = audit.StatusOneGroup, string(infer.WhyOneGroup)
	default:
		top := infer.P(j.aboveMedian(highest), highest.n)
		if top.X == 0 {
			ratio = j.measure(audit.ScoreRateRatio, 0, m.n, infer.WhyBothZero)
			break
		}
		ratio.Value = audit.Ptr(above.Value() / top.Value())
		if in, ok := infer.Koopman(above, top, level); ok && m != highest {
			ratio.Interval = &in
		}
	}
	j.small(&rate, m.n, metric.WhyLowN)
	j.small(&ratio, m.n, metric.WhyLowN)
	return []audit.ScoreMeasure{rate, ratio}
}
