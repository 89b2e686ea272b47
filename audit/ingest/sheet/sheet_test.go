package sheet_test

import (
	"math"
	"math/rand/v2"
	"strconv"
	"testing"
	"time"

	"auditd/audit/ingest/sheet"
)

func TestStyleOf(t *testing.T) {
	for code, want := range map[string]sheet.Style{
		"General":                          sheet.Plain,
		"0.00":                             sheet.Plain,
		"#,##0;[Red]-#,##0":                sheet.Plain,
		"0.00E+00":                         sheet.Plain,
		"@":                                sheet.Plain,
		`0" days"`:                         sheet.Plain,
		`0\d`:                              sheet.Plain,
		`_(* #,##0_);_(* \(#,##0\)`:        sheet.Plain,
		`[$¥-804]#,##0.00`:                 sheet.Plain,
		"[Magenta]0":                       sheet.Plain,
		"yyyy-mm-dd":                       sheet.Date,
		"m/d/yy":                           sheet.Date,
		"mmm":                              sheet.Date,
		"[$-409]d-mmm-yy;@":                sheet.Date,
		`yyyy"年"m"月"d"日"`:                  sheet.Date,
		"yyyy年m月":                          sheet.Date,
		"e/m/d":                            sheet.Date,
		"yyyy-mm-dd hh:mm":                 sheet.DateTime,
		`yyyy-mm-dd"T"hh:mm:ss.000`:        sheet.DateTime,
		"h:mm AM/PM":                       sheet.Clock,
		"mm:ss.0":                          sheet.Clock,
		"[h]:mm:ss":                        sheet.Elapsed,
		"[mm]:ss":                          sheet.Elapsed,
		"General;yyyy":                     sheet.Plain, // the second section is for negative numbers
		`[$-F800]dddd\,\ mmmm\ dd\,\ yyyy`: sheet.Date,
	} {
		if got := sheet.StyleOf(code); got != want {
			t.Errorf("%s: got %d, want %d", code, got, want)
		}
	}
}

// TestSerial checks every day of both systems against package time.
func TestSerial(t *testing.T) {
	for serial := 61; serial <= 2958465; serial += 13 {
		// 1900 system: day 61 is 1900-03-01, because the system has a 29 February that year.
		want := time.Date(1900, 3, 1+serial-61, 0, 0, 0, 0, time.UTC).Format("2006-01-02")
		if got, ok := sheet.AppendSerial(nil, float64(serial), sheet.Date, false); !ok || string(got) != want {
			t.Fatalf("%d: got %s, %t, want %s", serial, got, ok, want)
		}
	}
	for serial := range 61 {
		got, ok := sheet.AppendSerial(nil, float64(serial), sheet.Date, false)
		want := time.Date(1899, 12, 31+serial, 0, 0, 0, 0, time.UTC).Format("2006-01-02")
		if ok != (serial != 60) || ok && string(got) != want {
			t.Errorf("%d: got %s, %t, want %s", serial, got, ok, want)
		}
	}
	// 1904 system: day 0 is 1904-01-01, day 2957003 the last of 9999 (1462 days fewer than in the 1900 system).
	for serial, want := range map[float64]string{0: "1904-01-01", 366: "1905-01-01", 2957003: "9999-12-31"} {
		if got, ok := sheet.AppendSerial(nil, serial, sheet.Date, true); !ok || string(got) != want {
			t.Errorf("%v: got %s, %t, want %s", serial, got, ok, want)
		}
	}
	for _, serial := range []float64{-1, -0.001, math.NaN(), math.Inf(1), 2958466, 1e300} {
		if got, ok := sheet.AppendSerial(nil, serial, sheet.Date, false); ok {
			t.Errorf("%v: got %s, want none", serial, got)
		}
	}
	if got, ok := sheet.AppendSerial(nil, 2957004, sheet.Date, true); ok {
		t.Errorf("got %s beyond the year 9999", got)
	}
	for _, c := range []struct {
		serial float64
		style  sheet.Style
		want   string
	}{
		{0.5, sheet.Clock, "12:00:00"},
		{0.999999999, sheet.Clock, "1900-01-01T00:00:00"}, // rounds to the next day, which a time of day cannot say
		{1.25, sheet.Clock, "1900-01-01T06:00:00"},
		{100.0 / 24, sheet.Elapsed, "100:00:00"},
		{45418.123456, sheet.DateTime, "2024-05-06T02:57:46.598"}, // 0.123456 · 86400 = 10666.5984 s = 2 h 57 min 46.598 s
	} {
		if got, ok := sheet.AppendSerial(nil, c.serial, c.style, false); !ok || string(got) != c.want {
			t.Errorf("%v: got %s, %t, want %s", c.serial, got, ok, c.want)
		}
	}
}

// TestNumberText checks that the quick way for plain decimals gives what the long way gives.
func TestNumberText(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	texts := []string{"0", "-0", "0.0", "1", "10", "100", "1.5", "1.50", ".5", "5.", "0.05", "0.5", "00.5", "01", "1e3", "-1.25", "999999999999999", "0.000001", "0.0000001", "123456789012345678", "1E+21"}
	for range 20000 {
		texts = append(texts, strconv.FormatFloat(float64(r.IntN(2e6)-1e6)/math.Pow10(r.IntN(10)), 'f', r.IntN(12), 64))
	}
	for _, text := range texts {
		x, err := strconv.ParseFloat(text, 64)
		if err != nil {
			t.Fatal(err)
		}
		got, ok := sheet.AppendNumberText(nil, []byte(text))
		if want := sheet.AppendNumber(nil, x); !ok || string(got) != string(want) {
			t.Fatalf("%s: got %s, %t, want %s", text, got, ok, want)
		}
		if back, err := strconv.ParseFloat(string(got), 64); err != nil || back != x {
			t.Fatalf("%s: %s is another number", text, got)
		}
	}
	for _, text := range []string{"", "x", "0x10", "1_000", "NaN", "Inf", "1e999", "-", ".", "1,5", " 1"} {
		if got, ok := sheet.AppendNumberText(nil, []byte(text)); ok {
			t.Errorf("%q: got %s, want none", text, got)
		}
	}
}

func TestRefs(t *testing.T) {
	for _, c := range []struct {
		ref         string
		row, column int
	}{{"A1", 1, 0}, {"Z9", 9, 25}, {"AA10", 10, 26}, {"XFD1048576", 1048576, 16383}} {
		row, column, ok := sheet.ParseRef([]byte(c.ref))
		if !ok || row != c.row || column != c.column || sheet.Ref(row, column) != c.ref {
			t.Errorf("%s: got %d, %d, %t, %s", c.ref, row, column, ok, sheet.Ref(row, column))
		}
	}
	for column := range sheet.MaxColumns {
		if _, got, ok := sheet.ParseRef([]byte(sheet.Letters(column) + "1")); !ok || got != column {
			t.Fatalf("%d: got %d, %t", column, got, ok)
		}
	}
	for _, ref := range []string{"", "A", "1", "A0", "A01", "XFE1", "A1048577", "AAAA1", "a1", "$A$1", "A1B", "A99999999999999999999"} {
		if row, column, ok := sheet.ParseRef([]byte(ref)); ok {
			t.Errorf("%s: got %d, %d, want none", ref, row, column)
		}
	}
	if r, ok := sheet.ParseRange("B2:C5"); !ok || r != (sheet.Range{FirstRow: 2, LastRow: 5, FirstColumn: 1, LastColumn: 2}) {
		t.Errorf("got %+v, %t", r, ok)
	}
	for _, ref := range []string{"", ":", "A2:A1", "B1:A1", "A1:", "A1:B2:C3"} {
		if r, ok := sheet.ParseRange(ref); ok {
			t.Errorf("%s: got %+v, want none", ref, r)
		}
	}
}
