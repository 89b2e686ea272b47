package infer

import (
	"math"

	"auditd/audit"
)

// Barnard returns the unconditional exact test that orders tables by the size of the pooled score z, in both directions; its
// statistic is that z. False when either group has nobody, a count is not whole, or more than 200 people are in both groups
// together. Barnard 1945, in the score form of Suissa and Shuster 1985; methods 4.5.
func Barnard(a, b Proportion) (audit.Test, bool) {
	if !unconditionalPossible(a, b) {
		return audit.Test{}, false
	}
	z := func(x1, x2 float64) float64 {
		v, _ := pooledZ(Proportion{x1, a.N}, Proportion{x2, b.N}) // 0 where the margin is empty: never extreme
		return v
	}
	observed := z(a.X, b.X)
	limit := math.Abs(observed) * (1 - tieTolerance)
	n1, n2 := int(a.N), int(b.N)
	region := newRejection(n1, n2, func(x1, x2 int) bool { return math.Abs(z(float64(x1), float64(x2))) >= limit })
	return newTest("barnard", observed, 0, region.largestProbability()), true
}
