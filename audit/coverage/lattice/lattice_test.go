package lattice

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"auditd/audit"
	"auditd/audit/coverage/lattice/latticetest"
)

// short writes a pattern as the paper does: a digit for each value, X for any.
func short(p Pattern) string {
	s := ""
	for _, v := range p {
		if v == Wildcard {
			s += "X"
		} else {
			s += strconv.Itoa(int(v))
		}
	}
	return s
}

func shortSet(found []Uncovered) map[string]int64 {
	m := map[string]int64{}
	for _, u := range found {
		m[short(u.Pattern)] = u.Count
	}
	return m
}

// searches runs each engine on the lattice.
func searches(l *Lattice, threshold int64, level int) map[string]Search {
	deep := deepDive(l, threshold, level, deepDiverWork)
	return map[string]Search{
		"cube of int32": searchCube[int32](l, threshold, level),
		"cube of int64": searchCube[int64](l, threshold, level),
		"deepdiver":     deep,
	}
}

func TestMaximalUncoveredPatternsOfTheMethods(t *testing.T) {
	paper := latticetest.People([]string{"A1", "A2", "A3"}, [][]string{{"0", "1"}, {"0", "1"}, {"0", "1"}}, [][]string{
		{"0", "1", "0"}, {"0", "0", "1"}, {"0", "0", "0"}, {"0", "1", "1"}, {"0", "0", "1"},
	}, nil)
	// Expected: methods.md 1.7 Ex, the paper's running example and the sex × age × region table.
	for _, c := range []struct {
		name      string
		cells     *audit.Cells
		threshold int64
		want      map[string]int64
		below     int64 // uncovered nodes, -1 when the source does not say
	}{
		{"running example of the paper", paper, 1, map[string]int64{"1XX": 0}, 9},
		{"table, threshold 5", latticetest.Methods(), 5, map[string]int64{"X22": 3, "112": 0, "121": 4}, -1},
		{"table, threshold 10", latticetest.Methods(), 10, map[string]int64{"X12": 9, "X22": 3, "120": 6, "121": 4}, -1},
		{"table, threshold 15", latticetest.Methods(), 15, map[string]int64{"X12": 9, "X21": 14, "X22": 3, "002": 12, "1X2": 11, "12X": 11}, -1},
	} {
		l := New(c.cells, allColumns(c.cells), nil)
		for engine, s := range searches(l, c.threshold, allLevels) {
			if got := shortSet(s.Maximal); !maps.Equal(got, c.want) {
				t.Errorf("%s by %s: got %v, want %v", c.name, engine, got, c.want)
			}
			if c.below >= 0 && s.Nodes != nil && *s.Nodes != c.below {
				t.Errorf("%s by %s: got %d uncovered nodes, want %d", c.name, engine, *s.Nodes, c.below)
			}
		}
	}
	l := New(latticetest.Methods(), []int{0, 1, 2}, nil)
	for engine, s := range searches(l, 30, allLevels) {
		if len(s.Maximal) != 10 { // methods.md 1.7 Ex: threshold 30 gives 10 patterns
			t.Errorf("table, threshold 30 by %s: got %d patterns, want 10", engine, len(s.Maximal))
		}
	}
}

// Four independent algorithms agree on random tables, with and without a cap on the level (methods 1.7 did so on 400).
func TestEnginesAgreeOnRandomTables(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 7))
	for k := range 600 {
		cells := latticetest.Random(r)
		l := New(cells, allColumns(cells), nil)
		threshold := int64(1 + r.IntN(12))
		level := allLevels
		if k%3 == 0 {
			level = r.IntN(len(l.Dims) + 1)
		}
		want, below := bruteForce(l, threshold, level)
		if breaker := patternBreaker(l, threshold, level); !maps.Equal(texts(l, breaker), texts(l, want)) {
			t.Fatalf("table %d: pattern breaker found %v, brute force %v", k, shortSet(breaker), shortSet(want))
		}
		for engine, s := range searches(l, threshold, level) {
			if !maps.Equal(texts(l, s.Maximal), texts(l, want)) || len(s.Maximal) != len(want) {
				t.Fatalf("table %d threshold %d level %d by %s: got %v, want %v", k, threshold, level, engine, shortSet(s.Maximal), shortSet(want))
			}
			if s.Nodes != nil && *s.Nodes != below {
				t.Fatalf("table %d by %s: got %d uncovered nodes, want %d", k, engine, *s.Nodes, below)
			}
		}
	}
}

// Every count of the cube and of the bitsets is the count by rows, and no pattern has more records than a parent.
func TestCountsAreThoseOfTheRecords(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 7))
	for range 100 {
		cells := latticetest.Random(r)
		l := New(cells, allColumns(cells), nil)
		c, o := newCube[int32](l), newOracle(l)
		everyPattern(l, func(p Pattern) {
			want := countByRows(l, p)
			if got := c.Count(p); got != want {
				t.Fatalf("cube counts %d for %s, want %d", got, short(p), want)
			}
			if got := o.Count(p); got != want {
				t.Fatalf("bitsets count %d for %s, want %d", got, short(p), want)
			}
			for i, v := range p {
				if v == Wildcard {
					continue
				}
				p[i] = Wildcard
				if parent := c.Count(p); parent < want {
					t.Fatalf("%s has %d records, fewer than its child's %d", short(p), parent, want)
				}
				p[i] = v
			}
		})
	}
}

// Without records the root is the only maximal uncovered pattern (methods 1.7), whatever the attributes.
func TestNobodyIsTheRoot(t *testing.T) {
	for name, cells := range map[string]*audit.Cells{
		"values declared": latticetest.People([]string{"a", "b"}, [][]string{{"x", "y"}, {"z"}}, nil, nil),
		"no values":       latticetest.People([]string{"a", "b"}, nil, nil, nil),
		"no attributes":   latticetest.People(nil, nil, nil, nil),
	} {
		l := New(cells, allColumns(cells), nil)
		for engine, s := range searches(l, 1, allLevels) {
			if len(s.Maximal) != 1 || s.Maximal[0].Pattern.Level() != 0 || s.Maximal[0].Count != 0 {
				t.Errorf("%s by %s: got %v, want the root alone", name, engine, shortSet(s.Maximal))
			}
		}
	}
}

// A record with an unknown value is in the patterns that leave the attribute open and in no other.
func TestUnknownIsNoValueOfTheLattice(t *testing.T) {
	cells := latticetest.People([]string{"sex", "age"}, nil, [][]string{
		{"f", "old"}, {"f", audit.Unknown}, {"m", "old"}, {"m", "young"}, {audit.Unknown, audit.Unknown},
	}, nil)
	l := New(cells, []int{0, 1}, nil)
	if got := len(l.Dims[0].Values) + len(l.Dims[1].Values); got != 4 {
		t.Fatalf("got %d values, want f m old young", got)
	}
	want := map[pattern2]int64{
		{-1, -1}: 5, {0, -1}: 2, {1, -1}: 2, {-1, 0}: 2, {-1, 1}: 1, {0, 0}: 1, {0, 1}: 0, {1, 0}: 1, {1, 1}: 1,
	}
	c := newCube[int32](l)
	for p, n := range want {
		if got := c.Count(p[:]); got != n {
			t.Errorf("%s: got %d records, want %d", short(p[:]), got, n)
		}
	}
}

type pattern2 [2]int32

// Renaming values renames the patterns; another order of the attributes gives the same set.
func TestRenamingAndOrderOfAttributes(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 7))
	for range 60 {
		cells := latticetest.Random(r)
		l := New(cells, allColumns(cells), nil)
		want := unordered(l, Find(l, 4, allLevels, 100).Maximal, "")

		columns := r.Perm(len(cells.Attributes))
		shuffled := New(cells, columns, nil)
		if got := unordered(shuffled, Find(shuffled, 4, allLevels, 100).Maximal, ""); !maps.Equal(got, want) {
			t.Fatalf("attributes in order %v: got %v, want %v", columns, got, want)
		}

		renamed := *cells
		renamed.Attributes = nil
		for _, d := range cells.Attributes {
			values := make([]string, len(d.Values))
			for v := range values {
				values[v] = "new " + d.Values[v]
				if d.Values[v] == audit.Unknown {
					values[v] = audit.Unknown
				}
			}
			renamed.Attributes = append(renamed.Attributes, audit.Dim{Name: d.Name, Values: values})
		}
		l = New(&renamed, allColumns(cells), nil)
		if got := unordered(l, Find(l, 4, allLevels, 100).Maximal, "new "); !maps.Equal(got, want) {
			t.Fatalf("renamed: got %v, want %v", got, want)
		}
	}
}

// unordered names each pattern by its items as a set, with a prefix cut from the values.
func unordered(l *Lattice, found []Uncovered, prefix string) map[string]int64 {
	m := map[string]int64{}
	for _, u := range found {
		name := make([]string, 0, len(u.Pattern))
		for _, it := range l.Group(u.Pattern) {
			name = append(name, it.Attribute+"="+it.Value[len(prefix):])
		}
		slices.Sort(name)
		m[strings.Join(name, ";")] = u.Count
	}
	return m
}

// A value that the population has and the data do not is one pattern of level 1 with no records, and changes nothing else.
func TestValuesOnlyOfThePopulation(t *testing.T) {
	cells := latticetest.Methods()
	l := New(cells, []int{0, 1, 2}, map[string][]string{"age": {"0", "1", "2", "3"}})
	for engine, s := range searches(l, 10, allLevels) {
		// methods.md 1.7 Ex, threshold 10, and the group of the population that nobody is in.
		want := map[string]int64{"X12": 9, "X22": 3, "120": 6, "121": 4, "X3X": 0}
		if got := shortSet(s.Maximal); !maps.Equal(got, want) {
			t.Errorf("%s: got %v, want %v", engine, got, want)
		}
	}
}

func TestDeepDiverStopsAtItsBound(t *testing.T) {
	cells := latticetest.Methods()
	l := New(cells, []int{0, 1, 2}, nil)
	s := deepDive(l, 15, allLevels, 5)
	if s.Complete {
		t.Fatal("a search with hardly any work allowed says that it is complete")
	}
	all := shortSet(deepDive(l, 15, allLevels, deepDiverWork).Maximal)
	for p, n := range shortSet(s.Maximal) {
		if all[p] != n {
			t.Errorf("%s with %d records is not maximal uncovered", p, n)
		}
	}
}
