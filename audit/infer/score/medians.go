package score

import (
	"math"

	"auditd/audit"
	"auditd/audit/infer"
	"auditd/audit/infer/law"
)

// A Median is the middle of some values with what its interval and a difference of two medians need. Compute it with [NewMedian].
type Median struct {
	N        int64
	Value    float64        // the mean of the two middle ones of an even number
	Interval audit.Interval // between two order statistics, exact for any law; read it only if HasInterval
	// HasInterval is false where even the lowest and the highest value do not enclose the median with the level: fewer than six
	// values at 0.95.
	HasInterval bool
	variance    float64 // of the median, by Price and Bonett
}

// NewMedian returns the median of values that are sorted, rising. Interval: the narrowest pair of order statistics x₍d₎, x₍n−d+1₎ that
// encloses the median with at least the level (Thompson 1936, Annals of Mathematical Statistics 7:122). It needs a value.
func NewMedian(sorted []float64, level float64) (Median, infer.Why) {
	n := len(sorted)
	if n == 0 {
		return Median{}, infer.WhyNobody
	}
	m := Median{N: int64(n), Value: sorted[(n-1)/2]/2 + sorted[n/2]/2}
	if d := orderOf(n, level); d > 0 {
		m.Interval, m.HasInterval = audit.Interval{Lower: sorted[d-1], Upper: sorted[n-d], Level: level, Method: "order_statistics"}, true
	}
	m.variance = medianVariance(sorted)
	return m, infer.Defined
}

// below returns the probability that at most k of n values lie below the median of their law.
func below(n, k int) float64 {
	switch {
	case k < 0:
		return 0
	case k >= n:
		return 1
	}
	return law.BetaCDF(.5, float64(n-k), float64(k+1))
}

// orderOf returns the largest d with 1 − 2·P(fewer than d of n lie below the median) ≥ level, 0 when there is none.
func orderOf(n int, level float64) int {
	low, high := 0, n/2 // x₍d₎ … x₍n−d+1₎ is an interval for d up to n/2
	for low < high {
		d := (low + high + 1) / 2
		if 1-2*below(n, d-1) >= level {
			low = d
		} else {
			high = d - 1
		}
	}
	return low
}

// medianVariance is Price and Bonett's: the distance of two order statistics near the middle over that of a normal law's.
func medianVariance(sorted []float64) float64 {
	n := len(sorted)
	c := max(1, int(math.Round(float64(n+1)/2-math.Sqrt(float64(n)))))
	p := below(n, c-1)
	if n < 2 || !(p > 0 && p < .5) {
		return math.NaN()
	}
	se := (sorted[n-c] - sorted[c-1]) / (2 * infer.CriticalValue(1-2*p))
	return se * se
}

// MedianDifference returns the interval of a difference of two medians, a − b, for any two laws, also with heavy tails. It needs five
// values in each group. Price and Bonett 2002, Journal of Statistical Computation and Simulation 72:119.
func MedianDifference(a, b Median, level float64) (float64, audit.Interval, infer.Why) {
	value := a.Value - b.Value
	switch {
	case a.N == 0 || b.N == 0:
		return 0, audit.Interval{}, infer.WhyNobody
	case a.N < 5 || b.N < 5:
		return value, audit.Interval{}, infer.WhyTooFew
	}
	half := infer.CriticalValue(level) * math.Sqrt(a.variance+b.variance)
	return value, audit.Interval{Lower: value - half, Upper: value + half, Level: level, Method: "price_bonett"}, infer.Defined
}
