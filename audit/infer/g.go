package infer

import "auditd/audit"

// G returns the likelihood-ratio test that counts n follow the shares pi, 2·Σ n·ln(n/E), where a count of 0 adds nothing.
// Categories, degrees of freedom and refusals are Pearson's. Wilks 1938; methods 1.2.
func G(n []int64, pi []float64) (audit.Test, bool) {
	t, ok := newShareTable(n, pi)
	if !ok {
		return audit.Test{}, false
	}
	statistic := 0.0
	for k, c := range t.counts {
		// E − n sums to 0 over the categories; adding it makes every term positive, so that nothing cancels.
		if c == 0 {
			statistic += t.expected(k)
		} else {
			statistic += devianceTerm(c, t.expected(k))
		}
	}
	return t.asymptotic("g", 2*statistic), true
}
