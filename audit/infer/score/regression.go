package score

import (
	"math"
	"slices"

	"auditd/audit/infer"
)

// heavyTails is the kurtosis above which means of errors are not to be trusted to their normal intervals.
const heavyTails = 10

// RegressionErrors describe the errors e = predicted − true of one group.
type RegressionErrors struct {
	Error      Sample // its mean is the signed bias
	Absolute   Sample // |e|: its mean is the mean absolute error
	Squares    Sample // e²: the root of its mean is the root mean square error
	Predicted  Sample
	MAE        float64
	RMSE       float64
	Median     Median    // of the errors
	R2         float64   // 1 − Σe²/Σ(y − ȳ)²; may be negative
	R2Why      infer.Why // all true values alike
	Quantile   float64   // mean pinball loss at the quantile asked for
	Kurtosis   float64   // of the errors, 3 for a normal law; 0 when all are alike
	HeavyTails bool      // Kurtosis above 10: resample people or compare medians
}

// NewRegressionErrors sums up one group's predictions and true values, equally many and finite; quantile, in (0, 1), is that of
// the pinball loss, level that of the median's interval. Agarwal, Dudík and Wu 2019 (ICML); methods 7.1.
func NewRegressionErrors(predicted, truth []float64, quantile, level float64) (RegressionErrors, infer.Why) {
	var r RegressionErrors
	switch {
	case len(predicted) != len(truth) || !(quantile > 0 && quantile < 1):
		return r, infer.WhyNotComputable
	case len(predicted) == 0:
		return r, infer.WhyNobody
	}
	n := float64(len(predicted))
	errors := make([]float64, len(predicted))
	signed, absolute, square, made := newMoments(), newMoments(), newMoments(), newMoments()
	squares := 0.0
	for i, y := range predicted {
		e := y - truth[i]
		if math.IsNaN(e) || math.IsInf(e, 0) {
			return RegressionErrors{}, infer.WhyNotComputable
		}
		errors[i] = e
		r.MAE += math.Abs(e) / n
		squares += e * e
		signed.add(e, 1)
		absolute.add(math.Abs(e), 1)
		square.add(e*e, 1)
		made.add(y, 1)
		r.Quantile += math.Max(-quantile*e, (1-quantile)*e) / n // e is predicted − true: too low costs the quantile
	}
	r.Error, r.Absolute, r.Squares, r.Predicted = signed.sample(), absolute.sample(), square.sample(), made.sample()
	r.RMSE = math.Sqrt(squares / n)
	r.Kurtosis = kurtosis(errors, r.Error.Mean)
	r.HeavyTails = r.Kurtosis > heavyTails
	if spread := NewSample(truth).Variance * (n - 1); spread > 0 {
		r.R2 = 1 - squares/spread
	} else {
		r.R2Why = infer.WhyNoVariance
	}
	slices.Sort(errors)
	var why infer.Why
	r.Median, why = NewMedian(errors, level)
	return r, why
}

func kurtosis(values []float64, mean float64) float64 {
	second, fourth := 0.0, 0.0
	for _, v := range values {
		d := (v - mean) * (v - mean)
		second += d
		fourth += d * d
	}
	if second == 0 {
		return 0
	}
	return float64(len(values)) * fourth / second / second
}
