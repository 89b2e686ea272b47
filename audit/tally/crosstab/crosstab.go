// Package crosstab counts rows by further axes together, besides the cells: by scores, filter stages, features and dates, with
// attributes, strata, decision and label, and by in how many fields a row has a value. It counts in the same pass, from the codes of the
// same columns.
//
// What a value means is decided once per distinct value of a dictionary. A table is an array while the product of its axes is small;
// beyond, only the combinations that occur are kept. Each worker counts for itself and from time to time adds what it has to the
// common state, so that memory is bounded by the limits of the tables and not by the number of workers.
//
// Numbers that are too many lose their lowest bits, all axes that meet in one table the same number of them, until they are few
// enough. How many bits are left depends only on which numbers and combinations occur: either all of them fit exactly, or the numbers
// keep the most bits at which they are within the limits for rounded ones. A part of the rows never needs fewer bits than all rows do.
// So the order of rows and the number of workers leave no trace. The same holds for spare axes, which are left out from the last on
// while a table has too many combinations: those of the first axes are never fewer for more rows.
//
// It does not know formats, files or rows that were left out.
package crosstab

import (
	"fmt"
	"slices"
	"sync"

	"auditd/audit"
	"auditd/audit/tally/meaning"
)

// The limits of a request that names none.
const (
	DefaultValues = 100_000 // distinct numbers of a field, and distinct periods
	DefaultCells  = 1 << 22 // combinations in one table
	// weightedShare is by how much the combinations of a table with weights are fewer: exact sums take that much more memory.
	weightedShare = 8
)

// A Request says which tables to count.
type Request struct {
	Attributes, Strata []*meaning.Dimension
	Label, Decision    *meaning.Binary // nil where the request has none
	Fields             []audit.Field
	Tables             []audit.TablePlan
	Weighted           bool
	MaxGroups          int                   // distinct values of a field of kind group that has no limit of its own
	Column             func(name string) int // returns the position of a column among those that are read
}

// A Counter counts the tables of one request. Its workers may run at the same time; its other methods are for one goroutine, before
// or after them.
type Counter struct {
	specs    []spec
	tables   []audit.TablePlan
	axes     [][]int // by table: positions in specs
	groups   int     // of number axes that lose bits together
	weighted bool
	dense    int // entries of an array above which a table is sparse
	full     int // combinations that a worker keeps before it hands them over

	mu     sync.Mutex
	common *state
}

// A spec is an axis that some table has.
type spec struct {
	audit.AxisName
	kind   string // of a field; empty for the other roles
	column int
	named  string // the column, for messages
	most   int    // distinct values, Unknown left out
	few    int    // distinct numbers once bits were lost, at most most
	group  int    // number axes: those of one group lose bits together

	of     []string // count: names of the fields that are counted over
	parts  []int    // count: their positions among the specs of the counter
	counts string   // count: the value that is counted

	dimension *meaning.Dimension // attributes, strata and fields of kind group
	fixed     []string           // values that always exist, in their order
	markers   meaning.Missing
	value     func(text string) (string, error) // the value of a cleaned text, Unknown included; nil for numbers
}

// number reports whether the values of the axis are numbers.
func (s *spec) number() bool { return s.value == nil && !s.counted() }

// counted reports whether the axis has no column of its own.
func (s *spec) counted() bool { return len(s.of) > 0 }

// New checks the request. It returns nil when there is no table. A request that contradicts itself is an Invalid error.
func New(req Request) (*Counter, error) {
	all, err := req.specs()
	if err != nil || len(req.Tables) == 0 {
		return nil, err
	}
	c := &Counter{weighted: req.Weighted, dense: max(1<<10, min(1<<16, 1<<20/len(req.Tables))), full: 1 << 15}
	if c.weighted {
		c.full /= weightedShare
	}
	names := map[string]bool{}
	for _, t := range req.Tables {
		if t.Spare < 0 || t.Spare > len(t.Axes) {
			return nil, audit.Errorf(audit.Invalid, "table %s cannot leave out %d of %d axes", audit.Quote(t.Name), t.Spare, len(t.Axes))
		}
		if names[t.Name] {
			return nil, audit.Errorf(audit.Invalid, "two tables are called %s", audit.Quote(t.Name))
		}
		names[t.Name] = true
		if err := c.addTable(t, all, req.Column); err != nil {
			return nil, err
		}
	}
	c.groupNumbers()
	c.common = newState(c)
	return c, nil
}

// addTable finds the axes of a table among all that the request offers.
func (c *Counter) addTable(t audit.TablePlan, all []spec, column func(string) int) error {
	if t.MaxCells == 0 {
		t.MaxCells = DefaultCells
	}
	if c.weighted {
		t.MaxCells = (t.MaxCells + weightedShare - 1) / weightedShare
	}
	if t.MaxCells < 1 || t.MaxCells > 1<<30 {
		return audit.Errorf(audit.Invalid, "the limit of %d combinations of table %s is not between 1 and 2^30", t.MaxCells, audit.Quote(t.Name))
	}
	var axes []int
	for _, name := range t.Axes {
		at, err := c.axisOf(t.Name, name, all, column)
		if err != nil {
			return err
		}
		if slices.Contains(axes, at) {
			return audit.Errorf(audit.Invalid, "table %s has an axis twice: %s %s", audit.Quote(t.Name), name.Role, audit.Quote(name.Name))
		}
		axes = append(axes, at)
	}
	c.tables, c.axes = append(c.tables, t), append(c.axes, axes)
	return nil
}

// axisOf returns the position of an axis among those that tables have, as a new one where it is not there yet.
func (c *Counter) axisOf(table string, name audit.AxisName, all []spec, column func(string) int) (int, error) {
	same := func(s spec) bool { return s.AxisName == name }
	if at := slices.IndexFunc(c.specs, same); at >= 0 {
		return at, nil
	}
	k := slices.IndexFunc(all, same)
	if k < 0 {
		return 0, audit.Errorf(audit.Invalid, "table %s has an axis that the request does not have: %s %s", audit.Quote(table), name.Role, audit.Quote(name.Name))
	}
	made := all[k]
	for _, part := range made.of { // what is counted over needs no table of its own
		group := func(s spec) bool { return s.Role == audit.AxisField && s.Name == part && s.kind == audit.FieldGroup }
		if !slices.ContainsFunc(all, group) {
			return 0, audit.Errorf(audit.Invalid, "field %s counts over %s, which is no field with groups", audit.Quote(name.Name), audit.Quote(part))
		}
		at, err := c.axisOf(table, audit.AxisName{Role: audit.AxisField, Name: part}, all, column)
		if err != nil {
			return 0, err
		}
		made.parts = append(made.parts, at)
	}
	made.column = -1
	if !made.counted() {
		made.column = column(made.named)
	}
	c.specs = append(c.specs, made)
	return len(c.specs) - 1, nil
}

// groupNumbers finds the number axes that meet in a table, directly or through others. They lose bits together: were each to lose
// its own, which one went first would depend on the order of rows.
func (c *Counter) groupNumbers() {
	for i := range c.specs {
		c.specs[i].group = i
	}
	for _, axes := range c.axes {
		first := -1
		for _, a := range axes {
			switch {
			case !c.specs[a].number():
			case first < 0:
				first = a
			default:
				from, to := c.specs[a].group, c.specs[first].group
				for i := range c.specs {
					if c.specs[i].group == from {
						c.specs[i].group = to
					}
				}
			}
		}
	}
	c.groups = len(c.specs)
}

// specs returns every axis that a table may have.
func (req *Request) specs() ([]spec, error) {
	var all []spec
	for i, list := range [][]*meaning.Dimension{req.Attributes, req.Strata} {
		for _, d := range list {
			name := audit.AxisName{Role: [2]string{audit.AxisAttribute, audit.AxisStratum}[i], Name: d.Name}
			all = append(all, spec{AxisName: name, named: d.Column, dimension: d, most: req.MaxGroups, value: d.GroupOf})
		}
	}
	for i, b := range []*meaning.Binary{req.Decision, req.Label} {
		if b == nil {
			continue
		}
		all = append(all, spec{
			AxisName: audit.AxisName{Role: [2]string{audit.AxisDecision, audit.AxisLabel}[i]}, named: b.Column, most: 2,
			fixed: []string{b.Names[meaning.Not], b.Names[meaning.True]},
			value: func(text string) (string, error) {
				side, err := b.SideOf(text)
				return b.Names[side], err
			},
		})
	}
	names := map[string]bool{}
	for _, f := range req.Fields {
		s, err := fieldSpec(f, req.MaxGroups)
		if err != nil {
			return nil, err
		}
		if names[s.Name] {
			return nil, audit.Errorf(audit.Invalid, "two fields are called %s; a column that is read in two ways needs two names", audit.Quote(s.Name))
		}
		names[s.Name] = true
		all = append(all, s)
	}
	return all, nil
}

// fieldSpec returns the axis of a further column.
func fieldSpec(f audit.Field, maxGroups int) (spec, error) {
	a := f.Attribute
	s := spec{
		AxisName: audit.AxisName{Role: audit.AxisField, Name: a.Name}, kind: f.Kind, named: a.Column, most: f.Values,
		markers: meaning.NewMissing(a.Missing),
	}
	if s.Name == "" {
		s.Name = a.Column
	}
	if f.Kind == audit.FieldCount {
		return countSpec(s, f)
	}
	if a.Column == "" {
		return s, audit.Errorf(audit.Invalid, "field %s names no column", audit.Quote(a.Name))
	}
	switch {
	case s.most != 0:
	case f.Kind == audit.FieldGroup:
		s.most = max(1, maxGroups)
	default:
		s.most = DefaultValues
	}
	if s.most < 1 || s.most > 1<<24 {
		return s, audit.Errorf(audit.Invalid, "the limit of %d values of field %s is not between 1 and 2^24", s.most, audit.Quote(s.Name))
	}
	if s.few = f.Rounded; s.few == 0 {
		s.few = s.most
	}
	if s.few < 1 || s.few > s.most {
		return s, audit.Errorf(audit.Invalid, "field %s cannot keep %d values once it is rounded and %d before", audit.Quote(s.Name), s.few, s.most)
	}
	switch f.Kind {
	case audit.FieldGroup:
		d, err := meaning.NewDimension(a, s.most)
		if err != nil {
			return s, err
		}
		s.dimension, s.value = d, d.GroupOf
	case audit.FieldNumber:
	case audit.FieldPresence:
		s.fixed, s.value = []string{audit.Absent, audit.Present}, func(text string) (string, error) {
			if meaning.Reserved(text) || s.markers.Has(text) {
				return audit.Absent, nil
			}
			return audit.Present, nil
		}
	case audit.FieldPeriod:
		if !slices.Contains([]string{meaning.ByYear, meaning.ByQuarter, meaning.ByMonth, meaning.ByDay}, f.By) {
			return s, audit.Errorf(audit.Invalid, "field %s is to be read by %s, which is not year, quarter, month or day", audit.Quote(s.Name), audit.Quote(f.By))
		}
		s.value = func(text string) (string, error) { return meaning.Period(text, f.By, a.Column, s.markers) }
	default:
		return s, audit.Errorf(audit.Invalid, "field %s is of a kind that is not known: %s", audit.Quote(s.Name), audit.Quote(f.Kind))
	}
	return s, nil
}

// tooMany says that an axis has more values than its limit.
func (s *spec) tooMany() error {
	e := &audit.Error{
		Kind: audit.Invalid, Column: s.named, Text: fmt.Sprintf("more than %d distinct values of %s", s.most, audit.Quote(s.Name)),
		Remedy: "group a number with breaks, group texts with map, or leave the column out if it is an identifier",
		Err:    ErrColumn,
	}
	if s.number() {
		e.Text += ", even when rounded to powers of two"
	}
	return e
}

// ErrColumn marks an error that is about a whole column and not about the row where it was noticed.
var ErrColumn = audit.Errorf(audit.Internal, "about the column")

// tooManyCells says that a table has more combinations than its limit.
func (c *Counter) tooManyCells(table int) error {
	return &audit.Error{
		Kind:   audit.Invalid,
		Text:   fmt.Sprintf("more than %d combinations of values in the table %s", c.tables[table].MaxCells, audit.Quote(c.tables[table].Name)),
		Remedy: "group values with breaks or map, or leave out a column",
		Err:    ErrColumn,
	}
}
