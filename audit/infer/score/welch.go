package score

import (
	"math"

	"auditd/audit"
	"auditd/audit/infer"
	"auditd/audit/infer/law"
)

// A Sample holds what a mean and its spread need. Compute it with [NewSample], or from sums with [SampleFromSums].
type Sample struct {
	N        int64
	Mean     float64
	Variance float64 // unbiased; 0 with fewer than two values
}

// NewSample adds values up.
func NewSample(values []float64) Sample {
	m := newMoments()
	for _, v := range values {
		m.add(v, 1)
	}
	return Sample{N: int64(len(values)), Mean: m.mean(), Variance: m.variance()}
}

// SampleFromSums returns the sample of n values with the sum and the sum of squares given. It loses digits where the mean is
// large against the spread.
func SampleFromSums(n int64, sum, squares float64) Sample {
	s := Sample{N: n}
	if n > 0 {
		s.Mean = sum / float64(n)
	}
	if n > 1 {
		s.Variance = math.Max(0, (squares-sum*s.Mean)/float64(n-1))
	}
	return s
}

// A MeanDifference is the difference of two means.
type MeanDifference struct {
	Value    float64
	SE       float64
	DF       float64 // Satterthwaite's degrees of freedom, seldom whole
	Interval audit.Interval
	Test     audit.Test // its DF is DF rounded down; the p-value uses DF as it is
	CohenD   float64    // Value over the pooled standard deviation
}

// Welch compares two means with unequal variances. It needs two values in each group and some spread. Welch 1947, Biometrika
// 34:28; Satterthwaite 1946; Cohen 1988 for d; methods 6.4, 6.6 and 7.1.
func Welch(a, b Sample, level float64) (MeanDifference, infer.Why) {
	d := MeanDifference{Value: a.Mean - b.Mean}
	switch {
	case a.N < 1 || b.N < 1:
		return MeanDifference{}, infer.WhyNobody
	case a.N < 2 || b.N < 2:
		return d, infer.WhyTooFew
	}
	na, nb := float64(a.N), float64(b.N)
	va, vb := a.Variance/na, b.Variance/nb
	if !(va+vb > 0) || math.IsInf(va+vb, 0) {
		return d, infer.WhyNoVariance
	}
	d.SE = math.Sqrt(va + vb)
	ra, rb := va/(va+vb), vb/(va+vb) // shares first: the squares of tiny variances would underflow
	d.DF = 1 / (ra*ra/(na-1) + rb*rb/(nb-1))
	t := d.Value / d.SE
	d.Test = infer.NewTest("welch_t", t, int(math.Min(d.DF, math.MaxInt32)), law.StudentTTwoSided(t, d.DF))
	half := law.StudentTCritical(level, d.DF) * d.SE
	d.Interval = audit.Interval{Lower: d.Value - half, Upper: d.Value + half, Level: level, Method: "welch"}
	d.CohenD = d.Value / math.Sqrt(((na-1)*a.Variance+(nb-1)*b.Variance)/(na+nb-2))
	return d, infer.Defined
}
