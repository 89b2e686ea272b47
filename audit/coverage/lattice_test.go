package coverage

import (
	"maps"
	"math/rand/v2"
	"strconv"
	"testing"

	"auditd/audit"
)

// methodsTable is the table of methods 1.7: sex 2 × age 3 × region 3.
func methodsTable() *audit.Cells {
	table := [2][3][3]int64{
		{{40, 30, 12}, {35, 28, 9}, {20, 10, 2}},
		{{38, 33, 10}, {30, 25, 0}, {6, 4, 1}},
	}
	var rows [][]string
	var counts []int64
	for s := range table {
		for a := range table[s] {
			for r, n := range table[s][a] {
				rows = append(rows, []string{strconv.Itoa(s), strconv.Itoa(a), strconv.Itoa(r)})
				counts = append(counts, n)
			}
		}
	}
	return people([]string{"sex", "age", "region"}, nil, rows, counts)
}

// short writes a pattern as the paper does: a digit for each value, X for any.
func short(p pattern) string {
	s := ""
	for _, v := range p {
		if v == wildcard {
			s += "X"
		} else {
			s += strconv.Itoa(int(v))
		}
	}
	return s
}

func shortSet(found []uncovered) map[string]int64 {
	m := map[string]int64{}
	for _, u := range found {
		m[short(u.pattern)] = u.count
	}
	return m
}

// searches runs each engine on the lattice.
func searches(l *lattice, threshold int64, level int) map[string]search {
	deep := deepDive(l, threshold, level, deepDiverWork)
	return map[string]search{
		"cube of int32": searchCube[int32](l, threshold, level),
		"cube of int64": searchCube[int64](l, threshold, level),
		"deepdiver":     deep,
	}
}

func TestMaximalUncoveredPatternsOfTheMethods(t *testing.T) {
	paper := people([]string{"A1", "A2", "A3"}, [][]string{{"0", "1"}, {"0", "1"}, {"0", "1"}}, [][]string{
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
		{"table, threshold 5", methodsTable(), 5, map[string]int64{"X22": 3, "112": 0, "121": 4}, -1},
		{"table, threshold 10", methodsTable(), 10, map[string]int64{"X12": 9, "X22": 3, "120": 6, "121": 4}, -1},
		{"table, threshold 15", methodsTable(), 15, map[string]int64{"X12": 9, "X21": 14, "X22": 3, "002": 12, "1X2": 11, "12X": 11}, -1},
	} {
		l := newLattice(c.cells, allColumns(c.cells), nil)
		for engine, s := range searches(l, c.threshold, allLevels) {
			if got := shortSet(s.maximal); !maps.Equal(got, c.want) {
				t.Errorf("%s by %s: got %v, want %v", c.name, engine, got, c.want)
			}
			if c.below >= 0 && s.nodes != nil && *s.nodes != c.below {
				t.Errorf("%s by %s: got %d uncovered nodes, want %d", c.name, engine, *s.nodes, c.below)
			}
		}
	}
	l := newLattice(methodsTable(), []int{0, 1, 2}, nil)
	for engine, s := range searches(l, 30, allLevels) {
		if len(s.maximal) != 10 { // methods.md 1.7 Ex: threshold 30 gives 10 patterns
			t.Errorf("table, threshold 30 by %s: got %d patterns, want 10", engine, len(s.maximal))
		}
	}
}

// Four independent algorithms agree on random tables, with and without a cap on the level (methods 1.7 did so on 400).
func TestEnginesAgreeOnRandomTables(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 7))
	for k := range 600 {
		cells := randomLattice(r)
		l := newLattice(cells, allColumns(cells), nil)
		threshold := int64(1 + r.IntN(12))
		level := allLevels
		if k%3 == 0 {
			level = r.IntN(len(l.dims) + 1)
		}
		want, below := bruteForce(l, threshold, level)
		if breaker := patternBreaker(l, threshold, level); !maps.Equal(texts(l, breaker), texts(l, want)) {
			t.Fatalf("table %d: pattern breaker found %v, brute force %v", k, shortSet(breaker), shortSet(want))
		}
		for engine, s := range searches(l, threshold, level) {
			if !maps.Equal(texts(l, s.maximal), texts(l, want)) || len(s.maximal) != len(want) {
				t.Fatalf("table %d threshold %d level %d by %s: got %v, want %v", k, threshold, level, engine, shortSet(s.maximal), shortSet(want))
			}
			if s.nodes != nil && *s.nodes != below {
				t.Fatalf("table %d by %s: got %d uncovered nodes, want %d", k, engine, *s.nodes, below)
			}
		}
	}
}

// Every count of the cube and of the bitsets is the count by rows, and no pattern has more records than a parent.
func TestCountsAreThoseOfTheRecords(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 7))
	for range 100 {
		cells := randomLattice(r)
		l := newLattice(cells, allColumns(cells), nil)
		c, o := newCube[int32](l), newOracle(l)
		everyPattern(l, func(p pattern) {
			want := countByRows(l, p)
			if got := c.count(p); got != want {
				t.Fatalf("cube counts %d for %s, want %d", got, short(p), want)
			}
			if got := o.count(p); got != want {
				t.Fatalf("bitsets count %d for %s, want %d", got, short(p), want)
			}
			for i, v := range p {
				if v == wildcard {
					continue
				}
				p[i] = wildcard
				if parent := c.count(p); parent < want {
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
		"values declared": people([]string{"a", "b"}, [][]string{{"x", "y"}, {"z"}}, nil, nil),
		"no values":       people([]string{"a", "b"}, nil, nil, nil),
		"no attributes":   people(nil, nil, nil, nil),
	} {
		l := newLattice(cells, allColumns(cells), nil)
		for engine, s := range searches(l, 1, allLevels) {
			if len(s.maximal) != 1 || s.maximal[0].pattern.level() != 0 || s.maximal[0].count != 0 {
				t.Errorf("%s by %s: got %v, want the root alone", name, engine, shortSet(s.maximal))
			}
		}
	}
}

// A record with an unknown value is in the patterns that leave the attribute open and in no other.
func TestUnknownIsNoValueOfTheLattice(t *testing.T) {
	cells := people([]string{"sex", "age"}, nil, [][]string{
		{"f", "old"}, {"f", audit.Unknown}, {"m", "old"}, {"m", "young"}, {audit.Unknown, audit.Unknown},
	}, nil)
	l := newLattice(cells, []int{0, 1}, nil)
	if got := len(l.dims[0].Values) + len(l.dims[1].Values); got != 4 {
		t.Fatalf("got %d values, want f m old young", got)
	}
	want := map[pattern2]int64{
		{-1, -1}: 5, {0, -1}: 2, {1, -1}: 2, {-1, 0}: 2, {-1, 1}: 1, {0, 0}: 1, {0, 1}: 0, {1, 0}: 1, {1, 1}: 1,
	}
	c := newCube[int32](l)
	for p, n := range want {
		if got := c.count(p[:]); got != n {
			t.Errorf("%s: got %d records, want %d", short(p[:]), got, n)
		}
	}
	if got := l.known(pattern{wildcard, 0}); got != 3 { // old, old and young
		t.Errorf("got %d records with a known age, want 3", got)
	}
}

type pattern2 [2]int32

// Renaming values renames the patterns; another order of the attributes gives the same set.
func TestRenamingAndOrderOfAttributes(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 7))
	for range 60 {
		cells := randomLattice(r)
		l := newLattice(cells, allColumns(cells), nil)
		want := unordered(l, findMaximal(l, 4, allLevels).maximal, "")

		columns := r.Perm(len(cells.Attributes))
		shuffled := newLattice(cells, columns, nil)
		if got := unordered(shuffled, findMaximal(shuffled, 4, allLevels).maximal, ""); !maps.Equal(got, want) {
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
		l = newLattice(&renamed, allColumns(cells), nil)
		if got := unordered(l, findMaximal(l, 4, allLevels).maximal, "new "); !maps.Equal(got, want) {
			t.Fatalf("renamed: got %v, want %v", got, want)
		}
	}
}

// unordered names each pattern by its items as a set, with a prefix cut from the values.
func unordered(l *lattice, found []uncovered, prefix string) map[string]int64 {
	m := map[string]int64{}
	for _, u := range found {
		name := make([]string, 0, len(u.pattern))
		for _, it := range l.group(u.pattern) {
			name = append(name, it.Attribute+"="+it.Value[len(prefix):])
		}
		m[sortedJoin(name)] = u.count
	}
	return m
}

// A value that the population has and the data do not is one pattern of level 1 with no records, and changes nothing else.
func TestValuesOnlyOfThePopulation(t *testing.T) {
	cells := methodsTable()
	l := newLattice(cells, []int{0, 1, 2}, map[string][]string{"age": {"0", "1", "2", "3"}})
	for engine, s := range searches(l, 10, allLevels) {
		// methods.md 1.7 Ex, threshold 10, and the group of the population that nobody is in.
		want := map[string]int64{"X12": 9, "X22": 3, "120": 6, "121": 4, "X3X": 0}
		if got := shortSet(s.maximal); !maps.Equal(got, want) {
			t.Errorf("%s: got %v, want %v", engine, got, want)
		}
	}
}

func TestDeepDiverStopsAtItsBound(t *testing.T) {
	cells := methodsTable()
	l := newLattice(cells, []int{0, 1, 2}, nil)
	s := deepDive(l, 15, allLevels, 5)
	if s.complete {
		t.Fatal("a search with hardly any work allowed says that it is complete")
	}
	all := shortSet(deepDive(l, 15, allLevels, deepDiverWork).maximal)
	for p, n := range shortSet(s.maximal) {
		if all[p] != n {
			t.Errorf("%s with %d records is not maximal uncovered", p, n)
		}
	}
}
