package infer

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// NormalCDF returns the standard normal probability of a value at or below z. It goes through the complementary error
// function, so that far tails keep their digits: gonum's Normal.Survival computes 1 − erf and is 0 from z = 9 on (methods 14).
func NormalCDF(z float64) float64 { return 0.5 * math.Erfc(-z/math.Sqrt2) }

// NormalSurvival returns the standard normal probability of a value above z, with full relative precision down to about 1e-308.
func NormalSurvival(z float64) float64 { return 0.5 * math.Erfc(z/math.Sqrt2) }

// NormalQuantile returns the z below which a standard normal value lies with probability p. It is −Inf at 0, +Inf at 1 and NaN
// outside [0, 1].
func NormalQuantile(p float64) float64 {
	switch {
	case math.IsNaN(p) || p < 0 || p > 1:
		return math.NaN()
	case p == 0:
		return math.Inf(-1)
	case p == 1:
		return math.Inf(1)
	case p == 0.5:
		return 0
	}
	return mathext.NormalQuantile(p)
}

// normalTwoSided returns the probability of a standard normal value at least as far from 0 as z.
func normalTwoSided(z float64) float64 { return math.Erfc(math.Abs(z) / math.Sqrt2) }

// criticalValue returns the z of a two-sided interval at the level, 1.959964 for 0.95. A level outside (0, 1) is clamped into
// it, because a wrong level must widen or narrow an interval, never end the audit.
func criticalValue(level float64) float64 { return NormalQuantile(0.5 + clampLevel(level)/2) }

func clampLevel(level float64) float64 {
	const least, most = 1e-9, 1 - 1e-12
	if math.IsNaN(level) || level > most {
		return most
	}
	return math.Max(level, least)
}

func clamp01(x float64) float64 {
	if x < 0 {
		return 0
	}
	if x > 1 {
		return 1
	}
	return x // NaN stays NaN
}
