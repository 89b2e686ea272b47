package strata

import (
	"math"

	"auditd/audit/infer"
)

// RiskRatio returns the rate of A over that of B, adjusted for the strata. Only strata where one group has nobody are skipped
// and counted. Where it is 0, infinite or 0/0 there is no value, and where its variance comes out as 0, as when everybody has the event,
// there is a value without an interval; the reason says which.
// Greenland and Robins 1985, Biometrics 41:55; methods 4.6.
func RiskRatio(strata []Stratum, level float64) (Effect, infer.Why) {
	kept, use, why := choose(strata, Stratum.hasBoth)
	if why != infer.Defined {
		return Effect{Use: use}, why
	}
	var r, s, v float64
	for _, k := range kept {
		n := k.people()
		r += k.A.X * k.B.N / n
		s += k.B.X * k.A.N / n
		v += (k.A.N*k.B.N*(k.A.X+k.B.X) - k.A.X*k.B.X*n) / (n * n)
	}
	switch {
	case r == 0 && s == 0:
		return Effect{Use: use}, infer.WhyBothZero
	case s == 0:
		return Effect{Use: use}, infer.WhyInfiniteRatio
	case r == 0:
		return Effect{Use: use}, infer.WhyZeroRatio
	case v <= 0:
		return Effect{Value: r / s, Use: use}, infer.WhyNoVariance
	}
	e := Effect{Value: r / s, SE: math.Sqrt(v / r / s), Use: use}
	e.Interval = logAround(e.Value, e.SE, level, "rr_mh")
	return e, infer.Defined
}
