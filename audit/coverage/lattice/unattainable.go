package lattice

import "slices"

// possible reports whether some combination that can exist matches the pattern. Where the search takes too long it says yes, for
// then nothing was shown against it.
func possible(l *Lattice, exists Exists, p Pattern) bool {
	here := slices.Clone(p)
	tried := int64(0)
	var extend func(i int) bool
	extend = func(i int) bool {
		if i == len(p) {
			return true
		}
		if len(l.Dims[i].Values) == 0 {
			return extend(i + 1)
		}
		for v := range l.Dims[i].Values {
			if p[i] != Wildcard && p[i] != int32(v) {
				continue
			}
			if tried++; tried > existenceSteps {
				return true
			}
			here[i] = int32(v)
			if exists(i, here) && extend(i+1) {
				return true
			}
		}
		return false
	}
	return extend(0)
}

// mostGeneral climbs from patterns that nothing can fill to the most general uncovered ones of which that is true, and lists each
// once.
func mostGeneral(l *Lattice, s Search, exists Exists, left []Uncovered, threshold int64) []Uncovered {
	var found []Uncovered
	seen := map[string]bool{}
	for _, u := range left {
		p := slices.Clone(u.Pattern)
		for i, v := range p {
			if v == Wildcard {
				continue
			}
			p[i] = Wildcard
			if s.Counter.Count(p) >= threshold || possible(l, exists, p) {
				p[i] = v
			}
		}
		if k := p.Key(); !seen[k] {
			seen[k] = true
			found = append(found, Uncovered{p, s.Counter.Count(p)})
		}
	}
	slices.SortFunc(found, func(a, b Uncovered) int { return comparePatterns(a.Pattern, b.Pattern) })
	return found
}
