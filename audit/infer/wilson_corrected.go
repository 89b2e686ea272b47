package infer

import (
	"math"

	"auditd/audit"
)

// WilsonCorrected returns the score interval of one proportion with continuity correction, wider than Wilson and never needed
// where Wilson is understood; some regulators ask for it. Without anybody it is [0, 1]. Newcombe 1998; methods 4.1.
func WilsonCorrected(p Proportion, level float64) audit.Interval {
	i := audit.Interval{Lower: 0, Upper: 1, Level: level, Method: "wilson_corrected"}
	if !p.defined() {
		return i
	}
	z := criticalValue(level)
	i.Lower = wilsonCorrectedLower(p, z)
	i.Upper = math.Max(1-wilsonCorrectedLower(p.complement(), z), p.Value())
	return i
}

func wilsonCorrectedLower(p Proportion, z float64) float64 {
	if p.X == 0 {
		return 0
	}
	n, z2, rate := p.N, z*z, p.X/p.N
	// Effective numbers below one person would take the root of a negative number.
	root := math.Sqrt(math.Max(0, z2-2-1/n+4*rate*(n*(1-rate)+1)))
	lower := (2*p.X + z2 - 1 - z*root) / (2 * (n + z2))
	return math.Min(clamp01(lower), rate)
}
