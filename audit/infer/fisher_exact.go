package infer

import (
	"math"

	"auditd/audit"
)

// FisherExact returns Fisher's two-sided test: the probability, with both margins fixed, of all tables no likelier than the
// observed one (within a relative 1e-7). It has no statistic. Where one margin is empty only one table is possible and p is 1.
// False when either group has nobody or a count is not whole. Fisher 1935; methods 4.5.
func FisherExact(a, b Proportion) (audit.Test, bool) {
	if !exactPossible(a, b) {
		return audit.Test{}, false
	}
	p, _ := newHypergeometric(a, b).twoSided(a.X)
	return newTest("fisher_exact", math.NaN(), 0, p), true
}

func exactPossible(a, b Proportion) bool { return bothDefined(a, b) && a.whole() && b.whole() }
