package coverage

import "math"

// jensenShannon returns the mean divergence of both shares from their mean, in nats: 0 to ln 2, finite whatever is absent
// (Lin 1991).
func jensenShannon(p, q []float64) float64 {
	m := make([]float64, len(p))
	for k := range p {
		m[k] = (p[k] + q[k]) / 2
	}
	return (kullbackLeibler(p, m) + kullbackLeibler(q, m)) / 2
}

// jensenShannonBits returns the same in bits: 0 to 1.
func jensenShannonBits(p, q []float64) float64 { return jensenShannon(p, q) / math.Ln2 }
