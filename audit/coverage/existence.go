package coverage

import (
	"slices"
)

// An existence knows which combinations nobody of the population has, so that nobody is sent to look for them: those whose people
// number 0 in a table of the reference. Of what the reference says nothing, it allows everything.
type existence struct {
	lattice *lattice
	checks  [][]check // by attribute: the tables whose last attribute it is
	tried   int64
}

// A check is one table over some attributes of the lattice.
type check struct {
	attributes []int // of the lattice, ascending
	table      *table
}

// newExistence takes every table of the reference, summed over the attributes that the lattice does not have.
func newExistence(l *lattice, r *reference) *existence {
	e := &existence{lattice: l, checks: make([][]check, len(l.dims))}
	for _, t := range r.tables {
		var mine, columns []int
		for i, c := range l.columns {
			if slices.Contains(t.attributes, c) {
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

// allows reports whether the values of attributes 0 to i can go together, as far as tables that end at attribute i say. Asked for
// each i in turn, it leaves only combinations that somebody has.
func (e *existence) allows(i int, p pattern) bool {
	for _, c := range e.checks[i] {
		values := make([]string, len(c.attributes))
		for k, a := range c.attributes {
			values[k] = e.lattice.dims[a].Values[p[a]]
		}
		if n, known := c.table.lookup(values...); known && n == 0 {
			return false
		}
	}
	return true
}

// possible reports whether some combination that can exist matches the pattern. Where the search takes too long it says yes, for
// then nothing was shown against it.
func (e *existence) possible(p pattern) bool {
	e.tried = 0
	here := slices.Clone(p)
	var extend func(i int) bool
	extend = func(i int) bool {
		if i == len(p) {
			return true
		}
		for v := range e.lattice.dims[i].Values {
			if p[i] != wildcard && p[i] != int32(v) {
				continue
			}
			if e.tried++; e.tried > validitySteps {
				return true
			}
			here[i] = int32(v)
			if e.allows(i, here) && extend(i+1) {
				return true
			}
		}
		return false
	}
	return extend(0)
}

// mostGeneralUnattainable climbs from patterns that nothing can fill to the most general ones of which that is true, and lists each
// once.
func mostGeneralUnattainable(s search, e *existence, left []uncovered, threshold int64) []uncovered {
	var found []uncovered
	seen := map[string]bool{}
	for _, u := range left {
		p := slices.Clone(u.pattern)
		for i, v := range p {
			if v == wildcard {
				continue
			}
			p[i] = wildcard
			if s.counter.count(p) >= threshold || e.possible(p) {
				p[i] = v
			}
		}
		if k := p.key(); !seen[k] {
			seen[k] = true
			found = append(found, uncovered{p, s.counter.count(p)})
		}
	}
	slices.SortFunc(found, func(a, b uncovered) int { return comparePatterns(a.pattern, b.pattern) })
	return found
}
