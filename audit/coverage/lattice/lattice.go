package lattice

import (
	"slices"

	"auditd/audit"
)

// Wildcard stands in a pattern for "any value" (X in the paper).
const Wildcard int32 = -1

// A Pattern holds, for each attribute of a lattice, the index of a value or [Wildcard].
type Pattern []int32

// Level returns the number of attributes the pattern fixes.
func (p Pattern) Level() int {
	n := 0
	for _, v := range p {
		if v != Wildcard {
			n++
		}
	}
	return n
}

// Key returns a text equal for equal patterns only, for use in maps that are never iterated.
func (p Pattern) Key() string {
	b := make([]byte, 0, 4*len(p))
	for _, v := range p {
		b = append(b, byte(v), byte(v>>8), byte(v>>16), byte(v>>24))
	}
	return string(b)
}

// comparePatterns orders by level, then by which attributes are fixed in the order of the plan, then by their values in theirs.
func comparePatterns(a, b Pattern) int {
	if d := a.Level() - b.Level(); d != 0 {
		return d
	}
	for i := range a {
		if af, bf := a[i] != Wildcard, b[i] != Wildcard; af != bf {
			// Both fix equally many attributes, so the one that fixes an earlier attribute comes first.
			if af {
				return -1
			}
			return 1
		}
	}
	return slices.Compare(a, b)
}

// A Lattice is the set of all patterns over some attributes, with the records that they are matched against.
type Lattice struct {
	Dims    []audit.Dim // in the order of the plan, values without Unknown
	Columns []int       // index of each attribute in Cells.Attributes
	Cells   []Cell      // one for each cell of the data with somebody in it, values not merged
	N       int64       // records

	unknown []bool // some record's value of the attribute is not known
	merged  bool   // no two cells have the same values
}

// A Cell is a number of records with the same values; [Wildcard] where a value is not known.
type Cell struct {
	Values Pattern
	Count  int64
}

// New projects cells on the attributes with these indexes, which ascend. extra holds, by name of attribute, values that the
// population has: those that the data do not have are values of the lattice as well, without records, because a group that was never
// sampled is the first thing to find. Unknown is no value: such a record matches only patterns that leave the attribute open.
func New(cells *audit.Cells, columns []int, extra map[string][]string) *Lattice {
	// Cells differ from one another over all attributes and strata, and so do their projections where nothing is left out.
	l := &Lattice{Columns: columns, merged: len(columns) == len(cells.Attributes) && len(cells.Strata) == 0}
	codes := make([][]int32, len(columns))
	for _, c := range columns {
		from := cells.Attributes[c]
		dim := audit.Dim{Name: from.Name}
		known := make(map[string]bool, len(from.Values))
		code := make([]int32, len(from.Values))
		for v, value := range from.Values {
			code[v] = Wildcard
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
		codes[len(l.Dims)] = code
		l.Dims = append(l.Dims, dim)
	}
	l.unknown = make([]bool, len(l.Dims))
	slab := make(Pattern, len(cells.Cells)*len(columns))
	l.Cells = make([]Cell, 0, len(cells.Cells))
	for i := range cells.Cells {
		count := cells.Cells[i].Counts.Total()
		if count == 0 {
			continue
		}
		values := slab[:len(columns):len(columns)]
		slab = slab[len(columns):]
		for a, c := range columns {
			values[a] = codes[a][cells.Cells[i].Codes[c]]
			if values[a] == Wildcard {
				l.unknown[a] = true
			}
		}
		l.Cells = append(l.Cells, Cell{values, count})
		l.N += count
	}
	return l
}

// Nodes returns the number of patterns, ∏(c+1). It is exact up to 2^53.
func (l *Lattice) Nodes() float64 {
	n := 1.0
	for _, d := range l.Dims {
		n *= float64(len(d.Values) + 1)
	}
	return n
}

// Group returns the pattern in the words of the domain.
func (l *Lattice) Group(p Pattern) audit.Group {
	g := audit.Group{}
	for i, v := range p {
		if v != Wildcard {
			g = append(g, audit.Item{Attribute: l.Dims[i].Name, Value: l.Dims[i].Values[v]})
		}
	}
	return g
}

// Root returns the pattern that everybody matches.
func (l *Lattice) Root() Pattern {
	p := make(Pattern, len(l.Dims))
	for i := range p {
		p[i] = Wildcard
	}
	return p
}

// A Counter knows how many records match a pattern.
type Counter interface {
	// Count returns the number of records that match p, a pattern of the lattice that the counter was made for.
	Count(p Pattern) int64
}

// An Uncovered pattern with its records, fewer than the threshold.
type Uncovered struct {
	Pattern Pattern
	Count   int64
}

// A Search is what an engine found.
type Search struct {
	Engine   string      // cube or deepdiver
	Counter  Counter     // for any pattern of the lattice
	Maximal  []Uncovered // maximal uncovered patterns up to the level asked for, by level
	Nodes    *int64      // uncovered patterns of any level, nil when the engine does not count them
	Complete bool        // false when the engine stopped at its bound: every pattern listed is right, others may be missing
}

// The engines' bounds. They count work, not time, so that the same input gives the same result on every machine.
const (
	CubeNodes     = 5e7                   // most patterns of a cube: 200 MB of int32
	deepDiverWork = int64(20_000_000_000) // 64-bit words that one search may combine
)

// Find returns the maximal uncovered patterns of at most the given level: patterns with fewer records than the threshold, all of
// whose parents have enough. It counts all patterns in a [cube] where that fits and searches by [deepDive] beyond. The patterns are
// sorted by level; within the levels that hold the first few of them, by which attributes they fix in the order of the plan, then by
// their values in theirs.
func Find(l *Lattice, threshold int64, level, first int) Search {
	var s Search
	switch {
	case l.Nodes() > CubeNodes:
		s = deepDive(l, threshold, level, deepDiverWork)
	case l.N < 1<<31-1:
		s = searchCube[int32](l, threshold, level)
	default:
		s = searchCube[int64](l, threshold, level)
	}
	s.Maximal = inOrder(s.Maximal, len(l.Dims), first)
	return s
}

// inOrder sorts the patterns by level, and the levels that hold the first few of them by comparePatterns. Nobody reads those behind,
// and there may be a million.
func inOrder(found []Uncovered, levels, first int) []Uncovered {
	byLevel := make([][]Uncovered, levels+1)
	for _, u := range found {
		n := u.Pattern.Level()
		byLevel[n] = append(byLevel[n], u)
	}
	sorted := found[:0]
	for _, some := range byLevel {
		if len(sorted) < first {
			slices.SortFunc(some, func(a, b Uncovered) int { return comparePatterns(a.Pattern, b.Pattern) })
		}
		sorted = append(sorted, some...)
	}
	return sorted
}
