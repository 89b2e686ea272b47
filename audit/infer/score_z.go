package infer

import (
	"math"

	"auditd/audit"
)

// ScoreZ returns the two-sided score test of equal rates with pooled variance; its statistic squared is Pearson's X². It is
// positive when a has the higher rate. False when either group has nobody, or when everybody or nobody has the event, because
// then no variance is left to measure a difference by. Pearson 1900; methods 4.5.
func ScoreZ(a, b Proportion) (audit.Test, bool) {
	z, ok := pooledZ(a, b)
	if !ok {
		return audit.Test{}, false
	}
	return newTest("score_z", z, 0, normalTwoSided(z)), true
}

func pooledZ(a, b Proportion) (float64, bool) {
	if !bothDefined(a, b) {
		return 0, false
	}
	n := a.N + b.N
	variance := (a.X + b.X) / n * ((a.N - a.X + b.N - b.X) / n) * (1/a.N + 1/b.N)
	if variance <= 0 {
		return 0, false
	}
	return (a.Value() - b.Value()) / math.Sqrt(variance), true
}

// newTest fills a test that nobody has adjusted yet. A statistic that is NaN becomes null: the test has none.
func newTest(name string, statistic float64, df int, p float64) audit.Test {
	return audit.Test{Name: name, Statistic: audit.Ptr(statistic), DF: df, P: audit.P(p), PAdjusted: audit.P(math.NaN())}
}
