package draw

import (
	"math"
	"testing"
)

// The portable functions agree with the standard library's to a few units of the last place.
func TestPortable(t *testing.T) {
	near := func(what string, x, got, want float64) {
		t.Helper()
		if math.Abs(got-want) > 4e-15*math.Max(math.Abs(want), 1e-300) && math.Abs(got-want) > 1e-15*math.Abs(x-1) {
			t.Errorf("%s(%v) = %.17g, want %.17g", what, x, got, want)
		}
	}
	for x := 1e-300; x < 1e300; x *= 1.7 {
		near("log", x, portableLog(x), math.Log(x))
	}
	for x := .5; x < 2; x += .0037 {
		near("log", x, portableLog(x), math.Log(x))
	}
	for y := 0.0; y < 700; y += .613 {
		if got, want := portableExp(y), math.Exp(-y); math.Abs(got-want) > 1e-15*want*(1+y/4) { // k·ln 2 is rounded once
			t.Errorf("exp(-%v) = %.17g, want %.17g", y, got, want)
		}
	}
	for p := 1e-12; p <= .5; p *= 1.3 {
		if got, want := portableAtanh2(-p/(2-p)), math.Log1p(-p); math.Abs(got-want) > 2e-15*math.Abs(want) {
			t.Errorf("log1p(-%v) = %.17g, want %.17g", p, got, want)
		}
	}
}
