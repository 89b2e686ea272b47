package infer

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// chiSquaredSurvival returns the probability that a chi-squared variable with df degrees of freedom exceeds x. One degree goes
// through the complementary error function, which keeps its digits to 1e-308.
func chiSquaredSurvival(x float64, df int) float64 {
	switch {
	case df < 1 || math.IsNaN(x):
		return math.NaN()
	case x <= 0:
		return 1
	case math.IsInf(x, 1):
		return 0
	case df == 1:
		return math.Erfc(math.Sqrt(x / 2))
	}
	return clamp01(mathext.GammaIncRegComp(float64(df)/2, x/2))
}
