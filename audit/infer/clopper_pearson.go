package infer

import (
	"math"

	"gonum.org/v1/gonum/mathext"

	"auditd/audit"
)

// ClopperPearson returns the exact interval of one proportion: it covers at least at its level, whatever the rate, and is the
// one to quote where a guarantee is demanded. Without anybody it is [0, 1]. Clopper and Pearson 1934; methods 4.1.
func ClopperPearson(p Proportion, level float64) audit.Interval {
	i := audit.Interval{Lower: 0, Upper: 1, Level: level, Method: "clopper_pearson"}
	if !p.defined() {
		return i
	}
	tail := (1 - clampLevel(level)) / 2
	i.Lower = math.Min(betaQuantile(tail, p.X, p.N-p.X+1), p.Value())
	i.Upper = math.Max(1-betaQuantile(tail, p.N-p.X, p.X+1), p.Value())
	return i
}

// betaQuantile returns the value below which a Beta(a, b) variable lies with probability q; 0 when a is 0, 1 when b is 0, the
// limits of the distribution there. gonum panics on both.
func betaQuantile(q, a, b float64) float64 {
	switch {
	case a <= 0:
		return 0
	case b <= 0:
		return 1
	}
	return clamp01(mathext.InvRegIncBeta(a, b, clamp01(q)))
}
