package law

import "math"

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
		return clamp(1 - math.Sqrt(2*math.Pi)/x*sum)
	}
	sum, sign := 0.0, 1.0
	for k := 1.0; k <= 20; k++ {
		sum += sign * math.Exp(-2*k*k*x*x)
		sign = -sign
	}
	return clamp(2 * sum)
}
