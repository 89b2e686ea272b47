package infer

import "auditd/audit"

// Mee returns the score interval of the difference a − b without the factor N/(N−1) of Miettinen and Nurminen. It is false
// when either group has nobody. Mee 1984; methods 4.3.
func Mee(a, b Proportion, level float64) (audit.Interval, bool) {
	return differenceInterval(a, b, level, 1, "mee")
}
