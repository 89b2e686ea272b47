package coverage

import (
	"math/rand/v2"
	"strconv"
	"testing"

	"auditd/audit"
)

// people builds cells from rows of values, in the order of first appearance of the values unless a domain is given. Unknown is last.
func people(names []string, domains [][]string, rows [][]string, counts []int64) *audit.Cells {
	c := &audit.Cells{}
	index := make([]map[string]int32, len(names))
	for i, name := range names {
		dim := audit.Dim{Name: name}
		index[i] = map[string]int32{}
		add := func(v string) {
			if _, ok := index[i][v]; !ok {
				index[i][v] = int32(len(dim.Values))
				dim.Values = append(dim.Values, v)
			}
		}
		if domains != nil {
			for _, v := range domains[i] {
				add(v)
			}
		}
		unknown := false
		for _, r := range rows {
			if r[i] == audit.Unknown {
				unknown = true
				continue
			}
			add(r[i])
		}
		if unknown {
			add(audit.Unknown)
		}
		c.Attributes = append(c.Attributes, dim)
	}
	at := map[string]int{}
	for k, r := range rows {
		codes := make([]int32, len(names))
		for i := range names {
			codes[i] = index[i][r[i]]
		}
		n := int64(1)
		if counts != nil {
			n = counts[k]
		}
		id := pattern(codes).key()
		if _, ok := at[id]; !ok {
			at[id] = len(c.Cells)
			c.Cells = append(c.Cells, audit.Cell{Codes: codes})
		}
		c.Cells[at[id]].Counts.N[0][0] += n
		c.Read += n
	}
	return c
}

// allColumns lists the indexes of every attribute.
func allColumns(c *audit.Cells) []int {
	columns := make([]int, len(c.Attributes))
	for i := range columns {
		columns[i] = i
	}
	return columns
}

// everyPattern visits each node of the lattice.
func everyPattern(l *lattice, visit func(p pattern)) {
	p := l.root()
	var walk func(i int)
	walk = func(i int) {
		if i == len(p) {
			visit(p)
			return
		}
		for v := range l.dims[i].Values {
			p[i] = int32(v)
			walk(i + 1)
		}
		p[i] = wildcard
		walk(i + 1)
	}
	walk(0)
}

// countByRows counts the records matching p one by one: the definition of coverage (methods 1.7), with nothing clever in it.
func countByRows(l *lattice, p pattern) int64 {
	var n int64
records:
	for _, r := range l.cells {
		for i, v := range p {
			if v != wildcard && r.values[i] != v {
				continue records
			}
		}
		n += r.count
	}
	return n
}

// bruteForce finds the maximal uncovered patterns and counts the uncovered ones by the definition.
func bruteForce(l *lattice, threshold int64, level int) (found []uncovered, below int64) {
	everyPattern(l, func(p pattern) {
		n := countByRows(l, p)
		if n >= threshold {
			return
		}
		below++
		if p.level() > level {
			return
		}
		parent := append(pattern(nil), p...)
		for i, v := range p {
			if v == wildcard {
				continue
			}
			parent[i] = wildcard
			covered := countByRows(l, parent) >= threshold
			parent[i] = v
			if !covered {
				return
			}
		}
		found = append(found, uncovered{append(pattern(nil), p...), n})
	})
	return found, below
}

// patternBreaker is the paper's top-down algorithm 1: a candidate counts only if every parent was visited and covered.
func patternBreaker(l *lattice, threshold int64, level int) []uncovered {
	var found []uncovered
	covered := map[string]bool{}
	queue := []pattern{l.root()}
	for depth := 0; len(queue) > 0 && depth <= level; depth++ {
		next, nextCovered := []pattern(nil), map[string]bool{}
		for _, p := range queue {
			if !everyParent(p, covered) {
				continue
			}
			if n := countByRows(l, p); n < threshold {
				found = append(found, uncovered{p, n})
				continue
			}
			nextCovered[p.key()] = true
			next = pushChildren(next, l, p)
		}
		queue, covered = next, nextCovered
	}
	return found
}

func everyParent(p pattern, in map[string]bool) bool {
	parent := append(pattern(nil), p...)
	for i, v := range p {
		if v == wildcard {
			continue
		}
		parent[i] = wildcard
		ok := in[parent.key()]
		parent[i] = v
		if !ok {
			return false
		}
	}
	return true
}

// randomLattice draws a small table: up to 5 attributes of up to 4 values, up to 60 records, one value in ten not known.
func randomLattice(r *rand.Rand) *audit.Cells {
	d := 1 + r.IntN(5)
	names, domains := make([]string, d), make([][]string, d)
	for i := range d {
		names[i] = "a" + strconv.Itoa(i)
		for v := range 1 + r.IntN(4) {
			domains[i] = append(domains[i], strconv.Itoa(v))
		}
	}
	rows := make([][]string, r.IntN(61))
	for k := range rows {
		rows[k] = make([]string, d)
		for i := range d {
			// The square of a uniform number makes some values rare, as in life.
			u := r.Float64()
			rows[k][i] = domains[i][int(u*u*float64(len(domains[i])))]
			if r.IntN(10) == 0 {
				rows[k][i] = audit.Unknown
			}
		}
	}
	return people(names, domains, rows, nil)
}

// texts names the patterns found, sorted, so that sets can be compared and read.
func texts(l *lattice, found []uncovered) map[string]int64 {
	m := make(map[string]int64, len(found))
	for _, u := range found {
		m[l.group(u.pattern).Key()] = u.count
	}
	return m
}

func must[T any](t testing.TB) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}
