package resample

import (
	"math"
	"testing"

	"auditd/audit/infer"
	"auditd/audit/infer/draw"
)

// By hand, with three permutations of three statistics. Observed 3, 2, 1. The maxima over the statistics still in the running are,
// from the smallest observed one up: permutation 1 (2.5, 0, 0): 0, 0, 2.5; 2 (0, 0, 1.5): 1.5, 1.5, 1.5; 3 (4, 4, 0): 0, 4, 4.
// At least as large: third 1 of 3, second 1, first 1; p = 2/4 for all.
func TestWestfallYoungByHand(t *testing.T) {
	permutations := [][]float64{{2.5, 0, 0, 9}, {0, 0, 1.5, 9}, {4, 4, 0, 9}}
	at := 0
	p, why := WestfallYoung([]float64{3, 2, 1, math.NaN()}, func(into []float64) {
		copy(into, permutations[at])
		at++
	}, 3)
	defined(t, "adjusted", why)
	for k := range 3 {
		near(t, "p", p[k], .5, 1e-12)
	}
	if !math.IsNaN(p[3]) {
		t.Errorf("a test that could not be made has p = %v", p[3])
	}
	for _, none := range [][]float64{nil, {math.NaN()}} {
		if _, why := WestfallYoung(none, nil, 9); why != infer.WhyTooFew {
			t.Errorf("%v: %q", none, why)
		}
	}
}

// Five independent normal statistics: the largest is adjusted as by Šidák, 1 − (1 − p)⁵, up to chance. |z| = 2.5 has p = .012419.
func TestWestfallYoungIndependent(t *testing.T) {
	r := draw.New(8, 8)
	p, why := WestfallYoung([]float64{.3, 2.5, .1, .2, .4}, func(into []float64) {
		for k := range into {
			into[k] = math.Abs(draw.Normal(r))
		}
	}, 20_000)
	defined(t, "adjusted", why)
	near(t, "largest", p[1], 1-math.Pow(1-.012419, 5), .005)
	// Identical statistics cost nothing: each permutation has one value for all five.
	p, _ = WestfallYoung([]float64{2.5, 2.5, 2.5, 2.5, 2.5}, func(into []float64) {
		z := math.Abs(draw.Normal(r))
		for k := range into {
			into[k] = z
		}
	}, 20_000)
	near(t, "one test in five copies", p[0], .012419, .004)
}
