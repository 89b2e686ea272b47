package crosstab

import (
	"auditd/audit/tally/exact"
	"auditd/audit/tally/meaning"
)

// A state is the counts of one worker, or those that all workers have in common.
type state struct {
	counter *Counter
	axes    []axis
	bits    []int   // by group of number axes: significant bits that are kept
	sheets  []sheet // by table
	dead    []bool  // by axis: it passed its limit, and all its tables were left out
	gone    []bool  // by table: it was left out
}

func newState(c *Counter) *state {
	s := &state{counter: c, bits: make([]int, c.groups), dead: make([]bool, len(c.specs)), gone: make([]bool, len(c.tables))}
	for i := range c.specs {
		s.axes = append(s.axes, newAxis(&c.specs[i]))
	}
	for i := range s.bits {
		s.bits[i] = meaning.Bits
	}
	for _, axes := range c.axes {
		s.sheets = append(s.sheets, sheet{axes: axes, weighted: c.weighted, dense: c.dense})
	}
	return s
}

// idOf returns the id of a cleaned text on an axis.
func (s *state) idOf(i int, text string) (uint32, error) {
	a := &s.axes[i]
	if a.number() {
		x, known, err := meaning.Number(text, a.named, a.markers)
		if err != nil || !known {
			return 0, err
		}
		return s.idOfNumber(i, x)
	}
	name, err := a.value(text)
	if err != nil {
		return 0, err
	}
	return s.idOfName(i, name)
}

func (s *state) idOfName(i int, name string) (uint32, error) {
	if s.dead[i] {
		return 0, nil
	}
	a := &s.axes[i]
	id := a.idOfName(name)
	if a.full(meaning.Bits) {
		return 0, s.giveUpAxis(i, a.tooMany())
	}
	return id, nil
}

// idOfNumber returns the id of a number. When the numbers become too many, all of the group lose bits, and ids change.
func (s *state) idOfNumber(i int, x float64) (uint32, error) {
	if s.dead[i] {
		return 0, nil
	}
	a := &s.axes[i]
	id := a.idOfNumber(x, s.bits[a.group])
	if !a.full(s.bits[a.group]) {
		return id, nil
	}
	if err := s.round(a.group, s.bits[a.group]-1); err != nil || s.dead[i] {
		return 0, err
	}
	return a.idOfNumber(x, s.bits[a.group]), nil
}

// round brings the numbers of a group down to so many bits, or to fewer where that leaves too many of them for rounded ones.
func (s *state) round(group, bits int) error {
	for i := range s.axes {
		if a := &s.axes[i]; a.number() && a.group == group {
			if bits = a.fitting(bits + 1); bits == 0 {
				return s.giveUpAxis(i, a.tooMany())
			}
		}
	}
	s.cut(group, bits)
	return nil
}

// cut brings the numbers of a group down to so many bits, in axes and counts.
func (s *state) cut(group, bits int) {
	if bits >= s.bits[group] {
		return
	}
	s.bits[group] = bits
	to := make([][]uint32, len(s.axes))
	for i := range s.axes {
		if a := &s.axes[i]; a.number() && a.group == group {
			to[i] = a.cut(bits)
		}
	}
	for k := range s.sheets {
		for _, a := range s.sheets[k].axes {
			if to[a] != nil {
				s.sheets[k] = s.sheets[k].translated(to)
				break
			}
		}
	}
}

// absorb adds the counts of a worker to the common ones and empties them. The worker's numbers lose the bits that the common ones
// have lost: all rows need them gone.
func (s *state) absorb(w *state) error {
	s.follow(w)
	for g := range s.bits {
		s.cut(g, w.bits[g])
		w.cut(g, s.bits[g])
	}
	if err := s.meet(w); err != nil {
		return err
	}
	w.follow(s)
	to := make([][]uint32, len(s.axes))
	for i := range s.axes {
		w.cut(s.axes[i].group, s.bits[s.axes[i].group])
	}
	for i := range s.axes {
		to[i] = s.translation(i, &w.axes[i])
	}
	for k := range s.sheets {
		if s.gone[k] {
			continue
		}
		s.sheets[k].fit(s.axes)
		w.sheets[k] = w.sheets[k].shortened(len(s.sheets[k].axes))
		w.sheets[k].carry()
		w.sheets[k].eachAs(to, s.sheets[k].add)
		w.sheets[k] = w.sheets[k].empty()
	}
	for k := range s.sheets {
		if err := s.limit(k); err != nil {
			return err
		}
	}
	for i := range s.axes { // those that lost bits with others of their group
		if a := &s.axes[i]; a.number() && a.full(s.bits[a.group]) {
			if err := s.round(a.group, s.bits[a.group]-1); err != nil {
				return err
			}
		}
	}
	return nil
}

// meet makes all values of a worker known.
func (s *state) meet(w *state) error {
	for i := range w.axes {
		a := &w.axes[i]
		var err error
		for id := 1; id < a.width() && err == nil; id++ {
			if a.number() {
				_, err = s.idOfNumber(i, a.numbers[id])
			} else {
				_, err = s.idOfName(i, a.names[id])
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// translation returns the common id by the worker's id of one axis, all of whose values are known, and moves the rows.
func (s *state) translation(i int, a *axis) []uint32 {
	common := &s.axes[i]
	common.lost = common.lost || a.lost
	to := make([]uint32, a.width())
	for id := range to {
		switch {
		case id == 0:
		case a.number():
			to[id] = common.idOfNumber(a.numbers[id], s.bits[a.group])
		default:
			to[id] = common.idOfName(a.names[id])
		}
		common.rows[to[id]] += a.rows[id]
		a.rows[id] = 0
	}
	return to
}

// limit brings a table below its limit of cells by taking bits from its numbers, or else by leaving out spare axes. The error is
// that it has neither to give.
func (s *state) limit(k int) error {
	t, most := &s.sheets[k], s.counter.tables[k].MaxCells
	if s.gone[k] || t.occupied() <= most {
		return nil
	}
	for _, i := range t.axes {
		if !s.axes[i].number() {
			continue
		}
		bits := mostBits(s.bits[s.axes[i].group], func(bits int) bool { return s.cellsAt(k, bits) <= most })
		if bits == 0 {
			break
		}
		return s.round(s.axes[i].group, bits)
	}
	for least := len(s.counter.axes[k]) - s.counter.tables[k].Spare; len(t.axes) > least; {
		if *t = t.shortened(len(t.axes) - 1); t.occupied() <= most {
			return nil
		}
	}
	return s.giveUpTables([]int{k}, s.counter.tooManyCells(k))
}

// cellsAt returns how many cells a table would have with fewer bits.
func (s *state) cellsAt(k, bits int) int {
	to := make([][]uint32, len(s.axes))
	for _, i := range s.sheets[k].axes {
		if s.axes[i].number() {
			a := s.axes[i]
			to[i] = a.cut(bits)
		}
	}
	plain := sheet{axes: s.sheets[k].axes, dense: 0}
	plain.spread()
	s.sheets[k].eachAs(to, func(ids []uint32, n int64, _ *exact.Sum) { plain.add(ids, n, nil) })
	return plain.occupied()
}

// kept returns the cells of all lists.
func (s *state) kept() int {
	n := 0
	for k := range s.sheets {
		n += s.sheets[k].cells()
	}
	return n
}
