package infer

import "math"

// holm adjusts ascending p-values in place: the largest, over the i smallest, of (m−i+1)·p, at most 1. Holm 1979.
func holm(p []float64, m int) {
	largest := 0.0
	for i := range p {
		largest = math.Max(largest, float64(m-i)*p[i])
		p[i] = math.Min(1, largest)
	}
}
