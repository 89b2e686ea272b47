package infer

import (
	"math"

	"auditd/audit"
)

// FisherMidP returns Fisher's two-sided test with half of the probability of the tables exactly as likely as the observed one
// taken off, which removes most of its conservatism. Where one margin is empty only one table is possible, nothing was tested,
// and p is 1 rather than the half that the rule would give. False when either group has nobody or a count is not whole.
// Lydersen, Fagerland and Laake 2009; methods 4.5.
func FisherMidP(a, b Proportion) (audit.Test, bool) {
	if !exactPossible(a, b) {
		return audit.Test{}, false
	}
	h := newHypergeometric(a, b)
	p, tied := h.twoSided(a.X)
	if h.low < h.high {
		p -= tied / 2
	}
	return newTest("fisher_mid_p", math.NaN(), 0, clamp01(p)), true
}
