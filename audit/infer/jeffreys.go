package infer

import (
	"math"

	"auditd/audit"
)

// Jeffreys returns the central posterior interval of one proportion under the prior Beta(½, ½), with its lower end moved to 0
// at 0 of N and its upper end to 1 at N of N. Without anybody it is [0, 1]. Brown, Cai and DasGupta 2001; methods 4.1.
func Jeffreys(p Proportion, level float64) audit.Interval {
	i := audit.Interval{Lower: 0, Upper: 1, Level: level, Method: "jeffreys"}
	if !p.defined() {
		return i
	}
	tail := (1 - clampLevel(level)) / 2
	if p.X > 0 {
		i.Lower = betaQuantile(tail, p.X+0.5, p.N-p.X+0.5)
	}
	if p.X < p.N {
		i.Upper = math.Max(i.Lower, 1-betaQuantile(tail, p.N-p.X+0.5, p.X+0.5))
	}
	return i
}
