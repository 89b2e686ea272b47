package infer

import (
	"math"

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

// BetaQuantile returns the x below which a Beta(a, b) value lies with probability q, NaN when a number is not valid.
func BetaQuantile(q, a, b float64) float64 {
	if math.IsNaN(q) || q < 0 || q > 1 || !(a > 0) || !(b > 0) || math.IsInf(a, 0) || math.IsInf(b, 0) {
		return math.NaN()
	}
	return betaQuantile(q, a, b)
}
