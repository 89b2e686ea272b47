package tally

import (
	"maps"
	"slices"

	"auditd/audit"
	"auditd/audit/tally/exact"
	"auditd/audit/tally/meaning"
	"auditd/audit/tally/number"
)

// Cells merges the counts of all workers. It is called when every consumer is done; the answer is kept, so that a second call
// returns the same. Inputs is empty: who read the files fills it in.
//
// Every group that a row has is a value of its dimension, also where all its rows are excluded. The errors are of kind Invalid: too
// many groups or combinations, or no weight above zero.
func (c *Counter) Cells() (*audit.Cells, error) {
	if c.cells != nil {
		return c.cells, nil
	}
	m := &merging{counter: c, found: map[string]int{}}
	for _, w := range slices.Sorted(maps.Keys(c.partials)) {
		c.partials[w].forget()
		if t := c.partials[w].tables; t != nil {
			if err := t.HandOver(true); err != nil {
				return nil, err
			}
		}
		m.partials = append(m.partials, c.partials[w])
	}
	cells, err := m.cells()
	if err != nil {
		return nil, err
	}
	c.cells, c.notices = cells, append(c.notices, m.notices...)
	return cells, nil
}

// Notices returns what a person should know about the values, after Cells. The keys are the Note constants of this package.
func (c *Counter) Notices() []audit.Note { return c.notices }

// A merging brings the partial counts of one counter together.
type merging struct {
	counter  *Counter
	partials []*partial
	rows     []map[string]int64 // rows read, by axis and name
	values   [][]string         // by dimension, in canonical order
	codes    []map[string]int32 // by dimension: position in values
	found    map[string]int     // packed codes -> position in out
	out      []audit.Cell
	sums     []map[[2]int]*exact.Sum // by cell: by label and decision
	notices  []audit.Note
}

// cells does all steps.
func (m *merging) cells() (*audit.Cells, error) {
	c := m.counter
	if err := m.dimensions(); err != nil {
		return nil, err
	}
	for _, p := range m.partials {
		if err := m.add(p); err != nil {
			return nil, err
		}
	}
	for i, sums := range m.sums {
		for at, s := range sums {
			m.out[i].Counts.W[at[0]][at[1]], m.out[i].Counts.W2[at[0]][at[1]] = s.Values()
		}
	}
	slices.SortFunc(m.out, func(a, b audit.Cell) int { return slices.Compare(a.Codes, b.Codes) })

	cells := &audit.Cells{
		Attributes: []audit.Dim{}, Strata: []audit.Dim{}, Cells: slices.Clip(m.out), Weighted: c.weight >= 0,
		Excluded: m.excluded(), Values: []audit.ColumnValues{}, Inputs: []audit.Input{},
	}
	for i, d := range c.dimensions {
		dim := audit.Dim{Name: d.Name, Values: m.values[i]}
		if i < c.attributes {
			cells.Attributes = append(cells.Attributes, dim)
		} else {
			cells.Strata = append(cells.Strata, dim)
		}
	}
	for _, p := range m.partials {
		cells.Read += p.rows + p.noID
	}
	if c.tables != nil {
		cells.Tables, cells.LeftOut = c.tables.Tables(), c.tables.LeftOut()
	}
	m.list(cells)
	if cells.Weighted && cells.Read > 0 && len(cells.Cells) == 0 {
		return nil, &audit.Error{
			Kind: audit.Invalid, Column: c.columns[c.weight], Text: "no row has a weight above zero",
			Remedy: "check that the column holds the weights, or leave the weight out of the plan",
		}
	}
	return cells, cells.Check()
}

// dimensions puts the groups of all workers in canonical order.
func (m *merging) dimensions() error {
	c := m.counter
	for i, d := range c.dimensions {
		rows, occurring, size := map[string]int64{}, map[string]bool{}, 0
		for _, p := range m.partials {
			for id, name := range p.axes[i].names {
				if n := p.axes[i].rows[id]; n > 0 {
					rows[name] += n
					occurring[name] = true
				}
			}
		}
		values := d.Order(occurring)
		known, _ := cutUnknown(values)
		for _, v := range known {
			size += len(v)
		}
		if len(known) > c.maxGroups || size > maxGroupBytes {
			return c.tooMany(i, known)
		}
		codes := make(map[string]int32, len(values))
		for k, v := range values {
			codes[v] = int32(k)
		}
		m.rows, m.values, m.codes = append(m.rows, rows), append(m.values, values), append(m.codes, codes)
	}
	return nil
}

// add adds the cube of one worker.
func (m *merging) add(p *partial) error {
	n := len(m.counter.dimensions)
	translate := make([][]int32, n)
	for i := range translate {
		translate[i] = make([]int32, len(p.axes[i].names))
		for id, name := range p.axes[i].names {
			translate[i][id] = m.codes[i][name]
		}
	}
	for i := range p.cube.sums {
		p.cube.sums[i].Carry()
	}
	p.cube.added = 0
	codes, key := make([]int32, n), []byte(nil)
	var fault error
	p.cube.each(func(ids []uint32, at int) {
		side := [2]int{} // label, decision
		for i := n; i < len(p.axes); i++ {
			side[p.axes[i].binary] = int(ids[i])
		}
		for i := range codes {
			codes[i] = translate[i][ids[i]]
		}
		key = packed(key, codes)
		k, ok := m.found[string(key)]
		if !ok {
			if len(m.out) == m.counter.maxCells {
				fault = m.counter.tooManyCells()
				return
			}
			k = len(m.out)
			m.found[string(key)] = k
			m.out = append(m.out, audit.Cell{Codes: slices.Clone(codes)})
			m.sums = append(m.sums, nil)
		}
		m.out[k].Counts.N[side[0]][side[1]] += p.cube.n[at]
		m.addSum(k, side, p.cube.sum(at))
	})
	return fault
}

// addSum adds the weights of one worker's cell; s is nil when unweighted.
func (m *merging) addSum(k int, side [2]int, s *exact.Sum) {
	if s == nil {
		return
	}
	if m.sums[k] == nil {
		m.sums[k] = map[[2]int]*exact.Sum{}
	}
	if have := m.sums[k][side]; have != nil {
		have.Plus(s)
		return
	}
	kept := *s
	m.sums[k][side] = &kept
}

// excluded sums the rows read and not counted, sorted by reason.
func (m *merging) excluded() []audit.Exclusion {
	c := m.counter
	var noID, missing, zero int64
	for _, p := range m.partials {
		noID += p.noID
		missing += p.byWeight[cutAbsent]
		zero += p.byWeight[cutZero]
	}
	list := []audit.Exclusion{}
	if noID > 0 {
		list = append(list, audit.Exclusion{Reason: IDMissing, Column: c.idColumn, Rows: noID})
	}
	if missing > 0 {
		list = append(list, audit.Exclusion{Reason: WeightMissing, Column: c.columns[c.weight], Rows: missing})
	}
	if zero > 0 {
		list = append(list, audit.Exclusion{Reason: WeightZero, Column: c.columns[c.weight], Rows: zero})
	}
	return list
}

// packed writes codes as a map key, four bytes each, into the buffer.
func packed(buffer []byte, codes []int32) []byte {
	buffer = buffer[:0]
	for _, c := range codes {
		buffer = append(buffer, byte(c), byte(c>>8), byte(c>>16), byte(c>>24))
	}
	return buffer
}

// list says for every column and role which values were found, and notes what is odd about them.
func (m *merging) list(cells *audit.Cells) {
	c := m.counter
	lists := make([]number.Rows, len(c.columns))
	for _, p := range m.partials {
		for i := range p.columns {
			lists[i].Merge(&p.columns[i].values)
		}
	}
	tell := func(f found, column int, binned bool, groups []string, rows map[string]int64, as func(text string) string) {
		f.column = c.columns[column]
		switch {
		case binned || lists[column].Full():
			f.values = byGroup(groups, rows)
		default:
			f.values = sorted(&lists[column], as)
			m.note(f.notes()...)
		}
		if !binned && lists[column].Full() {
			m.note(audit.Note{Key: NoteNotListed, Args: []string{f.column}})
		}
		cells.Values = append(cells.Values, f.columnValues())
	}
	for i, d := range c.dimensions {
		tell(found{role: d.role}, d.column, d.Binned(), m.values[i], m.rows[i], func(text string) string {
			g, _ := d.GroupOf(text) // a value that is listed was counted, so it has a group
			return g
		})
	}
	for _, i := range []int{1, 0} { // the decision comes before the label
		b := &c.binaries[i]
		if b.Binary == nil {
			continue
		}
		groups := []string{b.Names[meaning.True], b.Names[meaning.Not], audit.Unknown}
		tell(found{role: b.role, binary: b.Binary}, b.column, false, groups, m.sideRows(i), func(text string) string {
			side, _ := b.SideOf(text) // likewise
			return b.Names[side]
		})
	}
	if c.tables == nil {
		return
	}
	for _, g := range c.tables.Groups() {
		tell(found{role: roleField}, g.Column, g.Dimension.Binned(), g.Values, g.Rows, func(text string) string {
			name, _ := g.Dimension.GroupOf(text) // likewise
			return name
		})
	}
}

// note adds notices that are not there yet: a column that serves in two roles is noted once.
func (m *merging) note(notices ...audit.Note) {
	for _, n := range notices {
		if !slices.ContainsFunc(m.notices, func(o audit.Note) bool { return o.Key == n.Key && slices.Equal(o.Args, n.Args) }) {
			m.notices = append(m.notices, n)
		}
	}
}

// sideRows returns the rows read by what the label (0) or the decision (1) was taken for.
func (m *merging) sideRows(i int) map[string]int64 {
	rows := map[string]int64{}
	for _, p := range m.partials {
		for _, a := range p.axes {
			if a.dimension >= 0 || a.binary != i {
				continue
			}
			for side, n := range a.rows {
				rows[m.counter.binaries[i].Names[side]] += n
			}
		}
	}
	return rows
}
