package audit

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
)

// The rounding of the public contract: six decimals between 0.001 and 1000, nine significant digits elsewhere; not finite is null.
func TestReal(t *testing.T) {
	for _, c := range []struct {
		x    float64
		want string
	}{
		{0, "0"},
		{math.Copysign(0, -1), "0"},
		{0.44846796657381616, "0.448468"},
		{1.9120930, "1.912093"},
		{-0.2402002032, "-0.2402"},
		{0.001, "0.001"},
		{0.00012345678912, "0.000123456789"},
		{1.23456789123e-7, "1.23456789e-7"},
		{1234.56789123, "1234.56789"},
		{12018319.123456, "12018319.1"},
		{1e21, "1e+21"},
		{0.0000005, "5e-7"},
		{999.9999999, "1000"},
		{math.NaN(), "null"},
		{math.Inf(1), "null"},
		{math.Inf(-1), "null"},
	} {
		got, err := json.Marshal(Real(c.x))
		if err != nil || string(got) != c.want {
			t.Errorf("Real(%v) is written %s, want %s (%v)", c.x, got, c.want, err)
		}
	}
}

// p-values keep four significant digits, however small.
func TestP(t *testing.T) {
	for _, c := range []struct {
		p    float64
		want string
	}{{0.05042, "0.05042"}, {0.017832, "0.01783"}, {1.23332e-304, "1.233e-304"}, {1, "1"}, {0, "0"}, {math.NaN(), "null"}} {
		got, err := json.Marshal(P(c.p))
		if err != nil || string(got) != c.want {
			t.Errorf("P(%v) is written %s, want %s (%v)", c.p, got, c.want, err)
		}
	}
}

// Rounding twice gives the same as rounding once, so that results can be read and written again.
func FuzzReal(f *testing.F) {
	f.Add(0.1234565)
	f.Add(1e-320)
	f.Fuzz(func(t *testing.T, x float64) {
		once := Real(x).Round()
		if twice := Real(once).Round(); twice != once && !math.IsNaN(once) {
			t.Errorf("%v rounds to %v and then to %v", x, once, twice)
		}
		// Shorter ways to write a number must give what package encoding/json writes for the rounded one.
		for _, c := range []struct {
			v       json.Marshaler
			rounded float64
		}{{Real(x), once}, {P(x), P(x).Round()}} {
			got, err := c.v.MarshalJSON()
			want, _ := json.Marshal(c.rounded)
			if err != nil || string(got) != string(want) && !math.IsNaN(x) && !math.IsInf(x, 0) {
				t.Errorf("%T(%v) is written %s, want %s (%v)", c.v, x, got, want, err)
			}
		}
		if d := math.Abs(once - x); d > 5.1e-7 && d > 5.1e-9*math.Abs(x) {
			t.Errorf("%v rounds to %v", x, once)
		}
	})
}

func TestGroupJSON(t *testing.T) {
	g := Group{{"race", "African-American"}, {"age", "<25 & \"x\""}, {"a\nb", "女"}}
	data, err := json.Marshal(g)
	if err != nil {
		t.Fatal(err)
	}
	var back Group
	if err := json.Unmarshal(data, &back); err != nil {
		t.Fatal(err)
	}
	if !g.Equal(back) {
		t.Errorf("%s read back as %v", data, back)
	}
	if empty, err := json.Marshal(Group{}); err != nil || string(empty) != "{}" {
		t.Errorf("the empty group is written %s", empty)
	}
	for _, bad := range []string{`[]`, `{"a":1}`, `{"a":null}`, `"x"`} {
		if err := json.Unmarshal([]byte(bad), &back); err == nil {
			t.Errorf("%s was read as a group", bad)
		}
	}
}

// Keys of different groups differ, also when their texts could be cut in two ways.
func TestGroupKey(t *testing.T) {
	a, b := Group{{"a", "b;1:c=1:d"}}, Group{{"a", "b"}, {"c", "d"}}
	if a.Key() == b.Key() {
		t.Errorf("%v and %v have one key", a, b)
	}
}

func TestInterval(t *testing.T) {
	in := Interval{Lower: 2.7545071, Upper: math.Inf(1), Level: 0.95, Method: "koopman"}
	data, err := json.Marshal(in)
	if want := `{"lower":2.754507,"upper":null,"upper_why":"unbounded","level":0.95,"method":"koopman"}`; err != nil || string(data) != want {
		t.Errorf("got %s, want %s", data, want)
	}
	var back Interval
	if err := json.Unmarshal(data, &back); err != nil || !math.IsInf(back.Upper, 1) {
		t.Errorf("read back as %+v, %v", back, err)
	}
}

func TestErrorText(t *testing.T) {
	e := &Error{Kind: Invalid, File: "a\u202e.csv", Row: 17, Column: "age\n", Value: Quote("about\x0030"), Text: "not a number", Remedy: "declare it missing"}
	want := `a\u202e.csv row 17 column "age\n": not a number: "about\x0030" (declare it missing)`
	if e.Error() != want {
		t.Errorf("got  %s\nwant %s", e.Error(), want)
	}
	if got := KindOf(fmt.Errorf("read: %w", e)); got != Invalid {
		t.Errorf("kind %v", got)
	}
	if KindOf(errors.New("x")) != Internal {
		t.Error("an error that nobody classified is the program's fault")
	}
	if cause := errors.New("disk"); !errors.Is(Errorf(Internal, "write: %w", cause), cause) {
		t.Error("the cause is lost")
	}
}

func TestQuote(t *testing.T) {
	if got := Quote(strings.Repeat("字", 1000)); len([]rune(got)) != 63 || !strings.HasSuffix(got, "…\"") {
		t.Errorf("%d characters: %s", len([]rune(got)), got)
	}
	if got := Quote("\xff\xfe"); strings.ContainsRune(got, 0xfffd) {
		t.Errorf("invalid bytes are shown as %s", got)
	}
}

// Rows read = rows counted + rows excluded, or the audit is not made.
func TestCellsCheck(t *testing.T) {
	var n Counts
	n.N[Positive][Selected], n.N[NoLabel][NoDecision] = 3, 2
	c := Cells{Read: 7, Cells: []Cell{{Counts: n}}, Excluded: []Exclusion{{Reason: "weight_missing", Rows: 2}}}
	if err := c.Check(); err != nil {
		t.Error(err)
	}
	c.Excluded[0].Rows = 1
	if c.Check() == nil {
		t.Error("a lost row is not noticed")
	}
}

func TestLevels(t *testing.T) {
	order := []Level{LevelNone, LevelNote, LevelInconclusive, LevelDisparity}
	for i, a := range order {
		for j, b := range order {
			if a.AtLeast(b) != (i >= j) {
				t.Errorf("%q at least %q is %v", a, b, a.AtLeast(b))
			}
		}
	}
}

// The results document is valid JSON with one list element a line.
func TestWriteLines(t *testing.T) {
	a := &Audit{Schema: 1, Inputs: []Input{{Name: "<x>&"}, {Name: "y"}}, Findings: []Finding{}}
	var b bytes.Buffer
	if err := a.Write(&b); err != nil {
		t.Fatal(err)
	}
	if !json.Valid(b.Bytes()) {
		t.Errorf("no JSON: %s", b.Bytes())
	}
	if !strings.Contains(b.String(), "\n {\"name\":\"<x>&\"") || !strings.Contains(b.String(), "\"findings\": []") {
		t.Errorf("got %s", b.String())
	}
}
