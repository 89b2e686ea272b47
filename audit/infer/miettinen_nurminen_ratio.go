package infer

import "auditd/audit"

// MiettinenNurminenRatio returns the score interval of the ratio a/b with the variance widened by N/(N−1); its ends behave as
// Koopman's. It is false when either group has nobody. Miettinen and Nurminen 1985; methods 4.4.
func MiettinenNurminenRatio(a, b Proportion, level float64) (audit.Interval, bool) {
	return ratioInterval(a, b, level, smallSample(a, b), "miettinen_nurminen_ratio")
}
