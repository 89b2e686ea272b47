package coverage

import (
	"maps"
	"math/rand/v2"
	"strings"
	"testing"

	"auditd/audit"
)

// methods.md 1.8 Ex: threshold 15; level 2 lacks 19 records, which is the optimum of the integer program, level 3 lacks 81.
func TestCollectionPlanOfTheMethods(t *testing.T) {
	for level, want := range map[int]int64{2: 19, 3: 81, 0: 81} {
		c := must[*audit.Coverage](t)(Measure(methodsTable(), audit.CoveragePlan{Threshold: 15, Level: level}, nil, 0.95, 30, 1))
		if c.CollectTotal != want || c.Why != "" || c.Status != audit.StatusOK {
			t.Errorf("level %d: got %d records, status %s %s, want %d", level, c.CollectTotal, c.Status, c.Why, want)
		}
		if effective := max(level, 3*(1-min(level, 1))); c.CollectLevel != effective {
			t.Errorf("level %d: plan says it reaches level %d", level, c.CollectLevel)
		}
	}
	// The deficits at level 2 (methods.md 1.8 Ex) are what one record at a time for one pattern each would add: 27.
	l := newLattice(methodsTable(), []int{0, 1, 2}, nil)
	short, ok := uncoveredAt(l, findMaximal(l, 15, 2), 2)
	got := map[string]int64{}
	for _, u := range short {
		got[short1(u)] = 15 - u.count
	}
	if want := map[string]int64{"X12": 6, "X21": 1, "X22": 12, "1X2": 4, "12X": 4}; !ok || !maps.Equal(got, want) {
		t.Errorf("got deficits %v, want %v", got, want)
	}
}

func short1(u uncovered) string { return short(u.pattern) }

// After the plan is carried out, every pattern up to its level reaches the threshold, save those that nobody can fill.
func TestCollectionPlanFillsWhatItSays(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 7))
	for k := range 300 {
		cells := randomLattice(r)
		l := newLattice(cells, allColumns(cells), nil)
		level, threshold := 1+r.IntN(len(l.dims)), int64(1+r.IntN(9))
		c := must[*audit.Coverage](t)(Measure(cells, audit.CoveragePlan{Threshold: threshold, Level: level}, nil, 0.95, 30, 1))
		if len(c.Unattainable) > 0 {
			t.Fatalf("table %d: without a reference nothing is impossible, got %v", k, c.Unattainable)
		}
		after := withCollected(cells, c.Collection)
		l = newLattice(after, allColumns(after), nil)
		everyPattern(l, func(p pattern) {
			if n := countByRows(l, p); p.level() <= c.CollectLevel && p.level() > 0 && n < threshold {
				t.Fatalf("table %d: %s has %d records after the plan, want %d", k, short(p), n, threshold)
			}
		})
		var total, naive int64
		for _, s := range c.Collection {
			if s.Records < 1 || len(s.Combination) != len(l.dims) {
				t.Fatalf("table %d: step %+v", k, s)
			}
			total += s.Records
		}
		before := newLattice(cells, allColumns(cells), nil)
		everyPattern(before, func(p pattern) {
			if n := countByRows(before, p); p.level() == c.CollectLevel && n < threshold {
				naive += threshold - n
			}
		})
		if total != c.CollectTotal || total > naive {
			t.Fatalf("table %d: %d records in steps, %d in total, %d one by one", k, total, c.CollectTotal, naive)
		}
	}
}

// withCollected returns the cells with the plan's records added.
func withCollected(cells *audit.Cells, steps []audit.Collect) *audit.Cells {
	after := *cells
	after.Cells = append([]audit.Cell(nil), cells.Cells...)
	for _, s := range steps {
		cell := audit.Cell{Codes: make([]int32, len(cells.Attributes))}
		for i, it := range s.Combination {
			for v, value := range cells.Attributes[i].Values {
				if value == it.Value {
					cell.Codes[i] = int32(v)
				}
			}
		}
		cell.Counts.N[0][0] = s.Records
		after.Cells = append(after.Cells, cell)
	}
	return &after
}

// Nobody is sent to look for people whom the population does not have: no widowed children here.
func TestCollectionRespectsThePopulation(t *testing.T) {
	cells := people([]string{"age", "marriage"}, [][]string{{"child", "adult"}, {"single", "widowed"}}, [][]string{
		{"child", "single"}, {"adult", "single"}, {"adult", "widowed"},
	}, []int64{40, 40, 4})
	p := must[*Population](t)(ReadPopulation("register.csv", strings.NewReader("age,marriage,population\nchild,single,5000\nchild,widowed,0\nadult,single,5000\nadult,widowed,3000\n")))
	c := must[*audit.Coverage](t)(Measure(cells, audit.CoveragePlan{Threshold: 10}, []*Population{p}, 0.95, 30, 1))
	// widowed lacks 6 of 10; child and widowed is a structural zero.
	if len(c.Collection) != 1 || c.Collection[0].Records != 6 || c.Collection[0].Combination.Label() != "adult · widowed" {
		t.Errorf("got plan %+v, want 6 × adult · widowed", c.Collection)
	}
	if len(c.Unattainable) != 1 || c.Unattainable[0].Pattern.Label() != "child · widowed" || c.Unattainable[0].Materiality != audit.StructuralZero {
		t.Errorf("got unattainable %+v, want child · widowed", c.Unattainable)
	}
}

// A plan that would have to name too many patterns is made for a lower level, and says so.
func TestCollectionLowersItsLevel(t *testing.T) {
	cells := booleans(500, 14) // 16384 combinations of 500 records
	c := must[*audit.Coverage](t)(Measure(cells, audit.CoveragePlan{Threshold: 5}, nil, 0.95, 30, 1))
	if c.CollectLevel >= 14 || c.CollectLevel < 1 || c.Why != "collection_level_lowered" || c.Status != audit.StatusOK {
		t.Errorf("got level %d, %s %s", c.CollectLevel, c.Status, c.Why)
	}
	after := withCollected(cells, c.Collection)
	l := newLattice(after, allColumns(after), nil)
	if s := findMaximal(l, 5, c.CollectLevel); len(s.maximal) > 0 {
		t.Errorf("after the plan %d patterns up to level %d are uncovered", len(s.maximal), c.CollectLevel)
	}
}
