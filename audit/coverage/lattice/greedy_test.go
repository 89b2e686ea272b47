package lattice

import (
	"maps"
	"math/rand/v2"
	"testing"

	"auditd/audit/coverage/lattice/latticetest"
)

func anything(int, Pattern) bool { return true }

// methods.md 1.8 Ex: the deficits at level 2, which one record at a time for one pattern each would fill with 27, and the plan of 19
// in four steps that the integer program finds as well.
func TestCollectForTheTableOfTheMethods(t *testing.T) {
	cells := latticetest.Methods()
	l := New(cells, allColumns(cells), nil)
	s := Find(l, 15, 2, 100)
	short1, ok := uncoveredAt(l, s, 2)
	got := map[string]int64{}
	for _, u := range short1 {
		got[short(u.Pattern)] = 15 - u.Count
	}
	if want := map[string]int64{"X12": 6, "X21": 1, "X22": 12, "1X2": 4, "12X": 4}; !ok || !maps.Equal(got, want) {
		t.Errorf("got deficits %v, want %v", got, want)
	}
	steps := shortSet(Collect(l, s, anything, 15, 2).Steps)
	if want := map[string]int64{"122": 4, "012": 6, "021": 1, "022": 8}; !maps.Equal(steps, want) {
		t.Errorf("got steps %v, want %v", steps, want)
	}
}

// The best combination of a step is the best by trying all, and after the plan every pattern up to its level has enough records.
func TestCollectFillsEveryPattern(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 7))
	for k := range 300 {
		cells := latticetest.Random(r)
		l := New(cells, allColumns(cells), nil)
		level, threshold := 1+r.IntN(len(l.Dims)), int64(1+r.IntN(9))
		p := Collect(l, Find(l, threshold, level, 100), anything, threshold, level)
		if len(p.Unattainable) > 0 || p.Bounded || p.Partial || p.Level != level {
			t.Fatalf("table %d: %+v", k, p)
		}
		var total, naive int64
		everyPattern(l, func(q Pattern) {
			n := countByRows(l, q)
			if q.Level() == level && n < threshold {
				naive += threshold - n
			}
			for _, step := range p.Steps {
				if matches(q, step.Pattern) {
					n += step.Count
				}
			}
			if q.Level() <= level && q.Level() > 0 && n < threshold {
				t.Fatalf("table %d: %s has %d records after the plan, want %d", k, short(q), n, threshold)
			}
		})
		for _, step := range p.Steps {
			if step.Count < 1 || step.Pattern.Level() != len(l.Dims) {
				t.Fatalf("table %d: step %s × %d", k, short(step.Pattern), step.Count)
			}
			total += step.Count
		}
		if total > naive {
			t.Fatalf("table %d: %d records, one by one only %d", k, total, naive)
		}
	}
}

// Branch and bound finds as many matches as trying every combination does, also where some cannot exist.
func TestGreedySearchIsTheBest(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 7))
	for k := range 200 {
		cells := latticetest.Random(r)
		l := New(cells, allColumns(cells), nil)
		level := 1 + r.IntN(len(l.Dims))
		patterns, _ := uncoveredAt(l, Find(l, 6, level, 100), level)
		// Two attributes exclude each other's first value, as a register may say.
		exists := func(i int, p Pattern) bool { return i != 1 || p[0] != 0 || p[1] != 0 }
		g := newGreedy(l, exists, patterns, 6)
		copy(g.sets[0], g.open)
		g.search(0)
		best := 0
		everyPattern(l, func(q Pattern) {
			if q.Level() < len(q) || (len(q) > 1 && q[0] == 0 && q[1] == 0) {
				return
			}
			n := 0
			for _, u := range patterns {
				if matches(u.Pattern, q) {
					n++
				}
			}
			best = max(best, n)
		})
		if g.most != best {
			t.Fatalf("table %d: got %d matches, the best combination has %d", k, g.most, best)
		}
	}
}

// What cannot exist is listed once, in its most general form.
func TestUnattainable(t *testing.T) {
	cells := latticetest.Methods()
	l := New(cells, allColumns(cells), nil)
	nobody := func(i int, p Pattern) bool { return i != 2 || p[1] != 2 || p[2] != 2 } // age 2 does not live in region 2
	p := Collect(l, Find(l, 15, 3, 100), nobody, 15, 3)
	if got, want := shortSet(p.Unattainable), map[string]int64{"X22": 3}; !maps.Equal(got, want) { // 2 + 1 records, whatever the register says
		t.Errorf("got %v, want %v", got, want)
	}
	for _, step := range p.Steps {
		if step.Pattern[1] == 2 && step.Pattern[2] == 2 {
			t.Errorf("somebody is sent to look for %s", short(step.Pattern))
		}
	}
	none := Collect(l, Find(l, 15, 2, 100), func(int, Pattern) bool { return false }, 15, 2)
	if len(none.Steps) != 0 || len(none.Unattainable) != 5 { // the five patterns of the plan above
		t.Errorf("nobody exists: got %v", none)
	}
}
