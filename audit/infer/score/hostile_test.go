package score

import (
	"math"
	"testing"

	"auditd/audit/infer"
)

// FuzzHistogram feeds histograms that nobody counted. Whatever is defined is finite and in its range, and nothing panics.
func FuzzHistogram(f *testing.F) {
	f.Add(0.1, 0.2, int64(3), int64(4), int64(5), int64(6))
	f.Add(math.NaN(), math.Inf(1), int64(-3), int64(0), int64(0), int64(1))
	f.Add(1e308, -1e308, int64(1)<<40, int64(1), int64(1), int64(1))
	f.Fuzz(func(t *testing.T, x, y float64, a, b, c, d int64) {
		if max(a, b, c, d) > 1<<40 { // more than there are people
			return
		}
		h := Histogram{Values: []float64{x, y}, Negative: []int64{a, b}, Positive: []int64{c, d}}
		o := Histogram{Values: []float64{0, 1}, Negative: []int64{2, 3}, Positive: []int64{4, 1}}
		check := func(what string, why infer.Why, low, high float64, values ...float64) {
			for _, v := range values {
				if why == infer.Defined && !(v >= low && v <= high) {
					t.Errorf("%s of %v is defined as %v", what, h, values)
				}
			}
		}
		auc, why := NewAUC(h, .95)
		check("AUC", why, 0, 1, auc.Value, auc.SE, auc.Interval.Lower, auc.Interval.Upper)
		cross, why := NewCrossAUC(h, o, .95)
		check("xAUC", why, -1, 1, cross.Difference)
		distance, _, why := KolmogorovSmirnov(h, o)
		check("KS", why, 0, 1, distance)
		s, why := NewSuperiority(h, o)
		check("superiority", why, 0, 1, s.Probability, float64(s.Test.P))
		brier, why := Brier(h)
		check("Brier", why, 0, 1, brier)
		calibration, why := NewCalibration(Bins(h, []float64{.5}))
		check("ECE", why, 0, 1, calibration.ECE, calibration.Debiased)
		rates, why := NewScoringRates([]Histogram{h, o}, .95)
		check("tie mass", why, 0, 1, rates.TieMass)
		_, _ = NewSweep(h, o, .5, .95)
		_, _, _ = Wasserstein(h, o)
	})
}
