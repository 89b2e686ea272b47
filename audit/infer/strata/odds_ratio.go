package strata

import (
	"math"

	"auditd/audit/infer"
)

// OddsRatio returns the odds ratio of A over B common to all strata, with the interval of Robins, Breslow and Greenland on its
// logarithm. Strata without both groups and both outcomes are skipped and counted. Where it is 0 or infinite in all strata
// together it has no interval, and the reason says which. Mantel and Haenszel 1959; Robins, Breslow and Greenland 1986,
// Biometrics 42:311; methods 4.6.
func OddsRatio(strata []Stratum, level float64) (Effect, infer.Why) {
	kept, use, why := choose(strata, Stratum.mixed)
	if why != infer.Defined {
		return Effect{Use: use}, why
	}
	var r, s, pr, cross, qs float64
	for _, k := range kept {
		a, b, c, d := k.cells()
		n := k.people()
		p, q := (a+d)/n, (b+c)/n
		rk, sk := a*d/n, b*c/n
		r, s = r+rk, s+sk
		pr, cross, qs = pr+p*rk, cross+p*sk+q*rk, qs+q*sk
	}
	switch {
	case s == 0:
		return Effect{Use: use}, infer.WhyInfiniteRatio
	case r == 0:
		return Effect{Use: use}, infer.WhyZeroRatio
	}
	e := Effect{Value: r / s, Use: use}
	e.SE = math.Sqrt(pr/(2*r*r) + cross/(2*r*s) + qs/(2*s*s))
	e.Interval = logAround(e.Value, e.SE, level, "or_mh")
	return e, infer.Defined
}
