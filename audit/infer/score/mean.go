package score

import (
	"math"

	"auditd/audit"
	"auditd/audit/infer"
	"auditd/audit/infer/law"
)

// A Mean is a mean over people, weighted where they have weights.
type Mean struct {
	Value    float64
	SE       float64 // 0 where nothing is known of the spread
	DF       float64 // people less one
	Spread   float64 // standard deviation of the values
	Weight   float64 // Σw, the people without weights
	N        int64
	Interval audit.Interval // Student's; to be read where the reason is empty
}

// NewMean returns Σwv/Σw of values that so many people each have, with the variance of a ratio of two sums, linearised:
// n/(n−1)·Σw²(v−v̄)²/(Σw)², which without weights is s²/n. Value is to be read with [infer.WhyTooFew] and [infer.WhyNoVariance] as well:
// fewer than two people, or values all alike, say nothing of the spread. Binder 1983, International Statistical Review 51:279; Student
// 1908; methods 4.12.
func NewMean(values []float64, people []Mass, level float64) (Mean, infer.Why) {
	if len(values) != len(people) {
		return Mean{}, infer.WhyNotComputable
	}
	all, m, counted := total(people), newMoments(), true
	for k, v := range values {
		if !people[k].possible() || math.IsNaN(v) || math.IsInf(v, 0) {
			return Mean{}, infer.WhyNotComputable
		}
		m.add(v, people[k].W)
		counted = counted && people[k].counted()
	}
	if all.W <= 0 {
		return Mean{}, infer.WhyNobody
	}
	out := Mean{Value: m.mean(), Weight: all.W, N: all.N, DF: float64(all.N - 1)}
	if all.N < 2 {
		return out, infer.WhyTooFew
	}
	variance := 0.0
	for k, v := range values {
		d := (v - out.Value) / all.W
		variance += float64(people[k].W2 * d * d)
	}
	bessel := float64(all.N) / float64(all.N-1)
	out.Spread = math.Sqrt(math.Max(0, m.squares/all.W*bessel))
	out.SE = math.Sqrt(variance * bessel)
	if !(out.SE > 0) || math.IsInf(out.SE, 0) || out.SE <= 1e-14*math.Abs(out.Value) {
		out.SE = 0
		return out, infer.WhyNoVariance
	}
	half := law.StudentTCritical(level, out.DF) * out.SE
	out.Interval = audit.Interval{Lower: out.Value - half, Upper: out.Value + half, Level: level, Method: "student_t"}
	if !counted {
		out.Interval.Method = "linearised_mean"
	}
	return out, infer.Defined
}

// CompareMeans returns the difference A − B of two means of people drawn apart, with Satterthwaite's degrees of freedom; without weights it
// is [Welch]. Methods 4.12 and 6.4.
func CompareMeans(a, b Mean, level float64) (MeanDifference, infer.Why) {
	d := MeanDifference{Value: a.Value - b.Value}
	switch {
	case a.Weight <= 0 || b.Weight <= 0:
		return MeanDifference{}, infer.WhyNobody
	case a.N < 2 || b.N < 2:
		return d, infer.WhyTooFew
	}
	va, vb := a.SE*a.SE, b.SE*b.SE
	if !(va+vb > 0) || math.IsInf(va+vb, 0) {
		return d, infer.WhyNoVariance
	}
	d.SE = math.Sqrt(va + vb)
	ra, rb := va/(va+vb), vb/(va+vb)
	d.DF = 1 / (ra*ra/a.DF + rb*rb/b.DF)
	t := d.Value / d.SE
	d.Test = infer.NewTest("linearised_mean_t", t, int(math.Min(d.DF, math.MaxInt32)), law.StudentTTwoSided(t, d.DF))
	half := law.StudentTCritical(level, d.DF) * d.SE
	d.Interval = audit.Interval{Lower: d.Value - half, Upper: d.Value + half, Level: level, Method: "linearised_mean"}
	d.CohenD = d.Value / math.Sqrt((a.DF*a.Spread*a.Spread+b.DF*b.Spread*b.Spread)/(a.DF+b.DF))
	return d, infer.Defined
}

// Test tests whether the mean is 0, by Student's t.
func (m Mean) Test() audit.Test {
	t := m.Value / m.SE
	return infer.NewTest("linearised_mean_t", t, int(math.Min(m.DF, math.MaxInt32)), law.StudentTTwoSided(t, m.DF))
}

// CohenInterval returns the large-sample interval of a standardised difference of two means of so many people, Kish's number of them where
// they have weights: its variance is 1/n + 1/m + d²/(2(n+m)). Hedges and Olkin 1985, Statistical Methods for Meta-Analysis, ch. 5.
func CohenInterval(d, n, m, level float64) (audit.Interval, infer.Why) {
	if !(n >= 2) || !(m >= 2) {
		return audit.Interval{}, infer.WhyTooFew
	}
	half := infer.CriticalValue(level) * math.Sqrt(1/n+1/m+d*d/(2*(n+m)))
	return audit.Interval{Lower: d - half, Upper: d + half, Level: level, Method: "cohen_d_normal"}, infer.Defined
}
