package coverage

import "math"

// populationStability returns the population stability index Σ(p−q)·ln(p/q) in nats: 0 to infinity, which it is when a group is
// absent on one side only. The customary limits 0.1 and 0.25 ignore the size of the sample; read it against its null (Yurdakul
// 2018).
func populationStability(p, q []float64) float64 {
	sum := 0.0
	for k := range p {
		if p[k] == q[k] {
			continue
		}
		if p[k] == 0 || q[k] == 0 {
			return math.Inf(1)
		}
		sum += (p[k] - q[k]) * math.Log(p[k]/q[k])
	}
	return sum
}
