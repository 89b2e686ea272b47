package tally

import (
	"errors"

	"auditd/audit"
	"auditd/audit/tally/crosstab"
	"auditd/audit/tally/exact"
	"auditd/audit/tally/meaning"
	"auditd/audit/tally/number"
)

// A dictionary maps the codes of a column to values; ingest.Dict is one. The value of code 0 is nil: absent.
type dictionary interface {
	Len() int
	Value(code uint32) []byte
}

// A dict is a dictionary in one of its epochs. Codes of another epoch, or of another dictionary, mean something else.
type dict struct {
	dictionary
	epoch int
}

// A block is a run of rows: the codes of every column of the counter and their dictionaries. It is what a worker counts, whether
// it came straight from a reader or was joined.
type block struct {
	first  bool // it is the first of its file
	rows   int
	codes  [][]uint32
	dicts  []dict
	origin []int32 // row of the reader's batch of every row, nil when none was left out
}

// A column is what one worker knows about the codes of one column. The slices are indexed by code and belong to one epoch.
type column struct {
	dict   dict
	known  []bool
	met    int      // how many codes are known
	rows   []int64  // rows by code since the epoch began
	entry  []int32  // position in values
	weight []uint32 // position in cuts; below firstCut a reason to exclude the row
	cuts   []exact.Weight

	axes   []int // axes of the cube that this column feeds
	weighs bool
	counts bool // rows by code are wanted
	listed bool // values are wanted
	values number.Rows
}

// The positions in column.cuts that stand for no weight.
const (
	cutAbsent = iota
	cutZero
	firstCut
)

// A partial is the count of one worker. It shares nothing with the others until the end.
type partial struct {
	counter *Counter
	columns []column
	axes    []axis
	cube    cube
	tables  *crosstab.Worker // nil when the request has none
	weight  meaning.Missing  // markers of a missing weight

	rows     int64
	byWeight [firstCut]int64 // rows excluded for their weight: cutAbsent, cutZero
	noID     int64           // rows left out before they got here, because they have no id
	key      [][]uint64      // by chunk of the key, then by row of the run being counted
	picked   []int32         // rows of the run that are counted
}

// newPartial returns an empty count with an axis for every dimension, the label and the decision.
func newPartial(c *Counter) *partial {
	p := &partial{counter: c, columns: make([]column, len(c.columns)), weight: meaning.NewMissing(nil)}
	for i, d := range c.dimensions {
		p.addAxis(axis{column: d.column, dimension: i, index: map[string]uint32{}, most: uint64(c.maxGroups) + 2}, !d.Binned())
	}
	for i := range c.binaries {
		if c.binaries[i].Binary != nil {
			p.addAxis(axis{column: c.binaries[i].column, dimension: -1, binary: i, most: meaning.Sides, names: make([]string, meaning.Sides), rows: make([]int64, meaning.Sides)}, true)
		}
	}
	if c.weight >= 0 {
		p.columns[c.weight].weighs = true
		p.columns[c.weight].cuts = make([]exact.Weight, firstCut)
	}
	p.cube = cube{width: make([]uint64, len(p.axes)), weighted: c.weight >= 0}
	p.key = [][]uint64{make([]uint64, runRows)}
	p.picked = make([]int32, runRows)
	p.addTables()
	return p
}

// addTables prepares the counts besides the cells.
func (p *partial) addTables() {
	if p.counter.tables == nil {
		return
	}
	p.tables = p.counter.tables.Worker()
	for i := range p.columns {
		p.columns[i].counts = p.columns[i].counts || p.tables.Reads(i)
	}
	for _, g := range p.counter.tables.Groups() {
		p.columns[g.Column].listed = p.columns[g.Column].listed || !g.Dimension.Binned()
	}
}

// addAxis adds an axis to the cube and binds it to its column.
func (p *partial) addAxis(a axis, listed bool) {
	col := &p.columns[a.column]
	col.axes = append(col.axes, len(p.axes))
	col.counts = true
	col.listed = col.listed || listed
	p.axes = append(p.axes, a)
}

// forget settles the rows counted by code and lets go of the dictionaries.
func (p *partial) forget() {
	for i := range p.columns {
		p.settle(i)
		p.columns[i].dict = dict{}
	}
}

// take counts a block.
func (p *partial) take(b *block) error {
	for i := range p.columns {
		p.follow(i, b.dicts[i])
	}
	if err := p.meetAll(b); err != nil {
		return err
	}
	if b.first {
		p.sample()
	}
	if err := p.fit(); err != nil {
		return err
	}
	p.rows += int64(b.rows)
	if err := p.count(b); err != nil || p.tables == nil {
		return err
	}
	return p.tables.HandOver(false)
}

// follow makes the tables of a column as long as its dictionary, and starts them anew when the dictionary is another one.
func (p *partial) follow(i int, d dict) {
	col := &p.columns[i]
	if col.dict != d {
		p.settle(i)
		col.dict, col.met = d, 0
		col.known, col.rows, col.entry, col.weight = col.known[:0], col.rows[:0], col.entry[:0], col.weight[:0]
		col.cuts = col.cuts[:min(len(col.cuts), firstCut)]
		for _, a := range col.axes {
			p.axes[a].id, p.axes[a].digit = p.axes[a].id[:0], p.axes[a].digit[:0]
		}
		if p.tables != nil {
			p.tables.Forget(i)
		}
	}
	n := d.Len()
	col.known = extend(col.known, n)
	if col.counts {
		col.rows = extend(col.rows, n)
	}
	if col.listed {
		col.entry = extend(col.entry, n)
	}
	if col.weighs {
		col.weight = extend(col.weight, n)
	}
	for _, a := range col.axes {
		p.axes[a].id, p.axes[a].digit = extend(p.axes[a].id, n), extend(p.axes[a].digit, n)
	}
	if p.tables != nil {
		p.tables.Extend(i, n)
	}
	if col.met == 0 {
		// The absent value is in every dictionary and always missing. Were it to wait for its first row, a column without gaps
		// would be searched for new codes in every block.
		_ = p.meet(i, 0)
	}
}

// extend returns s with n entries, the new ones zero.
func extend[T any](s []T, n int) []T {
	if n <= len(s) {
		return s
	}
	if n <= cap(s) {
		old := len(s)
		s = s[:n]
		clear(s[old:])
		return s
	}
	return append(s, make([]T, n-len(s))...)
}

// meetAll decides what the codes mean that occur for the first time. Codes that no row uses decide nothing: a dictionary may hold
// values of rows that were filtered out. The error is that of the first faulty row.
func (p *partial) meetAll(b *block) error {
	var fault error
	rows := b.rows
	for i := range p.columns {
		col := &p.columns[i]
		if col.met == len(col.known) {
			continue
		}
		for j, code := range b.codes[i][:rows] {
			if col.known[code] {
				continue
			}
			if err := p.meet(i, code); err != nil {
				fault, rows = b.place(err, j), j
				break
			}
		}
	}
	return fault
}

// place puts the row of the batch, counted from 1, into an error about a value. An error about a whole column has none.
func (b *block) place(err error, j int) error {
	var e *audit.Error
	if !errors.As(err, &e) || errors.Is(err, errColumn) || errors.Is(err, crosstab.ErrColumn) {
		return err
	}
	if b.origin != nil {
		j = int(b.origin[j])
	}
	e.Row = int64(j) + 1
	return e
}

// errColumn marks an error that is about a whole column and not about the row where it was noticed.
var errColumn = errors.New("about the column")

// meet decides what a code means in every role of its column.
func (p *partial) meet(i int, code uint32) error {
	col := &p.columns[i]
	raw := col.dict.Value(code)
	text := meaning.Clean(raw)
	for _, a := range col.axes {
		id, err := p.axes[a].idOf(p.counter, text)
		if err != nil {
			return err
		}
		p.axes[a].id[code] = id
		p.axes[a].digit[code] = uint64(id) * p.axes[a].place
	}
	if col.weighs {
		class, w, err := meaning.Weight(text, p.counter.columns[i], p.weight)
		if err != nil {
			return err
		}
		switch class {
		case meaning.Absent:
			col.weight[code] = cutAbsent
		case meaning.Zero:
			col.weight[code] = cutZero
		default:
			// A list of its own, since a worker meets but a part of a large dictionary that the workers share.
			col.weight[code] = uint32(len(col.cuts))
			col.cuts = append(col.cuts, exact.Cut(w))
		}
	}
	if p.tables != nil {
		if err := p.tables.Meet(i, code, text); err != nil {
			return err
		}
	}
	if col.listed && code > 0 {
		col.entry[code] = col.values.Add(raw)
	}
	col.known[code] = true
	col.met++
	return nil
}

// settle adds the rows counted by code to the values and groups that the codes stand for.
func (p *partial) settle(i int) {
	col := &p.columns[i]
	for code, n := range col.rows {
		if n == 0 {
			continue
		}
		if col.listed && code == 0 {
			// Only now: a value that no row has must not fill the list.
			col.entry[0] = col.values.Add(nil)
		}
		if col.listed {
			col.values.Count(col.entry[code], n)
		}
		for _, a := range col.axes {
			p.axes[a].rows[p.axes[a].id[code]] += n
		}
		if p.tables != nil {
			p.tables.Settle(i, uint32(code), n)
		}
		col.rows[code] = 0
	}
}

// sample keeps three values of each dimension from the first block of a file, so that a message about too many values shows the
// same three whichever worker notices it.
func (p *partial) sample() {
	p.counter.mu.Lock()
	defer p.counter.mu.Unlock()
	for i := range p.axes {
		if d := p.axes[i].dimension; d >= 0 {
			p.counter.samples[d] = p.axes[i].sample()
		}
	}
}
