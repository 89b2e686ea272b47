package strata

import (
	"math"

	"auditd/audit"
	"auditd/audit/infer"
)

// NewWeightedAttrition is [NewAttrition] for people with weights: rates are weighted, and the intervals of ratios come of the linearised
// variance of a weighted share, V = n/(n−1)·Σw²(y−p)²/(Σw)², which without weights is Katz's but for n/(n−1). The whole has its own, from
// those who entered and those who were left, as Greenwood's has. Shortfall is in units of weight. Binder 1983, International Statistical
// Review 51:279; methods 2.1 and 4.12.
func NewWeightedAttrition(group, reference []audit.Tally, level float64) (Attrition, infer.Why) {
	for _, list := range [][]audit.Tally{group, reference} {
		if len(list) < 2 || len(list) != len(group) {
			return Attrition{}, infer.WhyNotComputable
		}
		for j, t := range list {
			if t.N < 0 || !(t.W >= 0) || !(t.W2 >= 0) || math.IsInf(t.W, 0) || math.IsInf(t.W2, 0) {
				return Attrition{}, infer.WhyNotComputable
			}
			if j > 0 && t.N > list[j-1].N {
				return Attrition{}, infer.WhyNotNested
			}
		}
		if list[0].W <= 0 {
			return Attrition{}, infer.WhyNobody
		}
	}
	var a Attrition
	for j := 1; j < len(group); j++ {
		a.Stages = append(a.Stages, weightedStage(audit.Rate{Of: group[j], Out: group[j-1]}, audit.Rate{Of: reference[j], Out: reference[j-1]}, level))
	}
	last := len(group) - 1
	whole := weightedStage(audit.Rate{Of: group[last], Out: group[0]}, audit.Rate{Of: reference[last], Out: reference[0]}, level)
	a.Ratio, a.Interval = whole.Ratio, whole.Interval
	a.Shortfall = float64(group[0].W*whole.ReferenceRate) - group[last].W
	a.shares(whole)
	return a, whole.Why
}

// weightedStage compares two weighted shares.
func weightedStage(group, reference audit.Rate, level float64) Stage {
	x, y := effective(group), effective(reference)
	s := newStage(x, y, level)
	if s.Why != infer.Defined {
		return s
	}
	half := infer.CriticalValue(level) * math.Sqrt(logVariance(group)+logVariance(reference))
	s.Interval = audit.Interval{Lower: s.Ratio * math.Exp(-half), Upper: s.Ratio * math.Exp(half), Level: level, Method: "katz_linearised"}
	return s
}

// effective is a weighted share of Kish's number of people.
func effective(r audit.Rate) infer.Proportion {
	if r.Out.W2 <= 0 {
		return infer.Proportion{}
	}
	n := r.Out.W / r.Out.W2 * r.Out.W
	if r.Of.N == r.Out.N { // everybody: the sums differ in rounding at most
		return infer.Proportion{X: n, N: n}
	}
	return infer.Proportion{X: math.Min(1, r.Of.W/r.Out.W) * n, N: n}
}

// logVariance is the linearised variance of the logarithm of a weighted share above 0.
func logVariance(r audit.Rate) float64 {
	p := math.Min(1, r.Of.W/r.Out.W)
	rest := math.Max(0, r.Out.W2-r.Of.W2)
	if r.Of.N == r.Out.N {
		p, rest = 1, 0
	}
	v := (float64((1-p)*(1-p)*r.Of.W2) + float64(p*p*rest)) / r.Out.W / r.Out.W / p / p
	if n := float64(r.Out.N); n > 1 {
		v *= n / (n - 1)
	}
	return v
}
