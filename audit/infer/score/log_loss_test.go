package score

import (
	"math"
	"testing"

	"auditd/audit/infer"
)

// By hand: scores .8, .8, .5, .1 with labels 1, 0, 1, 0 lose −ln .8, −ln .2, −ln .5, −ln .9; scikit-learn 1.9.1 log_loss gives the same mean,
// .657772.
func TestLogLoss(t *testing.T) {
	h := massed(Histogram{Values: []float64{.1, .5, .8}, Negative: []int64{1, 0, 1}, Positive: []int64{0, 1, 1}})
	m, shift, why := LogLoss(h, 0, .95)
	defined(t, "log loss", why)
	near(t, "log loss", m.Value, -(math.Log(.8)+math.Log(.2)+math.Log(.5)+math.Log(.9))/4, 1e-12)
	near(t, "log loss", m.Value, .657772, 5e-7)
	if shift != 0 {
		t.Errorf("exact scores move it by %v", shift)
	}
	// Scores wrong by up to a hundredth of themselves: no score within that lies outside value ± shift.
	_, shift, _ = LogLoss(h, .01, .95)
	for _, f := range []float64{.99, .995, 1.005, 1.01} {
		moved := massed(Histogram{Values: []float64{.1 * f, .5 * f, .8 * f}, Negative: []int64{1, 0, 1}, Positive: []int64{0, 1, 1}})
		x, _, _ := LogLoss(moved, 0, .95)
		if math.Abs(x.Value-m.Value) > shift {
			t.Errorf("scores times %v move it by %v, more than %v", f, x.Value-m.Value, shift)
		}
	}
	for name, c := range map[string]struct {
		h   Histogram
		why infer.Why
	}{
		"certain and right": {Histogram{Values: []float64{0, 1}, Negative: []int64{5, 0}, Positive: []int64{0, 5}}, infer.WhyNoVariance},
		"certain and wrong": {Histogram{Values: []float64{0, 1}, Negative: []int64{5, 0}, Positive: []int64{1, 5}}, infer.WhyCertainAndWrong},
		"no probability":    {Histogram{Values: []float64{2}, Negative: []int64{5}, Positive: []int64{5}}, infer.WhyOutOfRange},
		"nobody":            {Histogram{Values: []float64{.5}, Negative: []int64{0}, Positive: []int64{0}}, infer.WhyNobody},
	} {
		if _, _, why := LogLoss(massed(c.h), 0, .95); why != c.why {
			t.Errorf("%s: %q, want %q", name, why, c.why)
		}
	}
}
