package regression

import (
	"math"

	"auditd/audit"
	"auditd/audit/analysis"
	"auditd/audit/infer"
	"auditd/audit/infer/score"
)

// compare sets a group's errors and predictions against the reference group's: means by Welch, medians by Price and Bonett, whole
// distributions by Kolmogorov and Smirnov.
func compare(in *analysis.Input, p *audit.PredictionError, a, b *group) {
	level := in.Terms.Confidence
	p.Difference, p.Interval, p.Test, p.DifferenceWhy = ofWelch(score.Welch(a.errors.Error, b.errors.Error, level))
	p.LossDifference, p.LossInterval, p.LossTest, p.LossWhy = ofWelch(score.Welch(a.errors.Absolute, b.errors.Absolute, level))
	v, interval, w := score.MedianDifference(a.errors.Median, b.errors.Median, level)
	if w == infer.Defined {
		p.MedianDifference, p.MedianDifferenceInterval = audit.Ptr(v), &interval
	}
	p.MedianDifferenceWhy = string(w)
	p.Predictions = predictions(a, b, level)
}

// ofWelch takes apart a difference of means; only the reason when it is undefined.
func ofWelch(d score.MeanDifference, w infer.Why) (*audit.Real, *audit.Interval, *audit.Test, string) {
	if w != infer.Defined {
		return nil, nil, nil, string(w)
	}
	d.Test.PAdjusted = audit.P(math.NaN())
	return audit.Ptr(d.Value), &d.Interval, &d.Test, ""
}

// predictions compares the predicted numbers themselves.
func predictions(a, b *group, level float64) *audit.PredictionGap {
	distance, test, w := score.KolmogorovSmirnov(a.predictions, b.predictions)
	if w != infer.Defined {
		return nil
	}
	area, _, _ := score.Wasserstein(a.predictions, b.predictions) // defined wherever the first is
	test.PAdjusted = audit.P(math.NaN())
	x, y := a.errors.Predicted, b.errors.Predicted
	g := &audit.PredictionGap{
		Mean: audit.Real(x.Mean), ReferenceMean: audit.Real(y.Mean), Difference: audit.Real(x.Mean - y.Mean),
		Distance: audit.Real(distance), DistanceTest: &test, Wasserstein: audit.Real(area),
	}
	_, g.Interval, g.Test, g.Why = ofWelch(score.Welch(x, y, level))
	return g
}
