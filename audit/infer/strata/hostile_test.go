package strata

import (
	"math"
	"testing"

	"auditd/audit/infer"
)

// FuzzStrata feeds counts that no table has. Whatever is defined is finite, and nothing panics.
func FuzzStrata(f *testing.F) {
	f.Add(1.0, 2.0, 3.0, 4.0, 0.0, 0.0, 5.0, 5.0)
	f.Add(math.Inf(1), math.NaN(), -1.0, 1e308, 1e-308, 1e308, 0.5, 0.25)
	f.Add(1e9, 2e9, 1.0, 2e9, 0.0, 1e9, 3.0, 3.0)
	f.Fuzz(func(t *testing.T, a, b, c, d, e, g, h, i float64) {
		s := []Stratum{
			{infer.Proportion{X: a, N: b}, infer.Proportion{X: c, N: d}}, {infer.Proportion{X: e, N: g}, infer.Proportion{X: h, N: i}},
		}
		for _, v := range []float64{a, b, c, d, e, g, h, i} {
			if v > 1e12 { // beyond any count; products of four such numbers overflow
				return
			}
		}
		check := func(what string, why infer.Why, values ...float64) {
			for _, v := range values {
				if why == infer.Defined && (math.IsNaN(v) || math.IsInf(v, 0)) {
					t.Errorf("%s of %v is defined as %v", what, s, values)
				}
			}
		}
		for what, f := range map[string]func([]Stratum, float64) (Effect, infer.Why){"or": OddsRatio, "rd": RiskDifference, "rr": RiskRatio} {
			effect, why := f(s, .95)
			check(what, why, effect.Value, effect.SE, effect.Interval.Lower)
		}
		test, _, why := CochranMantelHaenszel(s, true)
		if why == infer.Defined {
			check("cmh", why, float64(*test.Statistic), float64(test.P))
		}
		k, why := Kitagawa(s)
		check("kitagawa", why, k.Gap, k.Composition, k.Rate)
		x, why := DemographicDisparity(s)
		check("cdd", why, x.Overall, x.Conditional)
		_, _ = BreslowDay(s)
		_, _, _ = Woolf(s)
		_, _ = DetectSimpson(s, .05, .95)
	})
}
