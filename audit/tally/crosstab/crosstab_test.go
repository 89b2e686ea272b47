package crosstab

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"auditd/audit"
	"auditd/audit/tally/exact"
	"auditd/audit/tally/meaning"
)

// The columns of the tests: two numbers and a group.
var testColumns = []string{"x", "y", "g"}

// testRequest asks for both numbers together, and for each with the group.
func testRequest(values, cells int) Request { return roundedRequest(values, 0, cells) }

// roundedRequest also says how many numbers are kept once they are rounded; 0 means as many as before.
func roundedRequest(values, few, cells int) Request {
	field := func(kind, name string, values int) audit.Field {
		return audit.Field{Kind: kind, Attribute: audit.Attribute{Column: name, Name: name}, Values: values, Rounded: few}
	}
	axis := func(name string) audit.AxisName { return audit.AxisName{Role: audit.AxisField, Name: name} }
	return Request{
		Fields: []audit.Field{field(audit.FieldNumber, "x", values), field(audit.FieldNumber, "y", 2*values), field(audit.FieldGroup, "g", 0)},
		Tables: []audit.TablePlan{
			{Name: "both", MaxCells: cells, Axes: []audit.AxisName{axis("x"), axis("y")}},
			{Name: "grouped", Axes: []audit.AxisName{axis("g"), axis("x")}},
		},
		MaxGroups: 1000,
		Column:    func(name string) int { return slices.Index(testColumns, name) },
	}
}

// counted deals rows out to workers in batches and returns the tables. Each worker has one dictionary, which holds its rows' values.
func counted(req Request, rows [][]string, workers, batch int, tune func(c *Counter)) ([]audit.Table, error) {
	c, err := New(req)
	if err != nil {
		return nil, err
	}
	tune(c)
	c.common = newState(c)
	errs := make([]error, workers)
	var wg sync.WaitGroup
	for k := range workers {
		wg.Go(func() { errs[k] = work(c.Worker(), rows, k, workers, batch) })
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	return c.Tables(), nil
}

// work counts every so-manieth batch.
func work(w *Worker, rows [][]string, k, workers, batch int) error {
	dicts := make([]map[string]uint32, len(testColumns))
	for i := range dicts {
		dicts[i] = map[string]uint32{"": 0}
	}
	used := map[[2]uint32]int64{}
	for seq, lo := 0, 0; lo < len(rows); seq, lo = seq+1, lo+batch {
		if seq%workers != k {
			continue
		}
		part := rows[lo:min(lo+batch, len(rows))]
		codes := make([][]uint32, len(testColumns))
		for i := range testColumns {
			for _, row := range part {
				code, known := dicts[i][row[i]]
				if !known {
					code = uint32(len(dicts[i]))
					dicts[i][row[i]] = code
				}
				codes[i] = append(codes[i], code)
				w.Extend(i, len(dicts[i]))
				if !known {
					if err := w.Meet(i, code, row[i]); err != nil {
						return err
					}
				}
				used[[2]uint32{uint32(i), code}]++
			}
		}
		for lo := 0; lo < len(part); lo += RunRows {
			w.Count(codes, lo, min(lo+RunRows, len(part)), nil, Weights{})
		}
		if err := w.HandOver(false); err != nil {
			return err
		}
	}
	for at, n := range used {
		w.Settle(int(at[0]), at[1], n)
	}
	return w.HandOver(true)
}

// plainest finds, by trying, the most bits at which the numbers and the cells are within their limits, and counts at those.
func plainest(rows [][]string, values, few, cells int) (bits int, both map[string]int64) {
	most := [2]int{values, 2 * values}
	number := func(text string, bits int) string {
		x, known, err := meaning.Number(text, "", meaning.NewMissing(nil))
		if err != nil || !known {
			return audit.Unknown
		}
		return meaning.NumberText(meaning.Truncate(x, bits))
	}
	for bits = meaning.Bits; bits > 0; bits-- {
		xs, ys := map[string]bool{}, map[string]bool{}
		both = map[string]int64{}
		for _, row := range rows {
			x, y := number(row[0], bits), number(row[1], bits)
			xs[x], ys[y] = true, true
			both[x+"|"+y]++
		}
		delete(xs, audit.Unknown)
		delete(ys, audit.Unknown)
		if len(xs) <= most[0] && len(ys) <= most[1] && len(both) <= cells {
			return bits, both
		}
		if few > 0 {
			most = [2]int{few, few}
		}
	}
	return 0, nil
}

func drawRows(t *rapid.T) [][]string {
	number := rapid.OneOf(
		rapid.Custom(func(t *rapid.T) string { return fmt.Sprint(rapid.Float64Range(-4, 4).Draw(t, "x")) }),
		rapid.Custom(func(t *rapid.T) string { return fmt.Sprint(rapid.IntRange(0, 50).Draw(t, "k")) }),
		rapid.SampledFrom([]string{"", "0", "-0", "1e-310", "1e308", "NA", "0.1", "1e-1"}),
	)
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) []string {
		return []string{number.Draw(t, "x"), number.Draw(t, "y"), rapid.SampledFrom([]string{"a", "b", ""}).Draw(t, "g")}
	}), 1, 120).Draw(t, "rows")
}

// The bits that are kept are the most at which everything fits, whatever the workers, the batches and the form of the sheets.
func TestBitsAreTheMostThatFit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := drawRows(t)
		values, cells := rapid.IntRange(3, 120).Draw(t, "values"), rapid.IntRange(3, 150).Draw(t, "cells")
		few := rapid.IntRange(0, values).Draw(t, "few")
		bits, want := plainest(rows, values, few, cells)
		tables, err := counted(roundedRequest(values, few, cells), rows, rapid.IntRange(1, 4).Draw(t, "workers"), rapid.IntRange(1, 50).Draw(t, "batch"), func(c *Counter) {
			c.dense, c.full = rapid.SampledFrom([]int{0, 20, 1000}).Draw(t, "dense"), rapid.SampledFrom([]int{1, 10, 1000}).Draw(t, "full")
		})
		if bits == 0 {
			if audit.KindOf(err) != audit.Invalid {
				t.Fatalf("got %v, want an invalid error: nothing fits", err)
			}
			return
		}
		if err != nil {
			t.Fatalf("%d bits fit: %v", bits, err)
		}
		got := map[string]int64{}
		both := &tables[0]
		for k := range both.Cells() {
			at := both.At(k)
			got[both.Axes[0].Values[at[0]]+"|"+both.Axes[1].Values[at[1]]] += both.N[k]
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("%d bits: by trying -, counted +\n%s", bits, diff)
		}
		for i, a := range both.Axes {
			checkError(t, a, bits, rows, i)
		}
	})
}

// checkError fails unless the bits that an axis states are those that were kept, and no number is farther from its value than stated.
func checkError(t *rapid.T, a audit.TableAxis, bits int, rows [][]string, column int) {
	if a.Bits != 0 && a.Bits != bits {
		t.Fatalf("%s: got %d bits, want %d", a.Name, a.Bits, bits)
	}
	values := a.Numbers()
	for _, row := range rows {
		x, known, _ := meaning.Number(row[column], "", meaning.NewMissing(nil))
		if !known {
			continue
		}
		nearest := math.Inf(1)
		for _, v := range values {
			if math.Abs(v) <= math.Abs(x) {
				nearest = min(nearest, math.Abs(x-v))
			}
		}
		if bound := a.Error() * math.Abs(x); nearest > bound && math.Abs(x) > 1e-300 {
			t.Fatalf("%s: %v is %v from the next value, the bound is %v", a.Name, x, nearest, bound)
		}
	}
}

// An axis none of whose numbers lost a bit says that it is exact, although another one of its table lost some.
func TestExactAxisBesideARoundedOne(t *testing.T) {
	var rows [][]string
	for k := range 200 {
		rows = append(rows, []string{fmt.Sprint(math.Sqrt(float64(k) + 2)), fmt.Sprint(k % 4), "a"})
	}
	tables, err := counted(testRequest(50, 1000), rows, 2, 10, func(*Counter) {})
	if err != nil {
		t.Fatal(err)
	}
	// √2 to √201 lie in four binades, [1,2) to [8,16); six bits leave up to 32 values in each of them and 50 in none together.
	if x, y := tables[0].Axes[0], tables[0].Axes[1]; x.Bits == 0 || len(x.Values) > 50 || y.Bits != 0 || strings.Join(y.Values, " ") != "0 1 2 3" {
		t.Errorf("got %d bits and %d values, and %d bits and %v; want some bits and at most 50 values, and 0 bits", x.Bits, len(x.Values), y.Bits, y.Values)
	}
}

func TestRefusals(t *testing.T) {
	many := func(n int) [][]string {
		var rows [][]string
		for k := range n {
			rows = append(rows, []string{fmt.Sprint(math.Pow(2, float64(k))), "0", fmt.Sprint("g", k)})
		}
		return rows
	}
	for _, c := range []struct {
		why  string
		req  Request
		rows [][]string
		want string
	}{
		{"powers of two keep one bit and stay apart", testRequest(5, 100), many(6), `column "x": more than 5 distinct values of "x", even when rounded to powers of two`},
		{"a table of groups has no bits to give", Request{
			Fields: testRequest(9, 9).Fields[2:], Tables: []audit.TablePlan{{Name: "t", MaxCells: 3, Axes: []audit.AxisName{{Role: audit.AxisField, Name: "g"}}}},
			MaxGroups: 10, Column: testRequest(9, 9).Column,
		}, many(4), `more than 3 combinations of values in the table "t"`},
		{"groups have a limit", Request{
			Fields: testRequest(9, 9).Fields[2:], Tables: []audit.TablePlan{{Name: "t", Axes: []audit.AxisName{{Role: audit.AxisField, Name: "g"}}}},
			MaxGroups: 3, Column: testRequest(9, 9).Column,
		}, many(4), `column "g": more than 3 distinct values of "g"`},
		{"text is no number", testRequest(9, 9), [][]string{{"1", "zwei", "a"}}, `column "y": not a finite decimal number: "zwei"`},
		{"infinity is no number", testRequest(9, 9), [][]string{{"1", "-inf", "a"}}, `not a finite decimal number`},
		{"1e999 is too large", testRequest(9, 9), [][]string{{"1e999", "1", "a"}}, `not a finite decimal number`},
	} {
		_, err := counted(c.req, c.rows, 2, 1, func(*Counter) {})
		if err == nil || !strings.Contains(err.Error(), c.want) || audit.KindOf(err) != audit.Invalid {
			t.Errorf("%s: got %v, want %s", c.why, err, c.want)
		}
	}
}

// A request that contradicts itself is refused before anything is read.
func TestRequestFaults(t *testing.T) {
	g := audit.Field{Kind: audit.FieldGroup, Attribute: audit.Attribute{Column: "g"}}
	by := func(names ...string) []audit.TablePlan {
		p := audit.TablePlan{Name: "t"}
		for _, n := range names {
			p.Axes = append(p.Axes, audit.AxisName{Role: audit.AxisField, Name: n})
		}
		return []audit.TablePlan{p}
	}
	for _, c := range []struct {
		fields []audit.Field
		tables []audit.TablePlan
		want   string
	}{
		{[]audit.Field{g, g}, by("g"), `two fields are called "g"`},
		{[]audit.Field{g}, by("g", "g"), `has an axis twice`},
		{[]audit.Field{g}, by("h"), `has an axis that the request does not have: field "h"`},
		{[]audit.Field{g}, slices.Concat(by("g"), by("g")), `two tables are called "t"`},
		{[]audit.Field{{Kind: "colour", Attribute: g.Attribute}}, by("g"), `of a kind that is not known: "colour"`},
		{[]audit.Field{{Kind: audit.FieldPeriod, Attribute: g.Attribute, By: "week"}}, by("g"), `not year, quarter, month or day`},
		{[]audit.Field{{Kind: audit.FieldNumber}}, by("g"), `names no column`},
		{[]audit.Field{{Kind: audit.FieldNumber, Attribute: g.Attribute, Values: -1}}, by("g"), `is not between 1 and 2^24`},
	} {
		_, err := New(Request{Fields: c.fields, Tables: c.tables, MaxGroups: 10, Column: func(string) int { return 0 }})
		if err == nil || !strings.Contains(err.Error(), c.want) || audit.KindOf(err) != audit.Invalid {
			t.Errorf("got %v, want %s", err, c.want)
		}
	}
}

// Sums of weights are the exact ones, rounded once, also when a table becomes a list half-way.
func TestWeights(t *testing.T) {
	req := testRequest(1000, 8*1000)
	req.Weighted = true
	for _, dense := range []int{0, 60, 1 << 16} {
		c, err := New(req)
		if err != nil {
			t.Fatal(err)
		}
		c.dense = dense
		c.common = newState(c)
		w := c.Worker()
		cuts := []exact.Weight{exact.Cut(0.1), exact.Cut(1e15)}
		for k := range 100 {
			codes := [][]uint32{{uint32(k%10) + 1, uint32(k%10) + 1}, {1, 1}, {1, 1}}
			for i := range codes {
				w.Extend(i, 11)
				if err := w.Meet(i, codes[i][0], fmt.Sprint(codes[i][0])); err != nil {
					t.Fatal(err)
				}
			}
			w.Count(codes, 0, 2, []int32{0, 1}, Weights{Codes: []uint32{0, 1}, Position: []uint32{0, 1}, Cuts: cuts})
		}
		for i := range testColumns {
			for code := range uint32(11) {
				w.Settle(i, code, 1)
			}
		}
		if err := w.HandOver(true); err != nil {
			t.Fatal(err)
		}
		for _, table := range c.Tables() {
			for k := range table.Cells() {
				// Ten rows of 0.1 and ten of 1e15: 10·0.1 is 1.000000000000000055…, and 10^16+1 is no float64; the exact sum rounds to
				// 10000000000000001.000… → 1e16 + 0 or + 2, ties to even downwards were it a tie; it lies above the tie, so + 2.
				if got, want := table.W[k], 10000000000000002.0; got != want || table.N[k] != 20 {
					t.Errorf("dense %d, %s cell %d: got %v of %d rows, want %v of 20", dense, table.Name, k, got, table.N[k], want)
				}
			}
			if table.Cells() != 10 {
				t.Errorf("got %d cells, want 10", table.Cells())
			}
		}
	}
}

// Of spare axes as many are kept, from the first, as their combinations allow; the rows, their order, the workers and the form of
// the sheets leave no trace. By trying: the combinations of each number of axes are counted as texts.
func TestSpareAxes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.SampledFrom([]string{"", "a", "b", "c", "d", "e"})
		rows := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) []string {
			return []string{value.Draw(t, "x"), value.Draw(t, "y"), value.Draw(t, "g")}
		}), 1, 120).Draw(t, "rows")
		cells := rapid.IntRange(1, 60).Draw(t, "cells")
		req := Request{MaxGroups: 100, Column: func(name string) int { return slices.Index(testColumns, name) }}
		plan := audit.TablePlan{Name: "t", MaxCells: cells, Spare: 2}
		for _, name := range testColumns {
			req.Fields = append(req.Fields, audit.Field{Kind: audit.FieldGroup, Attribute: audit.Attribute{Column: name, Name: name}})
			plan.Axes = append(plan.Axes, audit.AxisName{Role: audit.AxisField, Name: name})
		}
		req.Tables = []audit.TablePlan{plan}
		want, axes := map[string]int64{}, 3
		for ; axes > 0; axes-- {
			clear(want)
			for _, row := range rows {
				known := slices.Clone(row[:axes])
				for i, v := range known {
					if v == "" {
						known[i] = audit.Unknown
					}
				}
				want[strings.Join(known, "|")]++
			}
			if len(want) <= cells {
				break
			}
		}
		tables, err := counted(req, rows, rapid.IntRange(1, 4).Draw(t, "workers"), rapid.IntRange(1, 50).Draw(t, "batch"), func(c *Counter) {
			c.dense, c.full = rapid.SampledFrom([]int{0, 20, 1000}).Draw(t, "dense"), rapid.SampledFrom([]int{1, 10, 1000}).Draw(t, "full")
		})
		if axes == 0 {
			if audit.KindOf(err) != audit.Invalid {
				t.Fatalf("got %v, want an invalid error: one axis has too many values", err)
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]int64{}
		for k := range tables[0].Cells() {
			var names []string
			for i, code := range tables[0].At(k) {
				names = append(names, tables[0].Axes[i].Values[code])
			}
			got[strings.Join(names, "|")] += tables[0].N[k]
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("%d axes: by trying -, counted +\n%s", axes, diff)
		}
	})
}
