package strata

import (
	"math"

	"auditd/audit/infer"
)

// RiskDifference returns the rate of A minus that of B, adjusted for the strata, each weighted by n₁n₀/n. Only strata where one
// group has nobody are skipped and counted: a stratum where nobody, or everybody, has the event shows a difference of 0 and
// belongs in the average. The interval ends at −1 and 1, beyond which no difference of rates lies. Where the variance comes out as 0 there is no interval and the reason says so. Greenland and Robins
// 1985, Biometrics 41:55; methods 4.6.
func RiskDifference(strata []Stratum, level float64) (Effect, infer.Why) {
	kept, use, why := choose(strata, Stratum.hasBoth)
	if why != infer.Defined {
		return Effect{Use: use}, why
	}
	var sum, weight, variance float64
	for _, s := range kept {
		a, b, c, d := s.cells()
		n := s.people()
		sum += (a*s.B.N - c*s.A.N) / n
		weight += s.A.N * s.B.N / n
		variance += a*b/s.A.N*(s.B.N/n)*(s.B.N/n) + c*d/s.B.N*(s.A.N/n)*(s.A.N/n)
	}
	e := Effect{Value: sum / weight, SE: math.Sqrt(variance) / weight, Use: use}
	if e.SE == 0 {
		return e, infer.WhyNoVariance
	}
	e.Interval = around(e.Value, e.SE, level, "rd_mh")
	e.Interval.Lower, e.Interval.Upper = math.Max(-1, e.Interval.Lower), math.Min(1, e.Interval.Upper)
	return e, infer.Defined
}
