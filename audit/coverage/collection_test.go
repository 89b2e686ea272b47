package coverage

import (
	"strings"
	"testing"

	"auditd/audit"
	"auditd/audit/coverage/lattice"
	"auditd/audit/coverage/lattice/latticetest"
)

// methods.md 1.8 Ex: threshold 15; level 2 lacks 19 records, which is the optimum of the integer program, level 3 lacks 81.
func TestCollectionPlanOfTheMethods(t *testing.T) {
	for _, c := range []struct {
		level, reached int
		records        int64
	}{{2, 2, 19}, {3, 3, 81}, {0, 3, 81}} {
		got := must[*audit.Coverage](t)(Measure(latticetest.Methods(), audit.CoveragePlan{Threshold: 15, Level: c.level}, nil, 0.95, 30, 1))
		if got.CollectTotal != c.records || got.CollectLevel != c.reached || got.Why != "" || got.Status != audit.StatusOK {
			t.Errorf("level %d: got %d records for level %d, status %s %s, want %d", c.level, got.CollectTotal, got.CollectLevel, got.Status, got.Why, c.records)
		}
		checkPatterns(t, got, latticetest.Methods())
	}
}

// Nobody is sent to look for people whom the population does not have: no widowed children here.
func TestCollectionRespectsThePopulation(t *testing.T) {
	cells := latticetest.People([]string{"age", "marriage"}, [][]string{{"child", "adult"}, {"single", "widowed"}}, [][]string{
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
	cells := latticetest.Booleans(500, 14) // 16384 combinations of 500 records
	c := must[*audit.Coverage](t)(Measure(cells, audit.CoveragePlan{Threshold: 5}, nil, 0.95, 30, 1))
	if c.CollectLevel >= 14 || c.CollectLevel < 1 || c.Why != "collection_level_lowered" || c.Status != audit.StatusOK {
		t.Errorf("got level %d, %s %s", c.CollectLevel, c.Status, c.Why)
	}
	after := latticetest.Collected(cells, c.Collection)
	l := lattice.New(after, allColumns(after), nil)
	if s := lattice.Find(l, 5, c.CollectLevel, 10); len(s.Maximal) > 0 {
		t.Errorf("after the plan %d patterns up to level %d are uncovered", len(s.Maximal), c.CollectLevel)
	}
}

// A lattice too large to count whole is searched to level 3 unless the plan says otherwise, and the coverage says so.
func TestWideTables(t *testing.T) {
	cells := latticetest.Booleans(2000, 30)
	for _, c := range []struct {
		plan, level int
		why         string
	}{{0, 3, "lattice_searched_to_this_level; collection_level_lowered"}, {2, 2, ""}} {
		got := must[*audit.Coverage](t)(Measure(cells, audit.CoveragePlan{Threshold: 40, Level: c.plan}, []*Population{uniform(t, cells)}, 0.95, 30, 1))
		if got.Engine != "deepdiver" || got.Level != c.level || got.Why != c.why || got.UncoveredNodes != nil || got.Nodes < 2e14 { // 3^30 = 2.06e14
			t.Errorf("level %d: got %s to level %d, %q, %v nodes", c.plan, got.Engine, got.Level, got.Why, got.Nodes)
		}
		for _, p := range got.Uncovered {
			if p.Level > c.level {
				t.Fatalf("a pattern of level %d", p.Level)
			}
		}
		checkPatterns(t, got, cells)
	}
}

// An attribute of which nothing is known has no values to collect; the others are filled all the same.
func TestCollectionWithoutAnyKnownValue(t *testing.T) {
	cells := latticetest.People([]string{"sex", "income"}, nil, [][]string{{"f", audit.Unknown}, {"m", audit.Unknown}}, []int64{50, 3})
	c := must[*audit.Coverage](t)(Measure(cells, audit.CoveragePlan{Threshold: 10}, nil, 0.95, 30, 1))
	if c.CollectLevel != 1 || c.CollectTotal != 7 || len(c.Unattainable) != 0 || c.Collection[0].Combination.Label() != "m" {
		t.Errorf("got %+v", c)
	}
}
