package infer

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"auditd/audit"
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

// shared returns the path of a file beside the repository, ../../shared from its root. When it is absent the test is skipped,
// loudly, or fails if AUDITD_REQUIRE_SHARED=1.
func shared(t *testing.T, parts ...string) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			t.Fatal("no go.mod above the test")
		}
		dir = parent
	}
	// The shared folder lies beside the checkout's folder.
	for _, root := range []string{filepath.Join(dir, "..", "..", "shared"), filepath.Join(dir, "..", "shared")} {
		path := filepath.Join(append([]string{root}, parts...)...)
		if _, err := os.Stat(path); err == nil {
			return path
		}
	}
	message := "NOT CHECKED: " + filepath.Join(parts...) + " is not beside this checkout"
	if os.Getenv("AUDITD_REQUIRE_SHARED") == "1" {
		t.Fatal(message)
	}
	t.Skip(message)
	return ""
}
