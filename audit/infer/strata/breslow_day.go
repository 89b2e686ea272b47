package strata

import (
	"math"

	"auditd/audit"
	"auditd/audit/infer"
)

// A Homogeneity is the answer to whether one odds ratio describes all strata.
type Homogeneity struct {
	BreslowDay audit.Test
	Tarone     audit.Test // with Tarone's correction, the one to report
	Trusted    bool       // all four expected counts reach 5 in at least 80 % of the strata
	Use        Use
}

// BreslowDay tests whether the odds ratio is the same in all strata that have both groups and both outcomes, with one degree of
// freedom fewer than those. There is no test with fewer than two, or where the common odds ratio is 0 or infinite. A small
// p-value forbids a pooled headline. Breslow and Day 1980; Tarone 1985, Biometrika 72:91; methods 4.6.
func BreslowDay(strata []Stratum) (Homogeneity, infer.Why) {
	ratio, why := OddsRatio(strata, 0.95)
	if why != infer.Defined {
		return Homogeneity{Use: ratio.Use}, why
	}
	if ratio.Use.Strata < 2 {
		return Homogeneity{Use: ratio.Use}, infer.WhyOneGroup
	}
	kept, _, _ := choose(strata, Stratum.mixed)
	var statistic, deviation, variance float64
	trusted := 0
	for _, s := range kept {
		cells := s.expectedUnder(ratio.Value)
		v := 1 / (1/cells[0] + 1/cells[1] + 1/cells[2] + 1/cells[3])
		d := s.A.X - cells[0]
		statistic += d * d / v
		deviation += d
		variance += v
		if min(cells[0], cells[1], cells[2], cells[3]) >= 5 {
			trusted++
		}
	}
	df := len(kept) - 1
	tarone := math.Max(0, statistic-deviation*deviation/variance)
	return Homogeneity{
		BreslowDay: infer.NewTest("breslow_day", statistic, df, infer.ChiSquaredSurvival(statistic, df)),
		Tarone:     infer.NewTest("breslow_day_tarone", tarone, df, infer.ChiSquaredSurvival(tarone, df)),
		Trusted:    5*trusted >= 4*len(kept),
		Use:        ratio.Use,
	}, infer.Defined
}

// expectedUnder returns the four counts with the stratum's margins and the odds ratio given.
func (s Stratum) expectedUnder(ratio float64) [4]float64 {
	m := s.A.X + s.B.X
	// The excess of the odds rises with the first count, so bisection cannot leave the interval that the margins allow.
	low, high := math.Max(0, m-s.B.N), math.Min(s.A.N, m)
	for range 100 {
		x := low + (high-low)/2
		if x*(s.B.N-m+x) < ratio*(m-x)*(s.A.N-x) {
			low = x
		} else {
			high = x
		}
	}
	x := low + (high-low)/2
	return [4]float64{x, m - x, s.A.N - x, s.B.N - m + x}
}
