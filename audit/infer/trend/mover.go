package trend

import (
	"math"

	"auditd/audit"
	"auditd/audit/infer"
)

// A Change is the difference of two independent estimates.
type Change struct {
	Value    float64        // after less before
	Interval audit.Interval // of Value
	P        float64        // two-sided, of no change; never below 2.6e-12, beyond which levels cannot be told from 1
}

// Difference returns how much the second estimate lies above the first, with the interval that their own intervals give (the
// method of variance estimates recovery, MOVER: each end takes the arm of each part that points towards it) and the p-value that
// belongs to it: one less the level at which the interval just touches 0, so that test and interval never disagree. The
// estimates must be independent. Of two rates it is Newcombe's interval. Zou and Donner 2008, Statistics in Medicine 27:1693.
func Difference(before, after Estimate, level float64, method string) Change {
	lower, upper := join(before, after, level)
	return Change{
		Value:    after.Value - before.Value,
		Interval: audit.Interval{Lower: lower, Upper: upper, Level: level, Method: method},
		P:        invert(before, after),
	}
}

// Sum returns the sum of two independent estimates as [Difference] does their difference.
func Sum(a, b Estimate, level float64, method string) Change {
	return Difference(a.Minus(), b, level, method)
}

func join(before, after Estimate, level float64) (lower, upper float64) {
	d := after.Value - before.Value
	bl, bu := before.Ends(level)
	al, au := after.Ends(level)
	return d - math.Hypot(after.Value-al, bu-before.Value), d + math.Hypot(au-after.Value, before.Value-bl)
}

// farthest is the greatest normal quantile of which the level can still be told from 1 to four digits.
const farthest = 7

// invert finds the normal quantile z at whose level the interval touches 0, and returns its two-sided tail. The arms grow with
// z, so that halving finds it.
func invert(before, after Estimate) float64 {
	d := after.Value - before.Value
	if d == 0 {
		return 1
	}
	misses := func(z float64) bool { // the interval leaves 0 out
		lower, upper := join(before, after, 1-infer.NormalTwoSided(z))
		return lower > 0 || upper < 0
	}
	low, high := 0.0, float64(farthest)
	if misses(high) {
		return infer.NormalTwoSided(high)
	}
	for range 40 { // 7/2⁴⁰: twelve digits
		if middle := (low + high) / 2; misses(middle) {
			low = middle
		} else {
			high = middle
		}
	}
	return infer.NormalTwoSided(high)
}
