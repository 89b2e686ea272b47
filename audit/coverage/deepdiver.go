package coverage

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

func newOracle(l *lattice) *oracle {
	combinations := distinct(l)
	words := (len(combinations) + 63) / 64
	o := &oracle{n: l.n, weight: make([]int64, 64*words), fixed: make([][]uint64, 0, len(l.dims))}
	for i := range l.dims {
		o.bits = append(o.bits, make([][]uint64, len(l.dims[i].Values)))
		o.total = append(o.total, make([]int64, len(l.dims[i].Values)))
		for v := range o.bits[i] {
			o.bits[i][v] = make([]uint64, words)
		}
	}
	for k, r := range combinations {
		o.weight[k] = r.count
		for i, v := range r.values {
			if v != wildcard {
				o.bits[i][v][k/64] |= 1 << (k % 64)
				o.total[i][v] += r.count
			}
		}
	}
	return o
}

// distinct merges records of equal values, the most frequent first, so that counting can stop early.
func distinct(l *lattice) []record {
	merged := slices.Clone(l.cells)
	if !l.merged {
		at := make(map[string]int, len(l.cells))
		merged = merged[:0]
		for _, r := range l.cells {
			k := r.values.key()
			i, ok := at[k]
			if !ok {
				i = len(merged)
				at[k] = i
				merged = append(merged, record{values: r.values})
			}
			merged[i].count += r.count
		}
	}
	slices.SortStableFunc(merged, func(a, b record) int { return cmp.Compare(b.count, a.count) })
	return merged
}

// count returns the number of records that match p.
func (o *oracle) count(p pattern) int64 { return o.countTo(p, o.n+1) }

// countTo returns the number of records that match p, or some number of at least enough when there are that many.
func (o *oracle) countTo(p pattern, enough int64) int64 {
	o.fixed = o.fixed[:0]
	least := o.n
	for i, v := range p {
		if v == wildcard {
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

func newDominance(l *lattice) *dominance {
	x := &dominance{open: make([][]uint64, len(l.dims)), value: make([][][]uint64, len(l.dims))}
	for i := range l.dims {
		x.value[i] = make([][]uint64, len(l.dims[i].Values))
	}
	return x
}

// add enters a maximal uncovered pattern. The bitsets grow together only as far as they have a bit to hold; a missing word is zero.
func (x *dominance) add(p pattern) {
	word, bit := x.n/64, uint64(1)<<(x.n%64)
	for i, v := range p {
		set := &x.open[i]
		if v != wildcard {
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
func (x *dominance) generaliser(p pattern) bool {
	for w := 0; w*64 < x.n; w++ {
		all := ^uint64(0)
		for i, v := range p {
			m := wordAt(x.open[i], w)
			if v != wildcard {
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
func (x *dominance) specialiser(p pattern) bool {
	for w := 0; w*64 < x.n; w++ {
		all := x.used(w)
		for i, v := range p {
			if v == wildcard {
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
func deepDive(l *lattice, threshold int64, level int, work int64) search {
	o, x := newOracle(l), newDominance(l)
	s := search{engine: "deepdiver", counter: o, complete: true}
	stack := []pattern{l.root()}
	for len(stack) > 0 {
		if o.combine > work {
			s.complete = false
			return s
		}
		p := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		o.combine += int64(x.n/64+1) * int64(len(p))
		if x.generaliser(p) {
			continue
		}
		if x.specialiser(p) || o.countTo(p, threshold) >= threshold {
			if p.level() < level {
				stack = pushChildren(stack, l, p)
			}
			continue
		}
		top := climb(o, p, threshold)
		x.add(top)
		s.maximal = append(s.maximal, uncovered{top, o.count(top)})
	}
	return s
}

// pushChildren adds the children of p that fix one attribute to the right of its last fixed one, so that every pattern has one way
// down to it only (Rule 1 of the paper).
func pushChildren(stack []pattern, l *lattice, p pattern) []pattern {
	last := len(p) - 1
	for last >= 0 && p[last] == wildcard {
		last--
	}
	for i := len(p) - 1; i > last; i-- {
		for v := len(l.dims[i].Values) - 1; v >= 0; v-- {
			child := append(pattern(nil), p...)
			child[i] = int32(v)
			stack = append(stack, child)
		}
	}
	return stack
}

// climb goes from an uncovered pattern to an uncovered parent until none is left.
func climb(o *oracle, p pattern, threshold int64) pattern {
	p = append(pattern(nil), p...)
	for i := 0; i < len(p); i++ {
		v := p[i]
		if v == wildcard {
			continue
		}
		p[i] = wildcard
		if o.countTo(p, threshold) >= threshold {
			p[i] = v
		}
		// Opening a later attribute only adds records, so an attribute that could not be opened before cannot be opened after.
	}
	return p
}
