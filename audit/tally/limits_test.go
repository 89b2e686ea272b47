package tally

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"auditd/audit"
	"auditd/audit/ingest"
	"auditd/audit/tally/exact"
	"auditd/audit/tally/number"
)

// The message about too many groups is the same whichever worker notices it.
func TestTooManyGroupsIsOneMessage(t *testing.T) {
	var b bytes.Buffer
	b.WriteString("office,id\n")
	for i := range 300_000 {
		fmt.Fprintf(&b, "%d,%d\n", i%5, i/400) // 750 values; a batch has about forty
	}
	seen := map[string]bool{}
	for i := range 30 {
		req := Request{Attributes: []audit.Attribute{{Column: "office"}, {Column: "id", Name: "person"}}, MaxGroups: 60}
		part := Part{Source: memory("rows.csv", b.Bytes()), Options: ingest.Options{Workers: i%8 + 1}}
		_, _, err := Files(t.Context(), req, audit.Files{}, []Part{part}, nil)
		if audit.KindOf(err) != audit.Invalid {
			t.Fatalf("got %v, want an invalid error", err)
		}
		seen[err.Error()] = true
	}
	for text := range seen {
		if !strings.Contains(text, `column "id"`) || !strings.Contains(text, `more than 60 distinct values`) || !strings.Contains(text, `"0", "1", "2"`) {
			t.Errorf("got %q, want the column, the number and three values", text)
		}
	}
	if len(seen) != 1 {
		t.Errorf("got %d messages, want one", len(seen))
	}
}

// Workers that each stay below the limit may pass it together.
func TestTooManyGroupsTogether(t *testing.T) {
	rows := parse("a\n1\n2\n3\n4\n5\n6")
	for _, workers := range []int{1, 3, 6} {
		_, _, err := tallied(Request{Attributes: []audit.Attribute{{Column: "a"}}, MaxGroups: 5}, rows, reading{workers: workers, batch: 1})
		if audit.KindOf(err) != audit.Invalid || !strings.Contains(err.Error(), "more than 5 distinct values") {
			t.Errorf("%d workers: got %v, want too many values", workers, err)
		}
	}
	if _, _, err := tallied(Request{Attributes: []audit.Attribute{{Column: "a"}}, MaxGroups: 6}, rows, reading{}); err != nil {
		t.Errorf("got %v, want six values to be within a limit of six", err)
	}
}

// Unknown is no group that counts against the limit.
func TestUnknownIsBesideTheLimit(t *testing.T) {
	rows := parse("a\nNA\n1\n2\n<null>")
	if _, _, err := tallied(Request{Attributes: []audit.Attribute{{Column: "a"}}, MaxGroups: 2}, rows, reading{}); err != nil {
		t.Error(err)
	}
}

// More distinct values than can be kept are listed by what they were taken for, with the same answer for any number of workers.
func TestTooManyValuesToList(t *testing.T) {
	rows := table{columns: []string{"code"}}
	for i := range number.MostTexts + 10 {
		rows.rows = append(rows.rows, []string{fmt.Sprint(i)})
	}
	req := Request{Attributes: []audit.Attribute{{Column: "code", Map: map[string]string{"0": "first", "1": "second"}, Others: "rest"}}}
	want := []string{`"" 1 first`, `"" 65544 rest`, `"" 1 second`} // 65536 + 10 - 2 = 65544
	for _, how := range []reading{{}, {workers: 4, batch: 100}, {keep: 500}} {
		c, noted, err := tallied(req, rows, how)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, values(c, "code", "attribute")); diff != "" {
			t.Errorf("%+v: want -, got +\n%s", how, diff)
		}
		if diff := cmp.Diff([]string{"values_not_listed: code"}, notes(noted)); diff != "" {
			t.Errorf("%+v: want -, got +\n%s", how, diff)
		}
	}
}

// Exactly as many values as can be kept are listed, however many workers share them; an absent value that no row has takes no place.
func TestJustEnoughValuesToList(t *testing.T) {
	rows := table{columns: []string{"code"}}
	for i := range number.MostTexts {
		rows.rows = append(rows.rows, []string{fmt.Sprint(i)})
	}
	req := Request{Decision: &audit.Binary{Column: "code", True: []string{"0"}}}
	for _, how := range []reading{{}, {workers: 4, batch: 100}, {keep: 500}} {
		c := mustTally(t, req, rows, how)
		if v := c.Values[0]; len(v.Values) != listedValues || v.More != number.MostTexts-listedValues {
			t.Errorf("%+v: got %d values listed and %d more, want %d and %d", how, len(v.Values), v.More, listedValues, number.MostTexts-listedValues)
		}
	}
}

// Carries that fall due between two rows change nothing.
func TestCarriesFallDue(t *testing.T) {
	rows := parse("a|w\n1|0.1\n1|4294967295.75\n1|0.7")
	req := Request{Attributes: []audit.Attribute{{Column: "a"}}, Weight: "w"}
	c, err := New(req)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := feed(c, rows, reading{}); err != nil {
			t.Fatal(err)
		}
		c.partials[0].cube.added = exact.CarryAfter - 1
	}
	got, err := c.Cells()
	if err != nil {
		t.Fatal(err)
	}
	want := mustTally(t, req, table{rows.columns, append(rows.rows, rows.rows...)}, reading{batch: 1})
	if diff := cmp.Diff(asJSON(t, want), asJSON(t, got)); diff != "" {
		t.Errorf("want -, got +\n%s", diff)
	}
}

// A column that serves in two roles is noted once.
func TestNotedOnce(t *testing.T) {
	req := Request{Attributes: []audit.Attribute{{Column: "a"}}, Strata: []audit.Attribute{{Column: "a"}}}
	_, noted, err := tallied(req, parse("a\nX\nx"), reading{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"values_differ_by_case_or_width: a, X, x"}, notes(noted)); diff != "" {
		t.Errorf("want -, got +\n%s", diff)
	}
}

// At most a hundred values are listed, the most frequent ones first; the number of the others is told.
func TestListedValues(t *testing.T) {
	rows := table{columns: []string{"v"}}
	for i := range 150 {
		for range i + 1 {
			rows.rows = append(rows.rows, []string{fmt.Sprintf("v%03d", i)})
		}
	}
	c := mustTally(t, Request{Attributes: []audit.Attribute{{Column: "v"}}}, rows, reading{workers: 3, batch: 7})
	list := c.Values[0]
	if len(list.Values) != 100 || list.More != 50 {
		t.Fatalf("got %d values and %d more, want 100 and 50", len(list.Values), list.More)
	}
	if first, last := list.Values[0], list.Values[99]; first.Value != "v149" || first.Rows != 150 || last.Value != "v050" || last.Rows != 51 {
		t.Errorf("got %v to %v, want v149 with 150 rows to v050 with 51", first, last)
	}
}

// Values of a dictionary that no row uses decide nothing: they are no groups and no faults.
func TestUnusedValuesDecideNothing(t *testing.T) {
	c, err := New(Request{Attributes: []audit.Attribute{{Column: "a", Breaks: []float64{5}}, {Column: "b"}}, MaxGroups: 2})
	if err != nil {
		t.Fatal(err)
	}
	a, b := newMemoryDict(), newMemoryDict()
	a.code("not a number")
	for i := range 10 {
		b.code(fmt.Sprint(i))
	}
	in := &block{rows: 2, codes: [][]uint32{{a.code("4"), a.code("6")}, {b.code("7"), b.code("7")}}, dicts: []dict{{a, 0}, {b, 0}}}
	if err := c.partial(0).take(in); err != nil {
		t.Fatal(err)
	}
	cells, err := c.Cells()
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"<5, 7 | - | - | 1", ">=5, 7 | - | - | 1"}
	if diff := cmp.Diff(want, lines(cells)); diff != "" {
		t.Errorf("want -, got +\n%s", diff)
	}
}

// No rows make no cells; the declared groups are there.
func TestNoRows(t *testing.T) {
	req := Request{Attributes: []audit.Attribute{{Column: "age", Breaks: []float64{5}}, {Column: "sex"}}, Weight: "w"}
	c := mustTally(t, req, table{columns: []string{"age", "sex", "w"}}, reading{})
	if len(c.Cells) != 0 || c.Read != 0 || len(c.Attributes[0].Values) != 2 || len(c.Attributes[1].Values) != 0 {
		t.Errorf("got %+v, want no cells, two bins and no sexes", c)
	}
}

// A request without dimensions counts everybody.
func TestNoDimensions(t *testing.T) {
	c := mustTally(t, Request{}, table{columns: []string{"a"}, rows: make([][]string, 5)}, reading{workers: 2, batch: 2})
	if len(c.Cells) != 1 || c.Cells[0].Counts.N[audit.NoLabel][audit.NoDecision] != 5 {
		t.Errorf("got %+v, want one cell of five", c.Cells)
	}
}

func TestColumns(t *testing.T) {
	age := &audit.Binary{Column: "age", True: []string{"1"}}
	c, err := New(Request{
		Attributes: []audit.Attribute{{Column: "age"}, {Column: "age", Name: "age group", Breaks: []float64{25}}, {Column: "sex"}},
		Strata:     []audit.Attribute{{Column: "age"}}, Decision: age, Label: &audit.Binary{Column: "good", True: []string{"1"}}, Weight: "age",
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"age", "sex", "good"}, c.Columns()); diff != "" {
		t.Errorf("want -, got +\n%s", diff)
	}
}

func TestRequestFaults(t *testing.T) {
	for _, c := range []struct {
		why  string
		req  Request
		want string
	}{
		{"two attributes of one name", Request{Attributes: []audit.Attribute{{Column: "a"}, {Column: "b", Name: "a"}}}, `two attributes are called "a"`},
		{"two strata of one name", Request{Strata: []audit.Attribute{{Column: "a"}, {Column: "a"}}}, `two strata are called "a"`},
		{"a negative limit", Request{MaxGroups: -1}, "limit of -1 groups"},
		{"a limit too large", Request{MaxCells: 1 << 25}, "not between"},
		{"a decision without a true value", Request{Decision: &audit.Binary{Column: "d"}}, "at least one true value"},
	} {
		t.Run(c.why, func(t *testing.T) {
			_, err := New(c.req)
			if audit.KindOf(err) != audit.Invalid || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want an invalid error with %q", err, c.want)
			}
		})
	}
}

func TestMergeFaults(t *testing.T) {
	rows := parse("a|w\n1|1")
	count := func(req Request) *audit.Cells { return mustTally(t, req, rows, reading{}) }
	base := Request{Attributes: []audit.Attribute{{Column: "a", Breaks: []float64{9, 10}}}}
	for _, c := range []struct {
		why  string
		req  Request
		want string
	}{
		{"another name", Request{Attributes: []audit.Attribute{{Column: "a", Name: "b"}}}, `"a" is not "b"`},
		{"a further dimension", Request{Attributes: base.Attributes, Strata: []audit.Attribute{{Column: "a"}}}, "differ in columns"},
		{"a weight", Request{Attributes: base.Attributes, Weight: "w"}, "differ in columns"},
		{"a decision", Request{Attributes: base.Attributes, Decision: &audit.Binary{Column: "a", True: []string{"1"}}}, "differ in columns"},
		{"other bins", Request{Attributes: []audit.Attribute{{Column: "a", Breaks: []float64{5}}}}, "other bins"},
	} {
		t.Run(c.why, func(t *testing.T) {
			if _, err := Merge(count(base), count(c.req)); audit.KindOf(err) != audit.Invalid || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want an invalid error with %q", err, c.want)
			}
		})
	}
}
