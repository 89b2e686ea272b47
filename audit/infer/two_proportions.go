package infer

import (
	"math"

	"auditd/audit"
)

// cochranExpected is the expected count from which on the normal approximation is trusted (Cochran 1954).
const cochranExpected = 5

// TwoProportions tests whether two rates are equal, by the test that the counts allow: the score z when all four expected
// counts are at least 5, else Boschloo's exact test up to 200 people, else Fisher's test with mid-p. Effective numbers
// (weights) have no exact test: they take the score z, named score_z_effective. False when either group has nobody, or, with
// weights, when everybody or nobody has the event. Methods 4.5.
func TwoProportions(a, b Proportion) (audit.Test, bool) {
	switch {
	case !bothDefined(a, b):
		return audit.Test{}, false
	case !a.whole() || !b.whole():
		return TwoEffectiveProportions(a, b)
	case leastExpected(a, b) >= cochranExpected:
		return ScoreZ(a, b)
	case a.N+b.N <= exactLimit:
		return Boschloo(a, b)
	default:
		return FisherMidP(a, b)
	}
}

// leastExpected returns the smallest of the four counts expected under equal rates.
func leastExpected(a, b Proportion) float64 {
	events := a.X + b.X
	people := a.N + b.N
	return math.Min(a.N, b.N) * math.Min(events, people-events) / people
}

// TwoEffectiveProportions tests whether two weighted rates of effective numbers of people are equal: the score z, named
// score_z_effective. It is for numbers that may be whole by accident, which TwoProportions would take for counts. False as
// TwoProportions is.
func TwoEffectiveProportions(a, b Proportion) (audit.Test, bool) {
	t, ok := ScoreZ(a, b)
	t.Name = "score_z_effective"
	return t, ok
}
