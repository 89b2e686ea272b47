package tally

import (
	"math/bits"

	"auditd/audit/tally/crosstab"
	"auditd/audit/tally/exact"
	"auditd/audit/tally/meaning"
	"auditd/audit/tally/number"
)

// A cube holds the counts of one worker by the ids of all axes. It is an array indexed by a mixed-radix key while the product of
// the widths is small; beyond, only the cells that occur are kept, and a map finds them by key.
type cube struct {
	weighted bool
	n        []int64 // dense: by key; sparse: by cell

	width []uint64 // dense: room for ids on every axis
	slot  []int32  // dense and weighted: 1 + position in sums, by key

	sums  []exact.Sum // dense: by slot; sparse: by cell
	added int         // weights added since the last carry

	sparse bool
	find   []*number.Keys // by chunk of the key: the last gives the cell, the others the number of the prefix
	ids    []uint32       // ids of all axes, cell after cell
}

const (
	denseCells = 1 << 20          // entries of the array: 8 MB a worker
	runRows    = crosstab.RunRows // rows counted at a time, so that their keys stay in the first cache
)

// fit makes room for the ids that turned up.
func (p *partial) fit() error {
	c := &p.cube
	if c.sparse {
		return nil
	}
	grown := c.n == nil
	roomy, exact := make([]uint64, len(p.axes)), make([]uint64, len(p.axes))
	for i := range p.axes {
		n := uint64(len(p.axes[i].names))
		grown = grown || n > c.width[i]
		exact[i], roomy[i] = max(n, 1), max(n, 1)
		if p.axes[i].dimension >= 0 {
			roomy[i] += n/4 + 1
		}
	}
	switch {
	case !grown:
		return nil
	case product(roomy) <= p.counter.dense:
		p.restride(roomy)
	case product(exact) <= p.counter.dense:
		p.restride(exact)
	default:
		return p.spread()
	}
	return nil
}

// product returns the product of the widths, or a number above denseCells.
func product(width []uint64) uint64 {
	n := uint64(1)
	for _, w := range width {
		if n *= w; n > denseCells {
			return n
		}
	}
	return n
}

// restride moves the counts into an array of other widths.
func (p *partial) restride(width []uint64) {
	old := p.cube
	p.cube.width = width
	p.cube.n = make([]int64, product(width))
	if old.weighted {
		p.cube.slot = make([]int32, len(p.cube.n))
	}
	place := uint64(1)
	for i := len(p.axes) - 1; i >= 0; i-- {
		p.axes[i].setPlace(place, 0)
		place *= width[i]
	}
	if old.n == nil {
		return
	}
	old.each(func(ids []uint32, at int) {
		key := uint64(0)
		for i, id := range ids {
			key += uint64(id) * p.axes[i].place
		}
		p.cube.n[key] = old.n[at]
		if old.weighted {
			p.cube.slot[key] = old.slot[at]
		}
	})
}

// each calls f for every cell that is not empty, with the ids of its axes and its position in n. ids is reused.
func (c *cube) each(f func(ids []uint32, at int)) {
	axes := len(c.width)
	if c.sparse {
		for at := range c.n {
			f(c.ids[at*axes:(at+1)*axes], at)
		}
		return
	}
	ids := make([]uint32, axes)
	for at, n := range c.n {
		if n == 0 {
			continue
		}
		rest := uint64(at)
		for i := axes - 1; i >= 0; i-- {
			ids[i] = uint32(rest % c.width[i])
			rest /= c.width[i]
		}
		f(ids, at)
	}
}

// sum returns the sum of weights at a position of n; nil when unweighted.
func (c *cube) sum(at int) *exact.Sum {
	switch {
	case !c.weighted:
		return nil
	case c.sparse:
		return &c.sums[at]
	}
	return &c.sums[c.slot[at]-1]
}

// spread turns the cube into a sparse one. The key of an axis then has as many bits as its most ids need; the first chunk of the
// key has 64 bits, every other one 32, below the number of the prefix that the chunks before it make.
func (p *partial) spread() error {
	old := p.cube
	p.cube = cube{weighted: old.weighted, sparse: true, width: old.width}
	chunk, used, room := 0, 0, 64
	for i := range p.axes {
		size := bits.Len64(p.axes[i].most - 1)
		if used+size > room {
			chunk, used, room = chunk+1, 0, 32
		}
		p.axes[i].setPlace(1<<used, chunk)
		used += size
	}
	p.cube.find = make([]*number.Keys, chunk+1)
	p.key = make([][]uint64, chunk+1)
	for k := range p.cube.find {
		p.cube.find[k] = number.NewKeys()
		p.key[k] = make([]uint64, runRows)
	}
	if old.n == nil {
		return nil
	}
	var fault error
	old.each(func(ids []uint32, at int) {
		if fault != nil {
			return
		}
		for k := range p.key {
			p.key[k][0] = 0
		}
		for i, id := range ids {
			p.key[p.axes[i].chunk][0] += uint64(id) * p.axes[i].place
		}
		cell, err := p.cell(0, func(int) []uint32 { return ids })
		if err != nil {
			fault = err
			return
		}
		p.cube.n[cell] = old.n[at]
		if old.weighted {
			p.cube.sums[cell] = *old.sum(at)
		}
	})
	p.cube.added = old.added
	return fault
}

// cell returns the sparse cell of row j of the run, whose keys are in p.key. The ids are asked for when the cell is new.
func (p *partial) cell(j int, ids func(j int) []uint32) (uint32, error) {
	c := &p.cube
	at := uint32(0)
	for k, find := range c.find {
		key := p.key[k][j] + uint64(at)<<32
		if k == 0 {
			key = p.key[k][j]
		}
		slot := find.Slot(key)
		if known, ok := slot.Number(); ok {
			at = known
			continue
		}
		if find.Len() >= p.counter.maxCells*meaning.Sides*meaning.Sides {
			return 0, p.counter.tooManyCells()
		}
		at = find.Add(slot, key)
	}
	if int(at) == len(c.n) {
		c.n = append(c.n, 0)
		c.ids = append(c.ids, ids(j)...)
		if c.weighted {
			c.sums = append(c.sums, exact.Sum{})
		}
	}
	return at, nil
}

// count adds the rows of a block, all of whose codes are known.
func (p *partial) count(b *block) error {
	for lo := 0; lo < b.rows; lo += runRows {
		hi := min(lo+runRows, b.rows)
		for i := range p.columns {
			if p.columns[i].counts {
				countCodes(p.columns[i].rows, b.codes[i][lo:hi])
			}
		}
		for k := range p.key {
			clear(p.key[k][:hi-lo])
		}
		for i := range p.axes {
			a := &p.axes[i]
			addDigits(p.key[a.chunk][:hi-lo], b.codes[a.column][lo:hi], a.digit)
		}
		if !p.cube.weighted && !p.cube.sparse {
			countKeys(p.cube.n, p.key[0][:hi-lo])
			p.countTables(b, lo, hi, nil)
			continue
		}
		picked := p.pick(b, lo, hi)
		if err := p.countPicked(b, lo, picked); err != nil {
			return err
		}
		p.countTables(b, lo, hi, picked)
	}
	return nil
}

// countTables adds the same rows to the tables; picked is nil when all rows are counted.
func (p *partial) countTables(b *block, lo, hi int, picked []int32) {
	if p.tables == nil {
		return
	}
	w := crosstab.Weights{}
	if p.cube.weighted {
		col := &p.columns[p.counter.weight]
		w = crosstab.Weights{Codes: b.codes[p.counter.weight], Position: col.weight, Cuts: col.cuts}
	}
	p.tables.Count(b.codes, lo, hi, picked, w)
}

// countCodes, addDigits and countKeys are the loops over rows. Two neighbouring rows often have the same code; a processor
// cannot add to a number that it has not finished writing, so odd and even rows of countCodes run in two halves.
func countCodes(rows []int64, codes []uint32) {
	half := len(codes) / 2
	first, second := codes[:half], codes[half:2*half]
	for j, c := range first {
		rows[c]++
		rows[second[j]]++
	}
	if len(codes)%2 == 1 {
		rows[codes[len(codes)-1]]++
	}
}

func addDigits(key []uint64, codes []uint32, digit []uint64) {
	codes = codes[:len(key)]
	for j, c := range codes {
		key[j] += digit[c]
	}
}

func countKeys(n []int64, key []uint64) {
	for _, k := range key {
		n[k]++
	}
}

// pick returns the rows of a run that are counted, as positions within the run, and books the others as excluded.
func (p *partial) pick(b *block, lo, hi int) []int32 {
	picked := p.picked[:0]
	if !p.cube.weighted {
		for j := range hi - lo {
			picked = append(picked, int32(j))
		}
		return picked
	}
	weight := p.columns[p.counter.weight].weight
	for j, code := range b.codes[p.counter.weight][lo:hi] {
		if at := weight[code]; at < firstCut {
			p.byWeight[at]++
			continue
		}
		picked = append(picked, int32(j))
	}
	return picked
}

// countPicked adds rows to a cube that is weighted, sparse or both.
func (p *partial) countPicked(b *block, lo int, picked []int32) error {
	c := &p.cube
	p.carry(len(picked))
	buffer := make([]uint32, len(p.axes))
	ids := func(j int) []uint32 {
		for i := range p.axes {
			buffer[i] = p.axes[i].id[b.codes[p.axes[i].column][lo+j]]
		}
		return buffer
	}
	for _, j := range picked {
		var at uint64
		if c.sparse {
			cell, err := p.cell(int(j), ids)
			if err != nil {
				return err
			}
			at = uint64(cell)
		} else {
			at = p.key[0][j]
		}
		c.n[at]++
		if !c.weighted {
			continue
		}
		if !c.sparse {
			if c.slot[at] == 0 {
				c.sums = append(c.sums, exact.Sum{})
				c.slot[at] = int32(len(c.sums))
			}
			at = uint64(c.slot[at] - 1)
		}
		col := &p.columns[p.counter.weight]
		c.sums[at].Add(&col.cuts[col.weight[b.codes[p.counter.weight][lo+int(j)]]])
	}
	return nil
}

// carry settles the carries of all sums before their digits could overflow.
func (p *partial) carry(more int) {
	if p.cube.added+more < exact.CarryAfter {
		p.cube.added += more
		return
	}
	for i := range p.cube.sums {
		p.cube.sums[i].Carry()
	}
	p.cube.added = more
}
