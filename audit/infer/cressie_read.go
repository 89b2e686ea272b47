package infer

import (
	"math"

	"auditd/audit"
)

// CressieRead returns the power-divergence test that counts n follow the shares pi, with λ = 2/3, the compromise between
// Pearson's X² and G. Categories, degrees of freedom and refusals are Pearson's. Cressie and Read 1984; methods 1.2.
func CressieRead(n []int64, pi []float64) (audit.Test, bool) {
	t, ok := newShareTable(n, pi)
	if !ok {
		return audit.Test{}, false
	}
	const lambda = 2.0 / 3
	statistic := 0.0
	for k, c := range t.counts {
		// n − E sums to 0 over the categories; taking λ(n − E) off makes every term positive, so that nothing cancels.
		term := -lambda * (c - t.expected(k))
		if c > 0 {
			term += c * math.Expm1(lambda*math.Log(c/t.expected(k)))
		}
		statistic += term
	}
	return t.asymptotic("cressie_read", 2/(lambda*(lambda+1))*math.Max(0, statistic)), true
}
