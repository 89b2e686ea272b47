package crosstab

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"auditd/audit"
)

// optionalRequest asks for three tables that may be left out: both numbers, a number by group, and the groups alone.
func optionalRequest(values, cells, groups int) Request {
	req := testRequest(values, cells)
	req.MaxGroups = groups
	req.Tables = append(req.Tables, audit.TablePlan{Name: "names", MaxCells: cells, Axes: []audit.AxisName{{Role: audit.AxisField, Name: "g"}}})
	for k := range req.Tables {
		req.Tables[k].Optional = true
	}
	return req
}

// A counting is all that a count says.
type counting struct {
	Tables  []audit.Table
	LeftOut []audit.LeftOut
}

func countedOptional(req Request, rows [][]string, workers, batch int, tune func(c *Counter)) (counting, error) {
	var kept *Counter
	tables, err := counted(req, rows, workers, batch, func(c *Counter) { tune(c); kept = c })
	if err != nil {
		return counting{}, err
	}
	return counting{tables, kept.LeftOut()}, nil
}

// What is left out, why, and what the other tables hold, depends on the rows alone: not on their order, the workers, the batches or the
// form of the sheets. And whatever is not left out is what a count without optional tables says of it.
func TestLeftOutWhateverTheOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := drawRows(t)
		values, cells := rapid.IntRange(1, 60).Draw(t, "values"), rapid.IntRange(1, 60).Draw(t, "cells")
		req := optionalRequest(values, cells, rapid.IntRange(1, 3).Draw(t, "groups"))
		want, err := countedOptional(req, rows, 1, len(rows), func(*Counter) {})
		if err != nil {
			t.Fatal(err)
		}
		if n := len(want.Tables) + len(want.LeftOut); n != 3 {
			t.Fatalf("%d tables counted or left out, want 3", n)
		}
		shuffled := rapid.Permutation(rows).Draw(t, "order")
		got, err := countedOptional(req, shuffled, rapid.IntRange(1, 4).Draw(t, "workers"), rapid.IntRange(1, 50).Draw(t, "batch"), func(c *Counter) {
			c.dense, c.full = rapid.SampledFrom([]int{0, 20, 1000}).Draw(t, "dense"), rapid.SampledFrom([]int{1, 10, 1000}).Draw(t, "full")
		})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("in one go -, otherwise +\n%s", diff)
		}
		for _, table := range want.Tables {
			var n int64
			for _, k := range table.N {
				n += k
			}
			if n != int64(len(rows)) {
				t.Fatalf("table %s counts %d of %d rows", table.Name, n, len(rows))
			}
		}
		for i := range req.Tables {
			req.Tables[i].Optional = false
		}
		if _, err := counted(req, rows, 2, 10, func(*Counter) {}); (err == nil) != (len(want.LeftOut) == 0) {
			t.Fatalf("%d tables are left out when they may be; when they may not, the error is %v", len(want.LeftOut), err)
		}
	})
}

// Reasons name the column and the limit. Numbers that meet in a table lose bits together, so their tables go together.
func TestReasonsOfLeavingOut(t *testing.T) {
	row := func(n int, make func(k int) []string) (rows [][]string) {
		for k := range n {
			rows = append(rows, make(k))
		}
		return rows
	}
	for _, c := range []struct {
		why  string
		req  Request
		rows [][]string
		want []audit.LeftOut
	}{
		{
			"four groups where three are allowed: the groups go, and both tables of numbers with them", optionalRequest(50, 50, 3),
			row(4, func(k int) []string { return []string{"1", "1", fmt.Sprint("g", k)} }),
			[]audit.LeftOut{{Table: "both", Columns: []string{"g"}, Values: 3}, {Table: "grouped", Columns: []string{"g"}, Values: 3}, {Table: "names", Columns: []string{"g"}, Values: 3}},
		},
		{
			"four groups where three combinations are allowed: only the table of groups goes", optionalRequest(50, 3, 10),
			row(4, func(k int) []string { return []string{"1", "1", fmt.Sprint("g", k)} }),
			[]audit.LeftOut{{Table: "names", Columns: []string{"g"}, Cells: 3}},
		},
		{
			"six powers of two have no bit to give: five values are allowed", optionalRequest(5, 100, 10),
			row(6, func(k int) []string { return []string{fmt.Sprint(1 << k), "1", "a"} }),
			[]audit.LeftOut{{Table: "both", Columns: []string{"x", "y"}, Cells: 100}, {Table: "grouped", Columns: []string{"g", "x"}, Cells: DefaultCells}},
		},
		{"all fits", optionalRequest(5, 5, 1), row(5, func(k int) []string { return []string{fmt.Sprint(k), "1", "a"} }), nil},
	} {
		got, err := countedOptional(c.req, c.rows, 2, 1, func(*Counter) {})
		if diff := cmp.Diff(c.want, got.LeftOut); diff != "" || err != nil {
			t.Errorf("%s: %v\n%s", c.why, err, diff)
		}
	}
}

// One table that must be counted keeps the others of its column from being left out: the count is refused, as it would be without them.
func TestRequiredTableRefuses(t *testing.T) {
	req := optionalRequest(50, 50, 1)
	k := slices.IndexFunc(req.Tables, func(p audit.TablePlan) bool { return p.Name == "names" })
	req.Tables[k].Optional = false
	_, err := counted(req, [][]string{{"1", "1", "a"}, {"1", "1", "b"}}, 2, 1, func(*Counter) {})
	if audit.KindOf(err) != audit.Invalid {
		t.Errorf("got %v, want an invalid error: column g has two values and one is allowed", err)
	}
}
