package scores

import (
	"math"

	"auditd/audit"
	"auditd/audit/infer"
	"auditd/audit/infer/score"
	"auditd/audit/metric"
)

// calibration returns how far observed rates lie from scores that are probabilities.
func (e *exam) calibration(m *member, seed uint64) []audit.ScoreMeasure {
	h, level := m.people.weighedLabelled(), e.in.Terms.Confidence
	c, why := e.calibrated(m)
	n := people64(m.labelled)
	ece := e.measure(audit.ScoreECE, c.ECE, n, why)
	mce := e.measure(audit.ScoreMCE, c.MCE, n, why)
	debiased := e.measure(audit.ScoreDebiased, c.Debiased, n, why)
	bias, brier := e.deviations(m, h, n)
	if why == infer.Defined {
		ece.Null = audit.Ptr(c.NullMean)
		over(&ece, c.ECE*weightOf(h), weightOf(h))
		e.bound(&ece, e.shift(h))
		e.bound(&mce, e.error/(1-e.error))
		e.bound(&debiased, 2*e.shift(h))
		r, why := score.ResampleCalibration(h, e.edges, level, seed)
		spread(&ece, r.ECE, why)
		spread(&mce, r.MCE, why)
		spread(&debiased, r.Debiased, why)
		if c.MCEBins == 0 {
			mce = audit.ScoreMeasure{Name: mce.Name, N: n, Status: audit.StatusLowN, Why: WhyFewInBins}
		}
	}
	hl, hlWhy := score.HosmerLemeshow(m.bins, false)
	if score.FewExpected(m.bins) {
		hl, hlWhy = score.HosmerLemeshowDrawn(m.bins, seed)
	}
	fit := e.measure(audit.ScoreHosmerLemeshow, 0, n, hlWhy)
	if hlWhy == infer.Defined {
		fit.Value, fit.Test = hl.Statistic, pending(hl)
	}
	list := []audit.ScoreMeasure{ece, mce, debiased, bias, e.multiaccuracy(h, &bias), fit, brier, e.logLoss(h, n)}
	for k := range list {
		e.small(&list[k], n, metric.WhyLowN)
	}
	return list
}

// calibrated measures calibration over bins, weighted where people have weights.
func (j *job) calibrated(m *member) (score.Calibration, infer.Why) {
	if j.weighted {
		return score.WeightedCalibration(m.heavy)
	}
	return score.NewCalibration(m.bins)
}

// deviations returns the bias and Brier's score. Of people without weights the bias is tested by what the scores themselves promise, of
// weighted ones by the spread that is seen.
func (e *exam) deviations(m *member, h score.Weighted, n int64) (bias, brier audit.ScoreMeasure) {
	b, s, biasWhy, brierWhy := score.Deviations(h, e.in.Terms.Confidence)
	bias, brier = e.ofMean(audit.ScoreBias, b, n, biasWhy), e.ofMean(audit.ScoreBrier, s, n, brierWhy)
	e.bound(&bias, e.shift(h))
	e.bound(&brier, 2*e.shift(h))
	if brier.Interval != nil {
		brier.Interval.Lower, brier.Interval.Upper = math.Max(0, brier.Interval.Lower), math.Min(1, brier.Interval.Upper)
	}
	if !e.weighted {
		if each := m.labelled.Values; len(each) > 0 { // ΣS(1−S) of the scores, not of bins
			if t, why := score.CalibrationInTheLarge(score.Bins(m.labelled, each[1:])); why == infer.Defined {
				bias.Test = pending(t)
			}
		}
	} else if biasWhy == infer.Defined {
		bias.Test = pending(b.Test())
	}
	return bias, brier
}

// logLoss returns the log loss. Where scores were joined too near to 0 or 1, nothing can be said of it.
func (e *exam) logLoss(h score.Weighted, n int64) audit.ScoreMeasure {
	x, shift, why := score.LogLoss(h, e.error, e.in.Terms.Confidence)
	if math.IsInf(shift, 1) && why == infer.Defined {
		why = infer.WhyOutOfRange
	}
	m := e.ofMean(audit.ScoreLogLoss, x, n, why)
	if m.Interval != nil {
		m.Interval.Lower = math.Max(0, m.Interval.Lower)
	}
	e.bound(&m, shift)
	return m
}

// spread gives a measure the interval of its resamples, or says why there is none.
func spread(m *audit.ScoreMeasure, r score.Resampled, why infer.Why) {
	if m.Value == nil {
		return
	}
	if why != infer.Defined {
		m.IntervalWhy = string(why)
		return
	}
	in := r.Interval
	m.Interval, m.BootstrapBias = &in, audit.Ptr(r.Bias)
}

// weightOf returns the weight of all people of a histogram.
func weightOf(h score.Weighted) float64 {
	sum := 0.0
	for _, m := range h.Totals() {
		sum += m.W
	}
	return sum
}
