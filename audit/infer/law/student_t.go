package law

import (
	"math"

	"gonum.org/v1/gonum/mathext"

	"auditd/audit/infer"
)

// StudentTTwoSided returns the probability of a Student t value at least as far from 0 as t. The degrees of freedom need not be
// whole; NaN when they are not positive or t is NaN. From 1e7 degrees on it is the normal probability, which differs by less
// than 1e-7 of itself within ten standard deviations.
func StudentTTwoSided(t, df float64) float64 {
	switch {
	case math.IsNaN(t) || !(df > 0):
		return math.NaN()
	case math.IsInf(t, 0):
		return 0
	case df >= 1e7:
		return infer.NormalTwoSided(t)
	}
	return clamp(mathext.RegIncBeta(df/2, 0.5, df/(df+t*t)))
}

// StudentTCritical returns the t of a two-sided interval at the level, NaN when df is not positive.
func StudentTCritical(level, df float64) float64 {
	if !(df > 0) {
		return math.NaN()
	}
	if df >= 1e7 {
		return infer.CriticalValue(level)
	}
	alpha := 1 - math.Min(math.Max(level, 1e-9), 1-1e-12)
	low, high := 0.0, 1.0
	for StudentTTwoSided(high, df) > alpha && high < 1e300 {
		high *= 2
	}
	// Bisection: the inverse of gonum's incomplete beta function loses digits near its ends.
	for range 200 {
		middle := low + (high-low)/2
		if StudentTTwoSided(middle, df) > alpha {
			low = middle
		} else {
			high = middle
		}
	}
	return low + (high-low)/2
}
