package audittest

import (
	"encoding/json"
	"math"
	"os"
	"testing"
)

// Near fails unless got is want to the tolerance, relative to want where that exceeds 1.
func Near(t testing.TB, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance*math.Max(1, math.Abs(want))) {
		t.Errorf("%s: %.10g, want %.10g", what, got, want)
	}
}

// Printed fails unless got is want to the six decimals that the specification prints.
func Printed(t testing.TB, what string, got, want float64) {
	t.Helper()
	Near(t, what, got, want, 5.01e-7)
}

// Relative is for p-values: near to a relative 1e-6.
func Relative(t testing.TB, what string, got, want float64) {
	t.Helper()
	if !(math.Abs(got-want) <= 1e-6*math.Abs(want)) {
		t.Errorf("%s: %.10g, want %.10g", what, got, want)
	}
}

// Golden reads a file of independent results. Without the file the test is skipped as Shared says.
func Golden(t testing.TB, name string, into any) {
	t.Helper()
	data, err := os.ReadFile(Shared(t, "golden", name))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, into); err != nil {
		t.Fatal(err)
	}
}
