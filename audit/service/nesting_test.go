package service

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"auditd/audit"
)

// people are rows of a table with two columns and a decision: how many of each.
type people map[[3]string]int64 // first and second column, then yes or no

// tabulate counts people as an audit with the columns in its plan does, alone and in pairs.
func tabulate(rows people, names ...string) *audit.Audit {
	a := &audit.Audit{Plan: audit.Plan{Columns: audit.Columns{Decision: &audit.Binary{}}}}
	for _, n := range names {
		a.Plan.Columns.Attributes = append(a.Plan.Columns.Attributes, audit.Attribute{Name: n, Column: n})
	}
	for i := range names {
		addSet(a, rows, names, []int{i})
		for j := range i {
			addSet(a, rows, names, []int{j, i})
		}
	}
	for _, n := range rows {
		a.Rows.Counted += n
	}
	return a
}

func addSet(a *audit.Audit, rows people, names []string, dims []int) {
	index := map[string]int{}
	for key, n := range rows {
		var g audit.Group
		for _, d := range dims {
			g = append(g, audit.Item{Attribute: names[d], Value: key[d]})
		}
		i, ok := index[fmt.Sprint(g)]
		if !ok {
			i = len(a.Estimates)
			index[fmt.Sprint(g)] = i
			a.Estimates = append(a.Estimates, audit.Estimate{Metric: "selection_rate", Group: g})
		}
		e := &a.Estimates[i]
		e.N += n
		e.Denominator += n
		if key[2] == "yes" {
			e.Numerator += n
		}
	}
}

// half puts people into a cell, half of them selected.
func (p people) half(n int64, first, second string) {
	p[[3]string{first, second, "yes"}] += n / 2
	p[[3]string{first, second, "no"}] += n - n/2
}

// Of two attributes that nest the finer one is withheld when both together give a small count away, worked out by hand.
func TestNestedAttributes(t *testing.T) {
	for _, test := range []struct {
		name     string
		rows     [][3]any // first, second, people
		withheld [2]bool
	}{
		{"districts nest in cities: nothing but sums", [][3]any{{"A", "a1", 60}, {"A", "a2", 40}, {"B", "b1", 50}, {"B", "b2", 50}}, [2]bool{}},
		// a1 + a2 − A = 4: two of those selected and two of those not live in city B and are in a district of A.
		{"four people are in the wrong city", [][3]any{{"A", "a1", 60}, {"A", "a2", 40}, {"B", "a2", 4}, {"B", "b1", 96}}, [2]bool{false, true}},
		// Z1 − A = 6: the village of B that the zone of A has besides.
		{"a zone is a city and a village", [][3]any{{"A", "Z1", 80}, {"B", "Z1", 6}, {"B", "Z2", 90}}, [2]bool{false, true}},
		{"the same with forty people in the village", [][3]any{{"A", "Z1", 80}, {"B", "Z1", 40}, {"B", "Z2", 90}}, [2]bool{}},
		{"the finer one comes first", [][3]any{{"a1", "A", 60}, {"a2", "A", 40}, {"a2", "B", 4}, {"b1", "B", 96}}, [2]bool{true, false}},
		// Nobody can tell the four from the margins: each can be between 0 and 50 of its layer.
		{"columns that do not nest", [][3]any{{"m", "young", 100}, {"f", "young", 4}, {"m", "old", 104}, {"f", "old", 200}}, [2]bool{}},
		// 95 % of both: of 10 + 10 in the small groups of a layer, the 9 who are in both are known to be 10 at most, and methods 13.3 wants 13.5.
		{"two small groups that are nearly one", [][3]any{{"m", "x", 380}, {"m", "y", 2}, {"f", "x", 2}, {"f", "y", 18}}, [2]bool{false, true}},
	} {
		rows := people{}
		for _, r := range test.rows {
			rows.half(int64(r[2].(int)), r[0].(string), r[1].(string))
		}
		p := summaryOf(tabulate(rows, "first", "second"))
		if got := [2]bool{p.Attributes[0].Withheld, p.Attributes[1].Withheld}; got != test.withheld {
			t.Errorf("%s: withheld %v, want %v", test.name, got, test.withheld)
		}
	}
}

// A plan that crosses nothing has no cross table: of two attributes only the first is published.
func TestUncheckedAttributesAreWithheld(t *testing.T) {
	rows := people{}
	rows.half(100, "A", "x")
	rows.half(100, "B", "y")
	rows.half(100, "A", "y")
	a := tabulate(rows, "first", "second")
	var single []audit.Estimate
	for _, e := range a.Estimates {
		if len(e.Group) == 1 {
			single = append(single, e)
		}
	}
	if p := summaryOf(a); p.Attributes[0].Withheld || p.Attributes[1].Withheld {
		t.Error("with a cross table, which tells nothing, one is withheld")
	}
	a.Estimates = single
	if p := summaryOf(a); p.Attributes[0].Withheld || !p.Attributes[1].Withheld {
		t.Error("without a cross table both are published, or neither")
	}
}

// Methods 13.3, the example [[20,15,3],[12,25,18],[30,14,16]] with margins: of a table in which only the rectangle {3, 15, 16, 14} is
// not known, the 3 lies in [0, 18]; and with everything unknown that is not empty, bounds hold the largest margins.
func TestBoundsOfAnExample(t *testing.T) {
	// The rectangle alone: rows 15 + 3 and 14 + 16, columns 15 + 14 and 3 + 16.
	square := &crossTable{rows: 2, columns: 2, layers: [3][]int64{{15, 3, 14, 16}, make([]int64, 4), make([]int64, 4)}}
	if low, high := square.bounds(0, 0, 1); low != 0 || high != 18 {
		t.Errorf("got [%d, %d], want [0, 18]", low, high)
	}
	// The 3 alone unknown, or with the 15 of its row: every other cell is known, as if empty.
	row := &crossTable{rows: 1, columns: 2, layers: [3][]int64{{15, 3}, make([]int64, 2), make([]int64, 2)}}
	if low, high := row.bounds(0, 0, 1); low != 3 || high != 3 {
		t.Errorf("got [%d, %d], want [3, 3]", low, high)
	}
}

// solve is the attacker: it goes through every table of whole numbers with given margins and given empty cells, and returns the
// smallest and largest count of each cell. It knows nothing of flows.
func solve(rows, columns []int64, empty []bool) (low, high []int64) {
	n := len(rows) * len(columns)
	low, high = make([]int64, n), make([]int64, n)
	for i := range low {
		low[i], high[i] = 1<<40, -1
	}
	rest, left, table := append([]int64{}, rows...), append([]int64{}, columns...), make([]int64, n)
	var fill func(cell int)
	fill = func(cell int) {
		if cell == n {
			for i, x := range table {
				low[i], high[i] = min(low[i], x), max(high[i], x)
			}
			return
		}
		r, c := cell/len(columns), cell%len(columns)
		first, last := int64(0), min(rest[r], left[c])
		if empty[cell] {
			last = 0
		}
		if c == len(columns)-1 { // what is left of the row must go here
			first = rest[r]
		}
		if r == len(rows)-1 {
			first = max(first, left[c])
		}
		for x := first; x <= last; x++ {
			table[cell] = x
			rest[r], left[c] = rest[r]-x, left[c]-x
			fill(cell + 1)
			rest[r], left[c] = rest[r]+x, left[c]+x
		}
	}
	fill(0)
	return low, high
}

// hierarchy draws a town of two or three cities with districts, most people in the city of their district.
func hierarchy(r *rand.Rand) people {
	rows := people{}
	cities := 2 + r.IntN(2)
	for d := range 2 + r.IntN(3) {
		home := d % cities
		for c := range cities {
			n := int64(0)
			switch {
			case c == home:
				n = 8 + r.Int64N(25)
			case r.IntN(3) == 0: // some are written down elsewhere
				n = r.Int64N(14)
			}
			for _, decision := range []string{"yes", "no"} {
				if k := n + r.Int64N(3) - 1; n > 0 && k > 0 {
					rows[[3]string{fmt.Sprint("city", c), fmt.Sprint("district", d), decision}] = k
				}
			}
		}
	}
	return rows
}

// Whoever solves the equations of what is published, and knows which cells are empty, finds no count below ten of a cross table that
// methods 13 would not let them find: not in 800 random towns, of which both attributes of some are published. The attack finds such
// counts when the check is left out, so that it is able to.
func TestAttackOnNestedAttributes(t *testing.T) {
	r := rand.New(rand.NewPCG(13, 6))
	published, withheld, found := 0, 0, 0
	for n := range 800 {
		a := tabulate(hierarchy(r), "city", "district")
		p := summaryOf(a)
		unchecked := &Summary{Attributes: []PublicAttribute{publicAttribute(a, "city"), publicAttribute(a, "district")}}
		if unchecked.Attributes[0].Withheld || unchecked.Attributes[1].Withheld {
			continue // small counts of its own
		}
		leak := attack(t, a, unchecked)
		if p.Attributes[0].Withheld || p.Attributes[1].Withheld {
			withheld++
			if leak == "" {
				t.Errorf("town %d: withheld for nothing", n)
			}
			found++
			continue
		}
		published++
		if leak != "" {
			t.Errorf("town %d: %s", n, leak)
		}
	}
	t.Logf("%d towns are published with both attributes, of %d the finer one is withheld", published, withheld)
	if published < 50 || withheld < 50 {
		t.Errorf("too few towns to show anything: %d published, %d withheld", published, withheld)
	}
}

// attack solves the margins of two attributes and returns what they tell, "" for nothing.
func attack(t *testing.T, a *audit.Audit, p *Summary) string {
	t.Helper()
	x, y := &p.Attributes[0], &p.Attributes[1]
	cross, ok := crossOf(a, x, y)
	if !ok {
		t.Fatal("no cross table")
	}
	empty := make([]bool, cross.rows*cross.columns)
	for i := range empty {
		empty[i] = !cross.there(i)
	}
	for l := range cross.layers {
		var rows, columns []int64
		for _, g := range x.Groups {
			rows = append(rows, layersOf(g)[l])
		}
		for _, g := range y.Groups {
			columns = append(columns, layersOf(g)[l])
		}
		low, high := solve(rows, columns, empty)
		for i, n := range cross.layers[l] {
			if empty[i] || n >= 10 || rows[i/cross.columns] == 0 || columns[i%cross.columns] == 0 {
				continue
			}
			// Methods 13.3: low ≤ x/2, high ≥ max(10, 1.5 x); 13.6: high − low ≥ 10.
			if v := float64(n); float64(low[i]) > v/2 || float64(high[i]) < max(10, 1.5*v) || high[i]-low[i] < 10 {
				return fmt.Sprintf("a count of %d is known to lie in [%d, %d]", n, low[i], high[i])
			}
		}
	}
	return ""
}
