package meaning

import (
	"fmt"
	"math"
	"math/big"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"auditd/audit"
)

// Equal numbers have one canonical form, by the rules of arithmetic; what is no decimal number has none.
func TestDecimal(t *testing.T) {
	for _, c := range []struct {
		texts []string
		want  string
	}{
		{[]string{"1", "+1", "1.0", "01", "1e0", "10e-1", "0.1E1", "1."}, "1e0"},
		{[]string{"0", "-0", "0.000", ".0", "0e99"}, "0"},
		{[]string{"-2.50", "-25e-1", "-.25e+1"}, "-25e-1"},
		{[]string{"9007199254740993"}, "9007199254740993e0"}, // 2^53+1, which no float64 is
		{[]string{"100"}, "1e2"},
	} {
		for _, text := range c.texts {
			if got, ok := decimal(text); !ok || got != c.want {
				t.Errorf("%q: got %q %v, want %q", text, got, ok, c.want)
			}
		}
	}
	for _, text := range []string{"", "+", ".", "e5", "1e", "1e+", "0x10", "1_000", "inf", "NaN", "1 000", "1,5", "--1", "1.2.3", "１", "1e9999999999"} {
		if got, ok := decimal(text); ok {
			t.Errorf("%q: got number %q, want none", text, got)
		}
	}
}

// Two decimal texts have one form exactly when they are one rational number.
func TestDecimalIsExact(t *testing.T) {
	text := rapid.StringMatching(`[+-]?[0-2]{0,3}\.?[0-2]{0,3}([eE][+-]?[0-3])?`)
	rapid.Check(t, func(t *rapid.T) {
		a, b := text.Draw(t, "a"), text.Draw(t, "b")
		x, okA := decimal(a)
		y, okB := decimal(b)
		if !okA || !okB {
			return
		}
		r, _ := new(big.Rat).SetString(a)
		s, _ := new(big.Rat).SetString(b)
		if (x == y) != (r.Cmp(s) == 0) {
			t.Fatalf("%q is %q, %q is %q, but the numbers are %v and %v", a, x, b, y, r, s)
		}
	})
}

func TestBinLabels(t *testing.T) {
	for _, c := range []struct {
		breaks []float64
		want   string
	}{
		{[]float64{25, 45}, "<25, 25-<45, >=45"},
		{[]float64{-0.5, 0, 1e6}, "<-0.5, -0.5-<0, 0-<1000000, >=1000000"},
		{[]float64{1e-9, 1e21}, "<1e-09, 1e-09-<1e+21, >=1e+21"},
		{nil, ""},
	} {
		if got := strings.Join(BinLabels(c.breaks), ", "); got != c.want {
			t.Errorf("%v: got %s, want %s", c.breaks, got, c.want)
		}
	}
}

// A bin is closed below: x is in [b, next) by comparing, whatever the text.
func TestBinHoldsItsNumbers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		breaks := rapid.SliceOfNDistinct(rapid.Float64Range(-1e6, 1e6), 1, 6, rapid.ID).Draw(t, "breaks")
		slices.Sort(breaks)
		d, err := NewDimension(audit.Attribute{Column: "x", Breaks: breaks}, 10)
		if err != nil {
			t.Fatal(err)
		}
		x := rapid.OneOf(rapid.Float64Range(-2e6, 2e6), rapid.SampledFrom(breaks)).Draw(t, "x")
		bin := 0
		for _, b := range breaks {
			if x >= b {
				bin++
			}
		}
		got, err := d.GroupOf(fmt.Sprintf("%v", x))
		if want := BinLabels(breaks)[bin]; err != nil || got != want {
			t.Fatalf("%v: got %q %v, want %q", x, got, err, want)
		}
	})
}

func TestPlanFaults(t *testing.T) {
	for _, c := range []struct {
		why  string
		plan audit.Attribute
		want string
	}{
		{"no column", audit.Attribute{Name: "sex"}, "names no column"},
		{"breaks descend", audit.Attribute{Column: "age", Breaks: []float64{45, 25}}, "not finite and ascending"},
		{"a break twice", audit.Attribute{Column: "age", Breaks: []float64{25, 25}}, "not finite and ascending"},
		{"a break is not finite", audit.Attribute{Column: "age", Breaks: []float64{math.Inf(1)}}, "not finite and ascending"},
		{"too few labels", audit.Attribute{Column: "age", Breaks: []float64{25}, Labels: []string{"young"}}, "1 breaks make 2 bins, not 1 labels"},
		{"a label twice", audit.Attribute{Column: "age", Breaks: []float64{25}, Labels: []string{"a", " a"}}, "used twice"},
		{"a reserved label", audit.Attribute{Column: "age", Breaks: []float64{25}, Labels: []string{"a", "unknown"}}, "reserved"},
		{"labels alone", audit.Attribute{Column: "age", Labels: []string{"a"}}, "labels need breaks"},
		{"two targets for one value", audit.Attribute{Column: "x", Map: map[string]string{"a": "1", " a": "2"}}, "two groups"},
		{"the empty text renamed", audit.Attribute{Column: "x", Map: map[string]string{" ": "none given"}}, "means missing"},
		{"a marker renamed", audit.Attribute{Column: "x", Map: map[string]string{"9": "x"}, Missing: []string{"9"}}, "means missing"},
		{"strict without a map", audit.Attribute{Column: "x", Strict: true}, "need a map"},
		{"strict and others", audit.Attribute{Column: "x", Map: map[string]string{"a": "b"}, Strict: true, Others: "c"}, "exclude each other"},
		{"a target that is no bin", audit.Attribute{Column: "age", Breaks: []float64{25}, Map: map[string]string{"old": "senior"}}, "neither a number nor a bin"},
		{"more bins than groups allowed", audit.Attribute{Column: "age", Breaks: []float64{1, 2, 3, 4, 5}}, "declares 6 groups, the limit is 5"},
	} {
		t.Run(c.why, func(t *testing.T) {
			_, err := NewDimension(c.plan, 5)
			if err == nil || audit.KindOf(err) != audit.Invalid || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want an invalid error with %q", err, c.want)
			}
		})
	}
}

func TestBinaryFaults(t *testing.T) {
	for _, c := range []struct {
		why  string
		plan audit.Binary
		want string
	}{
		{"no true value", audit.Binary{Column: "d"}, "at least one true value"},
		{"both true and false as numbers", audit.Binary{Column: "d", True: []string{"1"}, False: []string{"1.0"}}, "both true and false"},
		{"both true and missing", audit.Binary{Column: "d", True: []string{"1"}, Missing: []string{"+1"}}, "both missing and true or false"},
		{"the reserved word", audit.Binary{Column: "d", True: []string{"UNKNOWN"}}, "always means missing"},
		{"the empty text", audit.Binary{Column: "d", True: []string{"1"}, False: []string{" "}}, "always means missing"},
	} {
		t.Run(c.why, func(t *testing.T) {
			_, err := NewBinary(&c.plan, Decision)
			if err == nil || audit.KindOf(err) != audit.Invalid || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want an invalid error with %q", err, c.want)
			}
		})
	}
}

func TestSideOf(t *testing.T) {
	plan := audit.Binary{Column: "d", True: []string{"true", "NA", "2"}, Missing: []string{"-9"}}
	b, err := NewBinary(&plan, Label)
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]uint32{
		"true": True, "TRUE": True, "True": True, // truth values in any case
		"NA":  True,            // what the plan names comes before the default markers
		"2.0": True, "2": True, // as numbers
		"1": Not, "t": Not, "False": Not, // 1 is not true
		"-9": NotKnown, "-9.00": NotKnown, "": NotKnown, "unknown": NotKnown,
		"null": Not, // the plan's own list takes the place of the default markers
	} {
		if got, err := b.SideOf(text); err != nil || got != want {
			t.Errorf("%q: got %v %v, want %v", text, got, err, want)
		}
	}
}

func TestWeight(t *testing.T) {
	for _, c := range []struct {
		text  string
		class Class
		value float64
		fault string
	}{
		{"1.5", Counts, 1.5, ""},
		{"+2e3", Counts, 2000, ""},
		{"", Absent, 0, ""},
		{"n/a", Absent, 0, ""},
		{"0.000", Zero, 0, ""},
		{"-0", Zero, 0, ""},
		{"-0.1", Counts, 0, "negative"},
		{"1e-400", Counts, 0, "not between"}, // a float64 would make it zero
		{"1e-20", Counts, 0, "not between"},
		{"1e400", Counts, 0, "not between"},
		{"18446744073709551616", Counts, 0, "not between"}, // 2^64
		{"inf", Counts, 0, "not a finite decimal number"},
		{"0x10", Counts, 0, "not a finite decimal number"},
		{"1,5", Counts, 0, "not a finite decimal number"},
	} {
		class, value, err := Weight(c.text, "w", NewMissing(nil))
		if c.fault != "" {
			if err == nil || !strings.Contains(err.Error(), c.fault) || !strings.Contains(err.Error(), `column "w"`) {
				t.Errorf("%q: got %v, want an error with %q", c.text, err, c.fault)
			}
			continue
		}
		if err != nil || class != c.class || value != c.value {
			t.Errorf("%q: got class %v, %v, %v; want %v, %v", c.text, class, value, err, c.class, c.value)
		}
	}
}

// Cleaning twice is cleaning once, and looking alike does not depend on case.
func FuzzClean(f *testing.F) {
	for _, s := range []string{"", " a ", "e\u0301", "\u00a0x\u3000", "Ａ", "ſ", "İ", "\u200b", "가"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		s = strings.ToValidUTF8(s, "?")
		once := Clean([]byte(s))
		if twice := Clean([]byte(once)); twice != once {
			t.Errorf("%q: cleaned %q, cleaned twice %q", s, once, twice)
		}
		if Looks(once) != Looks(Looks(once)) {
			t.Errorf("%q: looks %q, then %q", s, Looks(once), Looks(Looks(once)))
		}
	})
}
