package score

import (
	"slices"
	"testing"

	"auditd/audit/audittest"
	"auditd/audit/infer"
)

// The comparisons of all packages of statistics.
var (
	near       = audittest.Near
	printed    = audittest.Printed
	relative   = audittest.Relative
	readGolden = audittest.Golden
)

func defined(t *testing.T, what string, why infer.Why) {
	t.Helper()
	if why != infer.Defined {
		t.Fatalf("%s is undefined: %s", what, why)
	}
}

// F2 and F3 of the specification (methods 0, shared fixtures).
var (
	groupA = fixture([]float64{.95, .88, .80, .72, .60, .45}, []float64{.70, .55, .40, .30, .20, .10})
	groupD = fixture([]float64{.78, .66, .50, .42, .35}, []float64{.60, .48, .44, .36, .25, .15, .12})
	binsA  = []Bin{{100, 8, 10}, {80, 26, 24}, {60, 31, 30}, {40, 27, 28}, {20, 19, 18}}
	binsD  = []Bin{{60, 10, 6}, {50, 22, 15}, {40, 26, 20}, {30, 24, 21}, {20, 18, 18}}
)

func fixture(positive, negative []float64) Histogram {
	labels := make([]bool, len(positive)+len(negative))
	for i := range positive {
		labels[i] = true
	}
	h, ok := NewHistogram(slices.Concat(positive, negative), labels)
	if !ok {
		panic("impossible fixture")
	}
	return h
}
