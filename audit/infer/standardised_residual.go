package infer

import "math"

// StandardisedResidual returns how many standard deviations the count x lies from what n people with the share pi would give:
// (x − nπ)/√(nπ(1−π)). It is NaN when n is not positive or the share is not strictly between 0 and 1. Methods 1.1.
func StandardisedResidual(x, n int64, pi float64) float64 {
	if n <= 0 || !(pi > 0 && pi < 1) {
		return math.NaN()
	}
	expected := float64(n) * pi
	return (float64(x) - expected) / math.Sqrt(expected*(1-pi))
}
