package coverage

import (
	"slices"

	"auditd/audit"
)

// wildcard stands in a pattern for "any value" (X in the paper).
const wildcard int32 = -1

// A pattern holds, for each attribute of a lattice, the index of a value or wildcard.
type pattern []int32

// level returns the number of attributes the pattern fixes.
func (p pattern) level() int {
	n := 0
	for _, v := range p {
		if v != wildcard {
			n++
		}
	}
	return n
}

// key returns a text equal for equal patterns only, for use in maps that are never iterated.
func (p pattern) key() string {
	b := make([]byte, 0, 4*len(p))
	for _, v := range p {
		b = append(b, byte(v), byte(v>>8), byte(v>>16), byte(v>>24))
	}
	return string(b)
}

// comparePatterns orders by level, then by which attributes are fixed in the order of the plan, then by their values in theirs.
func comparePatterns(a, b pattern) int {
	if d := a.level() - b.level(); d != 0 {
		return d
	}
	for i := range a {
		if af, bf := a[i] != wildcard, b[i] != wildcard; af != bf {
			// Both fix equally many attributes, so the one that fixes an earlier attribute comes first.
			if af {
				return -1
			}
			return 1
		}
	}
	return slices.Compare(a, b)
}

// A lattice is the set of all patterns over some attributes, with the records that they are matched against.
type lattice struct {
	dims    []audit.Dim // in the order of the plan, values without Unknown
	columns []int       // index of each attribute in Cells.Attributes
	unknown []bool      // some record's value of the attribute is not known
	cells   []record    // one per cell of the data, values not merged
	n       int64       // records
	merged  bool        // no two cells have the same values
}

// A record is a number of people with the same values; wildcard where the value is not known.
type record struct {
	values pattern
	count  int64
}

// newLattice projects the cells on the attributes of the given names. Values that the population has and the data do not are
// values of the lattice as well, with no records: a group that was never sampled is the first thing to find.
func newLattice(cells *audit.Cells, columns []int, extra map[string][]string) *lattice {
	// Cells differ from one another over all attributes and strata, and so do their projections where nothing is left out.
	l := &lattice{columns: columns, merged: len(columns) == len(cells.Attributes) && len(cells.Strata) == 0}
	codes := make([][]int32, len(columns))
	for _, c := range columns {
		from := cells.Attributes[c]
		dim := audit.Dim{Name: from.Name}
		known := make(map[string]bool, len(from.Values))
		code := make([]int32, len(from.Values))
		for v, value := range from.Values {
			code[v] = wildcard
			if value == audit.Unknown {
				continue
			}
			code[v] = int32(len(dim.Values))
			dim.Values = append(dim.Values, value)
			known[value] = true
		}
		for _, value := range extra[from.Name] {
			if !known[value] && value != audit.Unknown {
				dim.Values = append(dim.Values, value)
				known[value] = true
			}
		}
		codes[len(l.dims)] = code
		l.dims = append(l.dims, dim)
	}
	l.unknown = make([]bool, len(l.dims))
	slab := make(pattern, len(cells.Cells)*len(columns))
	l.cells = make([]record, 0, len(cells.Cells))
	for i := range cells.Cells {
		count := cells.Cells[i].Counts.Total()
		if count == 0 {
			continue
		}
		values := slab[:len(columns):len(columns)]
		slab = slab[len(columns):]
		for a, c := range columns {
			values[a] = codes[a][cells.Cells[i].Codes[c]]
			if values[a] == wildcard {
				l.unknown[a] = true
			}
		}
		l.cells = append(l.cells, record{values, count})
		l.n += count
	}
	return l
}

// nodes returns the number of patterns, ∏(c+1). It is exact up to 2^53.
func (l *lattice) nodes() float64 {
	n := 1.0
	for _, d := range l.dims {
		n *= float64(len(d.Values) + 1)
	}
	return n
}

// group returns the pattern in the words of the domain.
func (l *lattice) group(p pattern) audit.Group {
	g := audit.Group{}
	for i, v := range p {
		if v != wildcard {
			g = append(g, audit.Item{Attribute: l.dims[i].Name, Value: l.dims[i].Values[v]})
		}
	}
	return g
}

// root returns the pattern that everybody matches.
func (l *lattice) root() pattern {
	p := make(pattern, len(l.dims))
	for i := range p {
		p[i] = wildcard
	}
	return p
}

// known returns the number of records whose values of the attributes that p fixes are all known.
func (l *lattice) known(p pattern) int64 {
	var n int64
records:
	for _, r := range l.cells {
		for i, v := range p {
			if v != wildcard && r.values[i] == wildcard {
				continue records
			}
		}
		n += r.count
	}
	return n
}

// A counter knows how many records match a pattern.
type counter interface {
	count(p pattern) int64
}

// An uncovered pattern with its records.
type uncovered struct {
	pattern pattern
	count   int64
}

// A search is what an engine found.
type search struct {
	engine   string      // cube or deepdiver
	counter  counter     // for any pattern of the lattice
	maximal  []uncovered // maximal uncovered patterns up to the level asked for, by level; see inOrder
	nodes    *int64      // uncovered patterns of any level, nil when the engine does not count them
	complete bool        // false when the engine stopped at its bound: every pattern listed is right, others may be missing
}

// The engines' bounds. They count work, not time, so that the same input gives the same result on every machine.
const (
	cubeNodes      = 5e7                   // most patterns of a cube: 200 MB of int32
	deepDiverLevel = 3                     // level of the search beyond the cube when the plan names none
	deepDiverWork  = int64(20_000_000_000) // 64-bit words that one search may combine
	allLevels      = int(^uint(0) >> 1)    // no cap
)

// findMaximal returns the maximal uncovered patterns of at most the given level, by the engine that suits the lattice's size.
func findMaximal(l *lattice, threshold int64, level int) search {
	var s search
	switch {
	case l.nodes() > cubeNodes:
		s = deepDive(l, threshold, level, deepDiverWork)
	case l.n < 1<<31-1:
		s = searchCube[int32](l, threshold, level)
	default:
		s = searchCube[int64](l, threshold, level)
	}
	s.maximal = inOrder(s.maximal, len(l.dims), mostListed)
	return s
}

// inOrder sorts the patterns by level, and the levels that hold the first few of them by comparePatterns. Nobody reads those behind,
// and there may be a million.
func inOrder(found []uncovered, levels, first int) []uncovered {
	byLevel := make([][]uncovered, levels+1)
	for _, u := range found {
		n := u.pattern.level()
		byLevel[n] = append(byLevel[n], u)
	}
	sorted := found[:0]
	for _, some := range byLevel {
		if len(sorted) < first {
			slices.SortFunc(some, func(a, b uncovered) int { return comparePatterns(a.pattern, b.pattern) })
		}
		sorted = append(sorted, some...)
	}
	return sorted
}
