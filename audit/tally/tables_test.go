package tally

import (
	"cmp"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"auditd/audit"
)

// tableMeanings are the values of further columns with what each must be taken for, written down by hand; those of meanings besides.
var tableMeanings = map[string]map[string]string{
	"score": {"0.5": "0.5", ".50": "0.5", "5e-1": "0.5", "0.25": "0.25", "-0": "0", "0": "0", "1e3": "1000", "-2": "-2", "7": "7", "": audit.Unknown, "NA": audit.Unknown, "0.75": "0.75"},
	"day": {
		"2024-03-07": "2024-Q1", "2024/4/7": "2024-Q2", "20241231": "2024-Q4", "2023年12月31日": "2023-Q4", "2024-03-07 10:11:12": "2024-Q1",
		"2024-10-07T00:00:00Z": "2024-Q4", "null": audit.Unknown,
	},
	"job":  {"a": "a", " a": "a", "b": "b", "": audit.Unknown},
	"memo": {"": audit.Absent, null: audit.Absent, "none": audit.Absent, "x": audit.Present, "0": audit.Present},
}

// fieldNames are the names of the fields of tableRequest, by column.
var fieldNames = map[string]string{"score": "s", "day": "quarter", "job": "job", "memo": "memo given"}

func tableRequest(weighted bool, values, cells int) Request {
	req := propertyRequest(weighted)
	req.Fields = []audit.Field{
		{Kind: audit.FieldNumber, Attribute: audit.Attribute{Column: "score", Name: "s"}, Values: values},
		{Kind: audit.FieldPeriod, Attribute: audit.Attribute{Column: "day", Name: "quarter"}, By: "quarter"},
		{Kind: audit.FieldGroup, Attribute: audit.Attribute{Column: "job"}},
		{Kind: audit.FieldPresence, Attribute: audit.Attribute{Column: "memo", Name: "memo given"}},
	}
	req.Tables = []audit.TablePlan{
		{Name: "scores", MaxCells: cells, Axes: []audit.AxisName{
			{Role: audit.AxisAttribute, Name: "sex"}, {Role: audit.AxisLabel}, {Role: audit.AxisDecision}, {Role: audit.AxisField, Name: "s"},
		}},
		{Name: "wide", Axes: []audit.AxisName{
			{Role: audit.AxisField, Name: "quarter"},
			{Role: audit.AxisField, Name: "job"},
			{Role: audit.AxisField, Name: "memo given"},
			{Role: audit.AxisStratum, Name: "office"},
			{Role: audit.AxisAttribute, Name: "age"},
			{Role: audit.AxisAttribute, Name: "region"},
		}},
		{Name: "all", Axes: []audit.AxisName{}},
	}
	return req
}

// withFields draws further columns for a drawn table.
func withFields(t *rapid.T, rows table) table {
	out := table{columns: slices.Concat(rows.columns, []string{"score", "day", "job", "memo"})}
	r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "fields"), 0))
	for _, row := range rows.rows {
		row = slices.Clone(row)
		for _, c := range out.columns[len(rows.columns):] {
			var list []string
			for v := range tableMeanings[c] {
				list = append(list, v)
			}
			slices.Sort(list)
			row = append(row, list[r.IntN(len(list))])
		}
		out.rows = append(out.rows, row)
	}
	return out
}

// tableOracle counts a table row by row with a map, in the plainest way: rows, and exact sums of weights.
func tableOracle(rows table, plan audit.TablePlan, weighted bool) map[string]string {
	at := map[string]int{}
	for i, c := range rows.columns {
		at[c] = i
	}
	as := func(row []string, c string) string {
		m := meanings[c]
		if m == nil {
			m = tableMeanings[c]
		}
		return m[row[at[c]]]
	}
	n, sums := map[string]int64{}, map[string]*big.Rat{}
	for _, row := range rows.rows {
		w, ok := new(big.Rat).SetString(as(row, "weight"))
		if weighted && !ok {
			continue
		}
		var key []string
		for _, a := range plan.Axes {
			c := map[string]string{audit.AxisDecision: "hired", audit.AxisLabel: "good"}[a.Role]
			if c == "" {
				c = a.Name
			}
			for column, name := range fieldNames {
				if a.Role == audit.AxisField && name == a.Name {
					c = column
				}
			}
			v := as(row, c)
			if v == "-" {
				v = audit.Unknown
			}
			key = append(key, v)
		}
		k := strings.Join(key, "|")
		n[k]++
		if weighted {
			if sums[k] == nil {
				sums[k] = new(big.Rat)
			}
			x, _ := strconv.ParseFloat(row[at["weight"]], 64)
			w.SetFloat64(x)
			sums[k].Add(sums[k], w)
		}
	}
	out := map[string]string{}
	for k := range n {
		out[k] = fmt.Sprint(n[k])
		if weighted {
			x, _ := sums[k].Float64()
			out[k] += fmt.Sprintf(" %v", x)
		}
	}
	return out
}

// tableLines writes a counted table as the oracle does.
func tableLines(t *audit.Table) map[string]string {
	out := map[string]string{}
	for k := range t.Cells() {
		var key []string
		for i, code := range t.At(k) {
			key = append(key, t.Axes[i].Values[code])
		}
		line := fmt.Sprint(t.N[k])
		if t.W != nil {
			line += fmt.Sprintf(" %v", t.W[k])
		}
		out[strings.Join(key, "|")] = line
	}
	return out
}

func TestTablesEqualRowByRow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		weighted := rapid.Bool().Draw(t, "weighted")
		rows := drawTable(t, 300)
		rows.rows = append(rows.rows, []string{"no", "F", "17", "1", "n", "a", "1"})
		rows = withFields(t, rows)
		req := tableRequest(weighted, 0, 0)
		c := mustTally(quiet{t: t}, req, rows, drawReading(t))
		for i, plan := range req.Tables {
			if diff := gocmp.Diff(tableOracle(rows, plan, weighted), tableLines(&c.Tables[i])); diff != "" {
				t.Fatalf("%s: row by row -, tally +\n%s", plan.Name, diff)
			}
		}
		for _, table := range c.Tables {
			checkCanonical(t, c, &table)
		}
	})
}

// checkCanonical fails unless cells and values are in their order and attributes have the values that the cells have.
func checkCanonical(t *rapid.T, c *audit.Cells, table *audit.Table) {
	for k := 1; k < table.Cells(); k++ {
		if slices.Compare(table.At(k-1), table.At(k)) >= 0 {
			t.Fatalf("%s: cell %d is not after the one before it", table.Name, k)
		}
	}
	for _, a := range table.Axes {
		for _, dims := range [][]audit.Dim{c.Attributes, c.Strata} {
			for _, d := range dims {
				if d.Name == a.Name && a.Role != audit.AxisField && !slices.Equal(d.Values, a.Values) {
					t.Fatalf("%s: got values %v of %s, the cells have %v", table.Name, a.Values, a.Name, d.Values)
				}
			}
		}
		if a.Kind == audit.FieldNumber {
			numbers := a.Numbers()
			if a.Unknown() >= 0 {
				numbers = numbers[:a.Unknown()]
			}
			if !slices.IsSortedFunc(numbers, cmp.Compare[float64]) {
				t.Fatalf("%s: numbers are not ascending: %v", table.Name, a.Values)
			}
		}
	}
}

// Neither the order of rows nor the workers leave a trace, also where numbers lose bits and workers hand over early.
func TestTablesLeaveNoTrace(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := drawTable(t, 1000)
		rows.rows = append(rows.rows, []string{"no", "F", "17", "1", "n", "a", "1"})
		rows = withFields(t, rows)
		r := rand.New(rand.NewPCG(3, rapid.Uint64().Draw(t, "scores")))
		for _, row := range rows.rows {
			if at := slices.Index(rows.columns, "score"); row[at] != "" && r.IntN(3) > 0 {
				row[at] = fmt.Sprint(math.Round(r.NormFloat64()*1000) / 64)
			}
		}
		req := tableRequest(rapid.Bool().Draw(t, "weighted"), rapid.SampledFrom([]int{0, 400, 60, 40}).Draw(t, "values"), rapid.SampledFrom([]int{0, 2000, 1200}).Draw(t, "cells"))
		want, wantNotes, err := tallied(req, rows, reading{batch: len(rows.rows)})
		other := table{rows.columns, slices.Clone(rows.rows)}
		r.Shuffle(len(other.rows), func(i, j int) { other.rows[i], other.rows[j] = other.rows[j], other.rows[i] })
		how := drawReading(t)
		how.batch = rapid.IntRange(1, 200).Draw(t, "small batch")
		got, gotNotes, err2 := tallied(req, other, how)
		if err != nil || err2 != nil {
			if fmt.Sprint(err) != fmt.Sprint(err2) {
				t.Fatalf("got error %v, want %v", err2, err)
			}
			return
		}
		if diff := gocmp.Diff(asJSON(quiet{t: t}, want), asJSON(quiet{t: t}, got)); diff != "" {
			t.Fatalf("one worker -, several +\n%s", diff)
		}
		if diff := gocmp.Diff(wantNotes, gotNotes); diff != "" {
			t.Fatalf("notices: one worker -, several +\n%s", diff)
		}
	})
}

// Two counts merged are the count of both files, tables and lists of values included.
func TestMergedTablesEqualOnePass(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := withFields(t, drawTable(t, 40)), withFields(t, drawTable(t, 40))
		req, q := tableRequest(false, 0, 0), quiet{t: t}
		both := table{a.columns, slices.Concat(a.rows, b.rows)}
		got, err := Merge(mustTally(q, req, a, reading{}), mustTally(q, req, b, reading{}))
		if err != nil {
			t.Fatal(err)
		}
		if diff := gocmp.Diff(asJSON(q, mustTally(q, req, both, reading{})), asJSON(q, got)); diff != "" {
			t.Fatalf("one pass -, merged +\n%s", diff)
		}
	})
}

// Numbers that lost bits in one of two files lose them in the merged table.
func TestMergeKeepsTheFewerBits(t *testing.T) {
	req := Request{
		Fields: []audit.Field{{Kind: audit.FieldNumber, Attribute: audit.Attribute{Column: "x"}, Values: 3}},
		Tables: []audit.TablePlan{{Name: "t", Axes: []audit.AxisName{{Role: audit.AxisField, Name: "x"}}}},
	}
	fine := mustTally(t, req, parse("x\n0.75\n1.75\n<null>"), reading{})
	// Two bits tell 1 from 1.5; four numbers need three bits, three are allowed: 1, 1 and 1.5, 1.5.
	rough := mustTally(t, req, parse("x\n1\n1.25\n1.5\n1.75"), reading{})
	got, err := Merge(fine, rough)
	if err != nil {
		t.Fatal(err)
	}
	axis := got.Tables[0].Axes[0]
	want := map[string]string{"0.75": "1", "1": "2", "1.5": "3", audit.Unknown: "1"}
	if diff := gocmp.Diff(want, tableLines(&got.Tables[0])); diff != "" || axis.Bits != 2 || fine.Tables[0].Axes[0].Bits != 0 {
		t.Errorf("got %d bits, want 2; want -, got +\n%s", axis.Bits, diff)
	}
}

// A fault in a further column is told with its row and value, as one in any other column.
func TestFieldFaultNamesRowAndValue(t *testing.T) {
	req := Request{
		Fields: []audit.Field{{Kind: audit.FieldNumber, Attribute: audit.Attribute{Column: "x"}}},
		Tables: []audit.TablePlan{{Name: "t", Axes: []audit.AxisName{{Role: audit.AxisField, Name: "x"}}}},
	}
	for _, bad := range []string{"high", "inf", "NAN?", "1,5", "0x10", "1_000", "１"} {
		_, _, err := tallied(req, parse("x\n1\nNA\n"+bad), reading{})
		e, ok := err.(*audit.Error)
		if !ok || e.Row != 3 || e.Column != "x" || e.Value != audit.Quote(bad) || e.Kind != audit.Invalid {
			t.Errorf("%s: got %v, want an error with row 3, column x and the value", bad, err)
		}
	}
}

// A field may stand in a file that is joined; a person without a partner has no value there.
func TestTableOfJoinedColumn(t *testing.T) {
	req := Request{
		Attributes: []audit.Attribute{{Column: "sex"}},
		Fields:     []audit.Field{{Kind: audit.FieldNumber, Attribute: audit.Attribute{Column: "score"}}},
		Tables: []audit.TablePlan{{Name: "t", Axes: []audit.AxisName{
			{Role: audit.AxisAttribute, Name: "sex"}, {Role: audit.AxisField, Name: "score"},
		}}},
	}
	parts := []Part{
		{Source: memory("people.csv", []byte("id,sex\n1,F\n2,M\n3,F\n,F\n"))},
		{Source: memory("scores.csv", []byte("id,score\n3,0.50\n1,.5\n9,7\n"))},
	}
	cells, _, err := Files(t.Context(), req, audit.Files{How: "join", ID: "id"}, parts, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"F|0.5": "2", "M|Unknown": "1"}
	if diff := gocmp.Diff(want, tableLines(&cells.Tables[0])); diff != "" {
		t.Errorf("want -, got +\n%s", diff)
	}
}
