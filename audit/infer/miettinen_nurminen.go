package infer

import "auditd/audit"

// MiettinenNurminen returns the score interval of the difference a − b that agrees with its own test: it leaves out 0 exactly
// when the score test rejects equality. It is false when either group has nobody. Miettinen and Nurminen 1985; methods 4.3.
func MiettinenNurminen(a, b Proportion, level float64) (audit.Interval, bool) {
	return differenceInterval(a, b, level, smallSample(a, b), "miettinen_nurminen")
}

// smallSample is N/(N−1), the factor by which Miettinen and Nurminen widen the variance; 1 for effective numbers of one
// person or fewer, where it would be negative.
func smallSample(a, b Proportion) float64 {
	n := a.N + b.N
	if n <= 1 {
		return 1
	}
	return n / (n - 1)
}
