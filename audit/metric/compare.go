package metric

import (
	"math"

	"auditd/audit"
	"auditd/audit/infer"
)

// A Side is one of the two groups of a comparison: who it is, how many people it has, and its rate.
type Side struct {
	Group audit.Group
	N     int64 // people in the group, with or without decision and label
	Rate  audit.Rate
}

// Terms are what a comparison is judged by; they are fixed by the plan before counting.
type Terms struct {
	Confidence     float64    // 0.95 for 95 %
	RatioBand      audit.Band // rates count as alike within it, such as [0.8, 1.25]
	DifferenceBand audit.Band // likewise, such as [−0.05, 0.05]
	MinGroupSize   int64      // a side with fewer people settles nothing
	Weighted       bool       // the rates carry weights
}

// Alpha is the error rate that belongs to the confidence level.
func (t Terms) Alpha() float64 { return 1 - t.Confidence }

// Reasons why a verdict is inconclusive: keys of the message catalogues.
const (
	WhyReferenceLowN  = "reference_has_fewer_than_min_group_size"
	WhyNotSignificant = "not_significant_after_adjustment"
	WhyCrossesBand    = "interval_crosses_the_band"
	WhyGroupEmpty     = "group_rate_has_no_denominator"
	WhyReferenceEmpty = "reference_rate_has_no_denominator"
	WhyBothZero       = "both_rates_are_zero"
	WhySmallNumbers   = "one_person_would_reverse_it"
)

// CompareWhys returns the reasons that comparisons give, in a fixed order.
func CompareWhys() []string {
	return []string{
		WhyLowN, WhyReferenceLowN, WhyNotSignificant, WhyCrossesBand, WhyGroupEmpty, WhyReferenceEmpty, WhyBothZero,
		WhyReferenceRateZero, WhySmallNumbers,
	}
}

// Proportion returns a rate as the proportion that inference works on. With weights it is the weighted rate of Kish's effective
// number of people (Σw)²/Σw² (Kish 1965): exact counts of people would overstate what weighted data know. People who all weigh
// the same are counted, whatever their weight.
func Proportion(r audit.Rate, weighted bool) infer.Proportion {
	switch {
	case !weighted || sameWeights(r.Out):
		return infer.P(r.Of.N, r.Out.N)
	case r.Out.W2 <= 0:
		return infer.Proportion{}
	}
	n := r.Out.W * r.Out.W / r.Out.W2
	switch r.Of.N { // nobody and everybody are exact; the sums of weights are so but for rounding
	case 0:
		return infer.Proportion{X: 0, N: n}
	case r.Out.N:
		return infer.Proportion{X: n, N: n}
	}
	return infer.Proportion{X: min(1, max(0, r.Of.W/r.Out.W)) * n, N: n}
}

// sameWeights reports whether everybody weighs the same: only then is (Σw)² = n·Σw² (Cauchy and Schwarz). The tolerance is for
// the rounding of the sums; one weight among ten million that is twice the others is a thousand times farther away.
func sameWeights(t audit.Tally) bool {
	n := float64(t.N) * t.W2
	return t.N > 0 && t.W > 0 && math.Abs(t.W*t.W-n) <= 1e-12*n
}

// equalRates tests whether two rates are equal. Exact tests count people, so that they are for people who weigh the same within
// their group; effective numbers are no counts even where they happen to be whole.
func equalRates(g, r audit.Rate, t Terms) (audit.Test, bool) {
	a, b := Proportion(g, t.Weighted), Proportion(r, t.Weighted)
	if t.Weighted && !(sameWeights(g.Out) && sameWeights(r.Out)) {
		return infer.TwoEffectiveProportions(a, b)
	}
	return infer.TwoProportions(a, b)
}

// Beside returns what further methods say of the same two rates as Pair: of their ratio or their difference, as kind says.
func Beside(names []string, kind string, g, r Side, t Terms) []audit.Beside {
	counted := !t.Weighted || sameWeights(g.Rate.Out) && sameWeights(r.Rate.Out)
	return infer.BesidePair(names, kind, Proportion(g.Rate, t.Weighted), Proportion(r.Rate, t.Weighted), t.Confidence, counted)
}

// Pair compares a group with a reference: once as a ratio, once as a difference. Both share one test of equality. Their
// verdicts wait for Judge, which needs the p-value adjusted for the family.
func Pair(name, against string, g, r Side, t Terms) (ratio, difference audit.Comparison) {
	base := audit.Comparison{
		Metric: name, Against: against, Group: g.Group, Reference: r.Group, Stratum: audit.Stratum{},
		N: g.Rate.Out.N, ReferenceN: r.Rate.Out.N, Status: audit.StatusOK, Verdict: audit.Inconclusive,
	}
	if against == audit.AgainstComplement {
		base.Reference = audit.Group{}
	}
	a, b := Proportion(g.Rate, t.Weighted), Proportion(r.Rate, t.Weighted)
	base.GroupRate, base.ReferenceRate = audit.Ptr(a.Value()), audit.Ptr(b.Value())
	base.Status, base.Why = pairStatus(a, b, g, r, t)
	if test, ok := equalRates(g.Rate, r.Rate, t); ok {
		test.PAdjusted = audit.P(math.NaN())
		base.Test = &test
	} else if base.GroupRate != nil && base.ReferenceRate != nil {
		base.TestWhy = string(infer.WhyNoVariance) // nobody, or everybody, on both sides
	}
	ratio, difference = base, base
	ratio.Kind, ratio.Band = audit.Ratio, t.RatioBand
	difference.Kind, difference.Band = audit.Difference, t.DifferenceBand
	if base.Test != nil { // the two comparisons must not share a test that is adjusted later
		second := *base.Test
		difference.Test = &second
	}
	setRatio(&ratio, a, b, t)
	setDifference(&difference, a, b, t)
	return ratio, difference
}

// pairStatus says whether the two rates can be compared at all.
func pairStatus(a, b infer.Proportion, g, r Side, t Terms) (audit.Status, string) {
	switch {
	case g.N == 0:
		return audit.StatusEmptyGroup, WhyGroupEmpty
	case r.N == 0:
		return audit.StatusEmptyGroup, WhyReferenceEmpty
	case a.N == 0:
		return audit.StatusZeroDenominator, WhyGroupEmpty
	case b.N == 0:
		return audit.StatusZeroDenominator, WhyReferenceEmpty
	case g.N < t.MinGroupSize:
		return audit.StatusLowN, WhyLowN
	case r.N < t.MinGroupSize:
		return audit.StatusLowN, WhyReferenceLowN
	}
	return audit.StatusOK, ""
}

func setRatio(c *audit.Comparison, a, b infer.Proportion, t Terms) {
	if a.N == 0 || b.N == 0 {
		return
	}
	if in, ok := infer.Koopman(a, b, t.Confidence); ok {
		c.Interval = &in
	}
	if in, ok := infer.Koopman(a, b, 1-2*t.Alpha()); ok {
		c.Equivalence = &in
	}
	switch {
	case b.X > 0:
		c.Value = audit.Ptr(a.Value() / b.Value())
	case a.X > 0:
		// Why the value is missing is said by the status; that too few people settle nothing must not be lost.
		if c.Status != audit.StatusLowN {
			c.Why = WhyReferenceRateZero
		}
		c.Status = audit.StatusInfiniteRatio
	default:
		c.Status, c.Why = audit.StatusUndefinedRatio, WhyBothZero
	}
}

func setDifference(c *audit.Comparison, a, b infer.Proportion, t Terms) {
	if a.N == 0 || b.N == 0 {
		return
	}
	c.Value = audit.Ptr(a.Value() - b.Value())
	if in, ok := infer.Newcombe(a, b, t.Confidence); ok {
		c.Interval = &in
	}
	if in, ok := infer.Newcombe(a, b, 1-2*t.Alpha()); ok {
		c.Equivalence = &in
	}
}

// power is the chance with which a detectable disparity must be found (methods 1.9).
const power = 0.8

// Detectable returns the rate of the group nearest to the reference's that these numbers of people would show as different with
// power 0.8, on the side on which the group lies. It is false when there is none.
func Detectable(g, r Side, t Terms) (rate float64, ok bool) {
	a, b := Proportion(g.Rate, t.Weighted), Proportion(r.Rate, t.Weighted)
	if a.N < 1 || b.N < 1 || b.X == 0 {
		return 0, false
	}
	return infer.MinimumDetectable(b.Value(), b.N, a.N, t.Alpha(), power, a.Value() <= b.Value())
}

// Judge sets the verdict of a comparison whose test has been adjusted for its family (methods 0.3): disparity is shown when the
// interval lies outside the band and the adjusted p-value is below alpha; parity when the 90 % interval lies inside the band;
// everything else is inconclusive, with the reason and what would settle it.
func Judge(c *audit.Comparison, t Terms) {
	c.Verdict = audit.Inconclusive
	tooFew := c.Why == WhyLowN || c.Why == WhyReferenceLowN // also beside an infinite ratio
	if c.Interval == nil || tooFew || c.Status == audit.StatusUndefinedRatio {
		return
	}
	low, high := float64(c.Band.Lower), float64(c.Band.Upper)
	outside := c.Interval.Upper < low || c.Interval.Lower > high
	significant := c.Test != nil && float64(c.Test.PAdjusted) < t.Alpha()
	inside := c.Equivalence != nil && c.Equivalence.Lower > low && c.Equivalence.Upper < high
	switch {
	case outside && significant:
		c.Verdict = audit.DisparityShown
	case outside:
		c.Why = WhyNotSignificant
	case inside:
		c.Verdict = audit.ParityShown
	case c.Why == "":
		c.Why = WhyCrossesBand
	}
	if c.Verdict != audit.Inconclusive && c.Status == audit.StatusOK {
		c.Why = ""
	}
}
