package infer

import "math"

// FlipFlop reports whether one selection moved from the reference r to the group g would reverse which of the two has the
// higher rate: (x_g+1)/n_g against (x_r−1)/n_r. It is false when g is not below r to begin with, or either has nobody. EEOC
// Questions and Answers 21, 44 FR 11996 (1979); methods 3.7.
func FlipFlop(g, r Proportion) bool {
	if !bothDefined(g, r) || compareRates(g, r) >= 0 {
		return false
	}
	moved := Proportion{X: math.Min(g.N, g.X+1), N: g.N}
	left := Proportion{X: math.Max(0, r.X-1), N: r.N}
	return compareRates(moved, left) > 0
}

// compareRates returns the sign of a − b, exact for whole numbers up to 3e9.
func compareRates(a, b Proportion) int {
	if a.whole() && b.whole() && math.Max(a.N, b.N) < 3e9 {
		x, y := int64(a.X)*int64(b.N), int64(b.X)*int64(a.N)
		switch {
		case x < y:
			return -1
		case x > y:
			return 1
		}
		return 0
	}
	switch d := a.Value() - b.Value(); {
	case d < 0:
		return -1
	case d > 0:
		return 1
	}
	return 0
}
