package crosstab

import (
	"slices"

	"auditd/audit/tally/exact"
)

// A sheet holds the counts of one table by the ids of its axes: an array indexed by a mixed-radix key while that is small, a list
// of the cells that occur beyond. A cell of the list is found by open addressing.
type sheet struct {
	axes     []int // positions among the axes of the state
	weighted bool
	dense    int // entries of the array above which the sheet becomes a list

	n     []int64 // array: by key; list: by cell
	width []int   // array: room for ids by axis
	place []uint64
	slot  []int32 // weighted array: 1 + position in sums

	sums  []exact.Sum // array: by slot; list: by cell
	added int         // weights added since the last carry

	list  bool
	ids   []uint32 // list: ids of all axes, cell after cell
	slots []uint32 // list: 1 + cell; 0 is free; a power of two, at most half full
	shift uint     // 64 − log2(len(slots))
}

// cells returns the number of cells that are kept; for an array, none, since it cannot grow beyond its limit.
func (s *sheet) cells() int {
	if !s.list {
		return 0
	}
	return len(s.n)
}

// occupied returns the number of cells with rows.
func (s *sheet) occupied() int {
	if s.list {
		return len(s.n)
	}
	k := 0
	for _, n := range s.n {
		if n > 0 {
			k++
		}
	}
	return k
}

// empty returns a sheet of the same table without counts. A list keeps its memory.
func (s *sheet) empty() sheet {
	e := sheet{axes: s.axes, weighted: s.weighted, dense: s.dense}
	if s.list {
		clear(s.slots)
		e.list, e.n, e.ids, e.sums, e.slots, e.shift = true, s.n[:0], s.ids[:0], s.sums[:0], s.slots, s.shift
	}
	return e
}

// fit makes room for the ids of all axes.
func (s *sheet) fit(axes []axis) {
	if s.list {
		return
	}
	grown := s.n == nil
	roomy, tight := make([]int, len(s.axes)), make([]int, len(s.axes))
	for i, a := range s.axes {
		w := axes[a].width()
		grown = grown || w > s.width[i]
		tight[i], roomy[i] = w, w
		if axes[a].fixed == nil {
			roomy[i] += w/4 + 1
		}
	}
	switch {
	case !grown:
	case product(roomy, s.dense) <= s.dense:
		s.restride(roomy)
	case product(tight, s.dense) <= s.dense:
		s.restride(tight)
	default:
		s.spread()
	}
}

// product returns the product of the widths, or a number above most.
func product(width []int, most int) int {
	n := 1
	for _, w := range width {
		if n *= w; n > most {
			return n
		}
	}
	return n
}

// restride moves the counts into an array of other widths.
func (s *sheet) restride(width []int) {
	old := *s
	*s = old.empty()
	s.width, s.n, s.place = width, make([]int64, product(width, s.dense)), make([]uint64, len(width))
	if s.weighted {
		s.slot = make([]int32, len(s.n))
	}
	place := uint64(1)
	for i := len(width) - 1; i >= 0; i-- {
		s.place[i] = place
		place *= uint64(width[i])
	}
	old.each(s.add)
}

// spread turns the array into a list.
func (s *sheet) spread() {
	old := *s
	*s = old.empty()
	s.list, s.slots, s.shift = true, make([]uint32, 1<<10), 64-10
	old.each(s.add)
}

// each calls f for every cell that is not empty. ids is reused; sum is nil when unweighted.
func (s *sheet) each(f func(ids []uint32, n int64, sum *exact.Sum)) {
	axes := len(s.axes)
	ids := make([]uint32, axes)
	for at, n := range s.n {
		if n == 0 {
			continue
		}
		var sum *exact.Sum
		if s.list {
			copy(ids, s.ids[at*axes:])
			if s.weighted {
				sum = &s.sums[at]
			}
		} else {
			rest := at
			for i := axes - 1; i >= 0; i-- {
				ids[i] = uint32(rest % s.width[i])
				rest /= s.width[i]
			}
			if s.weighted {
				sum = &s.sums[s.slot[at]-1]
			}
		}
		f(ids, n, sum)
	}
}

// add adds to one cell; there must be room for its ids. sum must have been carried.
func (s *sheet) add(ids []uint32, n int64, sum *exact.Sum) {
	at := 0
	if s.list {
		hash := uint64(0)
		for _, id := range ids {
			hash = mixed(hash, id)
		}
		at = s.cell(hash, ids)
	} else {
		for i, id := range ids {
			at += int(uint64(id) * s.place[i])
		}
	}
	s.n[at] += n
	if s.weighted {
		s.sumAt(at).Plus(sum)
	}
}

// sumAt returns the sum of weights at a position of n.
func (s *sheet) sumAt(at int) *exact.Sum {
	if s.list {
		return &s.sums[at]
	}
	if s.slot[at] == 0 {
		s.sums = append(s.sums, exact.Sum{})
		s.slot[at] = int32(len(s.sums))
	}
	return &s.sums[s.slot[at]-1]
}

// mixed adds an id to a hash. Ids are numbers of our own making, so that nobody outside can choose them to collide.
func mixed(hash uint64, id uint32) uint64 {
	hash = (hash ^ uint64(id)) * 0x9E3779B97F4A7C15
	return hash ^ hash>>29
}

// cell returns the position of a listed cell, a new one where there is none.
func (s *sheet) cell(hash uint64, ids []uint32) int {
	axes, mask := len(ids), uint64(len(s.slots)-1)
	for i := hash * 0x9E3779B97F4A7C15 >> s.shift; ; i++ {
		slot := &s.slots[i&mask]
		if *slot == 0 {
			s.n, s.ids = append(s.n, 0), append(s.ids, ids...)
			if s.weighted {
				s.sums = append(s.sums, exact.Sum{})
			}
			*slot = uint32(len(s.n))
			if 2*len(s.n) > len(s.slots) {
				s.grow()
			}
			return len(s.n) - 1
		}
		at := int(*slot - 1)
		if slices.Equal(s.ids[at*axes:(at+1)*axes], ids) {
			return at
		}
	}
}

// grow doubles the number of slots.
func (s *sheet) grow() {
	axes := len(s.axes)
	s.slots = make([]uint32, 2*len(s.slots))
	s.shift--
	mask := uint64(len(s.slots) - 1)
	for at := range s.n {
		hash := uint64(0)
		for _, id := range s.ids[at*axes : (at+1)*axes] {
			hash = mixed(hash, id)
		}
		i := hash * 0x9E3779B97F4A7C15 >> s.shift
		for s.slots[i&mask] != 0 {
			i++
		}
		s.slots[i&mask] = uint32(at + 1)
	}
}

// count adds the rows of a run.
func (s *sheet) count(r *run) {
	key := r.key[:r.rows]
	clear(key)
	if s.list {
		for _, a := range s.axes {
			for j, id := range r.ids[a][:len(key)] {
				key[j] = mixed(key[j], id)
			}
		}
		ids := make([]uint32, len(s.axes))
		for j, hash := range key {
			for i, a := range s.axes {
				ids[i] = r.ids[a][j]
			}
			key[j] = uint64(s.cell(hash, ids))
		}
	} else {
		for i, a := range s.axes {
			place := s.place[i]
			for j, id := range r.ids[a][:len(key)] {
				key[j] += uint64(id) * place
			}
		}
	}
	for _, k := range key {
		s.n[k]++
	}
	if !s.weighted {
		return
	}
	if s.added += len(key); s.added >= exact.CarryAfter {
		s.carry()
		s.added = len(key)
	}
	for j, k := range key {
		s.sumAt(int(k)).Add(r.weights[j])
	}
}

// carry settles the carries of all sums.
func (s *sheet) carry() {
	for i := range s.sums {
		s.sums[i].Carry()
	}
	s.added = 0
}

// translated returns the counts with other ids. to is by axis of the state, nil where ids stay.
func (s *sheet) translated(to [][]uint32) sheet {
	if s.n == nil {
		return *s
	}
	s.carry()
	out := sheet{axes: s.axes, weighted: s.weighted, dense: s.dense, list: true, slots: make([]uint32, 1<<10), shift: 64 - 10}
	if !s.list {
		out.list, out.slots, out.shift = false, nil, 0
		out.restride(s.width)
	}
	s.eachAs(to, out.add)
	return out
}

// eachAs is each with other ids.
func (s *sheet) eachAs(to [][]uint32, f func(ids []uint32, n int64, sum *exact.Sum)) {
	s.each(func(ids []uint32, n int64, sum *exact.Sum) {
		for i, a := range s.axes {
			if to[a] != nil {
				ids[i] = to[a][ids[i]]
			}
		}
		f(ids, n, sum)
	})
}

// shortened returns the counts by the first so many axes only.
func (s *sheet) shortened(axes int) sheet {
	if axes == len(s.axes) {
		return *s
	}
	s.carry()
	out := sheet{axes: s.axes[:axes], weighted: s.weighted, dense: s.dense}
	out.spread()
	s.each(func(ids []uint32, n int64, sum *exact.Sum) { out.add(ids[:axes], n, sum) })
	return out
}
