package infer

import "math"

// benjaminiHochberg adjusts ascending p-values in place: the least, from the i-th on, of m·p/i, at most 1. Benjamini and
// Hochberg 1995.
func benjaminiHochberg(p []float64, m int) { stepUp(p, float64(m)) }

// stepUp adjusts ascending p-values in place to the least, from the i-th on, of factor·p/i.
func stepUp(p []float64, factor float64) {
	least := 1.0
	for i := len(p) - 1; i >= 0; i-- {
		least = math.Min(least, factor*p[i]/float64(i+1))
		p[i] = least
	}
}
