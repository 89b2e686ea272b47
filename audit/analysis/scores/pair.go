package scores

import (
	"math"

	"auditd/audit"
	"auditd/audit/infer"
	"auditd/audit/infer/score"
	"auditd/audit/metric"
)

// A pairing sets one group against the reference.
type pairing struct {
	*job
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
	out.Cuts, out.Crossings = p.sweep()
	return out
}

// distances are what needs no label: how far apart the distributions lie.
func (p *pairing) distances() []audit.ScoreMeasure {
	a, b, level, n := p.a.everyone, p.b.everyone, p.in.Terms.Confidence, p.a.n+p.b.n
	gap, why := score.MeanGap(a, b, level)
	out := []audit.ScoreMeasure{p.welch(audit.ScoreMeanGap, gap, n, why), p.measure(audit.ScoreCohenD, gap.CohenD, n, why)}

	superiority, why := score.NewSuperiority(a, b)
	s := p.measure(audit.ScoreSuperiority, superiority.Probability, n, why)
	if why == infer.Defined && !math.IsNaN(float64(superiority.Test.P)) && superiority.Test.Name != "" {
		s.Test = pending(superiority.Test)
	}
	out = append(out, s, p.kolmogorovSmirnov(n))

	w, over, why := score.Wasserstein(a, b)
	return append(out, p.measure(audit.ScoreWasserstein, w, n, why), p.measure(audit.ScoreWassersteinRange, over, n, why))
}

// kolmogorovSmirnov tests by permutation where scores are few enough, and so ties many; else by the asymptotic law.
func (p *pairing) kolmogorovSmirnov(n int64) audit.ScoreMeasure {
	a, b := p.a.everyone, p.b.everyone
	d, test, why := score.KolmogorovSmirnov(a, b)
	if len(a.Values) <= permutedBins && len(b.Values) <= permutedBins {
		d, test, why = score.KSPermutation(a, b, p.seed)
	}
	m := p.measure(audit.ScoreKolmogorovSmirnov, d, n, why)
	if why == infer.Defined {
		m.Test = pending(test)
	}
	return m
}

func (p *pairing) welch(name string, d score.MeanDifference, n int64, why infer.Why) audit.ScoreMeasure {
	m := p.measure(name, d.Value, n, why)
	if why == infer.Defined {
		m.Interval, m.Test = &d.Interval, pending(d.Test)
	}
	return m
}

// ranking are what needs labels: areas under ROC curves, and mean scores among the positives and among the negatives.
func (p *pairing) ranking() []audit.ScoreMeasure {
	if p.in.Plan.Columns.Label == nil {
		return nil
	}
	a, b, level := p.a.labelled, p.b.labelled, p.in.Terms.Confidence
	n := people64(a) + people64(b)
	out := []audit.ScoreMeasure{p.aucDifference(n)}

	x, why := score.NewCrossAUC(a, b, level)
	forth, back, difference := p.measure(audit.ScoreXAUC, x.AB.Value, n, why), p.measure(audit.ScoreXAUCReverse, x.BA.Value, n, why), p.measure(audit.ScoreXAUCDifference, x.Difference, n, why)
	if why == infer.Defined {
		forth.Interval, back.Interval, difference.Interval, difference.Test = &x.AB.Interval, &x.BA.Interval, &x.Interval, pending(x.Test)
	}
	out = append(out, forth, back, difference)

	ja, jb := joined(a, b)
	abroca, why := score.NewABROCA(ja, jb, p.seed+1)
	m := p.measure(audit.ScoreABROCA, abroca.Value, n, why)
	if why == infer.Defined {
		m.Null, m.Test = audit.Ptr(abroca.NullMean), pending(abroca.Test)
	}
	out = append(out, m)
	for _, positives := range []bool{true, false} {
		d, why := score.Balance(a, b, positives, level)
		out = append(out, p.welch(map[bool]string{true: audit.ScoreBalancePositives, false: audit.ScoreBalanceNegatives}[positives], d, n, why))
	}
	return out
}

// aucDifference compares the two areas. Perfect separation has no variance, and so no test.
func (p *pairing) aucDifference(n int64) audit.ScoreMeasure {
	level := p.in.Terms.Confidence
	a, whyA := score.NewAUC(p.a.labelled, level)
	b, whyB := score.NewAUC(p.b.labelled, level)
	if whyA == infer.Defined {
		whyA = whyB
	}
	if whyA != infer.Defined {
		return p.measure(audit.ScoreAUCDifference, 0, n, whyA)
	}
	difference, se, test, why := score.CompareAUC(a, b)
	m := p.measure(audit.ScoreAUCDifference, a.Value-b.Value, n, infer.Defined)
	if why != infer.Defined {
		m.Status, m.Why = why.Status(), string(why)
		return m
	}
	half := infer.NormalQuantile((1+level)/2) * se
	m.Interval = &audit.Interval{Lower: max(-1, difference-half), Upper: min(1, difference+half), Level: level, Method: "delong"}
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
	effect, test, why := score.CalibrationDifference(p.a.bins, p.b.bins, t.Confidence)
	out := p.measure(audit.ScoreCalibrationDifference, effect.Value, n+m, why)
	c := &audit.Comparison{
		Metric: audit.ScoreCalibrationDifference, Kind: audit.Difference, Against: audit.AgainstReference, Group: p.a.group, Reference: p.b.group,
		Stratum: audit.Stratum{}, N: n, ReferenceN: m, Band: t.DifferenceBand, Verdict: audit.Inconclusive, Status: why.Status(), Why: string(why),
	}
	if why != infer.Defined {
		return out, c
	}
	out.Interval = &effect.Interval
	c.Value, c.Interval = audit.Ptr(effect.Value), &effect.Interval
	if wide, _, why := score.CalibrationDifference(p.a.bins, p.b.bins, 1-2*t.Alpha()); why == infer.Defined {
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
