// Package tally counts rows into cells in one pass: by every combination of attribute and stratum values, by label and by
// decision. Everything after it works on cells.
//
// What a value means (missing, group, bin, selected, weight) is decided once per distinct value of a dictionary; a row costs
// only a look-up per column, a sum and an increment. Memory is bounded by the limits of the request, whatever the number of
// rows. The order of rows and the number of workers leave no trace in the result.
//
// The package is longer than two thousand lines because the cube, its workers and the join share their innermost types; what means
// what, the tables besides the cells, sums and numberings are packages of their own.
//
// It does not know formats, rates or rules.
package tally

import (
	"fmt"
	"strings"
	"sync"

	"auditd/audit"
	"auditd/audit/ingest"
	"auditd/audit/tally/crosstab"
	"auditd/audit/tally/meaning"
)

// A Request says what to count. It is a plain value: an engine elsewhere can compile it to SQL and return the same cells.
//
// Whatever an analysis needs besides the cells (scores, filter stages, features, periods) it asks for as a table: a list of axes
// that are counted together. A request without tables counts as fast as if there were none.
type Request struct {
	Attributes []audit.Attribute
	Strata     []audit.Attribute
	Decision   *audit.Binary     // nil: every row has NoDecision
	Label      *audit.Binary     // nil: every row has NoLabel
	Weight     string            // column of the weights; empty: unweighted
	Fields     []audit.Field     // further columns that tables count by
	Tables     []audit.TablePlan // counts besides the cells, by the axes that each names
	MaxGroups  int               // distinct values of one attribute; more are refused. 0 means DefaultMaxGroups
	MaxCells   int               // combinations of attribute and stratum values; more are refused. 0 means DefaultMaxCells
}

// The limits of a request that names none.
const (
	DefaultMaxGroups = 1000
	DefaultMaxCells  = 1 << 18
)

// The reasons why a row is read and not counted (audit.Exclusion).
const (
	WeightMissing = "weight_missing" // the weight is not known: the row cannot stand for a known number of people
	WeightZero    = "weight_zero"    // a weight of zero takes the row out of the weighted estimate, and so out of N
	IDMissing     = "id_missing"     // a row of the main file of a join that has no id
)

// The notices of a count (audit.Note). Their arguments are named in brackets, in order.
const (
	NoteCaseOrWidth  = "values_differ_by_case_or_width" // [column, values …]: kept apart, though they look alike
	NoteTakenAsNot   = "values_taken_as_not"            // [column, role, values …]: two or more values that the plan does not name
	NoteTrueAbsent   = "true_value_absent"              // [column, role, declared value, values found …]
	NoteNotListed    = "values_not_listed"              // [column]: more distinct values than can be kept; listed by what they were taken for
	NoteUnmatched    = "join_unmatched"                 // [side file, rows]: main rows without a partner, counted with missing values
	NoteUnused       = "join_unused"                    // [side file, rows]: side rows without a main row
	NoteSideNoID     = "join_id_missing"                // [side file, rows]: side rows without an id, not used
	NoteMainRepeated = "join_repeated"                  // [side file, rows]: main rows whose id occurred in an earlier main row
)

// A Counter counts the rows of one request. Its consumers may run at the same time; its other methods are for one goroutine,
// before or after them.
type Counter struct {
	columns    []string // distinct, in the order of first use
	dimensions []dimension
	attributes int       // how many of the dimensions are attributes; the others are strata
	binaries   [2]binary // label, decision: the order of audit.Counts; nil where the request has none
	weight     int       // position in columns, -1 unweighted
	idColumn   string    // of a join
	maxGroups  int
	maxCells   int
	dense      uint64            // entries of a cube above which it is sparse; denseCells but in tests
	tables     *crosstab.Counter // nil when the request has none

	mu       sync.Mutex
	partials map[int]*partial
	samples  map[int][3]string // by dimension: three values of the first batch of the file, for messages
	cells    *audit.Cells      // once merged
	notices  []audit.Note
}

// A dimension is an attribute or a stratum of the request.
type dimension struct {
	*meaning.Dimension
	role   string // roleAttribute or roleStratum
	column int    // position in Counter.columns
}

// A binary is the decision or the label of the request.
type binary struct {
	*meaning.Binary
	role   string // meaning.Decision or meaning.Label
	column int    // position in Counter.columns
}

// The roles of dimensions, as audit.ColumnValues writes them.
const (
	roleAttribute = "attribute"
	roleStratum   = "stratum"
	roleField     = "field"
)

// New checks the request and returns a counter for it. A request that contradicts itself is an Invalid error.
func New(req Request) (*Counter, error) {
	c := &Counter{
		attributes: len(req.Attributes), weight: -1, dense: denseCells, maxGroups: req.MaxGroups, maxCells: req.MaxCells,
		partials: map[int]*partial{}, samples: map[int][3]string{},
	}
	if err := c.limits(); err != nil {
		return nil, err
	}
	for i, list := range [][]audit.Attribute{req.Attributes, req.Strata} {
		seen := map[string]bool{}
		for _, a := range list {
			d, err := meaning.NewDimension(a, c.maxGroups)
			if err != nil {
				return nil, err
			}
			if seen[d.Name] {
				return nil, audit.Errorf(audit.Invalid, "two %s are called %s", [2]string{"attributes", "strata"}[i], audit.Quote(d.Name))
			}
			seen[d.Name] = true
			c.dimensions = append(c.dimensions, dimension{d, [2]string{roleAttribute, roleStratum}[i], c.use(d.Column)})
		}
	}
	for i, b := range []*audit.Binary{req.Label, req.Decision} {
		if b == nil {
			continue
		}
		role := [2]string{meaning.Label, meaning.Decision}[i]
		made, err := meaning.NewBinary(b, role)
		if err != nil {
			return nil, err
		}
		c.binaries[i] = binary{made, role, c.use(b.Column)}
	}
	if req.Weight != "" {
		c.weight = c.use(req.Weight)
	}
	return c, c.addTables(req)
}

// addTables prepares the counts besides the cells.
func (c *Counter) addTables(req Request) error {
	r := crosstab.Request{
		Label: c.binaries[0].Binary, Decision: c.binaries[1].Binary, Fields: req.Fields, Tables: req.Tables,
		Weighted: c.weight >= 0, MaxGroups: c.maxGroups, Column: c.use,
	}
	for i, d := range c.dimensions {
		if i < c.attributes {
			r.Attributes = append(r.Attributes, d.Dimension)
		} else {
			r.Strata = append(r.Strata, d.Dimension)
		}
	}
	var err error
	c.tables, err = crosstab.New(r)
	return err
}

// limits fills in and checks the limits of the request.
func (c *Counter) limits() error {
	const most = 1 << 24 // keeps every code in 24 bits, which the sparse cube relies on
	for _, l := range []struct {
		name string
		at   *int
		def  int
	}{{"groups", &c.maxGroups, DefaultMaxGroups}, {"cells", &c.maxCells, DefaultMaxCells}} {
		if *l.at == 0 {
			*l.at = l.def
		}
		if *l.at < 1 || *l.at > most {
			return audit.Errorf(audit.Invalid, "the limit of %d %s is not between 1 and %d", *l.at, l.name, most)
		}
	}
	return nil
}

// use returns the position of a column among those to read.
func (c *Counter) use(name string) int {
	for i, have := range c.columns {
		if have == name {
			return i
		}
	}
	c.columns = append(c.columns, name)
	return len(c.columns) - 1
}

// Columns returns the columns to ask a reader for, in this order and without duplicates: one column may serve several roles.
// The slice is not nil, even when it is empty.
func (c *Counter) Columns() []string { return append([]string{}, c.columns...) }

// Consumer returns the consumer of one worker. Consumers of different workers may run at the same time. For the next file of
// the same count Consumer is called again; the worker then goes on with its sums and forgets its dictionaries.
func (c *Counter) Consumer(worker int) ingest.Consumer {
	p := c.partial(worker)
	b := &block{}
	return func(in *ingest.Batch) error {
		b.first = in.Seq == 0
		b.rows, b.codes, b.dicts = in.Rows, in.Codes, b.dicts[:0]
		for _, d := range in.Dicts {
			b.dicts = append(b.dicts, dict{d, d.Epoch})
		}
		return p.take(b)
	}
}

// partial returns the sums of one worker, without dictionaries.
func (c *Counter) partial(worker int) *partial {
	c.mu.Lock()
	defer c.mu.Unlock()
	p := c.partials[worker]
	if p == nil {
		p = newPartial(c)
		c.partials[worker] = p
	}
	p.forget()
	return p
}

// tooMany says that a column has more groups than the limit.
func (c *Counter) tooMany(dimension int, names []string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	d := c.dimensions[dimension]
	sample, ok := c.samples[dimension]
	if !ok {
		copy(sample[:], names)
	}
	shown := make([]string, 0, len(sample))
	for _, s := range sample {
		if s != "" {
			shown = append(shown, audit.Quote(s))
		}
	}
	return &audit.Error{
		Kind: audit.Invalid, Column: d.Column, Value: strings.Join(shown, ", "),
		Text:   fmt.Sprintf("more than %d distinct values (the limit of groups is passed), such as", c.maxGroups),
		Remedy: "group a number with breaks, group texts with map, or leave the column out if it is an identifier",
		Err:    errColumn,
	}
}

// tooManyCells says that there are more combinations than the limit.
func (c *Counter) tooManyCells() error {
	names := make([]string, len(c.dimensions))
	for i, d := range c.dimensions {
		names[i] = audit.Quote(d.Name)
	}
	return &audit.Error{
		Kind: audit.Invalid, Text: fmt.Sprintf("more than %d combinations of the values of %s", c.maxCells, strings.Join(names, ", ")),
		Remedy: "group values with breaks or map, or leave out an attribute or a stratum",
	}
}
