package coverage

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"auditd/audit"
)

// A span is a range of whole numbers in the name of a group, such as 15-59 or 65+, both ends included.
type span struct {
	name        string
	first, last int
}

// parseSpan reads a-b, a–b, a~b and a+.
func parseSpan(name string) (span, bool) {
	if from, ok := strings.CutSuffix(name, "+"); ok {
		first, err := strconv.Atoi(from)
		return span{name, first, math.MaxInt}, err == nil && first >= 0
	}
	for _, dash := range []string{"-", "–", "~"} {
		if from, to, ok := strings.Cut(name, dash); ok {
			first, err := strconv.Atoi(strings.TrimSpace(from))
			last, err2 := strconv.Atoi(strings.TrimSpace(to))
			return span{name, first, last}, err == nil && err2 == nil && 0 <= first && first <= last
		}
	}
	return span{}, false
}

// tiles returns the spans that together make up the whole, without gap or overlap, nil when none do.
func tiles(whole span, parts []span) []span {
	var used []span
	next := whole.first
	for _, p := range parts { // sorted by their first number
		if p.first != next || p.last > whole.last {
			continue
		}
		used = append(used, p)
		if p.last == whole.last {
			return used
		}
		next = p.last + 1
	}
	return nil
}

// joinSpans adds up the reference's narrower bands where they make up exactly a band of the data, as 60-64 and 65+ make up 60+. Bands
// that the data have themselves are left alone.
func (r *reference) joinSpans(t *table) *table {
	for i, a := range t.attributes {
		names := map[string]string{}
		var free []span
		for _, v := range t.values[i] {
			if s, ok := parseSpan(v); ok && !slices.Contains(r.dims[a].Values, v) {
				free = append(free, s)
			}
		}
		slices.SortFunc(free, func(x, y span) int { return x.first - y.first })
		for _, v := range r.dims[a].Values {
			_, there := t.known[i][v]
			whole, ok := parseSpan(v)
			if there || !ok || v == audit.Unknown {
				continue
			}
			for _, part := range tiles(whole, free) {
				names[part.name] = v
				free = slices.DeleteFunc(free, func(s span) bool { return s == part }) // nobody is counted in two bands
			}
		}
		if len(names) > 0 {
			t = t.rename(i, names)
			r.note("coverage_reference_bands_added_up", t.file.Name, r.dims[a].Name)
		}
	}
	return t
}

// rename gives values of an attribute other names and adds up what then has the same.
func (t *table) rename(i int, names map[string]string) *table {
	m := newTable(t.file, t.attributes)
	for _, row := range t.rows {
		combination := slices.Clone(row.combination)
		if name := names[combination[i]]; name != "" {
			combination[i] = name
		}
		m.add(combination, row.people)
	}
	return m
}
