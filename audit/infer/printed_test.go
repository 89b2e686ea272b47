package infer

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"

	"auditd/audit"
	"auditd/audit/audittest"
)

// printed fails unless got, rounded to the decimals of want, is want: methods.md states its examples to half a unit of the
// last printed place.
func printed(t *testing.T, what string, got float64, want string) {
	t.Helper()
	w, err := strconv.ParseFloat(want, 64)
	if err != nil {
		t.Fatal(err)
	}
	mantissa, exponent, _ := strings.Cut(strings.ToLower(want), "e")
	unit := 1.0
	if _, decimals, ok := strings.Cut(mantissa, "."); ok {
		unit = math.Pow(10, -float64(len(decimals)))
	}
	if exponent != "" {
		e, err := strconv.Atoi(exponent)
		if err != nil {
			t.Fatal(err)
		}
		unit *= math.Pow(10, float64(e))
	}
	// A hair above half a unit, for values that lie on the half.
	if !(math.Abs(got-w) <= unit*0.500001) {
		t.Errorf("%s: got %.12g, want %s", what, got, want)
	}
}

func printedInterval(t *testing.T, what string, got audit.Interval, lower, upper string) {
	t.Helper()
	printed(t, what+" lower", got.Lower, lower)
	if upper == "inf" {
		if !math.IsInf(got.Upper, 1) {
			t.Errorf("%s upper: got %v, want +Inf", what, got.Upper)
		}
		return
	}
	printed(t, what+" upper", got.Upper, upper)
}

// must unwraps the result of a function that says whether it is defined.
func must[T any](value T, ok bool) T {
	if !ok {
		panic("undefined where a value was expected")
	}
	return value
}

// name writes a pair of proportions as methods.md does: 7/10 vs 2/10.
func name(a, b Proportion) string { return fmt.Sprintf("%g/%g vs %g/%g", a.X, a.N, b.X, b.N) }

// shared returns the path of a file of the reference material beside the repository.
func shared(t testing.TB, parts ...string) string {
	t.Helper()
	return audittest.Shared(t, parts...)
}
