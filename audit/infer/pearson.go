package infer

import "auditd/audit"

// Pearson returns the chi-squared test that counts n follow the shares pi, with one degree of freedom fewer than categories of
// positive share. A category whose share is 0 is left out with its count; the caller flags it. False when the lengths differ,
// a number is negative, the shares do not sum to 1 within 1e-6, fewer than two categories are left or nobody is counted.
// Pearson 1900; methods 1.2.
func Pearson(n []int64, pi []float64) (audit.Test, bool) {
	t, ok := newShareTable(n, pi)
	if !ok {
		return audit.Test{}, false
	}
	statistic := 0.0
	for k, c := range t.counts {
		d := c - t.expected(k)
		statistic += d * d / t.expected(k)
	}
	return t.asymptotic("chi_squared", statistic), true
}

func (t shareTable) asymptotic(name string, statistic float64) audit.Test {
	df := len(t.shares) - 1
	return newTest(name, statistic, df, chiSquaredSurvival(statistic, df))
}
