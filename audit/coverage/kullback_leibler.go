package coverage

import "math"

// kullbackLeibler returns Σ p·ln(p/q) in nats, 0·ln 0 being 0: 0 to infinity, which it is when q lacks a group that p has
// (Kullback and Leibler 1951).
func kullbackLeibler(p, q []float64) float64 {
	sum := 0.0
	for k := range p {
		switch {
		case p[k] == 0:
		case q[k] == 0:
			return math.Inf(1)
		default:
			// Σ(q−p) is 0; added, it makes every term positive, so that near-equal shares do not cancel below 0.
			sum += p[k]*math.Log(p[k]/q[k]) + q[k] - p[k]
			continue
		}
		sum += q[k]
	}
	return math.Max(0, sum)
}
