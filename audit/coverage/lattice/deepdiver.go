package lattice

import (
	"cmp"
	"math/bits"
	"slices"
)

// An oracle counts the records of any pattern from bitsets: one bit for each distinct combination of the data, one bitset for each
// value of each attribute.
type oracle struct {
	bits    [][][]uint64 // by attribute and value
	total   [][]int64    // records by attribute and value
	weight  []int64      // records of each combination, the most frequent first
	n       int64
	fixed   [][]uint64 // the bitsets of the pattern being counted, kept for reuse
	combine int64      // words combined so far
}

func newOracle(l *Lattice) *oracle {
	combinations := distinct(l)
	words := (len(combinations) + 63) / 64
	o := &oracle{n: l.N, weight: make([]int64, 64*words), fixed: make([][]uint64, 0, len(l.Dims))}
	for i := range l.Dims {
		o.bits = append(o.bits, make([][]uint64, len(l.Dims[i].Values)))
		o.total = append(o.total, make([]int64, len(l.Dims[i].Values)))
		for v := range o.bits[i] {
			o.bits[i][v] = make([]uint64, words)
		}
	}
	for k, r := range combinations {
		o.weight[k] = r.Count
		for i, v := range r.Values {
			if v != Wildcard {
				o.bits[i][v][k/64] |= 1 << (k % 64)
				o.total[i][v] += r.Count
			}
		}
	}
	return o
}

// distinct merges records of equal values, the most frequent first, so that counting can stop early.
func distinct(l *Lattice) []Cell {
	merged := slices.Clone(l.Cells)
	if !l.merged {
		at := make(map[string]int, len(l.Cells))
		merged = merged[:0]
		for _, r := range l.Cells {
			k := r.Values.Key()
			i, ok := at[k]
			if !ok {
				i = len(merged)
				at[k] = i
				merged = append(merged, Cell{Values: r.Values})
			}
			merged[i].Count += r.Count
		}
	}
	slices.SortStableFunc(merged, func(a, b Cell) int { return cmp.Compare(b.Count, a.Count) })
	return merged
}

// Count returns the number of records that match p.
func (o *oracle) Count(p Pattern) int64 { return o.countTo(p, o.n+1) }

// countTo returns the number of records that match p, or some number of at least enough when there are that many.
func (o *oracle) countTo(p Pattern, enough int64) int64 {
	o.fixed = o.fixed[:0]
	least := o.n
	for i, v := range p {
		if v == Wildcard {
			continue
		}
		o.fixed = append(o.fixed, o.bits[i][v])
		least = min(least, o.total[i][v])
	}
	// The rarest value bounds the count, and for one value or none it is the count.
	if len(o.fixed) < 2 || least == 0 {
		return least
	}
	var n int64
	first, second, rest := o.fixed[0], o.fixed[1], o.fixed[2:]
	for w := range first {
		word := first[w] & second[w]
		for _, f := range rest {
			word &= f[w]
		}
		for word != 0 {
			n += o.weight[64*w+bits.TrailingZeros64(word)]
			word &= word - 1
		}
		if n >= enough {
			o.combine += int64(w) * int64(len(o.fixed))
			return n
		}
	}
	o.combine += int64(len(first)) * int64(len(o.fixed))
	return n
}

// A dominance index answers whether a pattern lies below or above a maximal uncovered pattern found so far. Each of those has one
// bit; for each attribute there is a bitset of those that leave it open and one for each value.
type dominance struct {
	open  [][]uint64
	value [][][]uint64
	n     int
}

func newDominance(l *Lattice) *dominance {
	x := &dominance{open: make([][]uint64, len(l.Dims)), value: make([][][]uint64, len(l.Dims))}
	for i := range l.Dims {
		x.value[i] = make([][]uint64, len(l.Dims[i].Values))
	}
	return x
}

// add enters a maximal uncovered pattern. The bitsets grow together only as far as they have a bit to hold; a missing word is zero.
func (x *dominance) add(p Pattern) {
	word, bit := x.n/64, uint64(1)<<(x.n%64)
	for i, v := range p {
		set := &x.open[i]
		if v != Wildcard {
			set = &x.value[i][v]
		}
		for len(*set) <= word {
			*set = append(*set, 0)
		}
		(*set)[word] |= bit
	}
	x.n++
}

// generaliser reports whether one of the patterns found is p or more general than p: p is then uncovered and leads to nothing new.
func (x *dominance) generaliser(p Pattern) bool {
	for w := 0; w*64 < x.n; w++ {
		all := ^uint64(0)
		for i, v := range p {
			m := wordAt(x.open[i], w)
			if v != Wildcard {
				m |= wordAt(x.value[i][v], w)
			}
			if all &= m; all == 0 {
				break
			}
		}
		if all&x.used(w) != 0 {
			return true
		}
	}
	return false
}

// specialiser reports whether one of the patterns found is strictly more specific than p or p itself. When [dominance.generaliser]
// has said no, it is strictly so, and p as its ancestor is covered.
func (x *dominance) specialiser(p Pattern) bool {
	for w := 0; w*64 < x.n; w++ {
		all := x.used(w)
		for i, v := range p {
			if v == Wildcard {
				continue
			}
			if all &= wordAt(x.value[i][v], w); all == 0 {
				break
			}
		}
		if all != 0 {
			return true
		}
	}
	return false
}

// used returns the bits of word w that belong to a pattern; without attributes nothing else would say so.
func (x *dominance) used(w int) uint64 {
	if rest := x.n - 64*w; rest < 64 {
		return 1<<rest - 1
	}
	return ^uint64(0)
}

func wordAt(set []uint64, w int) uint64 {
	if w < len(set) {
		return set[w]
	}
	return 0
}

// deepDive finds the maximal uncovered patterns of at most the given level by DeepDiver (Asudeh et al. 2019, algorithm 3): it goes
// down until a pattern is uncovered, climbs from there to a maximal one, and uses those found to rule out others. The printed
// algorithm marks an ancestor of a maximal uncovered pattern as uncovered; it is covered, and so it is treated here.
func deepDive(l *Lattice, threshold int64, level int, work int64) Search {
	o, x := newOracle(l), newDominance(l)
	s := Search{Engine: "deepdiver", Counter: o, Complete: true}
	stack := []Pattern{l.Root()}
	for len(stack) > 0 {
		if o.combine > work {
			s.Complete = false
			return s
		}
		p := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		o.combine += int64(x.n/64+1) * int64(len(p))
		if x.generaliser(p) {
			continue
		}
		if x.specialiser(p) || o.countTo(p, threshold) >= threshold {
			if p.Level() < level {
				stack = pushChildren(stack, l, p)
			}
			continue
		}
		top := climb(o, p, threshold)
		x.add(top)
		s.Maximal = append(s.Maximal, Uncovered{top, o.Count(top)})
	}
	return s
}

// pushChildren adds the children of p that fix one attribute to the right of its last fixed one, so that every pattern has one way
// down to it only (Rule 1 of the paper).
func pushChildren(stack []Pattern, l *Lattice, p Pattern) []Pattern {
	last := len(p) - 1
	for last >= 0 && p[last] == Wildcard {
		last--
	}
	for i := len(p) - 1; i > last; i-- {
		for v := len(l.Dims[i].Values) - 1; v >= 0; v-- {
			child := append(Pattern(nil), p...)
			child[i] = int32(v)
			stack = append(stack, child)
		}
	}
	return stack
}

// climb goes from an uncovered pattern to an uncovered parent until none is left.
func climb(o *oracle, p Pattern, threshold int64) Pattern {
	p = append(Pattern(nil), p...)
	for i := 0; i < len(p); i++ {
		v := p[i]
		if v == Wildcard {
			continue
		}
		p[i] = Wildcard
		if o.countTo(p, threshold) >= threshold {
			p[i] = v
		}
		// Opening a later attribute only adds records, so an attribute that could not be opened before cannot be opened after.
	}
	return p
}
