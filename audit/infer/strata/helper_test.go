package strata

import (
	"encoding/json"
	"math"
	"os"
	"testing"

	"auditd/audit/audittest"
	"auditd/audit/infer"
)

// near fails unless got is want to the tolerance, relative to want where that exceeds 1.
func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance*math.Max(1, math.Abs(want))) {
		t.Errorf("%s: %.10g, want %.10g", what, got, want)
	}
}

// printed fails unless got is want to the six decimals that the specification prints.
func printed(t *testing.T, what string, got, want float64) {
	t.Helper()
	near(t, what, got, want, 5.01e-7)
}

// relative is for p-values: near to a relative 1e-6.
func relative(t *testing.T, what string, got, want float64) {
	t.Helper()
	if !(math.Abs(got-want) <= 1e-6*math.Abs(want)) {
		t.Errorf("%s: %.10g, want %.10g", what, got, want)
	}
}

func readGolden(t *testing.T, name string, into any) {
	t.Helper()
	data, err := os.ReadFile(audittest.Shared(t, "golden", name))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, into); err != nil {
		t.Fatal(err)
	}
}

func defined(t *testing.T, what string, why infer.Why) {
	t.Helper()
	if why != infer.Defined {
		t.Fatalf("%s is undefined: %s", what, why)
	}
}

// ucb holds the six largest departments of Berkeley, 1973: admitted of all, women as A and men as B. Methods 0, shared fixtures.
var ucb = []Stratum{
	{infer.P(89, 108), infer.P(512, 825)},
	{infer.P(17, 25), infer.P(353, 560)},
	{infer.P(202, 593), infer.P(120, 325)},
	{infer.P(131, 375), infer.P(138, 417)},
	{infer.P(94, 393), infer.P(53, 191)},
	{infer.P(24, 341), infer.P(22, 373)},
}

func swapped(strata []Stratum) []Stratum {
	s := make([]Stratum, len(strata))
	for k, v := range strata {
		s[k] = Stratum{v.B, v.A}
	}
	return s
}
