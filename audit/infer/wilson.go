package infer

import (
	"math"

	"auditd/audit"
)

// Wilson returns the score interval of one proportion, the default: near its nominal level at any N and defined at 0 of N.
// Without anybody it is [0, 1]. Wilson 1927; Brown, Cai and DasGupta 2001; methods 4.1.
func Wilson(p Proportion, level float64) audit.Interval {
	i := audit.Interval{Lower: 0, Upper: 1, Level: level, Method: "wilson"}
	if !p.defined() {
		return i
	}
	z := criticalValue(level)
	i.Lower = math.Min(wilsonLower(p, z), p.Value())
	// The upper end is the mirror image, so that the interval of the complement is exactly the complement of the interval.
	i.Upper = math.Max(1-wilsonLower(p.complement(), z), p.Value())
	return i
}

// wilsonLower is the lower root of (n+z²)t² − (2x+z²)t + x²/n = 0, taken as the product of the roots over the upper one:
// the textbook form, centre minus half-width, loses its digits for rare events in large groups.
func wilsonLower(p Proportion, z float64) float64 {
	x, n, z2 := p.X, p.N, z*z
	half := z * math.Sqrt(x*(1-x/n)+z2/4)
	return clamp01(x / n * x / (x + z2/2 + half))
}
