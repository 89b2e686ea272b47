// Package metric names the rates of fairness auditing and computes them from counts: rates of one group (one metric a file),
// numbers over all groups of an attribute (one composite a file), and the definition profiles of other tools, which repeat
// those tools' own numbers, faults included.
//
// It does not know rows, files, plans or rules. Intervals and tests are those of package infer; it reaches no verdict but on two
// rates and terms that it is given. An undefined value is returned as a status with a reason, never as 0, 1 or infinity; only a
// profile, whose purpose is to show what another tool prints, does as that tool does and says so in a note.
//
// The package is longer than two thousand lines because a metric, a composite or a profile is one short file each and all of them
// share one registry and one reading of the counts; to divide it would divide those.
package metric

import (
	"auditd/audit"
)

// A Metric is a named rate of one group. Exactly one of Rate, Share and Mean is set.
type Metric struct {
	Name       string // snake_case; also the name of the file that defines it
	Title      string // for headings, in English
	Definition string // one sentence
	Source     string // where the definition comes from
	Empty      string // why the value is undefined when the denominator is empty: a Why key such as nobody_has_a_decision

	NeedsLabel bool // cannot be computed without a label column
	Proportion bool // the numerator is a part of the denominator within the group, so that intervals for proportions apply
	OnRequest  bool // measured only when the plan's metrics name it

	// Rate returns the count over the count, exact. For favourable_rate it holds for a favourable decision; RateOf chooses.
	Rate func(audit.Counts) audit.Rate
	// Unfavourable, where set, takes the place of Rate when being selected is bad for the person.
	Unfavourable func(audit.Counts) audit.Rate
	// Share returns a rate whose denominator spans all groups: group is a part of total.
	Share func(group, total audit.Counts) audit.Rate
	// Mean returns the rates of which the metric is the plain mean.
	Mean func(audit.Counts) []audit.Rate
	// Within and Link, where set, give the interval of a Rate that is no proportion but rises with one: the value is Link of the
	// proportion that Within returns, and so are the ends.
	Within func(audit.Counts) audit.Rate
	Link   func(p float64) float64

	worse func(favourable bool) int
}

// metrics is the table of all metrics in their fixed order: what everybody asks first comes first.
var metrics = []Metric{
	selectionRate,
	favourableRate,
	baseRate,
	truePositiveRate,
	falseNegativeRate,
	falsePositiveRate,
	trueNegativeRate,
	positivePredictiveValue,
	falseDiscoveryRate,
	negativePredictiveValue,
	falseOmissionRate,
	accuracy,
	errorRate,
	balancedAccuracy,
	treatmentRatio,
	predictedPositiveShare,
	threatScore,
	f1Score,
}

// All returns every metric in a fixed order.
func All() []Metric { return append([]Metric(nil), metrics...) }

// Get returns the metric of that name and whether there is one.
func Get(name string) (Metric, bool) {
	for _, m := range metrics {
		if m.Name == name {
			return m, true
		}
	}
	return Metric{}, false
}

// RateOf returns the rate of a group for a decision that is favourable or not. It is the zero Rate for a metric that is a share
// or a mean.
func (m Metric) RateOf(c audit.Counts, favourable bool) audit.Rate {
	switch {
	case !favourable && m.Unfavourable != nil:
		return m.Unfavourable(c)
	case m.Rate != nil:
		return m.Rate(c)
	default:
		return audit.Rate{}
	}
}

// Worse says which way the metric hurts a group when being selected is favourable or not: +1 when a higher value is to the
// group's disadvantage, −1 when a lower one is, 0 when the metric has no fixed direction. The file of each metric gives the
// reason.
func (m Metric) Worse(favourable bool) int { return m.worse(favourable) }

// Value returns the metric of a group as a number, weighted where the counts carry weights. total are the counts over all
// groups, of which group is a part; only a share looks at more of it than its weights. When the value is undefined it is 0 and
// the status is not StatusOK; why is then a Why key.
func (m Metric) Value(group, total audit.Counts, favourable bool) (value float64, status audit.Status, why string) {
	switch {
	case group.Total() == 0:
		return 0, audit.StatusEmptyGroup, WhyEmptyGroup
	case m.NeedsLabel && labelled(group) == 0:
		return 0, audit.StatusMissingLabel, WhyNoLabels
	}
	var rates []audit.Rate
	switch {
	case m.Share != nil:
		rates = []audit.Rate{m.Share(group, total)}
	case m.Mean != nil:
		rates = m.Mean(group)
	default:
		rates = []audit.Rate{m.RateOf(group, favourable)}
	}
	weighted := isWeighted(total) || isWeighted(group)
	for _, r := range rates {
		x, ok := quotient(r, weighted)
		if !ok {
			return 0, m.undefined(r), m.Empty
		}
		value += x / float64(len(rates))
	}
	return value, audit.StatusOK, ""
}

// undefined says what kind of undefined an empty denominator is. A proportion lacks people; a ratio of two counts is 0/0 or x/0.
func (m Metric) undefined(r audit.Rate) audit.Status {
	switch {
	case m.Proportion || m.Mean != nil || m.Share != nil || m.Within != nil:
		return audit.StatusZeroDenominator
	case r.Of.N == 0:
		return audit.StatusUndefinedRatio
	default:
		return audit.StatusInfiniteRatio
	}
}

// quotient divides a rate, by people or by weights. ok is false when the denominator is zero.
func quotient(r audit.Rate, weighted bool) (x float64, ok bool) {
	if weighted {
		if r.Out.W <= 0 {
			return 0, false
		}
		return r.Of.W / r.Out.W, true
	}
	if r.Out.N == 0 {
		return 0, false
	}
	return float64(r.Of.N) / float64(r.Out.N), true
}

// isWeighted reports whether the counts carry weights.
func isWeighted(c audit.Counts) bool {
	for l := range c.W {
		for d := range c.W[l] {
			if c.W[l][d] != 0 {
				return true
			}
		}
	}
	return false
}

// labelled returns the number of people with a label.
func labelled(c audit.Counts) int64 { return c.Sum(labels, anyDecision).N }

// The parts of the counts that denominators are made of.
var (
	labels      = []audit.Label{audit.Negative, audit.Positive}
	positive    = []audit.Label{audit.Positive}
	negative    = []audit.Label{audit.Negative}
	anyLabel    = []audit.Label{audit.NoLabel, audit.Negative, audit.Positive}
	decisions   = []audit.Decision{audit.NotSelected, audit.Selected}
	selected    = []audit.Decision{audit.Selected}
	notSelected = []audit.Decision{audit.NotSelected}
	anyDecision = []audit.Decision{audit.NoDecision, audit.NotSelected, audit.Selected}
)

// over returns the rate of one part of the counts within another.
func over(
	c audit.Counts, ofLabels []audit.Label, ofDecisions []audit.Decision, outLabels []audit.Label, outDecisions []audit.Decision,
) audit.Rate {
	return audit.Rate{Of: c.Sum(ofLabels, ofDecisions), Out: c.Sum(outLabels, outDecisions)}
}

// The directions that a metric can have.
var (
	neither     = func(bool) int { return 0 }
	lowerHurts  = func(bool) int { return -1 }
	higherHurts = func(bool) int { return +1 }
)

// tally returns the sum of two disjoint parts.
func tally(a, b audit.Tally) audit.Tally {
	return audit.Tally{N: a.N + b.N, W: a.W + b.W, W2: a.W2 + b.W2}
}
