package lattice

import "auditd/audit"

const allLevels = int(^uint(0) >> 1)

// allColumns lists the indexes of every attribute.
func allColumns(c *audit.Cells) []int {
	columns := make([]int, len(c.Attributes))
	for i := range columns {
		columns[i] = i
	}
	return columns
}

// everyPattern visits each node of the lattice.
func everyPattern(l *Lattice, visit func(p Pattern)) {
	p := l.Root()
	var walk func(i int)
	walk = func(i int) {
		if i == len(p) {
			visit(p)
			return
		}
		for v := range l.Dims[i].Values {
			p[i] = int32(v)
			walk(i + 1)
		}
		p[i] = Wildcard
		walk(i + 1)
	}
	walk(0)
}

// countByRows counts the records matching p one by one: the definition of coverage (methods 1.7), with nothing clever in it.
func countByRows(l *Lattice, p Pattern) int64 {
	var n int64
records:
	for _, r := range l.Cells {
		for i, v := range p {
			if v != Wildcard && r.Values[i] != v {
				continue records
			}
		}
		n += r.Count
	}
	return n
}

// bruteForce finds the maximal uncovered patterns and counts the uncovered ones by the definition.
func bruteForce(l *Lattice, threshold int64, level int) (found []Uncovered, below int64) {
	everyPattern(l, func(p Pattern) {
		n := countByRows(l, p)
		if n >= threshold {
			return
		}
		below++
		if p.Level() > level {
			return
		}
		parent := append(Pattern(nil), p...)
		for i, v := range p {
			if v == Wildcard {
				continue
			}
			parent[i] = Wildcard
			covered := countByRows(l, parent) >= threshold
			parent[i] = v
			if !covered {
				return
			}
		}
		found = append(found, Uncovered{append(Pattern(nil), p...), n})
	})
	return found, below
}

// patternBreaker is the paper's top-down algorithm 1: a candidate counts only if every parent was visited and covered.
func patternBreaker(l *Lattice, threshold int64, level int) []Uncovered {
	var found []Uncovered
	covered := map[string]bool{}
	queue := []Pattern{l.Root()}
	for depth := 0; len(queue) > 0 && depth <= level; depth++ {
		next, nextCovered := []Pattern(nil), map[string]bool{}
		for _, p := range queue {
			if !everyParent(p, covered) {
				continue
			}
			if n := countByRows(l, p); n < threshold {
				found = append(found, Uncovered{p, n})
				continue
			}
			nextCovered[p.Key()] = true
			next = pushChildren(next, l, p)
		}
		queue, covered = next, nextCovered
	}
	return found
}

func everyParent(p Pattern, in map[string]bool) bool {
	parent := append(Pattern(nil), p...)
	for i, v := range p {
		if v == Wildcard {
			continue
		}
		parent[i] = Wildcard
		ok := in[parent.Key()]
		parent[i] = v
		if !ok {
			return false
		}
	}
	return true
}

// texts names the patterns found, sorted, so that sets can be compared and read.
func texts(l *Lattice, found []Uncovered) map[string]int64 {
	m := make(map[string]int64, len(found))
	for _, u := range found {
		m[l.Group(u.Pattern).Key()] = u.Count
	}
	return m
}
