package infer

import (
	"math"

	"auditd/audit"
)

// Boschloo returns the unconditional exact test that orders tables by Fisher's one-sided p-value; two-sided p is twice the
// smaller of the two one-sided ones, at most 1. It is exact and never less powerful than Fisher's test. It has no statistic.
// False when either group has nobody, a count is not whole, or more than 200 people are in both groups together. Boschloo
// 1970; methods 4.5.
func Boschloo(a, b Proportion) (audit.Test, bool) {
	if !unconditionalPossible(a, b) {
		return audit.Test{}, false
	}
	less := boschlooOneSided(a, b)
	greater := boschlooOneSided(b, a)
	return newTest("boschloo", math.NaN(), 0, math.Min(1, 2*math.Min(less, greater))), true
}

// boschlooOneSided tests against the alternative that a has the lower rate.
func boschlooOneSided(a, b Proportion) float64 {
	n1, n2 := int(a.N), int(b.N)
	fisher := func(x1, x2 int) float64 {
		return newHypergeometric(Proportion{float64(x1), a.N}, Proportion{float64(x2), b.N}).lowerTail(float64(x1))
	}
	limit := fisher(int(a.X), int(b.X)) * (1 + tieTolerance)
	return newRejection(n1, n2, func(x1, x2 int) bool { return fisher(x1, x2) <= limit }).largestProbability()
}
