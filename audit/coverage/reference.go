package coverage

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"auditd/audit"
)

// A table holds numbers of people by one attribute or several.
type table struct {
	file       *Population
	attributes []int            // indexes in Cells.Attributes
	values     [][]string       // of each attribute, in the order of the file
	known      []map[string]int // index of each value
	rows       []tableRow       // in the order of the file
	at         map[string]int   // index of the row of each combination
	total      int64
}

type tableRow struct {
	combination []string
	people      int64
}

func newTable(p *Population, attributes []int) *table {
	t := &table{file: p, attributes: attributes, values: make([][]string, len(attributes)), at: map[string]int{}}
	for range attributes {
		t.known = append(t.known, map[string]int{})
	}
	return t
}

// add counts people of one combination, which it keeps.
func (t *table) add(combination []string, n int64) {
	for i, v := range combination {
		if _, ok := t.known[i][v]; !ok {
			t.known[i][v] = len(t.values[i])
			t.values[i] = append(t.values[i], v)
		}
	}
	key := tuple(combination...)
	k, ok := t.at[key]
	if !ok {
		k = len(t.rows)
		t.at[key] = k
		t.rows = append(t.rows, tableRow{combination: combination})
	}
	t.rows[k].people += n
	t.total += n
}

// lookup returns the people of a combination. It is not known when the table has no such value; a combination of known values
// that has no row is one of nobody.
func (t *table) lookup(combination ...string) (people int64, known bool) {
	for i, v := range combination {
		if _, ok := t.known[i][v]; !ok {
			return 0, false
		}
	}
	if k, ok := t.at[tuple(combination...)]; ok {
		return t.rows[k].people, true
	}
	return 0, true
}

// margin sums the table over the attributes that are not in the subset, and puts those that are in its order.
func (t *table) margin(subset []int) *table {
	if slices.Equal(subset, t.attributes) {
		return t
	}
	at := make([]int, len(subset))
	for i, a := range subset {
		at[i] = slices.Index(t.attributes, a)
	}
	m := newTable(t.file, slices.Clone(subset))
	for _, r := range t.rows {
		m.add(pick(r.combination, at), r.people)
	}
	return m
}

// A reference is all files resolved against the attributes of the data.
type reference struct {
	dims    []audit.Dim
	tables  []*table // in the order of the files, margins before joint tables of the same file
	margins []*table // of each attribute, nil when no file has it
	files   []audit.PopulationFile
	total   int64 // people: as stated, else of the first attribute; 0 without a file
	notes   []audit.Note
	reduced map[string]*table // cache of [reference.covering]
}

// newReference settles which columns and groups of the files mean what, checks that they agree, and keeps a note of what is not
// used.
func newReference(cells *audit.Cells, pops []*Population) (*reference, error) {
	r := &reference{dims: cells.Attributes, reduced: map[string]*table{}}
	for _, p := range pops {
		tables, stated, err := r.resolve(p)
		if err != nil {
			return nil, err
		}
		for k := range tables {
			tables[k] = r.joinSpans(tables[k])
		}
		if err := r.enter(p, tables, stated); err != nil {
			return nil, err
		}
	}
	r.margins = make([]*table, len(r.dims))
	for a := range r.dims {
		r.margins[a] = r.covering([]int{a})
		if r.margins[a] == nil && len(pops) > 0 {
			r.note("coverage_attribute_not_in_reference", r.dims[a].Name)
		}
	}
	return r, r.checkAgreement()
}

func (r *reference) note(key string, args ...string) {
	r.notes = append(r.notes, audit.Note{Key: key, Args: args})
}

func (r *reference) resolve(p *Population) (tables []*table, stated int64, err error) {
	if p.long {
		return r.resolveMargins(p)
	}
	tables, err = r.resolveJoint(p)
	return tables, 0, err
}

// enter keeps the tables of one file and describes it. The number of all people is the first that a file states, else that of the
// first attribute.
func (r *reference) enter(p *Population, tables []*table, stated int64) error {
	file := audit.PopulationFile{Name: p.Name, SHA256: p.SHA256, Attributes: []string{}}
	if len(tables) == 0 {
		r.note("coverage_reference_not_used", p.Name)
	}
	for a, d := range r.dims {
		k := slices.IndexFunc(tables, func(t *table) bool { return slices.Contains(t.attributes, a) })
		if k < 0 {
			continue
		}
		if len(file.Attributes) == 0 {
			file.Total = tables[k].total
		}
		file.Attributes = append(file.Attributes, d.Name)
	}
	if r.total == 0 && len(tables) > 0 {
		if r.total = stated; stated == 0 {
			r.total = file.Total
		}
	}
	r.files = append(r.files, file)
	r.tables = append(r.tables, tables...)
	for _, t := range tables {
		if err := r.checkTotal(t, stated); err != nil {
			return err
		}
	}
	return nil
}

// checkTotal refuses a table that holds more people than its file says there are: it counts some of them twice, as when two
// conventions of age bands stand under one name. One with another number than elsewhere has another universe, such as people of 3
// years and more, and its shares are those of that universe; this is noted.
func (r *reference) checkTotal(t *table, stated int64) error {
	switch {
	case t.total == 0:
		return t.file.invalid(0, r.names(t.attributes), "", "the table has no people", "check the column of numbers")
	case stated > 0 && float64(t.total) > 1.01*float64(stated):
		return t.file.invalid(0, r.names(t.attributes), strconv.FormatInt(t.total, 10),
			"the groups hold more people than the total of "+strconv.FormatInt(stated, 10), "remove groups that overlap, such as two conventions of age bands or rows of subtotals")
	}
	if stated == 0 {
		stated = r.total
	}
	if t.total != stated {
		r.note("coverage_reference_universe_differs", t.file.Name, r.names(t.attributes), strconv.FormatInt(t.total, 10), strconv.FormatInt(stated, 10))
	}
	return nil
}

// names joins the names of attributes as a heading does.
func (r *reference) names(attributes []int) string {
	names := make([]string, len(attributes))
	for i, a := range attributes {
		names[i] = r.dims[a].Name
	}
	return strings.Join(names, " × ")
}

// covering returns the people by exactly these attributes, summed from the table that has the fewest others, nil when no table has
// all of them.
func (r *reference) covering(attributes []int) *table {
	key := fmt.Sprint(attributes)
	if t, ok := r.reduced[key]; ok {
		return t
	}
	var best *table
	for _, t := range r.tables {
		if containsAll(t.attributes, attributes) && (best == nil || len(t.attributes) < len(best.attributes)) {
			best = t
		}
	}
	if best != nil {
		best = best.margin(attributes)
	}
	r.reduced[key] = best
	return best
}

func containsAll(set, subset []int) bool {
	for _, a := range subset {
		if !slices.Contains(set, a) {
			return false
		}
	}
	return true
}

// mostDisagreement is how far two files' shares of one group may lie apart before they cannot be about the same people.
const mostDisagreement = 0.01

// checkAgreement refuses references that contradict each other, and says where they differ a little.
func (r *reference) checkAgreement() error {
	for a, used := range r.margins {
		for _, t := range r.tables {
			if used == nil || !slices.Contains(t.attributes, a) {
				continue
			}
			other := t.margin([]int{a})
			group, apart := farthest(used, other)
			if apart > mostDisagreement {
				n, _ := other.lookup(group)
				return t.file.invalid(0, r.dims[a].Name, group, "the share of the group differs from that of "+audit.Clean(used.file.Name)+": "+
					strconv.FormatInt(n, 10)+" of "+strconv.FormatInt(other.total, 10), "give references of one year, region and convention")
			}
			if apart > 0 {
				r.note("coverage_references_differ", r.dims[a].Name, group, used.file.Name, t.file.Name)
			}
		}
	}
	return nil
}

// farthest returns the group whose shares in two margins lie farthest apart, and by how much.
func farthest(a, b *table) (group string, apart float64) {
	for _, t := range []*table{a, b} {
		for _, v := range t.values[0] {
			x, _ := a.lookup(v)
			y, _ := b.lookup(v)
			// Cross-multiplied, equal shares of whole numbers compare equal however they would round.
			if d := math.Abs(float64(x)*float64(b.total)-float64(y)*float64(a.total)) / (float64(a.total) * float64(b.total)); d > apart {
				group, apart = v, d
			}
		}
	}
	return group, apart
}
