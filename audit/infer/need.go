package infer

import "math"

// needCap is the largest number of records that a need is searched for; beyond it the answer is "unattainable".
const needCap = 1_000_000_000

// Reasons why a need has no number.
const (
	WhyUnattainable = "unattainable"    // the reference group is too small: no size of the group reaches the power
	WhyEqualRates   = "equal_rates"     // the two rates are the same: there is nothing to detect
	WhyBadArgument  = "not_computable"  // a rate, size or alpha is out of range, or the power is not between alpha and 1
	WhyOnBandEdge   = "on_band_edge"    // the observed value lies on the edge of the band, or too near for any number of records
	WhyNoRate       = "no_rate"         // a group has nobody, or neither group has an event
	WhySmallRef     = "reference_small" // the reference group is too small for any number of records of the group
)

// Need returns the number of people of the group, in total, from which on a two-sided test at alpha finds the rates pr (of nr
// people) and pg different with the power; subtract those there are already. Not ok when there is none up to 1e9, with the
// reason; ReferenceNeed then says how large the reference would have to be. Methods 1.9.
func Need(pr, nr, pg, alpha, power float64) (ng int64, ok bool, why string) {
	if !(power > alpha && power < 1) || math.IsNaN(Power(pr, nr, pg, 1, alpha)) {
		return 0, false, WhyBadArgument
	}
	if pr == pg {
		return 0, false, WhyEqualRates
	}
	ng, ok = leastSize(func(n float64) bool { return Power(pr, nr, pg, n, alpha) >= power })
	if !ok {
		return 0, false, WhyUnattainable
	}
	return ng, true, ""
}

// ReferenceNeed returns the number of people that the reference group must have so that Need has an answer, the group being
// as large as it may (1e9). False when there is none up to 1e9, or an argument is out of range.
func ReferenceNeed(pr, pg, alpha, power float64) (nr int64, ok bool) {
	if !(power > alpha && power < 1) || pr == pg {
		return 0, false
	}
	return leastSize(func(n float64) bool { return Power(pr, n, pg, needCap, alpha) >= power })
}

// leastSize returns the least whole n of [1, needCap] from which on the predicate holds: it doubles until it does, and then
// bisects. A predicate that wavers is answered at the first power of two that holds, searched downwards.
func leastSize(enough func(n float64) bool) (int64, bool) {
	low, high := int64(0), int64(1)
	for !enough(float64(high)) {
		if high == needCap {
			return 0, false
		}
		low, high = high, min(2*high, needCap)
	}
	for high-low > 1 {
		middle := low + (high-low)/2
		if enough(float64(middle)) {
			high = middle
		} else {
			low = middle
		}
	}
	return high, true
}
