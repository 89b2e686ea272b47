package coverage

import (
	"slices"
	"strconv"
	"strings"

	"auditd/audit"
)

// How a margin of several attributes and its groups are written: sex x age_band, male & 0-14.
var (
	attributeSeparators = []string{" x ", " × "}
	groupSeparators     = []string{" & ", " × ", " · "}
)

// index returns the place of an attribute of the data, -1 when it has none of that name.
func (r *reference) index(name string) int {
	return slices.IndexFunc(r.dims, func(d audit.Dim) bool { return d.Name == name })
}

// resolveMargins turns a file of margins into tables of the attributes that the data have.
func (r *reference) resolveMargins(p *Population) (tables []*table, stated int64, err error) {
	for i, h := range p.header {
		if i != p.attr && i != p.group && i != p.count {
			r.note("coverage_reference_column_ignored", p.Name, h)
		}
	}
	byName := map[string]*table{}
	for i, cells := range p.rows {
		name := cells[p.attr]
		t, seen := byName[name]
		if !seen {
			if attributes := r.attributesOf(name); attributes != nil {
				// The table keeps the order of the file's name until all rows are in.
				t = newTable(p, attributes)
				tables = append(tables, t)
			} else if !isNamed(name, totalNames) {
				r.note("coverage_reference_attribute_ignored", p.Name, name)
			}
			byName[name] = t
		}
		switch {
		case t != nil:
			combination := split(cells[p.group], groupSeparators, len(t.attributes))
			if combination == nil {
				return nil, 0, p.invalid(row(i), p.header[p.group], cells[p.group], "the group does not name a value of each attribute of "+audit.Quote(name), "write the values in the same order with & between them")
			}
			t.add(combination, p.people[i])
		case isNamed(name, totalNames):
			stated += p.people[i]
		}
	}
	for k, t := range tables {
		tables[k] = t.inOrder()
	}
	return tables, stated, nil
}

// attributesOf returns the attributes of the data that a margin is about, nil when it is about others. A name that the data have is
// taken as it stands before it is split.
func (r *reference) attributesOf(name string) []int {
	if a := r.index(name); a >= 0 {
		return []int{a}
	}
	for _, sep := range attributeSeparators {
		parts := strings.Split(name, sep)
		if len(parts) < 2 {
			continue
		}
		var attributes []int
		for _, part := range parts {
			a := r.index(strings.TrimSpace(part))
			if a < 0 || slices.Contains(attributes, a) {
				return nil
			}
			attributes = append(attributes, a)
		}
		return attributes
	}
	return nil
}

func split(s string, separators []string, n int) []string {
	if n == 1 {
		return []string{s}
	}
	for _, sep := range separators {
		if parts := strings.Split(s, sep); len(parts) == n {
			for i := range parts {
				parts[i] = strings.TrimSpace(parts[i])
			}
			return parts
		}
	}
	return nil
}

// inOrder returns the table with its attributes in the order of the plan.
func (t *table) inOrder() *table {
	order := slices.Clone(t.attributes)
	slices.Sort(order)
	if slices.Equal(order, t.attributes) {
		return t
	}
	return t.margin(order)
}

// resolveJoint turns a file with a column for each attribute into tables: one of these columns, and one for each attribute whose
// values are columns themselves.
func (r *reference) resolveJoint(p *Population) ([]*table, error) {
	columns := make([]int, 0, len(r.dims)) // of the file
	var attributes []int
	for a, d := range r.dims {
		if c := slices.Index(p.header, d.Name); c >= 0 && c != p.count {
			columns, attributes = append(columns, c), append(attributes, a)
		}
	}
	wide, used := r.wideAttributes(p, attributes)
	for i, h := range p.header {
		switch {
		case i == p.count || slices.Contains(columns, i) || used[i]:
		case isIgnored(h):
			r.note("coverage_reference_column_ignored", p.Name, h)
		default:
			r.note("coverage_reference_column_summed_over", p.Name, h)
		}
	}
	if err := p.checkJoint(columns, used); err != nil {
		return nil, err
	}
	var tables []*table
	if len(columns) > 0 {
		t := newTable(p, attributes)
		for i, cells := range p.rows {
			t.add(pick(cells, columns), p.people[i])
		}
		tables = append(tables, t)
	}
	for _, w := range wide {
		t := newTable(p, append(slices.Clone(attributes), w.attribute))
		for i, cells := range p.rows {
			for _, c := range w.columns {
				t.add(append(pick(cells, columns), p.header[c]), w.people[c][i])
			}
		}
		tables = append(tables, t.inOrder())
	}
	return tables, nil
}

func pick(cells []string, columns []int) []string {
	values := make([]string, len(columns), len(columns)+1)
	for i, c := range columns {
		values[i] = cells[c]
	}
	return values
}

// A wideAttribute is an attribute whose values are columns of numbers.
type wideAttribute struct {
	attribute int
	columns   []int
	people    map[int][]int64 // by column
}

// wideAttributes finds attributes whose values name numeric columns that add up to the population in every row, and marks those
// columns. Columns that look like values and do not add up are said to be left out.
func (r *reference) wideAttributes(p *Population, have []int) (wide []wideAttribute, used []bool) {
	used = make([]bool, len(p.header))
	for a, d := range r.dims {
		if slices.Contains(have, a) {
			continue
		}
		w := wideAttribute{attribute: a, people: map[int][]int64{}}
		for c, h := range p.header {
			if c == p.count || used[c] || h == audit.Unknown || !slices.Contains(d.Values, h) {
				continue
			}
			if people, ok := p.numbers(c); ok {
				w.columns = append(w.columns, c)
				w.people[c] = people
			}
		}
		if len(w.columns) < 2 {
			continue
		}
		if i := w.mismatch(p); i >= 0 {
			r.note("coverage_reference_columns_do_not_add_up", p.Name, d.Name, strconv.FormatInt(row(i), 10))
			continue
		}
		for _, c := range w.columns {
			used[c] = true
		}
		wide = append(wide, w)
	}
	return wide, used
}

// mismatch returns the first row whose columns do not add up to its population, -1 when all do.
func (w wideAttribute) mismatch(p *Population) int {
	for i := range p.rows {
		var sum int64
		for _, c := range w.columns {
			sum += w.people[c][i]
		}
		if sum != p.people[i] {
			return i
		}
	}
	return -1
}

// numbers reads a column as numbers of people.
func (p *Population) numbers(c int) ([]int64, bool) {
	people := make([]int64, len(p.rows))
	for i, cells := range p.rows {
		n, ok := parsePeople(cells[c])
		if !ok {
			return nil, false
		}
		people[i] = n
	}
	return people, true
}

// checkJoint refuses rows that would count people twice: rows of totals among those of groups, and rows that name the same
// combination again.
func (p *Population) checkJoint(columns []int, counts []bool) error {
	seen := make(map[string]int64, len(p.rows))
	for i, cells := range p.rows {
		for _, c := range columns {
			if cells[c] == "" {
				return p.invalid(row(i), p.header[c], "", "the cell is empty", "name the group")
			}
			if cells[c] == audit.Unknown {
				return p.invalid(row(i), p.header[c], cells[c], "the name is reserved for people of the data whose value is not known", "leave these people out of the reference, or name their group")
			}
			if isNamed(cells[c], totalNames) {
				return p.invalid(row(i), p.header[c], cells[c], "a row of totals among the groups", "remove it: totals are computed")
			}
		}
		var key []string
		for c, v := range cells {
			if c != p.count && !counts[c] && !isIgnored(p.header[c]) {
				key = append(key, v)
			}
		}
		k := tuple(key...)
		if first := seen[k]; first > 0 {
			return p.invalid(row(i), p.header[p.count], cells[p.count], "the same combination was given in row "+strconv.FormatInt(first, 10)+" already", "keep one of the two rows")
		}
		seen[k] = row(i)
	}
	return nil
}
