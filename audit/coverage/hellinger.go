package coverage

import "math"

// hellinger returns √(1−Σ√(pq)): 0 to 1, finite whatever is absent. It is computed from the squared differences of the roots,
// which do not cancel.
func hellinger(p, q []float64) float64 {
	sum := 0.0
	for k := range p {
		d := math.Sqrt(p[k]) - math.Sqrt(q[k])
		sum += d * d
	}
	return math.Sqrt(sum / 2)
}
