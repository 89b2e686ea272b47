package trend

import (
	"math"

	"auditd/audit"
	"auditd/audit/infer"
)

// CochranArmitage returns the test that a rate neither rises nor falls along periods whose places are at, and the test of what a
// straight line leaves of the differences between the periods (K − 2 degrees of freedom, none of two periods). The statistic of
// the trend is a normal z, positive when the rate rises. Periods of nobody are left out. Cochran 1954, Armitage 1955.
func CochranArmitage(rates []infer.Proportion, at []float64) (trend, departure audit.Test, why infer.Why) {
	if len(rates) != len(at) {
		return trend, departure, infer.WhyNotComputable
	}
	var events, people, places float64
	k := 0
	for i, r := range rates {
		switch {
		case r.N == 0:
			continue
		case math.IsNaN(r.Value()) || math.IsNaN(at[i]) || math.IsInf(at[i], 0):
			return trend, departure, infer.WhyNotComputable
		}
		k++
		events, people, places = events+r.X, people+r.N, places+float64(r.N*at[i])
	}
	if k < 2 {
		return trend, departure, infer.WhyOneGroup
	}
	p, middle := events/people, places/people
	var along, spread, between float64
	for i, r := range rates {
		if r.N > 0 {
			t, d := at[i]-middle, r.X-float64(r.N*p)
			along += float64(t * d)
			spread += float64(r.N * t * t)
			between += float64(d * d / r.N)
		}
	}
	variance := p * (1 - p)
	if variance <= 0 || spread <= 0 {
		return trend, departure, infer.WhyNoVariance
	}
	z := along / math.Sqrt(variance*spread)
	trend = infer.NewTest(ByTrend, z, 0, infer.NormalTwoSided(z))
	departure = infer.NewTest(ByDeparture, 0, 0, math.NaN())
	if k > 2 {
		rest := math.Max(0, between/variance-float64(z*z))
		departure = infer.NewTest(ByDeparture, rest, k-2, infer.ChiSquaredSurvival(rest, k-2))
	}
	return trend, departure, infer.Defined
}
