package infer

import "auditd/audit"

// GoodnessOfFit tests whether counts n follow the shares pi, by the test that the counts allow: Pearson's chi-squared when
// every expected count is at least 1 and four fifths of them at least 5 (Cochran 1954), else the exact multinomial test up to
// 1e6 possible tables, else its Monte Carlo estimate from the seed. False where Pearson is. With a hundred thousand people
// everything is significant: lead with a distance. Methods 1.2.
func GoodnessOfFit(n []int64, pi []float64, seed uint64) (audit.Test, bool) {
	t, ok := newShareTable(n, pi)
	switch {
	case !ok:
		return audit.Test{}, false
	case t.cochran():
		return Pearson(n, pi)
	case t.compositions() <= exactCompositions:
		return ExactMultinomial(n, pi)
	default:
		return MonteCarlo(n, pi, seed)
	}
}

// cochran reports whether the chi-squared approximation may be used.
func (t shareTable) cochran() bool {
	large := 0
	for k := range t.shares {
		switch e := t.expected(k); {
		case e < 1:
			return false
		case e >= cochranExpected:
			large++
		}
	}
	return 5*large >= 4*len(t.shares)
}
