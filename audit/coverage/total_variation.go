package coverage

import "math"

// totalVariation returns ½Σ|p−q|, the share of the sample that would have to be replaced: 0 to 1. Also called the index of
// dissimilarity.
func totalVariation(p, q []float64) float64 {
	sum := 0.0
	for k := range p {
		sum += math.Abs(p[k] - q[k])
	}
	return sum / 2
}
