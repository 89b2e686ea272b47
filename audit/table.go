package audit

import (
	"math"
	"slices"
	"strconv"
)

// The roles of the axes of a [Table].
const (
	AxisAttribute = "attribute" // a protected attribute of the plan
	AxisStratum   = "stratum"   // a stratum column of the plan
	AxisDecision  = "decision"  // values not_selected, selected, Unknown
	AxisLabel     = "label"     // values negative, positive, Unknown
	AxisField     = "field"     // a further column, see Field
)

// The kinds of a [Field].
const (
	FieldGroup    = "group"    // read as an attribute is: map, breaks, missing
	FieldNumber   = "number"   // every distinct number is a value; above the limit of the field numbers are rounded, see Dim.Bits
	FieldPresence = "presence" // values absent, present: whether the cell is missing
	FieldPeriod   = "period"   // a date or time, read as the year, quarter, month or day it lies in
	FieldCount    = "count"    // in how many other fields the row has a given value, see Field.Of; no column of its own
)

// The values of a field of kind FieldPresence.
const (
	Absent  = "absent"
	Present = "present"
)

// A Field is a further column that tables count by: a score, a filter stage, a feature, a date.
type Field struct {
	Kind      string    `json:"kind"`
	Attribute Attribute `json:"attribute"`         // column, name (unique among the fields of a request) and, for FieldGroup, how values are grouped; Missing holds for every kind
	By        string    `json:"by,omitempty"`      // FieldPeriod: year, quarter, month, day
	Values    int       `json:"values,omitempty"`  // FieldNumber: most distinct values kept exactly; 0 means 100,000. FieldGroup: most distinct values; 0 means max_groups of the plan
	Rounded   int       `json:"rounded,omitempty"` // FieldNumber: most distinct values once they cannot be kept exactly; 0 means as many as Values
	Of        []string  `json:"of,omitempty"`      // FieldCount: names of fields of kind group; a row is Unknown when it is in any of them
	Value     string    `json:"value,omitempty"`   // FieldCount: the group that is counted
}

// An AxisName names one axis of a table. Name is that of an attribute, a stratum or a field; empty for decision and label.
type AxisName struct {
	Role string `json:"role"`
	Name string `json:"name,omitempty"`
}

// A TablePlan asks for counts by some axes together, besides the cells. Rows that are excluded from the cells are excluded here.
type TablePlan struct {
	Name     string     `json:"name"` // unique in one request
	Axes     []AxisName `json:"axes"`
	Optional bool       `json:"optional,omitempty"`  // above a limit the table is left out, see LeftOut, and the count goes on; otherwise it is refused
	MaxCells int        `json:"max_cells,omitempty"` // combinations, an eighth of them with weights; where there are more, numbers lose bits, then spare axes go, and without either the table is refused. 0 means 4,194,304
	Spare    int        `json:"spare,omitempty"`     // so many axes at the end may be left out of the table, the last first
}

// A TableAxis is one axis of a counted table.
type TableAxis struct {
	AxisName
	Kind   string   `json:"kind,omitempty"` // of the field; empty for the other roles
	Values []string `json:"values"`         // declared order for bins, stages and binaries, ascending for numbers and periods, else bytewise; Unknown last where it occurs
	Bits   int      `json:"bits,omitempty"` // FieldNumber only: significant bits that were kept because there were too many distinct numbers or cells; 0 means exact
}

// Error bounds by how much a number of the rows may differ from the one of Values that stands for it, as a share of its size: the
// lower bits were set to zero, so that the value lies between zero and the numbers that it stands for. 0 means exact.
func (a *TableAxis) Error() float64 {
	if a.Bits == 0 {
		return 0
	}
	return math.Ldexp(1, 1-a.Bits)
}

// Numbers returns the values of an axis of numbers in the order of Values, NaN for Unknown.
func (a *TableAxis) Numbers() []float64 {
	out := make([]float64, len(a.Values))
	for i, v := range a.Values {
		x, err := strconv.ParseFloat(v, 64)
		if err != nil {
			x = math.NaN()
		}
		out[i] = x
	}
	return out
}

// Unknown returns the position of Unknown in Values, −1 when it does not occur.
func (a *TableAxis) Unknown() int {
	if n := len(a.Values); n > 0 && a.Values[n-1] == Unknown {
		return n - 1
	}
	return -1
}

// A Table is the counts by some axes together. Cell k has the codes Codes[k·a] … Codes[k·a+a−1] for a axes; only cells with rows
// are listed, sorted by codes. W and W2 are the sums of weights and squared weights, nil without a weight column.
type Table struct {
	Name  string      `json:"name"`
	Axes  []TableAxis `json:"axes"`
	Codes []int32     `json:"codes"`
	N     []int64     `json:"n"`
	W     []float64   `json:"w,omitempty"`
	W2    []float64   `json:"w2,omitempty"`
}

// Cells returns the number of cells.
func (t *Table) Cells() int { return len(t.N) }

// At returns the codes of cell k, one for each axis. The slice is part of the table.
func (t *Table) At(k int) []int32 {
	a := len(t.Axes)
	return t.Codes[k*a : (k+1)*a]
}

// Axis returns the position of an axis, −1 when the table does not have it.
func (t *Table) Axis(role, name string) int {
	return slices.IndexFunc(t.Axes, func(a TableAxis) bool { return a.Role == role && a.Name == name })
}

// A LeftOut is an optional table that was not counted, because its columns have more values, or more combinations of them, than a
// limit. Which tables are left out does not depend on the order of rows or on the number of workers.
type LeftOut struct {
	Table   string   `json:"table"`
	Columns []string `json:"columns"`          // those with too many values, else all further columns of the table; sorted
	Values  int      `json:"values,omitempty"` // the limit of distinct values that each of Columns passed
	Cells   int      `json:"cells,omitempty"`  // the limit of combinations that was passed where no column alone has too many values
}

// CheckTables returns an Internal error unless every table counts the rows that the cells count.
func (c *Cells) CheckTables() error {
	counted := c.Counted()
	for i := range c.Tables {
		t, n := &c.Tables[i], int64(0)
		for _, k := range t.N {
			n += k
		}
		if n != counted || len(t.Codes) != len(t.N)*len(t.Axes) {
			return Errorf(Internal, "rows do not add up: the table %s counts %d, the cells %d", Quote(t.Name), n, counted)
		}
	}
	return nil
}

// WithoutTable returns why a table was left out, nil when it was not.
func (c *Cells) WithoutTable(name string) *LeftOut {
	for i := range c.LeftOut {
		if c.LeftOut[i].Table == name {
			return &c.LeftOut[i]
		}
	}
	return nil
}

// Table returns the table with a name, nil when it was not counted.
func (c *Cells) Table(name string) *Table {
	for i := range c.Tables {
		if c.Tables[i].Name == name {
			return &c.Tables[i]
		}
	}
	return nil
}
