package coverage

import (
	"slices"

	"auditd/audit/coverage/lattice"
)

// An existence knows which combinations nobody of the population has, so that nobody is sent to look for them: those whose people
// number 0 in a table of the reference. Of what the reference says nothing, it allows everything.
type existence struct {
	lattice *lattice.Lattice
	checks  [][]check // by attribute: the tables whose last attribute it is
}

// A check is one table over some attributes of the lattice.
type check struct {
	attributes []int // of the lattice, ascending
	table      *table
}

// newExistence takes every table of the reference, summed over the attributes that the lattice does not have.
func newExistence(l *lattice.Lattice, r *reference) *existence {
	e := &existence{lattice: l, checks: make([][]check, len(l.Dims))}
	for _, t := range r.tables {
		var mine, columns []int
		for i, c := range l.Columns {
			if slices.Contains(t.attributes, c) && len(l.Dims[i].Values) > 0 {
				mine, columns = append(mine, i), append(columns, c)
			}
		}
		if len(mine) == 0 {
			continue
		}
		m := t.margin(columns)
		if m.full() {
			continue
		}
		last := mine[len(mine)-1]
		e.checks[last] = append(e.checks[last], check{mine, m})
	}
	return e
}

// full reports whether somebody has every combination of the table's values, so that it forbids none.
func (t *table) full() bool {
	size := 1.0
	for _, v := range t.values {
		size *= float64(len(v))
	}
	for _, r := range t.rows {
		if r.people == 0 {
			return false
		}
	}
	return size == float64(len(t.rows))
}

// allows reports whether the values of attributes 0 to i can go together, as far as tables that end at attribute i say. It is a
// [lattice.Exists].
func (e *existence) allows(i int, p lattice.Pattern) bool {
	for _, c := range e.checks[i] {
		values := make([]string, len(c.attributes))
		for k, a := range c.attributes {
			values[k] = e.lattice.Dims[a].Values[p[a]]
		}
		if n, known := c.table.lookup(values...); known && n == 0 {
			return false
		}
	}
	return true
}
