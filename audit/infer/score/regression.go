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
	MAE        float64
	RMSE       float64
	Median     float64
	R2         float64   // 1 − Σe²/Σ(y − ȳ)²; may be negative
	R2Why      infer.Why // all true values alike
	Quantile   float64   // mean pinball loss at the quantile asked for
	Kurtosis   float64   // of the errors, 3 for a normal law; 0 when all are alike
	HeavyTails bool      // Kurtosis above 10: resample people or compare medians
}

// NewRegressionErrors sums up one group's predictions and true values, equally many and finite; quantile, in (0, 1), is that of
// the pinball loss. Agarwal, Dudík and Wu 2019 (ICML); methods 7.1.
func NewRegressionErrors(predicted, truth []float64, quantile float64) (RegressionErrors, infer.Why) {
	var r RegressionErrors
	switch {
	case len(predicted) != len(truth) || !(quantile > 0 && quantile < 1):
		return r, infer.WhyNotComputable
	case len(predicted) == 0:
		return r, infer.WhyNobody
	}
	n := float64(len(predicted))
	errors := make([]float64, len(predicted))
	squares := 0.0
	for i, y := range predicted {
		e := y - truth[i]
		if math.IsNaN(e) || math.IsInf(e, 0) {
			return RegressionErrors{}, infer.WhyNotComputable
		}
		errors[i] = e
		r.MAE += math.Abs(e) / n
		squares += e * e
		r.Quantile += math.Max(-quantile*e, (1-quantile)*e) / n // e is predicted − true: too low costs the quantile
	}
	r.Error = NewSample(errors)
	r.RMSE = math.Sqrt(squares / n)
	r.Kurtosis = kurtosis(errors, r.Error.Mean)
	r.HeavyTails = r.Kurtosis > heavyTails
	if spread := NewSample(truth).Variance * (n - 1); spread > 0 {
		r.R2 = 1 - squares/spread
	} else {
		r.R2Why = infer.WhyNoVariance
	}
	slices.Sort(errors)
	r.Median = errors[(len(errors)-1)/2]/2 + errors[len(errors)/2]/2
	return r, infer.Defined
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

// WorstGroup returns the group with the largest mean absolute error, the first of equals: bounded group loss holds with a bound
// exactly when it holds there. −1 without groups. Agarwal, Dudík and Wu 2019; methods 7.1.
func WorstGroup(groups []RegressionErrors) int {
	worst := -1
	for k, g := range groups {
		if worst < 0 || g.MAE > groups[worst].MAE {
			worst = k
		}
	}
	return worst
}
