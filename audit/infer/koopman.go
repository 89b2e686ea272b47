package infer

import "auditd/audit"

// Koopman returns the score interval of the ratio a/b, the default: it needs no half added to an empty cell. It starts at 0
// when a has no event, has no upper bound (+Inf) when b has none, and is (0, +Inf) when neither has. It is false when either
// group has nobody. Koopman 1984, Biometrics 40:513; methods 4.4.
func Koopman(a, b Proportion, level float64) (audit.Interval, bool) {
	return ratioInterval(a, b, level, 1, "koopman")
}
