package score

import (
	"math"

	"auditd/audit"
	"auditd/audit/infer"
)

// A Cut is what selecting everybody with a score of at least At does to two groups.
type Cut struct {
	At                 float64
	Group, Reference   CutRates
	Ratio              float64 // selection rate of the group over that of the reference
	Interval           audit.Interval
	RatioWhy           infer.Why // why there is no ratio; with WhyZeroRatio, Ratio is 0 and Interval readable
	GroupFewer         bool      // the group's rate is below four fifths of the reference's, compared in whole numbers
	Operating          bool      // this cut was named as the one in use
	SelectedGroup      int64
	SelectedReference  int64
	PositivesGroup     int64 // positives among the selected
	PositivesReference int64
}

// CutRates are the rates of one group at a cut. A rate without a denominator is NaN.
type CutRates struct {
	Selection, TPR, FPR, PPV float64
}

// A Sweep runs over all thresholds.
type Sweep struct {
	Cuts      []Cut     // falling: from selecting the fewest to selecting everybody
	Crossings []float64 // cuts, falling, at which the ratio passes four fifths compared with the next higher cut
}

// NewSweep returns rates and impact ratios at every distinct score, with Koopman's interval at each: pointwise, so the intervals
// do not hold all together. Choosing the cut by looking at the sweep is a finding of its own. operating is NaN when no cut is
// in use. Methods 6.8.
func NewSweep(group, reference Histogram, operating, level float64) (Sweep, infer.Why) {
	if why := twoGroups(group, reference); why != infer.Defined {
		return Sweep{}, why
	}
	group, reference = align(group, reference)
	return sweepAt(group, reference, group.Values, operating, level), infer.Defined
}

// NewSweepAt is the same at given cuts, such as a grid declared beforehand. Cuts that do not rise are refused.
func NewSweepAt(group, reference Histogram, cuts []float64, level float64) (Sweep, infer.Why) {
	if why := twoGroups(group, reference); why != infer.Defined {
		return Sweep{}, why
	}
	for k, cut := range cuts {
		if math.IsNaN(cut) || k > 0 && cut <= cuts[k-1] {
			return Sweep{}, infer.WhyNotComputable
		}
	}
	return sweepAt(group, reference, cuts, math.NaN(), level), infer.Defined
}

func sweepAt(group, reference Histogram, cuts []float64, operating, level float64) Sweep {
	var s Sweep
	g, r := newCounter(group), newCounter(reference)
	for k := len(cuts) - 1; k >= 0; k-- {
		g.lower(cuts[k])
		r.lower(cuts[k])
		c := Cut{
			At: cuts[k], Group: g.rates(), Reference: r.rates(), Operating: cuts[k] == operating,
			SelectedGroup: g.selected(), SelectedReference: r.selected(),
			PositivesGroup: g.positive, PositivesReference: r.positive,
		}
		c.compare(group.people(), reference.people(), level)
		if n := len(s.Cuts); n > 0 && c.comparable() && s.Cuts[n-1].comparable() && c.GroupFewer != s.Cuts[n-1].GroupFewer {
			s.Crossings = append(s.Crossings, c.At)
		}
		s.Cuts = append(s.Cuts, c)
	}
	return s
}

func (c Cut) comparable() bool {
	return c.RatioWhy == infer.Defined || c.RatioWhy == infer.WhyZeroRatio
}

// compare fills in the ratio. Four fifths are compared as 5·x·n' < 4·x'·n, so that a ratio of exactly 0.8 is not below it.
func (c *Cut) compare(n, nReference int64, level float64) {
	x, y := infer.P(c.SelectedGroup, n), infer.P(c.SelectedReference, nReference)
	switch {
	case x.X == 0 && y.X == 0:
		c.RatioWhy = infer.WhyBothZero
		return
	case y.X == 0:
		c.RatioWhy = infer.WhyInfiniteRatio
		return
	case x.X == 0:
		c.RatioWhy = infer.WhyZeroRatio
	}
	c.Ratio = x.Value() / y.Value()
	c.Interval, _ = infer.Koopman(x, y, level)
	c.GroupFewer = 5*x.X*y.N < 4*y.X*x.N
}

// A counter takes in people from the highest score down.
type counter struct {
	h                  Histogram
	next               int // the highest value not yet taken in
	positive, negative int64
	allPos, allNeg     int64
}

func newCounter(h Histogram) *counter {
	return &counter{h: h, next: len(h.Values) - 1, allPos: h.positives(), allNeg: h.negatives()}
}

func (c *counter) lower(cut float64) {
	for c.next >= 0 && c.h.Values[c.next] >= cut {
		c.positive += c.h.Positive[c.next]
		c.negative += c.h.Negative[c.next]
		c.next--
	}
}

func (c *counter) selected() int64 { return c.positive + c.negative }

func (c *counter) rates() CutRates {
	return CutRates{
		Selection: infer.P(c.selected(), c.allPos+c.allNeg).Value(),
		TPR:       infer.P(c.positive, c.allPos).Value(),
		FPR:       infer.P(c.negative, c.allNeg).Value(),
		PPV:       infer.P(c.positive, c.selected()).Value(),
	}
}
