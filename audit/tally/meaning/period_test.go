package meaning

import (
	"fmt"
	"math"
	"math/big"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"auditd/audit"
)

// What each text means as a year, quarter, month and day, by the calendar; "-" is refused.
func TestPeriod(t *testing.T) {
	for _, c := range []struct{ text, year, quarter, month, day string }{
		{"2024-03-07", "2024", "2024-Q1", "2024-03", "2024-03-07"},
		{"2024/3/7", "2024", "2024-Q1", "2024-03", "2024-03-07"},
		{"2024.12.31", "2024", "2024-Q4", "2024-12", "2024-12-31"},
		{"20240307", "2024", "2024-Q1", "2024-03", "2024-03-07"},
		{"20240307101112", "2024", "2024-Q1", "2024-03", "2024-03-07"},
		{"2024年3月7日", "2024", "2024-Q1", "2024-03", "2024-03-07"},
		{"2024年3月7日 10时11分", "2024", "2024-Q1", "2024-03", "2024-03-07"},
		{"2024-03-07 10:11", "2024", "2024-Q1", "2024-03", "2024-03-07"},
		{"2024-03-07T10:11:12.5+08:00", "2024", "2024-Q1", "2024-03", "2024-03-07"},
		{"2024-02-29", "2024", "2024-Q1", "2024-02", "2024-02-29"},
		{"2024-03", "2024", "2024-Q1", "2024-03", "-"},
		{"2024年3月", "2024", "2024-Q1", "2024-03", "-"},
		{"2024-Q3", "2024", "2024-Q3", "-", "-"},
		{"2024年第2季度", "2024", "2024-Q2", "-", "-"},
		{"2024", "2024", "-", "-", "-"},
		{"2024年", "2024", "-", "-", "-"},
		{"", "Unknown", "Unknown", "Unknown", "Unknown"},
		{"n/a", "Unknown", "Unknown", "Unknown", "Unknown"},
		{"2023-02-29", "-", "-", "-", "-"},
		{"1900-02-29", "-", "-", "-", "-"}, // 1900 was no leap year
		{"2024-04-31", "-", "-", "-", "-"},
		{"2024-13-01", "-", "-", "-", "-"},
		{"2024-00-10", "-", "-", "-", "-"},
		{"0000-01-01", "-", "-", "-", "-"},
		{"03/07/2024", "-", "-", "-", "-"},
		{"2024-03/07", "-", "-", "-", "-"},
		{"2024年3-7", "-", "-", "-", "-"},
		{"2024-03-07x", "-", "-", "-", "-"},
		{"2024-03-0712", "-", "-", "-", "-"},
		{"202403", "-", "-", "-", "-"},
		{"07:08:09", "-", "-", "-", "-"},
		{"45000", "-", "-", "-", "-"},
		{"2024-03-07 at noon", "-", "-", "-", "-"},
	} {
		for by, want := range map[string]string{ByYear: c.year, ByQuarter: c.quarter, ByMonth: c.month, ByDay: c.day} {
			got, err := Period(c.text, by, "day", NewMissing(nil))
			if err != nil {
				got = "-"
				if e, ok := err.(*audit.Error); !ok || e.Column != "day" || e.Value != audit.Quote(c.text) {
					t.Errorf("%s: the error %v does not name column and value", c.text, err)
				}
			}
			if got != want {
				t.Errorf("%s by %s: got %s, want %s", c.text, by, got, want)
			}
		}
	}
}

// Every day from 1900 to 2100 is read as package time writes it, in each form.
func TestPeriodIsTheCalendar(t *testing.T) {
	for day := time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC); day.Year() <= 2100; day = day.AddDate(0, 0, 1) {
		for _, layout := range []string{"2006-01-02", "2006/1/2", "20060102", "2006年1月2日", "2006-01-02T15:04:05Z"} {
			got, err := Period(day.Format(layout), ByDay, "", nil)
			if want := day.Format("2006-01-02"); err != nil || got != want {
				t.Fatalf("%s: got %s, %v; want %s", day.Format(layout), got, err, want)
			}
		}
	}
}

// A period that was read contains no character of the text but digits, and reading it again by the same span changes nothing.
func FuzzPeriod(f *testing.F) {
	for _, text := range []string{"2024-03-07", "2024年3月7日 10时", "20240307101112", "2024Q4", "9999.12.31T24:00", "2024-2-30"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, by := range []string{ByYear, ByQuarter, ByMonth, ByDay} {
			got, err := Period(Clean([]byte(text)), by, "c", NewMissing(nil))
			if err != nil || got == audit.Unknown {
				continue
			}
			if strings.Trim(got, "0123456789-Q") != "" || len(got) > len("2024-03-07") {
				t.Fatalf("%q by %s: got %q", text, by, got)
			}
			if again, err := Period(got, by, "c", nil); err != nil || again != got {
				t.Fatalf("%q by %s: got %q, read again %q, %v", text, by, got, again, err)
			}
		}
	})
}

// A number is read exactly when decimal reads it and a float64 holds it, and its text reads back.
func FuzzNumber(f *testing.F) {
	for _, text := range []string{"1", "-0", ".5", "1e308", "1e309", "1e-400", "0x1p3", "1_0", "inf", "NaN", "９", "1e", "--1", "5.", "+.e1"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		text = Clean([]byte(text))
		x, known, err := Number(text, "c", NewMissing(nil))
		if missing := Reserved(text) || NewMissing(nil).Has(text); missing || err != nil {
			if missing != (!known && err == nil) {
				t.Fatalf("%q: got %v, %v, %v", text, x, known, err)
			}
			if _, ok := decimal(text); !missing && ok && len(text) < 300 && !strings.ContainsAny(text, "eE") {
				t.Fatalf("%q is a decimal number and was refused: %v", text, err)
			}
			return
		}
		if _, ok := decimal(text); !ok && !strings.ContainsAny(text, "eE") { // decimal takes no exponents of ten digits
			t.Fatalf("%q is no decimal number and was read as %v", text, x)
		}
		back, _, err := Number(NumberText(x), "c", nil)
		if err != nil || math.Float64bits(back) != math.Float64bits(x) {
			t.Fatalf("%q: %v was written as %s and read as %v, %v", text, x, NumberText(x), back, err)
		}
	})
}

// Truncating keeps order, nests, and stays within its bound, compared exactly as rationals.
func TestTruncate(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x, y := rapid.Float64Range(-1e6, 1e6).Draw(t, "x"), rapid.Float64Range(-1e6, 1e6).Draw(t, "y")
		a, b := rapid.IntRange(1, Bits).Draw(t, "a"), rapid.IntRange(1, Bits).Draw(t, "b")
		if x <= y && Truncate(x, a) > Truncate(y, a) {
			t.Fatalf("%v ≤ %v, but %v > %v", x, y, Truncate(x, a), Truncate(y, a))
		}
		if got, want := Truncate(Truncate(x, max(a, b)), min(a, b)), Truncate(x, min(a, b)); got != want {
			t.Fatalf("%v to %d and %d bits: got %v, want %v", x, max(a, b), min(a, b), got, want)
		}
		lost := new(big.Rat).Sub(new(big.Rat).SetFloat64(math.Abs(x)), new(big.Rat).SetFloat64(math.Abs(Truncate(x, a))))
		bound := new(big.Rat).Mul(new(big.Rat).SetFloat64(math.Abs(x)), new(big.Rat).SetFloat64(math.Ldexp(1, 1-a)))
		if x != 0 && math.Abs(x) > 1e-300 && (lost.Sign() < 0 || lost.Cmp(bound) >= 0) {
			t.Fatalf("%v to %d bits: %v lost, want less than %v", x, a, lost, bound)
		}
		if fmt.Sprint(Truncate(x, Bits)) != fmt.Sprint(x+0) {
			t.Fatalf("%v to all bits is %v", x, Truncate(x, Bits))
		}
	})
}
