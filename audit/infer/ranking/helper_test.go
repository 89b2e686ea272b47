package ranking

import (
	"math"
	"testing"

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

func defined(t *testing.T, what string, why infer.Why) {
	t.Helper()
	if why != infer.Defined {
		t.Fatalf("%s is undefined: %s", what, why)
	}
}
