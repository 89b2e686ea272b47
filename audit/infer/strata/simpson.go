package strata

import (
	"math"

	"auditd/audit"
	"auditd/audit/infer"
)

// A Pattern says what stratifying does to a difference.
type Pattern string

// The patterns.
const (
	PatternReversal Pattern = "reversal" // crude and adjusted difference exclude 0 on opposite sides: Simpson's paradox proper
	PatternVanishes Pattern = "vanishes" // a crude difference that the strata account for
	PatternMasked   Pattern = "masked"   // an adjusted difference that the crude one hides
	PatternStable   Pattern = "stable"   // neither
)

// A Simpson sets a difference before stratifying against the same after it.
type Simpson struct {
	Pattern     Pattern
	Crude       Effect     // all people together, with Newcombe's interval; SE is not used
	Adjusted    Effect     // RiskDifference
	Test        audit.Test // CochranMantelHaenszel, for an adjustment over all stratifiers tried
	Interaction bool       // Breslow and Day's test with Tarone's correction rejects at 5 %
	Homogeneity *Homogeneity
}

// DetectSimpson classifies the difference A − B. band is the difference that does not matter, 0.05 by default. The crude
// difference is that of all people given, also of those whose stratum has only one group. It says nothing on whether
// conditioning on the strata is right. Bickel, Hammel and O'Connell 1975, Science 187:398; methods 5.2.
func DetectSimpson(strata []Stratum, band, level float64) (Simpson, infer.Why) {
	var result Simpson
	adjusted, why := RiskDifference(strata, level)
	if why != infer.Defined {
		return result, why
	}
	test, _, why := CochranMantelHaenszel(strata, false)
	if why != infer.Defined {
		return result, why
	}
	all := crude(strata)
	interval, _ := infer.Newcombe(all.A, all.B, level)
	result.Crude = Effect{Value: all.A.Value() - all.B.Value(), Interval: interval, Use: Use{Strata: 1}}
	result.Adjusted, result.Test = adjusted, test
	if h, why := BreslowDay(strata); why == infer.Defined {
		result.Homogeneity = &h
		result.Interaction = float64(h.Tarone.P) < 0.05
	}
	result.Pattern = pattern(result.Crude, adjusted, band)
	return result, infer.Defined
}

func pattern(crude, adjusted Effect, band float64) Pattern {
	before, after := side(crude.Interval), side(adjusted.Interval)
	inside := adjusted.Interval.Lower > -band && adjusted.Interval.Upper < band
	switch {
	case before*after < 0:
		return PatternReversal
	case before != 0 && (inside || after == 0 && math.Abs(adjusted.Value) < math.Abs(crude.Value)/4):
		return PatternVanishes
	case before == 0 && after != 0:
		return PatternMasked
	}
	return PatternStable
}

// side is +1 or −1 where an interval excludes 0, 0 where it does not.
func side(i audit.Interval) int {
	switch {
	case i.Lower > 0:
		return 1
	case i.Upper < 0:
		return -1
	}
	return 0
}
