package missingness

import (
	"math"

	"auditd/audit"
	"auditd/audit/infer"
	"auditd/audit/infer/labels"
	"auditd/audit/metric"
)

// A partial is a rate of which some events or people are open: the missing labels of those with a decision. Each end is a rate that
// some choice of the missing labels gives.
type partial struct {
	observed, lower, upper infer.Proportion
}

// partials returns the rates that rest on labels, with what missing labels leave open. With u selected and v not selected people without
// a label: TPR lies between TP/(TP+FN+v) and (TP+u)/(TP+u+FN), and so on (Manski 1989; methods 12.2).
func partials(c audit.Counts) map[string]partial {
	u, v := c.N[audit.NoLabel][audit.Selected], c.N[audit.NoLabel][audit.NotSelected]
	tp, fp, fn, tn := c.TP(), c.FP(), c.FN(), c.TN()
	right, all := tp+tn, tp+fp+fn+tn
	return map[string]partial{
		"true_positive_rate":        {infer.P(tp, tp+fn), infer.P(tp, tp+fn+v), infer.P(tp+u, tp+u+fn)},
		"false_positive_rate":       {infer.P(fp, fp+tn), infer.P(fp, fp+tn+v), infer.P(fp+u, fp+u+tn)},
		"positive_predictive_value": {infer.P(tp, tp+fp), infer.P(tp, tp+fp+u), infer.P(tp+u, tp+fp+u)},
		"accuracy":                  {infer.P(right, all), infer.P(right, all+u+v), infer.P(right+u+v, all+u+v)},
		"base_rate":                 baseRate(c),
	}
}

// baseRate counts people without a decision too.
func baseRate(c audit.Counts) partial {
	positive, negative, open := int64(0), int64(0), int64(0)
	for d := range c.N[0] {
		positive += c.N[audit.Positive][d]
		negative += c.N[audit.Negative][d]
		open += c.N[audit.NoLabel][d]
	}
	known := positive + negative
	return partial{infer.P(positive, known), infer.P(positive, known+open), infer.P(positive+open, known+open)}
}

// bounded lists the rates in the order of the report.
var bounded = []string{"base_rate", "true_positive_rate", "false_positive_rate", "positive_predictive_value", "accuracy"}

// bounds says what missing labels leave open, by group.
func (s *study) bounds() {
	all := s.t.Total()
	if s.in.Plan.Columns.Label == nil || (column{"label", -1, 3}).missing(s.t, nil, &all) == 0 {
		return
	}
	for i := range s.in.Sets {
		set := &s.in.Sets[i]
		if len(set.Names) != 1 {
			continue
		}
		for _, name := range bounded {
			if s.in.Plan.Columns.Decision == nil && name != "base_rate" {
				continue
			}
			for k, g := range set.Groups {
				if g.Group.IsUnknown() || g.Counts.Total() == 0 {
					continue
				}
				b := s.bound(name, g)
				if set.Reference >= 0 && k != set.Reference {
					s.difference(&b, g, set.Groups[set.Reference])
				}
				s.out.Bounds = append(s.out.Bounds, b)
			}
		}
	}
}

// bound is the range of one rate of one group.
func (s *study) bound(name string, g metric.GroupCounts) audit.LabelBounds {
	p := partials(g.Counts)[name]
	b := audit.LabelBounds{
		Metric: name, Group: g.Group, Reference: audit.Group{}, Status: audit.StatusOK, Observed: audit.Ptr(p.observed.Value()),
		Unlabelled: g.Counts.N[audit.NoLabel][audit.Selected] + g.Counts.N[audit.NoLabel][audit.NotSelected],
	}
	if name == "base_rate" {
		b.Unlabelled += g.Counts.N[audit.NoLabel][audit.NoDecision]
	}
	if p.lower.N == 0 && p.upper.N == 0 {
		b.Status, b.Why = audit.StatusZeroDenominator, metric.WhyGroupEmpty
		return b
	}
	if b.Observed == nil {
		b.ObservedWhy = string(infer.WhyNoDenominator)
	}
	low, high := ends(p)
	b.Lower, b.Upper = audit.Ptr(low), audit.Ptr(high)
	b.Interval = &audit.Interval{Lower: 0, Upper: 1, Level: s.terms.Confidence, Method: "manski_wilson"}
	if p.lower.N > 0 {
		b.Interval.Lower = infer.Wilson(p.lower, s.terms.Confidence).Lower
	}
	if p.upper.N > 0 {
		b.Interval.Upper = infer.Wilson(p.upper, s.terms.Confidence).Upper
	}
	if g.Counts.Total() < s.in.Plan.MinGroupSize {
		b.Status, b.Why = audit.StatusLowN, metric.WhyLowN
	}
	return b
}

// ends are the bounds of a rate. A rate that applies to nobody at one end has one value wherever it applies to anybody: with no label
// known and only people who were not selected open, the true positive rate is 0 or of nobody.
func ends(p partial) (low, high float64) {
	low, high = p.lower.Value(), p.upper.Value()
	if math.IsNaN(low) {
		low = high
	}
	if math.IsNaN(high) {
		high = low
	}
	return low, high
}

// difference sets bounds against those of the reference group: the missing labels of the two groups have nothing to do with each other.
func (s *study) difference(b *audit.LabelBounds, g, r metric.GroupCounts) {
	b.Reference = r.Group
	p, q := partials(g.Counts)[b.Metric], partials(r.Counts)[b.Metric]
	if b.Lower == nil || q.lower.N == 0 && q.upper.N == 0 {
		b.DifferenceWhy = string(infer.WhyNoDenominator)
		return
	}
	low, high := ends(p)
	lowest, highest := ends(q)
	b.DifferenceObserved = audit.Ptr(p.observed.Value() - q.observed.Value())
	b.DifferenceLower, b.DifferenceUpper = audit.Ptr(low-highest), audit.Ptr(high-lowest)
	d := labels.Bounds{Lower: low - highest, Upper: high - lowest}
	b.DirectionRobust = d.Robust(0)
	if highest > 0 {
		ratio := labels.Bounds{Lower: low / highest, Upper: math.Inf(1)}
		if lowest > 0 {
			ratio.Upper = high / lowest
		}
		if b.RatioLower, b.RatioUpper = audit.Ptr(ratio.Lower), audit.Ptr(ratio.Upper); b.RatioUpper == nil {
			b.RatioWhy = "unbounded"
		}
		b.RuleRobust = ratio.Robust(float64(s.terms.RatioBand.Lower))
	} else {
		b.RatioWhy = string(infer.WhyInfiniteRatio)
	}
}

// The shares of people with a label that make labels selective: hardly any for one decision, most for the other.
const (
	hardlyAny = 0.01
	most      = 0.5
)

// selective finds out whether labels are known for one decision only.
func (s *study) selective() {
	all := s.t.Total()
	c := all.Full()
	if s.in.Plan.Columns.Label == nil || s.in.Plan.Columns.Decision == nil {
		return
	}
	known := func(d audit.Decision) count {
		labelled := c.N[audit.Negative][d] + c.N[audit.Positive][d]
		return count{labelled, labelled + c.N[audit.NoLabel][d]}
	}
	share := func(x count) float64 { return float64(x.missing) / float64(x.n) }
	for _, x := range []struct {
		observed string
		a, b     count
	}{{"selected", known(audit.Selected), known(audit.NotSelected)}, {"not_selected", known(audit.NotSelected), known(audit.Selected)}} {
		if x.a.n > 0 && x.b.n > 0 && share(x.a) >= most && share(x.b) <= hardlyAny {
			s.out.Selective = &audit.SelectiveLabels{Observed: x.observed, Labelled: x.a.missing, Of: x.a.n, OtherLabelled: x.b.missing, OtherOf: x.b.n}
		}
	}
}

// tipping says how wrong labels would have to be to explain the difference of two groups' positive labels.
func (s *study) tipping() {
	if s.in.Plan.Columns.Label == nil {
		return
	}
	for i := range s.in.Sets {
		set := &s.in.Sets[i]
		if len(set.Names) != 1 || set.Reference < 0 {
			continue
		}
		r := set.Groups[set.Reference]
		for k, g := range set.Groups {
			a, b := baseRate(g.Counts).observed, baseRate(r.Counts).observed
			if k == set.Reference || g.Group.IsUnknown() || a.N == 0 || b.N == 0 {
				continue
			}
			t := audit.LabelTipping{
				Group: g.Group, Reference: r.Group, Lower: r.Group, Status: audit.StatusOK, Rate: audit.Real(a.Value()), ReferenceRate: audit.Real(b.Value()),
			}
			sensitivity, groupLower, w := labels.TippingPoint(a, b)
			if groupLower {
				t.Lower = g.Group
			}
			t.Sensitivity = audit.Ptr(sensitivity)
			switch {
			case w != infer.Defined:
				t.Sensitivity, t.Status, t.Why = nil, audit.StatusAssumption, string(w)
			case g.Counts.Total() < s.in.Plan.MinGroupSize:
				t.Status, t.Why = audit.StatusLowN, metric.WhyLowN
			}
			s.out.Tipping = append(s.out.Tipping, t)
		}
	}
}
