package infer

import (
	"math"

	"auditd/audit"
)

// ChiSquaredYates returns the chi-squared test of equal rates with Yates's correction, one degree of freedom. It rejects too
// seldom and is here only to be set beside tools that use it; no report leads with it (methods 4.5). The correction never
// carries the difference past 0. False where ScoreZ is. Yates 1934.
func ChiSquaredYates(a, b Proportion) (audit.Test, bool) {
	z, ok := pooledZ(a, b)
	if !ok {
		return audit.Test{}, false
	}
	// |x1·n2 − x2·n1| shrinks by n/2; as a part of the uncorrected distance:
	distance := math.Abs(a.X*b.N - b.X*a.N)
	shrunk := 0.0
	if distance > 0 {
		shrunk = math.Max(0, distance-(a.N+b.N)/2) / distance
	}
	statistic := z * z * shrunk * shrunk
	return newTest("chi_squared_yates", statistic, 1, chiSquaredSurvival(statistic, 1)), true
}
