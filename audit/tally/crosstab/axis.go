package crosstab

import (
	"sort"

	"auditd/audit"
	"auditd/audit/tally/meaning"
)

// An axis is one axis as a worker or the common state knows it. Ids are numbers of its owner's own, given in the order in which
// values turn up; 0 is Unknown.
type axis struct {
	*spec
	names   []string // by id; nil for numbers
	index   map[string]uint32
	numbers []float64 // by id; nil for names
	at      index
	lost    bool    // a number lost bits
	bytes   int     // of all names
	rows    []int64 // rows read by id, whether counted or excluded

	id []uint32 // by code of the current dictionary; workers only
}

// maxNameBytes bounds the names of one axis.
const maxNameBytes = 16 << 20

func newAxis(s *spec) axis {
	a := axis{spec: s, rows: make([]int64, 1)}
	if s.number() {
		a.numbers, a.at = make([]float64, 1), newIndex()
	} else {
		a.names, a.index = []string{audit.Unknown}, map[string]uint32{audit.Unknown: 0}
	}
	if s.counted() { // the id of a number is one more than it
		for _, n := range s.fixed {
			a.idOfName(n)
		}
	}
	return a
}

// width returns the number of ids.
func (a *axis) width() int { return len(a.rows) }

// idOfName returns the id of a name, a new one where it has none.
func (a *axis) idOfName(name string) uint32 {
	id, ok := a.index[name]
	if !ok {
		id = uint32(a.width())
		a.names, a.rows, a.bytes = append(a.names, name), append(a.rows, 0), a.bytes+len(name)
		a.index[name] = id
	}
	return id
}

// idOfNumber returns the id of a number that was cut to the given bits, a new one where it has none.
func (a *axis) idOfNumber(x float64, bits int) uint32 {
	t := meaning.Truncate(x, bits)
	if t != x {
		a.lost = true
	}
	id, slot := a.at.seek(t, a.numbers)
	if id == 0 {
		id = uint32(a.width())
		a.numbers, a.rows = append(a.numbers, t), append(a.rows, 0)
		a.at.add(slot, a.numbers)
	}
	return id
}

// full reports whether there are more values than the axis may have with so many bits.
func (a *axis) full(bits int) bool {
	if a.number() && bits < meaning.Bits {
		return a.width()-1 > a.few
	}
	return a.width()-1 > a.most || a.bytes > maxNameBytes
}

// fitting returns the most bits, below the given ones, at which the numbers are few enough to be rounded; 0 when there are none such.
func (a *axis) fitting(below int) int {
	return mostBits(below, func(bits int) bool {
		seen := newAxis(a.spec)
		for _, x := range a.numbers[1:] {
			if seen.idOfNumber(x, bits); seen.width()-1 > a.few {
				return false
			}
		}
		return true
	})
}

// mostBits returns the most bits below the given ones that suit, 0 when none do. What suits at some number suits at fewer.
func mostBits(below int, suits func(bits int) bool) int {
	return below - 1 - sort.Search(below-1, func(i int) bool { return suits(below - 1 - i) })
}

// cut brings the numbers down to the given bits and returns the new id by the old one.
func (a *axis) cut(bits int) []uint32 {
	old := *a
	*a = newAxis(a.spec)
	a.lost, a.id = old.lost, old.id
	to := make([]uint32, old.width())
	a.rows[0] = old.rows[0]
	for id := 1; id < old.width(); id++ {
		to[id] = a.idOfNumber(old.numbers[id], bits)
		a.rows[to[id]] += old.rows[id]
	}
	for code, id := range a.id {
		a.id[code] = to[id]
	}
	return to
}
