package scores

import (
	"math"

	"auditd/audit"
	"auditd/audit/infer"
	"auditd/audit/infer/score"
	"auditd/audit/infer/strata"
	"auditd/audit/metric"
)

// A pairing sets one group against the reference.
type pairing struct {
	*exam
	a, b  *member // group, reference
	pairs int     // of the attribute, for intervals that hold together
	seed  uint64
}

func (p *pairing) pair() audit.ScorePair {
	out := audit.ScorePair{Group: p.a.group, Reference: p.b.group}
	out.Measures = append(p.distances(), p.ranking()...)
	if p.in.Plan.Columns.Label != nil {
		m, c := p.sameMeaning()
		out.Measures = append(out.Measures, m)
		out.Calibration = c
	}
	for k := range out.Measures {
		m := &out.Measures[k]
		p.small(m, p.a.n, metric.WhyLowN)
		p.small(m, p.b.n, metric.WhyReferenceLowN)
	}
	explainIntervals(out.Measures)
	out.Cuts, out.Crossings = p.sweep()
	return out
}

// distances are what needs no label: how far apart the distributions lie.
func (p *pairing) distances() []audit.ScoreMeasure {
	a, b, level, n := p.a.people.weighedEveryone(), p.b.people.weighedEveryone(), p.in.Terms.Confidence, p.a.n+p.b.n
	gap, why := p.meanGap(a, b)
	mean, cohen := p.welch(audit.ScoreMeanGap, gap, n, why), p.measure(audit.ScoreCohenD, gap.CohenD, n, why)
	p.bound(&mean, p.shift(a)+p.shift(b))
	if cohen.Value != nil {
		if in, why := score.CohenInterval(gap.CohenD, peopleOf(a).Effective(), peopleOf(b).Effective(), level); why == infer.Defined {
			cohen.Interval = &in
		}
	}
	out := []audit.ScoreMeasure{mean, cohen, p.superiority(a, b, n)}

	largest, area, width, why := score.WeightedDistances(a, b)
	ks := p.kolmogorovSmirnov(largest, n, why)
	w, over := p.measure(audit.ScoreWasserstein, area, n, why), p.measure(audit.ScoreWassersteinRange, 0, n, why)
	if width > 0 && over.Value != nil {
		over.Value = audit.Ptr(area / width)
	}
	p.bound(&ks, largestShare(a, b))
	p.bound(&w, p.shift(a)+p.shift(b))
	near, far, why := score.ResampledDistances(a, b, level, p.seed+3)
	spread(&ks, near, why)
	spread(&w, far, why)
	if width > 0 {
		far.Interval.Lower, far.Interval.Upper, far.Bias = far.Interval.Lower/width, min(1, far.Interval.Upper/width), far.Bias/width
		p.bound(&over, (p.shift(a)+p.shift(b))/width)
	}
	spread(&over, far, why)
	return append(out, ks, w, over)
}

// meanGap compares the mean scores of both groups.
func (p *pairing) meanGap(a, b score.Weighted) (score.MeanDifference, infer.Why) {
	if !p.weighted {
		return score.MeanGap(p.a.everyone, p.b.everyone, p.in.Terms.Confidence)
	}
	return p.compareMeans(a.Values, a.Totals(), b.Values, b.Totals())
}

func (p *pairing) compareMeans(values []float64, people []score.Mass, others []float64, rest []score.Mass) (score.MeanDifference, infer.Why) {
	x, why := score.NewMean(values, people, p.in.Terms.Confidence)
	if why == infer.WhyNotComputable {
		return score.MeanDifference{}, why
	}
	y, why := score.NewMean(others, rest, p.in.Terms.Confidence)
	if why == infer.WhyNotComputable {
		return score.MeanDifference{}, why
	}
	return score.CompareMeans(x, y, p.in.Terms.Confidence)
}

// superiority says how often members of the group score higher. People without weights are tested by ranks, weighted ones by the variance
// of the share itself.
func (p *pairing) superiority(a, b score.Weighted, n int64) audit.ScoreMeasure {
	x, why := score.Ordering(a, b, p.in.Terms.Confidence)
	noSpread := why == infer.WhyNoVariance || why == infer.WhyTooFew
	m := p.measure(audit.ScoreSuperiority, x.Value, n, why)
	if noSpread {
		m = p.measure(audit.ScoreSuperiority, x.Value, n, infer.Defined)
		m.IntervalWhy = string(why)
	}
	pairs := peopleOf(a).W * peopleOf(b).W
	over(&m, x.Value*pairs, pairs)
	p.bound(&m, x.BinError)
	if why == infer.Defined {
		m.Interval = &x.Interval
		if p.weighted && x.SE > 0 {
			z := (x.Value - 0.5) / x.SE
			m.Test = pending(infer.NewTest("delong_z", z, 0, infer.NormalTwoSided(z)))
		}
	}
	if s, why := score.NewSuperiority(p.a.everyone, p.b.everyone); !p.weighted && m.Value != nil {
		m.Value = audit.Ptr(s.Probability)
		if why == infer.Defined && !math.IsNaN(float64(s.Test.P)) && s.Test.Name != "" {
			m.Test = pending(s.Test)
		}
	}
	return m
}

// peopleOf returns everybody of a histogram.
func peopleOf(h score.Weighted) score.Mass {
	var all score.Mass
	for _, m := range h.Totals() {
		all = all.Plus(m)
	}
	return all
}

// largestShare is the largest share of either group that has one score: within it the distance of the distributions is not known where
// scores are joined.
func largestShare(a, b score.Weighted) float64 {
	largest := 0.0
	for _, h := range []score.Weighted{a, b} {
		all := peopleOf(h).W
		for _, m := range h.Totals() {
			largest = max(largest, m.W/all)
		}
	}
	return largest
}

// kolmogorovSmirnov tests by permutation where scores are few enough, and so ties many; else by the asymptotic law. Neither holds with
// weights.
func (p *pairing) kolmogorovSmirnov(distance float64, n int64, why infer.Why) audit.ScoreMeasure {
	m := p.measure(audit.ScoreKolmogorovSmirnov, distance, n, why)
	if p.weighted || why != infer.Defined {
		return m
	}
	a, b := p.a.everyone, p.b.everyone
	var test audit.Test
	if len(a.Values) <= permutedBins && len(b.Values) <= permutedBins {
		_, test, _ = score.KSPermutation(a, b, p.seed)
	} else {
		_, test, _ = score.KolmogorovSmirnov(a, b)
	}
	m.Test = pending(test)
	return m
}

func (p *pairing) welch(name string, d score.MeanDifference, n int64, why infer.Why) audit.ScoreMeasure {
	m := p.measure(name, d.Value, n, why)
	if why == infer.Defined && m.Value != nil {
		m.Interval, m.Test = &d.Interval, pending(d.Test)
	}
	return m
}

// ranking are what needs labels: areas under ROC curves, and mean scores among the positives and among the negatives.
func (p *pairing) ranking() []audit.ScoreMeasure {
	if p.in.Plan.Columns.Label == nil {
		return nil
	}
	x, y, a, b := p.a.labelled, p.b.labelled, p.a.people.weighedLabelled(), p.b.people.weighedLabelled()
	n := people64(x) + people64(y)
	out := append([]audit.ScoreMeasure{p.aucDifference(n)}, p.crossAUC(a, b, n)...)

	jx, jy := joined(x, y)
	abroca, why := score.NewABROCA(jx, jy, p.seed+1)
	m := p.measure(audit.ScoreABROCA, abroca.Value, n, why)
	if why == infer.Defined {
		m.Null, m.Test = audit.Ptr(abroca.NullMean), pending(abroca.Test)
		if p.error > 0 || len(jx.Values) != len(x.Values) || len(jy.Values) != len(y.Values) {
			// Within a joined score a curve strays from the straight line by at most half of the rectangle.
			m.Error = audit.Ptr(binError(jx) + binError(jy))
		}
	}
	out = append(out, m)
	for _, positives := range []bool{true, false} {
		d, why := p.balance(a, b, positives)
		m := p.welch(map[bool]string{true: audit.ScoreBalancePositives, false: audit.ScoreBalanceNegatives}[positives], d, n, why)
		p.bound(&m, p.shift(only(a, positives))+p.shift(only(b, positives)))
		out = append(out, m)
	}
	return out
}

// binError is how far the area under a curve can be off where scores are joined.
func binError(h score.Histogram) float64 {
	a, _ := score.NewAUC(h, 0.95)
	return a.BinError
}

// only keeps one label.
func only(h score.Weighted, positives bool) score.Weighted {
	none := make([]score.Mass, len(h.Values))
	if positives {
		return score.Weighted{Values: h.Values, Negative: none, Positive: h.Positive}
	}
	return score.Weighted{Values: h.Values, Negative: h.Negative, Positive: none}
}

// balance compares the mean scores of the positives, or of the negatives, of both groups.
func (p *pairing) balance(a, b score.Weighted, positives bool) (score.MeanDifference, infer.Why) {
	if !p.weighted {
		return score.Balance(p.a.labelled, p.b.labelled, positives, p.in.Terms.Confidence)
	}
	x, y := only(a, positives), only(b, positives)
	return p.compareMeans(x.Values, x.Totals(), y.Values, y.Totals())
}

// crossAUC ranks the positives of one group against the negatives of the other, both ways round.
func (p *pairing) crossAUC(a, b score.Weighted, n int64) []audit.ScoreMeasure {
	level := p.in.Terms.Confidence
	x, why := score.WeightedCrossAUC(a, b, level)
	if !p.weighted {
		x, why = score.NewCrossAUC(p.a.labelled, p.b.labelled, level)
	}
	forth, back, difference := p.measure(audit.ScoreXAUC, x.AB.Value, n, why), p.measure(audit.ScoreXAUCReverse, x.BA.Value, n, why), p.measure(audit.ScoreXAUCDifference, x.Difference, n, why)
	if why == infer.Defined {
		forth.Interval, back.Interval, difference.Interval, difference.Test = &x.AB.Interval, &x.BA.Interval, &x.Interval, pending(x.Test)
		p.bound(&forth, x.AB.BinError)
		p.bound(&back, x.BA.BinError)
		p.bound(&difference, x.AB.BinError+x.BA.BinError)
	}
	return []audit.ScoreMeasure{forth, back, difference}
}

// aucDifference compares the two areas. Perfect separation has no variance, and so no test.
func (p *pairing) aucDifference(n int64) audit.ScoreMeasure {
	level := p.in.Terms.Confidence
	a, whyA := p.areaOf(p.a)
	b, whyB := p.areaOf(p.b)
	if whyA == infer.Defined {
		whyA = whyB
	}
	if whyA != infer.Defined {
		return p.measure(audit.ScoreAUCDifference, 0, n, whyA)
	}
	difference, se, test, why := score.CompareAUC(a, b)
	m := p.measure(audit.ScoreAUCDifference, a.Value-b.Value, n, infer.Defined)
	p.bound(&m, a.BinError+b.BinError)
	if why != infer.Defined {
		m.Status, m.Why = why.Status(), string(why)
		return m
	}
	half := infer.NormalQuantile((1+level)/2) * se
	m.Interval = &audit.Interval{Lower: max(-1, difference-half), Upper: min(1, difference+half), Level: level, Method: a.Interval.Method}
	m.Test = pending(test)
	if a.LowN || b.LowN {
		m.Status, m.Why = audit.StatusLowN, WhyFewLabels
	}
	return m
}

// people64 returns the people of a histogram.
func people64(h score.Histogram) int64 {
	n := int64(0)
	for k := range h.Values {
		n += h.Negative[k] + h.Positive[k]
	}
	return n
}

// sameMeaning compares people of both groups with the same score: as a measure, and as a comparison that a rule may judge. Both share
// one test.
func (p *pairing) sameMeaning() (audit.ScoreMeasure, *audit.Comparison) {
	t := p.in.Terms
	n, m := people64(p.a.labelled), people64(p.b.labelled)
	effect, test, why := p.calibrationDifference(t.Confidence)
	out := p.measure(audit.ScoreCalibrationDifference, effect.Value, n+m, why)
	c := &audit.Comparison{
		Metric: audit.ScoreCalibrationDifference, Kind: audit.Difference, Against: audit.AgainstReference, Group: p.a.group, Reference: p.b.group,
		Stratum: audit.Stratum{}, N: n, ReferenceN: m, Band: t.DifferenceBand, Verdict: audit.Inconclusive, Status: why.Status(), Why: string(why), RatesWhy: audit.NotOfRates,
	}
	if why != infer.Defined {
		return out, c
	}
	out.Interval = &effect.Interval
	c.Value, c.Interval = audit.Ptr(effect.Value), &effect.Interval
	if wide, _, why := p.calibrationDifference(1 - 2*t.Alpha()); why == infer.Defined {
		c.Equivalence = &wide.Interval
	}
	if !math.IsNaN(float64(test.P)) {
		out.Test = pending(test)
		c.Test = out.Test
	}
	switch {
	case n < t.MinGroupSize:
		c.Status, c.Why = audit.StatusLowN, metric.WhyLowN
	case m < t.MinGroupSize:
		c.Status, c.Why = audit.StatusLowN, metric.WhyReferenceLowN
	}
	return out, c
}

func (p *pairing) calibrationDifference(level float64) (strata.Effect, audit.Test, infer.Why) {
	if p.weighted {
		return score.WeightedCalibrationDifference(p.a.heavy, p.b.heavy, level)
	}
	return score.CalibrationDifference(p.a.bins, p.b.bins, level)
}
