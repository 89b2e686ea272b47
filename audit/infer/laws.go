package infer

import (
	"math"

	"gonum.org/v1/gonum/mathext"

	"auditd/audit"
)

// NewTest returns a test that nobody has adjusted yet. A statistic that is not finite becomes null: the test has none.
func NewTest(name string, statistic float64, df int, p float64) audit.Test {
	return newTest(name, statistic, df, p)
}

// NormalTwoSided returns the probability of a standard normal value at least as far from 0 as z, NaN for NaN.
func NormalTwoSided(z float64) float64 { return normalTwoSided(z) }

// CriticalValue returns the z of a two-sided interval at the level, 1.959964 for 0.95. A level outside (0, 1) is clamped into it.
func CriticalValue(level float64) float64 { return criticalValue(level) }

// ChiSquaredSurvival returns the probability of a chi-squared value above x. It is 1 for x ≤ 0, NaN with fewer than one degree
// of freedom or for NaN.
func ChiSquaredSurvival(x float64, df int) float64 {
	switch {
	case math.IsNaN(x) || df < 1:
		return math.NaN()
	case x <= 0:
		return 1
	case math.IsInf(x, 1):
		return 0
	}
	return chiSquaredSurvival(x, df)
}

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
		return normalTwoSided(t)
	}
	return clamp01(mathext.RegIncBeta(df/2, 0.5, df/(df+t*t)))
}

// StudentTCritical returns the t of a two-sided interval at the level, NaN when df is not positive.
func StudentTCritical(level, df float64) float64 {
	if !(df > 0) {
		return math.NaN()
	}
	if df >= 1e7 {
		return criticalValue(level)
	}
	alpha := 1 - clampLevel(level)
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
	return clamp01(mathext.RegIncBeta(d2/2, d1/2, d2/(d2+d1*x)))
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
	return clamp01(mathext.RegIncBeta(a, b, x))
}

// BetaQuantile returns the x below which a Beta(a, b) value lies with probability q, NaN when a number is not valid.
func BetaQuantile(q, a, b float64) float64 {
	if math.IsNaN(q) || q < 0 || q > 1 || !(a > 0) || !(b > 0) || math.IsInf(a, 0) || math.IsInf(b, 0) {
		return math.NaN()
	}
	return betaQuantile(q, a, b)
}

// KolmogorovSurvival returns the asymptotic probability that √n·D exceeds x, the tail of Kolmogorov's distribution: 1 for
// x ≤ 0. Kolmogorov 1933; the two series change over at 1, where both have all digits.
func KolmogorovSurvival(x float64) float64 {
	switch {
	case math.IsNaN(x):
		return x
	case x <= 0:
		return 1
	case x < 1:
		sum := 0.0
		for k := 1.0; k <= 39; k += 2 {
			sum += math.Exp(-k * k * math.Pi * math.Pi / (8 * x * x))
		}
		return clamp01(1 - math.Sqrt(2*math.Pi)/x*sum)
	}
	sum, sign := 0.0, 1.0
	for k := 1.0; k <= 20; k++ {
		sum += sign * math.Exp(-2*k*k*x*x)
		sign = -sign
	}
	return clamp01(2 * sum)
}
