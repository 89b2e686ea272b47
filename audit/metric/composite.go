package metric

import (
	"math"

	"auditd/audit"
)

// GroupCounts are the counts of one group. The groups of one list share their attributes, are disjoint, and stand in a fixed
// order, which breaks ties.
type GroupCounts struct {
	Group  audit.Group
	Counts audit.Counts
}

// A Composite is a number over all groups of an attribute set. Unlike the tools it is compared with, it never lets a group whose
// rate is undefined pass as 0 or as parity: such a group is left out and named, and a part that fewer than two groups can be
// compared on leaves the whole undefined.
type Composite struct {
	Name       string // snake_case; also the name of the file that defines it
	Title      string // for headings, in English
	Definition string // one sentence
	Source     string
	NeedsLabel bool
	OnRequest  bool // measured only when the plan's metrics name it
	// Benefit marks numbers that rest on the benefit of the person, decision − label + 1, and so take selection and the positive
	// label for good. Aggregate turns the counts round when they are not.
	Benefit bool
	// Compute returns the number. ref is the index of the reference group, −1 for none; only composites that are signed against
	// a reference use it. Groups with fewer than minSize people and unknown groups are left out of comparisons between groups.
	Compute func(groups []GroupCounts, ref int, minSize int64) audit.Aggregate
}

// Kinds of aggregate.
const (
	KindRange       = "range"         // highest less lowest
	KindMinMaxRatio = "min_max_ratio" // lowest over highest
	KindFarthest    = "farthest"      // the signed number of the group farthest from the reference; Low is that group, High the reference
	KindLargestLog  = "largest_log_ratio"
	KindInequality  = "inequality"
	KindBetween     = "inequality_between_groups"
	KindInformation = "information"
)

// composites is the table of all composites in their fixed order.
var composites = []Composite{
	demographicParityDifference,
	demographicParityRatio,
	equalOpportunityDifference,
	equalizedOddsDifference,
	equalizedOddsMeanDifference,
	equalizedOddsRatio,
	averageOddsDifference,
	averageAbsoluteOddsDifference,
	predictiveParityDifference,
	sufficiencyDifference,
	averagePredictiveValueDifference,
	accuracyDifference,
	errorRateRatio,
	treatmentEqualityDifference,
	smoothedDifferentialFairness,
	differentialFairnessBiasAmplification,
	generalizedEntropyIndex,
	betweenGroupGeneralizedEntropyIndex,
	theilIndex,
	betweenGroupTheilIndex,
	coefficientOfVariation,
	betweenGroupCoefficientOfVariation,
	cohenD,
	independenceInformation,
	separationInformation,
	sufficiencyInformation,
}

// Composites returns every composite in a fixed order.
func Composites() []Composite { return append([]Composite(nil), composites...) }

// GetComposite returns the composite of that name and whether there is one.
func GetComposite(name string) (Composite, bool) {
	for _, c := range composites {
		if c.Name == name {
			return c, true
		}
	}
	return Composite{}, false
}

// Aggregate computes the composite for a decision that is favourable or not. Where the composite rests on benefit and the
// decision is unfavourable, not being selected and the negative label count as good, as the golden results and AIF360 have it.
func (c Composite) Aggregate(groups []GroupCounts, ref int, minSize int64, favourable bool) audit.Aggregate {
	if c.Benefit && !favourable {
		groups = flipAll(groups)
	}
	a := c.Compute(groups, ref, minSize)
	if a.Value == nil && c.NeedsLabel && !columnsOf(groups).label {
		// Every group lacks the rate for the same reason, which says more than that no two could be compared.
		a.Status, a.Why = audit.StatusMissingLabel, WhyNoLabels
	}
	return a
}

// flipAll returns the groups with flipped counts.
func flipAll(groups []GroupCounts) []GroupCounts {
	flipped := make([]GroupCounts, len(groups))
	for i, g := range groups {
		flipped[i] = GroupCounts{Group: g.Group, Counts: Flip(g.Counts)}
	}
	return flipped
}

// Flip returns the counts with selected and not selected, positive and negative exchanged: the same people, the other value of
// both called 1. Flip of Flip gives the counts back.
func Flip(c audit.Counts) audit.Counts {
	swap := [3]int{0, 2, 1}
	var f audit.Counts
	for l := range c.N {
		for d := range c.N[l] {
			f.N[l][d] = c.N[swap[l]][swap[d]]
			f.W[l][d] = c.W[swap[l]][swap[d]]
			f.W2[l][d] = c.W2[swap[l]][swap[d]]
		}
	}
	return f
}

// newAggregate returns an aggregate over the attributes of the groups, without a value yet.
func newAggregate(name, kind string, groups []GroupCounts) audit.Aggregate {
	a := audit.Aggregate{Metric: name, Kind: kind, Attributes: []string{}, GroupsLeft: []audit.GroupLeftOut{}, Status: audit.StatusOK}
	if len(groups) > 0 {
		for _, it := range groups[0].Group {
			a.Attributes = append(a.Attributes, it.Attribute)
		}
	}
	return a
}

// undefinedAs returns the aggregate without a value, with the reason.
func undefinedAs(a audit.Aggregate, status audit.Status, why string) audit.Aggregate {
	a.Value, a.Low, a.High, a.Status, a.Why = nil, nil, nil, status, why
	return a
}

// eligible splits the groups into those that may be compared and those that may not, with the reason.
func eligible(groups []GroupCounts, minSize int64) (in []int, out []audit.GroupLeftOut) {
	for i, g := range groups {
		switch n := g.Counts.Total(); {
		case n == 0:
			out = append(out, audit.GroupLeftOut{Group: g.Group, Why: WhyEmptyGroup})
		case g.Group.IsUnknown():
			out = append(out, audit.GroupLeftOut{Group: g.Group, Why: WhyUnknownGroup})
		case n < minSize:
			out = append(out, audit.GroupLeftOut{Group: g.Group, Why: WhyLowN})
		default:
			in = append(in, i)
		}
	}
	return in, out
}

// anyWeighted reports whether any group carries weights.
func anyWeighted(groups []GroupCounts) bool {
	for _, g := range groups {
		if isWeighted(g.Counts) {
			return true
		}
	}
	return false
}

// extremes are the lowest and the highest defined rate among some groups. Ties go to the group that comes first.
type extremes struct {
	low, high     float64
	lowAt, highAt int
	defined       []bool // by position in groups
	groups        int    // number of groups with a defined rate
}

// extremesOf finds the extremes of a metric among the groups at the indexes in.
func extremesOf(m Metric, groups []GroupCounts, in []int) extremes {
	weighted := anyWeighted(groups)
	e := extremes{low: math.Inf(1), high: math.Inf(-1), lowAt: -1, highAt: -1, defined: make([]bool, len(groups))}
	for _, i := range in {
		x, ok := quotient(m.Rate(groups[i].Counts), weighted)
		if !ok {
			continue
		}
		e.defined[i] = true
		e.groups++
		if x < e.low {
			e.low, e.lowAt = x, i
		}
		if x > e.high {
			e.high, e.highAt = x, i
		}
	}
	return e
}

// A part is one of the metrics that a composite rests on, with its extremes.
type part struct {
	metric Metric
	extremes
}

// parts prepares an aggregate over one or several metrics. ok is false when a metric can be compared on fewer than two groups;
// the aggregate is then finished.
func parts(a audit.Aggregate, groups []GroupCounts, minSize int64, metrics ...Metric) (audit.Aggregate, []part, bool) {
	in, out := eligible(groups, minSize)
	a.GroupsLeft = append(a.GroupsLeft, out...)
	ps := make([]part, 0, len(metrics))
	for _, m := range metrics {
		ps = append(ps, part{metric: m, extremes: extremesOf(m, groups, in)})
	}
	for _, i := range in {
		whole := true
		for _, p := range ps {
			if !p.defined[i] {
				// One reason a group: the first part that lacks it. The other parts still use the group.
				a.GroupsLeft = append(a.GroupsLeft, audit.GroupLeftOut{Group: groups[i].Group, Why: p.metric.Empty})
				whole = false
				break
			}
		}
		if whole {
			a.GroupsUsed++
		}
	}
	for _, p := range ps {
		if p.groups < 2 {
			return undefinedAs(a, audit.StatusOneGroup, WhyOneGroup), ps, false
		}
	}
	return a, ps, true
}

// rangeOf returns the composite that is the widest range of the metrics (mean false) or the mean of their ranges. Low and High
// are the groups at the ends of the widest range.
func rangeOf(name string, groups []GroupCounts, minSize int64, mean bool, metrics ...Metric) audit.Aggregate {
	a, ps, ok := parts(newAggregate(name, KindRange, groups), groups, minSize, metrics...)
	if !ok {
		return a
	}
	widest, at, sum := math.Inf(-1), 0, 0.0
	for i, p := range ps {
		sum += p.high - p.low
		if p.high-p.low > widest {
			widest, at = p.high-p.low, i
		}
	}
	a.Low, a.High = groups[ps[at].lowAt].Group, groups[ps[at].highAt].Group
	if mean {
		a.Value = audit.Ptr(sum / float64(len(ps)))
	} else {
		a.Value = audit.Ptr(widest)
	}
	return a
}

// ratioOf returns the composite that is the smallest of the metrics' lowest rate over highest rate.
func ratioOf(name string, groups []GroupCounts, minSize int64, metrics ...Metric) audit.Aggregate {
	a, ps, ok := parts(newAggregate(name, KindMinMaxRatio, groups), groups, minSize, metrics...)
	if !ok {
		return a
	}
	smallest, at := math.Inf(1), 0
	for i, p := range ps {
		if p.high == 0 {
			return undefinedAs(a, audit.StatusUndefinedRatio, WhyHighestRateZero)
		}
		if p.low/p.high < smallest {
			smallest, at = p.low/p.high, i
		}
	}
	a.Low, a.High = groups[ps[at].lowAt].Group, groups[ps[at].highAt].Group
	a.Value = audit.Ptr(smallest)
	return a
}

// farthestFrom returns the composite that is, over the groups other than the reference, the value farthest from zero of combine,
// which gets the differences group minus reference of the metrics. Only groups on which every metric is defined are used,
// because half a mean of differences is another number.
func farthestFrom(
	name string, groups []GroupCounts, ref int, minSize int64, combine func(differences []float64) float64, metrics ...Metric,
) audit.Aggregate {
	a, ps, ok := parts(newAggregate(name, KindFarthest, groups), groups, minSize, metrics...)
	if !ok {
		return a
	}
	if ref < 0 || ref >= len(groups) {
		return undefinedAs(a, audit.StatusAssumption, WhyNoReference)
	}
	weighted := anyWeighted(groups)
	whole := func(i int) bool {
		for _, p := range ps {
			if !p.defined[i] {
				return false
			}
		}
		return true
	}
	if !whole(ref) {
		return undefinedAs(a, audit.StatusAssumption, WhyReferenceLeftOut)
	}
	best, at := 0.0, -1
	for i := range groups {
		if i == ref || !whole(i) {
			continue
		}
		differences := make([]float64, len(metrics))
		for k, m := range metrics {
			x, _ := quotient(m.Rate(groups[i].Counts), weighted)
			y, _ := quotient(m.Rate(groups[ref].Counts), weighted)
			differences[k] = x - y
		}
		if v := combine(differences); at < 0 || math.Abs(v) > math.Abs(best) {
			best, at = v, i
		}
	}
	if at < 0 {
		return undefinedAs(a, audit.StatusOneGroup, WhyOneGroup)
	}
	a.Value, a.Low, a.High = audit.Ptr(best), groups[at].Group, groups[ref].Group
	return a
}

// meanOf returns the plain mean.
func meanOf(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	return sum / float64(len(x))
}

// meanOfAbsolute returns the mean of the sizes.
func meanOfAbsolute(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += math.Abs(v)
	}
	return sum / float64(len(x))
}
