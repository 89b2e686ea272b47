package tally

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"auditd/audit"
)

// The properties hold for this request: an attribute as it is, a binned one, a mapped one, a stratum, decision, label.
func propertyRequest(weighted bool) Request {
	req := Request{
		Attributes: []audit.Attribute{
			{Column: "sex"},
			{Column: "age", Breaks: []float64{18, 65}},
			{Column: "region", Map: map[string]string{"n": "North", "N": "North", "s": "South"}, Others: "Elsewhere"},
		},
		Strata:   []audit.Attribute{{Column: "office", Missing: []string{"?"}}},
		Decision: &audit.Binary{Column: "hired", True: []string{"1"}, False: []string{"0"}},
		Label:    &audit.Binary{Column: "good", True: []string{"true"}},
	}
	if weighted {
		req.Weight = "weight"
	}
	return req
}

// meanings are the values that the tables are drawn from, with what each must be taken for, written down by hand.
var meanings = map[string]map[string]string{
	"sex":    {"F": "F", "M": "M", " F ": "F", "x": "x", "": audit.Unknown, null: audit.Unknown, "NA": audit.Unknown},
	"age":    {"17": "<18", "17.99": "<18", "18": "18-<65", "64": "18-<65", "65": ">=65", "1e3": ">=65", "nan": audit.Unknown},
	"region": {"n": "North", "N": "North", "s": "South", "e": "Elsewhere", "w": "Elsewhere", " ": audit.Unknown},
	"office": {"a": "a", "b": "b", "NA": "NA", "?": audit.Unknown, "": audit.Unknown},
	"hired":  {"1": "selected", "1.0": "selected", "0": "not_selected", "null": "-"},
	"good":   {"TRUE": "positive", "True": "positive", "no": "negative", "1": "negative", "none": "-"},
	"weight": {"1": "1", "0.1": "0.1", "2.5": "2.5", "3e-5": "0.00003", "0": "zero", "": "missing", "1e18": "1e18"},
}

// drawTable draws rows from the meanings.
func drawTable(t *rapid.T, most int) table {
	out := table{columns: []string{"good", "sex", "age", "weight", "region", "office", "hired"}}
	n := rapid.IntRange(1, most).Draw(t, "rows")
	var choices [][]string
	for _, c := range out.columns {
		list := []string{}
		for v := range meanings[c] {
			list = append(list, v)
		}
		slices.Sort(list)
		choices = append(choices, list)
	}
	r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
	for range n {
		row := make([]string, len(choices))
		for i, c := range choices {
			row[i] = c[r.IntN(len(c))]
		}
		out.rows = append(out.rows, row)
	}
	return out
}

// oracle counts row by row with a map, in the plainest way.
func oracle(t table) map[string]int64 {
	at := map[string]int{}
	for i, c := range t.columns {
		at[c] = i
	}
	out := map[string]int64{}
	for _, row := range t.rows {
		as := func(c string) string { return meanings[c][row[at[c]]] }
		out[fmt.Sprintf("%s, %s, %s, %s | %s | %s", as("sex"), as("age"), as("region"), as("office"), as("good"), as("hired"))]++
	}
	return out
}

// drawReading draws how the rows are dealt out.
func drawReading(t *rapid.T) reading {
	return reading{
		workers: rapid.IntRange(1, 8).Draw(t, "workers"),
		batch:   rapid.IntRange(1, 5000).Draw(t, "batch"),
		keep:    rapid.SampledFrom([]int{0, 2, 3, 5}).Draw(t, "values kept"),
	}
}

// asJSON writes cells as the results document does.
func asJSON(t testing.TB, c *audit.Cells) string {
	t.Helper()
	data, err := json.MarshalIndent(c, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// quiet lets helpers that take a testing.TB fail a rapid test.
type quiet struct {
	testing.TB
	t *rapid.T
}

func (q quiet) Helper()                   {}
func (q quiet) Fatal(args ...any)         { q.t.Fatal(args...) }
func (q quiet) Fatalf(f string, a ...any) { q.t.Fatalf(f, a...) }

func TestEqualsRowByRow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := drawTable(t, 300)
		c := mustTally(quiet{t: t}, propertyRequest(false), rows, drawReading(t))
		got := map[string]int64{}
		for _, l := range lines(c) {
			i := strings.LastIndex(l, " | ")
			var n int64
			_, _ = fmt.Sscan(l[i+3:], &n)
			got[l[:i]] = n
		}
		if diff := cmp.Diff(oracle(rows), got); diff != "" {
			t.Fatalf("row by row -, tally +\n%s", diff)
		}
	})
}

func TestWorkersBatchesAndOrderLeaveNoTrace(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := drawTable(t, 2000)
		req := propertyRequest(true)
		want, wantNotes, err := tallied(req, rows, reading{batch: len(rows.rows)})
		other := table{rows.columns, slices.Clone(rows.rows)}
		r := rand.New(rand.NewPCG(7, rapid.Uint64().Draw(t, "shuffle")))
		r.Shuffle(len(other.rows), func(i, j int) { other.rows[i], other.rows[j] = other.rows[j], other.rows[i] })
		got, gotNotes, err2 := tallied(req, other, drawReading(t))
		if err != nil || err2 != nil {
			if fmt.Sprint(err) != fmt.Sprint(err2) {
				t.Fatalf("got error %v, want %v", err2, err)
			}
			return
		}
		if diff := cmp.Diff(asJSON(quiet{t: t}, want), asJSON(quiet{t: t}, got)); diff != "" {
			t.Fatalf("one worker -, several +\n%s", diff)
		}
		if diff := cmp.Diff(wantNotes, gotNotes); diff != "" {
			t.Fatalf("notices: one worker -, several +\n%s", diff)
		}
	})
}

func TestMergeEqualsOnePass(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawTable(t, 40), drawTable(t, 40)
		req, q := propertyRequest(false), quiet{t: t}
		both := table{a.columns, slices.Concat(a.rows, b.rows)}
		got, err := Merge(mustTally(q, req, a, reading{}), mustTally(q, req, b, reading{}))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(asJSON(q, mustTally(q, req, both, reading{})), asJSON(q, got)); diff != "" {
			t.Fatalf("one pass -, merged +\n%s", diff)
		}
	})
}

func TestDoubledRowsDoubleTheCounts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows, q := drawTable(t, 100), quiet{t: t}
		rows.rows = append(rows.rows, []string{"no", "F", "17", "1", "n", "a", "1"}) // one row at least has a weight
		req := propertyRequest(true)
		once, twice := mustTally(q, req, rows, reading{}), mustTally(q, req, table{rows.columns, slices.Concat(rows.rows, rows.rows)}, drawReading(t))
		if len(once.Cells) != len(twice.Cells) || twice.Read != 2*once.Read {
			t.Fatalf("got %d cells of %d rows, want %d of %d", len(twice.Cells), twice.Read, len(once.Cells), 2*once.Read)
		}
		for i := range once.Cells {
			// Doubling a float64 is exact, and the doubled exact sum rounds to the doubled rounded one.
			if want := once.Cells[i].Counts.Add(once.Cells[i].Counts); twice.Cells[i].Counts != want {
				t.Fatalf("cell %v: got %v, want %v", once.Cells[i].Codes, twice.Cells[i].Counts, want)
			}
		}
	})
}

func TestRenamedValuesRenameGroups(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows, q := drawTable(t, 100), quiet{t: t}
		names := map[string]string{"F": "zz", " F ": " zz", "M": "女", "x": "0"}
		renamed := table{columns: rows.columns}
		for _, row := range rows.rows {
			row = slices.Clone(row)
			if to, ok := names[row[1]]; ok {
				row[1] = to
			}
			renamed.rows = append(renamed.rows, row)
		}
		req := propertyRequest(false)
		want := []string{}
		for _, l := range lines(mustTally(q, req, rows, reading{})) {
			group, rest, _ := strings.Cut(l, ",")
			if to, ok := names[group]; ok {
				group = to
			}
			want = append(want, group+","+rest)
		}
		got := lines(mustTally(q, req, renamed, drawReading(t)))
		slices.Sort(want)
		slices.Sort(got)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("renamed afterwards -, before +\n%s", diff)
		}
	})
}

func TestSparseEqualsDense(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows, q := drawTable(t, 500), quiet{t: t}
		rows.rows = append(rows.rows, []string{"no", "F", "17", "1", "n", "a", "1"})
		req := propertyRequest(rapid.Bool().Draw(t, "weighted"))
		// With the highest limit every axis needs 25 bits of the key, so that the key has several chunks.
		req.MaxGroups = rapid.SampledFrom([]int{10, 1000, 1 << 24}).Draw(t, "max groups")
		c, err := New(req)
		if err != nil {
			t.Fatal(err)
		}
		c.dense = rapid.SampledFrom([]uint64{0, 1, 30, 100, 300, 1000}).Draw(t, "dense")
		if err := feed(c, rows, drawReading(t)); err != nil {
			t.Fatal(err)
		}
		got, err := c.Cells()
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(asJSON(q, mustTally(q, req, rows, reading{})), asJSON(q, got)); diff != "" {
			t.Fatalf("dense -, sparse +\n%s", diff)
		}
	})
}

// Whatever a table holds, every row is counted or excluded with a reason, or the count stops with an Invalid error that names the
// column.
func TestGarbageIsCountedOrRefused(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		req := Request{
			Attributes: []audit.Attribute{{Column: "a"}, {Column: "b", Breaks: []float64{0}, Others: rapid.SampledFrom([]string{"", "text"}).Draw(t, "others")}},
			Decision:   &audit.Binary{Column: "a", True: []string{"1"}},
			Weight:     rapid.SampledFrom([]string{"", "w"}).Draw(t, "weight"),
			MaxGroups:  20,
		}
		cell := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"", null, "1", "0", "-1", "1e999", "1e-999", "NaN", "inf", "0x1p3", "1_0", "NA", "٣"}))
		rows := table{columns: []string{"a", "b", "w"}, rows: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) []string {
			return []string{cell.Draw(t, "a"), cell.Draw(t, "b"), cell.Draw(t, "w")}
		}), 1, 30).Draw(t, "rows")}
		c, _, err := tallied(req, rows, drawReading(t))
		if err != nil {
			if audit.KindOf(err) != audit.Invalid || !strings.Contains(err.Error(), "column ") {
				t.Fatalf("got error %v, want an invalid one that names the column", err)
			}
			return
		}
		if err := c.Check(); err != nil || c.Read != int64(len(rows.rows)) {
			t.Fatalf("read %d of %d rows: %v", c.Read, len(rows.rows), err)
		}
		for _, v := range c.Values {
			n := v.More // each of them has one row at least
			for _, x := range v.Values {
				n += x.Rows
			}
			if n > c.Read || v.More == 0 && n != c.Read {
				t.Fatalf("%s %s: %d rows listed of %d", v.Role, v.Column, n, c.Read)
			}
		}
	})
}
