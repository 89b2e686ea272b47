package labels

import (
	"math"

	"auditd/audit"
	"auditd/audit/infer"
	"auditd/audit/infer/strata"
)

// A DIF says whether a question is harder for one group among people of equal total score.
type DIF struct {
	OddsRatio strata.Effect // of the right answer, first group over second
	Delta     float64       // −2.35·ln OR: below 0 the question favours the first group
	SE        float64
	Test      audit.Test // CMH
	Class     string     // A negligible, B moderate, C large
}

// MantelHaenszelDIF classifies a question over strata of the total score, as the Educational Testing Service does: A when |Δ| < 1
// or the test does not reject at 5 %, C when |Δ| ≥ 1.5 and is significantly above 1, else B. Holland and Thayer 1988; methods 12.5.
func MantelHaenszelDIF(scores []strata.Stratum, level float64) (DIF, infer.Why) {
	or, why := strata.OddsRatio(scores, level)
	if why != infer.Defined {
		return DIF{}, why
	}
	test, _, why := strata.CochranMantelHaenszel(scores, false)
	if why != infer.Defined {
		return DIF{}, why
	}
	d := DIF{OddsRatio: or, Delta: -2.35 * math.Log(or.Value), SE: 2.35 * or.SE, Test: test, Class: "B"}
	size := math.Abs(d.Delta)
	oneSided := infer.CriticalValue(0.90) // one-sided 5 %
	switch {
	case size < 1 || float64(test.P) >= 0.05:
		d.Class = "A"
	case size >= 1.5 && size-oneSided*d.SE > 1:
		d.Class = "C"
	}
	return d, infer.Defined
}
