package law

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// FSurvival returns the probability of an F value above x with d1 and d2 degrees of freedom, which need not be whole; 1 for
// x ≤ 0, NaN when a number is not valid.
func FSurvival(x, d1, d2 float64) float64 {
	switch {
	case math.IsNaN(x) || !(d1 > 0) || !(d2 > 0) || math.IsInf(d1, 0) || math.IsInf(d2, 0):
		return math.NaN()
	case x <= 0:
		return 1
	case math.IsInf(x, 1):
		return 0
	}
	return clamp(mathext.RegIncBeta(d2/2, d1/2, d2/(d2+d1*x)))
}

// BetaCDF returns the probability of a Beta(a, b) value at or below x, NaN when a or b is not positive.
func BetaCDF(x, a, b float64) float64 {
	switch {
	case math.IsNaN(x) || !(a > 0) || !(b > 0) || math.IsInf(a, 0) || math.IsInf(b, 0):
		return math.NaN()
	case x <= 0:
		return 0
	case x >= 1:
		return 1
	}
	return clamp(mathext.RegIncBeta(a, b, x))
}

// clamp moves what rounding left outside [0, 1] back into it.
func clamp(x float64) float64 { return math.Min(1, math.Max(0, x)) }
