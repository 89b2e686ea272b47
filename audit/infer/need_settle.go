package infer

import (
	"math"

	"auditd/audit"
)

// edgeTolerance is how near a value counts as on the edge of its band: 0.48/0.6 is not quite 0.8 in binary.
const edgeTolerance = 1e-12

// A Settlement answers "what would settle it": which verdict further records would lead to, how many, or why none would.
type Settlement struct {
	Records         int64         // further people of the group; 0 when the interval settles it already; meaningless with a Why
	Toward          audit.Verdict // disparity_shown or parity_shown: on which side of the band's edge the observed value lies
	Why             string        // WhyOnBandEdge, WhyNoRate, WhySmallRef or WhyBadArgument; empty when Records is the answer
	ReferenceNeeded int64         // with WhySmallRef: people the reference must have in total before any Records would do
}

// NeedSettle returns the least number of further people of the group with which the interval would settle the comparison, if
// both observed rates held exactly and the reference group stayed as it is. The value observed decides what is aimed at:
// outside the band, an interval at the level that lies wholly outside it (ratio: Koopman, difference: Newcombe); inside, an
// interval at 1 − 2(1 − level), 90 % for 95 %, that lies wholly inside it.
//
// It promises that with this many records the interval settles and with one fewer it does not, and nothing more. The next
// records need not repeat the rate: where the number is large they will fall short about as often as not, so it is the least
// to hope for, while Need plans with a stated power. It knows nothing of adjusted p-values or of the small-number rule, both
// of which a verdict also asks for. The number is searched up to 1e9 people in the group, by doubling and bisection.
func NeedSettle(kind string, group, reference Proportion, band audit.Band, level float64) Settlement {
	lower, upper := float64(band.Lower), float64(band.Upper)
	if (kind != audit.Ratio && kind != audit.Difference) || !(lower <= upper) {
		return Settlement{Why: WhyBadArgument}
	}
	if !bothDefined(group, reference) || (kind == audit.Ratio && group.X == 0 && reference.X == 0) {
		return Settlement{Why: WhyNoRate}
	}
	value := observed(kind, group, reference)
	if math.Abs(value-lower) <= edgeTolerance || math.Abs(value-upper) <= edgeTolerance {
		return Settlement{Why: WhyOnBandEdge}
	}
	s := Settlement{Toward: audit.DisparityShown}
	if value > lower && value < upper {
		s.Toward = audit.ParityShown
	}
	settled := func(people, referencePeople float64) bool {
		g := Proportion{X: group.Value() * people, N: people}
		r := Proportion{X: reference.Value() * referencePeople, N: referencePeople}
		return settles(kind, s.Toward, g, r, lower, upper, level)
	}
	more, ok := leastFurther(func(k float64) bool { return settled(group.N+k, reference.N) })
	if ok {
		s.Records = more
		return s
	}
	needed, ok := leastSize(func(n float64) bool { return settled(needCap, n) })
	if !ok {
		return Settlement{Toward: s.Toward, Why: WhyOnBandEdge}
	}
	return Settlement{Toward: s.Toward, Why: WhySmallRef, ReferenceNeeded: needed}
}

// observed returns the ratio or difference of the rates, +Inf for a ratio over a rate of 0.
func observed(kind string, group, reference Proportion) float64 {
	if kind == audit.Ratio {
		return group.Value() / reference.Value()
	}
	return group.Value() - reference.Value()
}

// settles reports whether the interval settles the comparison. Of a ratio it seeks the second end only when the first leaves it open:
// that search is nearly all that an answer costs.
func settles(kind string, toward audit.Verdict, g, r Proportion, lower, upper, level float64) bool {
	if toward == audit.ParityShown {
		level = 1 - 2*(1-level)
	}
	if kind == audit.Ratio {
		return ratioSettles(toward, g, r, lower, upper, level)
	}
	i, ok := Newcombe(g, r, level)
	if !ok {
		return false
	}
	if toward == audit.ParityShown {
		return i.Lower > lower && i.Upper < upper
	}
	return i.Upper < lower || i.Lower > upper
}

// ratioSettles is settles by Koopman's interval. Outside the band, only the end that lies towards it can tell: the other one is
// farther away than the observed ratio.
func ratioSettles(toward audit.Verdict, g, r Proportion, lower, upper, level float64) bool {
	if !bothDefined(g, r) {
		return false
	}
	s := newRatioSearch(g, r, level, 1)
	switch {
	case toward == audit.ParityShown:
		return s.lower() > lower && s.upper() < upper
	case g.Value()/r.Value() < lower:
		return s.upper() < lower
	default:
		return s.lower() > upper
	}
}

// leastFurther is leastSize with 0 allowed.
func leastFurther(enough func(k float64) bool) (int64, bool) {
	if enough(0) {
		return 0, true
	}
	return leastSize(enough)
}
