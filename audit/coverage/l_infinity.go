package coverage

import "math"

// lInfinity returns the largest difference of any one share: 0 to 1.
func lInfinity(p, q []float64) float64 {
	most := 0.0
	for k := range p {
		most = math.Max(most, math.Abs(p[k]-q[k]))
	}
	return most
}
