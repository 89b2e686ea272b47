package subgroups

import (
	"math"
	"slices"

	"auditd/audit/analysis/joint"
)

// maxDepth is the most conditions that a key holds.
const maxDepth = 6

// A key names a subgroup: its items in ascending order, then zeros. Items are numbered from 1 over the values of all dimensions. The
// zero key is everybody.
type key [maxDepth]uint16

func (k key) items() []int32 {
	var out []int32
	for _, it := range k {
		if it == 0 {
			break
		}
		out = append(out, int32(it))
	}
	return out
}

func keyOf(items ...int32) key {
	var k key
	for i, it := range items {
		k[i] = uint16(it)
	}
	return k
}

// without returns the subgroup with its i-th condition taken away.
func (k key) without(i int) key {
	copy(k[i:], k[i+1:])
	k[maxDepth-1] = 0
	return k
}

// A mined subgroup with its people.
type mined struct {
	key    key
	counts joint.Counts
}

// A miner finds every subgroup with enough people. It goes from general to special and leaves a subgroup's refinements aside as
// soon as it has too few people: none of them can have more. Each step deals the cells of a subgroup out by the values of one more
// dimension, so that the work grows with the cells, not with the people (methods 10.1).
type miner struct {
	t      *joint.Table
	first  []int32 // number of the item of value 0, by dimension
	skip   []int   // value that makes no subgroup, by dimension: Unknown of an attribute; −1 for none
	depth  int
	least  int64
	totals []int64 // people of each cell
	found  []mined
	// cells, when it is not nil, is told the cells of every subgroup found. They are valid during the call only.
	cells func(i int, cells []int32)
	room  [][]int32 // by depth: cells of the subgroup that is being refined
	sums  [][]joint.Counts
}

// newMiner prepares a search for subgroups of at least so many people described by at most depth conditions.
func newMiner(t *joint.Table, depth int, least int64) *miner {
	m := &miner{t: t, depth: min(depth, len(t.Dims)), least: max(least, 1), totals: make([]int64, len(t.Counts))}
	next := int32(1)
	most := 0
	for i := range t.Dims {
		d := &t.Dims[i]
		m.first = append(m.first, next)
		next += int32(len(d.Values))
		most = max(most, len(d.Values))
		skip := -1
		if d.Protected { // people whose attribute is not known are no group to act for
			skip = d.Unknown()
		}
		m.skip = append(m.skip, skip)
	}
	for k := range t.Counts {
		m.totals[k] = t.Counts[k].Total()
	}
	for range m.depth {
		m.room = append(m.room, make([]int32, len(t.Counts)))
		m.sums = append(m.sums, make([]joint.Counts, most))
	}
	return m
}

// item returns the dimension and value of an item.
func (m *miner) item(it int32) (dim, value int) {
	d := len(m.first) - 1
	for m.first[d] > it {
		d--
	}
	return d, int(it - m.first[d])
}

// mine returns all subgroups with enough people, general before special, each before its refinements.
func (m *miner) mine() []mined {
	all := make([]int32, 0, len(m.t.Counts))
	for k := range m.t.Counts {
		if m.totals[k] > 0 {
			all = append(all, int32(k))
		}
	}
	m.refine(key{}, 0, all, 0)
	return m.found
}

// refine looks for the subgroups below one, of depth conditions, by the dimensions from from on.
func (m *miner) refine(parent key, depth int, cells []int32, from int) {
	if depth == m.depth {
		return
	}
	dims := len(m.t.Dims)
	sums, room := m.sums[depth], m.room[depth]
	starts := make([]int, len(sums)+1)
	for d := from; d < dims; d++ {
		values := len(m.t.Dims[d].Values)
		clear(sums[:values])
		clear(starts[:values+1])
		for _, k := range cells {
			v := m.t.Codes[int(k)*dims+d]
			sums[v].Add(&m.t.Counts[k])
			starts[v+1]++
		}
		for v := range values {
			starts[v+1] += starts[v]
		}
		if depth+1 < m.depth || m.cells != nil {
			fill := slices.Clone(starts[:values])
			for _, k := range cells {
				v := m.t.Codes[int(k)*dims+d]
				room[fill[v]] = k
				fill[v]++
			}
		}
		for v := range values {
			counts := sums[v]
			if counts.Total() < m.least || v == m.skip[d] {
				continue
			}
			child := parent
			child[depth] = uint16(m.first[d] + int32(v))
			m.found = append(m.found, mined{child, counts})
			part := room[starts[v]:starts[v+1]]
			if m.cells != nil {
				m.cells(len(m.found)-1, part)
			}
			m.refine(child, depth+1, part, d+1)
		}
	}
}

// possible returns how many subgroups of at most depth conditions could be described: the sum of the elementary symmetric
// polynomials of the numbers of values.
func (m *miner) possible() float64 {
	e := make([]float64, m.depth+1)
	e[0] = 1
	for d := range m.t.Dims {
		values := float64(len(m.t.Dims[d].Values))
		if m.skip[d] >= 0 {
			values--
		}
		for k := m.depth; k > 0; k-- {
			e[k] += float64(values * e[k-1])
		}
	}
	sum := 0.0
	for _, x := range e[1:] {
		sum += x
	}
	return math.Round(sum)
}

// countOf adds up the people of one subgroup in a table with the same dimensions.
func (m *miner) countOf(t *joint.Table, k key) joint.Counts {
	var out joint.Counts
	items := k.items()
	dims := len(t.Dims)
	for c := range t.Counts {
		in := true
		for _, it := range items {
			d, v := m.item(it)
			in = in && t.Codes[c*dims+d] == int32(v)
		}
		if in {
			out.Add(&t.Counts[c])
		}
	}
	return out
}
