package score

import (
	"math"

	"auditd/audit"
	"auditd/audit/infer"
)

// fewPeople is the number of positives or negatives below which an AUC is marked as resting on few people.
const fewPeople = 10

// An AUC is the probability that a positive scores higher than a negative, ties counting half.
type AUC struct {
	Value     float64 // 0 … 1; ½ ranks no better than chance
	SE        float64 // DeLong
	Interval  audit.Interval
	Positives int64
	Negatives int64
	BinError  float64 // half the share of pairs in one bin: how far Value can be off when bins hold different scores
	Separated bool    // Value is 0 or 1: the variance is 0 and the interval one-sided Clopper–Pearson on the smaller class
	LowN      bool    // fewer than ten positives or negatives
}

// NewAUC returns the area under the group's receiver operating characteristic with DeLong's variance and its interval on the
// logit scale. Perfect separation has no DeLong variance: its interval then reaches from the bound that the smaller class, taken
// as so many successes out of as many, would give. DeLong, DeLong and Clarke-Pearson 1988, Biometrics 44:837; methods 6.1.
func NewAUC(h Histogram, level float64) (AUC, infer.Why) {
	if why := h.check(); why != infer.Defined {
		return AUC{}, why
	}
	return newAUC(h.Positive, h.Negative, level)
}

// newAUC ranks the positives against the negatives of bins with the same values.
func newAUC(positive, negative []int64, level float64) (AUC, infer.Why) {
	m, n := sum(positive), sum(negative)
	if m == 0 || n == 0 {
		return AUC{Positives: m, Negatives: n}, infer.WhyNoDenominator
	}
	a := AUC{Positives: m, Negatives: n, LowN: m < fewPeople || n < fewPeople}
	below, above := 0.0, float64(m)
	v10, v01 := newMoments(), newMoments()
	for k := range positive {
		p, q := float64(positive[k]), float64(negative[k])
		above -= p
		v10.add((below+q/2)/float64(n), p)
		v01.add((above+p/2)/float64(m), q)
		below += q
		a.BinError += p / float64(m) * q / float64(n) / 2
	}
	a.Value = v10.mean()
	a.Separated = a.Value <= 0 || a.Value >= 1
	if a.Separated {
		a.Value = math.Round(a.Value)
		a.Interval = separatedInterval(a, level)
		return a, infer.Defined
	}
	if m < 2 || n < 2 {
		return a, infer.WhyTooFew
	}
	a.SE = math.Sqrt(v10.variance()/float64(m) + v01.variance()/float64(n))
	if a.SE == 0 {
		return a, infer.WhyNoVariance
	}
	logit := math.Log(a.Value / (1 - a.Value))
	half := infer.CriticalValue(level) * a.SE / (a.Value * (1 - a.Value))
	a.Interval = audit.Interval{Lower: expit(logit - half), Upper: expit(logit + half), Level: level, Method: "delong"}
	return a, infer.Defined
}

func separatedInterval(a AUC, level float64) audit.Interval {
	fewer := min(a.Positives, a.Negatives)
	i := infer.ClopperPearson(infer.P(fewer, fewer), level)
	i.Method = "separated"
	if a.Value == 0 {
		i.Lower, i.Upper = 1-i.Upper, 1-i.Lower
	}
	return i
}

func expit(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

// CompareAUC tests whether two groups, which share nobody, have the same AUC. DeLong et al. 1988; methods 6.1. There is no test
// where one AUC has none of the spread it needs.
func CompareAUC(a, b AUC) (difference, se float64, test audit.Test, why infer.Why) {
	difference = a.Value - b.Value
	if a.SE == 0 || b.SE == 0 {
		return difference, 0, audit.Test{}, infer.WhyNoVariance
	}
	se = math.Hypot(a.SE, b.SE)
	z := difference / se
	return difference, se, infer.NewTest("delong_z", z, 0, infer.NormalTwoSided(z)), infer.Defined
}
