package infer

import (
	"math"
	"testing"
)

// The e-values by Simpson's rule on κp^(κ−1) over κ in (0, 1) with 200,000 steps.
func TestEValue(t *testing.T) {
	for _, c := range []struct{ p, want float64 }{
		{0.001, 20.7911335}, {0.01, 4.4509923}, {0.05, 1.7833222}, {0.5, 0.6386739}, {0.9995, 0.5000833}, {1, 0.5},
	} {
		if got := EValue(c.p); math.Abs(got-c.want) > 1e-6*c.want {
			t.Errorf("p = %v: e = %.7f, want %v", c.p, got, c.want)
		}
	}
	if !math.IsInf(EValue(0), 1) || !math.IsNaN(EValue(-1)) || !math.IsNaN(EValue(1.1)) {
		t.Error("0 is infinite evidence; outside [0, 1] there is none")
	}
}

// An e-value's mean under a uniform p is 1 (it must not exceed 1), by the midpoint rule in ln p.
func TestEValueIsOne(t *testing.T) {
	const steps = 4_000_000
	sum := 0.0
	for i := range steps { // p = exp(−x²), whose density takes the singularity at 0 away
		x := (float64(i) + .5) / steps * 26
		p := math.Exp(-x * x)
		if p > 0 {
			sum += EValue(p) * p * 2 * x
		}
	}
	// E[e] = 1 − the mass beyond exp(−26²), which is 1/(26²) for this calibrator (its tail is 1/ln(1/p)).
	if got := sum * 26 / steps; math.Abs(got-(1-1.0/676)) > 1e-3 {
		t.Errorf("mean e-value %v", got)
	}
}

func TestEBenjaminiHochberg(t *testing.T) {
	p := []float64{.0001, .001, .04, .9}
	got := Adjust("ebh", p, 0)
	e := []float64{EValue(.0001), EValue(.001), EValue(.04)}
	// By hand: the k-th largest e-value must reach 4/(αk).
	want := []float64{min(4/e[0], 4/(2*e[1])), 4 / (2 * e[1]), 4 / (3 * e[2]), 1}
	for i := range want {
		if math.Abs(got[i]-min(1, want[i])) > 1e-12 {
			t.Errorf("p = %v: adjusted %v, want %v", p[i], got[i], want[i])
		}
	}
}
