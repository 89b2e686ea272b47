package score

import (
	"math"
	"math/rand/v2"
	"os"
	"testing"
)

// Intervals of distances hold the truth in at least 92 of 100 samples, near 0 and far from it: percentiles alone, which hold the bias
// twice, and the basic interval, which calls two of five right scores wrong, do not. Scores are uniform on 0 … 1; a person is positive with
// probability s + shift·(1 − s), so that the true calibration error is shift/2; the other group lies shift higher, which is the true
// distance. A hundred samples leave the share uncertain by 5 points.
func TestDistanceIntervalsHoldTheTruth(t *testing.T) {
	runs, sizes := 40, []int{200}
	if os.Getenv("AUDITD_ALL") != "" {
		runs, sizes = 200, []int{100, 200, 1000}
	}
	edges := []float64{.1, .2, .3, .4, .5, .6, .7, .8, .9}
	for _, n := range sizes {
		for _, shift := range []float64{0, .03, .15} {
			r := rand.New(rand.NewPCG(1, uint64(n)))
			calibrated, areas, largest := 0, 0, 0
			for k := range runs {
				s, y, other := make([]float64, n), make([]bool, n), make([]float64, n)
				for i := range s {
					s[i], other[i] = r.Float64(), r.Float64()+shift
					y[i] = r.Float64() < s[i]+shift*(1-s[i])
				}
				h, _ := NewHistogram(s, y)
				g, _ := NewHistogram(other, nil)
				c, why := ResampleCalibration(massed(h), edges, .95, uint64(k))
				defined(t, "calibration", why)
				d, w, why := ResampledDistances(massed(g), massed(h), .95, uint64(k))
				defined(t, "distances", why)
				holds := func(lower, upper, truth float64) int {
					if lower <= truth && truth <= upper {
						return 1
					}
					return 0
				}
				calibrated += holds(c.ECE.Interval.Lower, c.ECE.Interval.Upper, shift/2)
				areas += holds(w.Interval.Lower, w.Interval.Upper, shift)
				largest += holds(d.Interval.Lower, d.Interval.Upper, shift)
			}
			least := int(math.Floor(.92*float64(runs) - 2*math.Sqrt(.92*.08*float64(runs))))
			t.Logf("n %d, shift %v: of %d, ECE %d, W1 %d, KS %d hold the truth", n, shift, runs, calibrated, areas, largest)
			if min(calibrated, areas, largest) < least {
				t.Errorf("n %d, shift %v: of %d intervals, %d of ECE, %d of W1 and %d of KS hold the truth, want %d", n, shift, runs, calibrated, areas, largest, least)
			}
		}
	}
}
