// Package sheet turns the cells of a spreadsheet into a table: the first row that is not empty names the columns, every further
// row that is not empty is a record. It also has what all spreadsheet formats share: references such as B7, serial dates, number
// formats.
//
// It does not know files; the packages that read one hand it a Grid.
package sheet

import (
	"io"
	"strconv"
	"strings"

	"auditd/audit"
)

// A Cell is what one cell holds.
type Cell struct {
	Value []byte // nil when the cell is empty
	Fault string // what is wrong with the cell, such as an error value; empty when nothing is
}

// A Range is a rectangle of cells. Rows are 1-based, columns 0-based; both ends are included.
type Range struct {
	FirstRow, LastRow       int
	FirstColumn, LastColumn int
}

// A Grid hands out the rows of a sheet from top to bottom.
type Grid interface {
	// Next returns the next row that is stored, its 1-based number and its cells from column A on, valid until the next call.
	// Rows that are not stored are empty. It returns io.EOF behind the last row.
	Next() (row int, cells []Cell, err error)
	// Merged returns the merged ranges. It is asked behind the last row.
	Merged() []Range
}

// A Reader reads the records of a sheet.
type Reader struct {
	grid    Grid
	columns []string
	at      []int // grid column -> position in columns; -1 where the header is empty
	wanted  []bool
	row     int
	blank   int64
	header  int
	fields  [][]byte
}

// NewReader reads the header of a sheet. An empty sheet is an Invalid error.
func NewReader(grid Grid) (*Reader, error) {
	r := &Reader{grid: grid}
	for {
		row, cells, err := grid.Next()
		if err == io.EOF {
			e := audit.Errorf(audit.Invalid, "the sheet is empty")
			e.Remedy = "put the names of the columns into the first row and a record into each further row"
			return nil, e
		}
		if err != nil {
			return nil, err
		}
		if !empty(cells) {
			return r, r.readHeader(row, cells)
		}
	}
}

// readHeader takes the names of the columns.
func (r *Reader) readHeader(row int, cells []Cell) error {
	r.header, r.row = row, row
	seen := map[string]int{}
	for i, c := range cells {
		if c.Fault != "" {
			return r.fault(i, c.Fault)
		}
		if len(c.Value) == 0 {
			r.at = append(r.at, -1)
			continue
		}
		name := string(c.Value)
		if j, twice := seen[name]; twice {
			e := audit.Errorf(audit.Invalid, "the cells %s and %s have the same column name", Ref(row, j), Ref(row, i))
			e.Row, e.Column, e.Remedy = int64(row), name, "rename one of the columns"
			return e
		}
		seen[name] = i
		r.at = append(r.at, len(r.columns))
		r.columns = append(r.columns, name)
		r.wanted = append(r.wanted, true)
	}
	r.fields = make([][]byte, len(r.columns))
	return nil
}

// Columns returns the names of the columns from left to right. They differ from each other and are not empty.
func (r *Reader) Columns() []string { return r.columns }

// Want says which columns are looked at; the fields of the others are nil. Without it all are. Faults of cells in columns that
// are not wanted are no error.
func (r *Reader) Want(wanted []bool) { copy(r.wanted, wanted) }

// Header returns the 1-based row of the header.
func (r *Reader) Header() int { return r.header }

// Row returns the 1-based row of the record that was read last.
func (r *Reader) Row() int { return r.row }

// Blank returns the number of empty rows between the header and the record that was read last.
func (r *Reader) Blank() int64 { return r.blank }

// Fields returns the record that was read last, one value for each column, nil for none; valid until the next record.
func (r *Reader) Fields() [][]byte { return r.fields }

// Next reads a record and returns io.EOF behind the last. It returns an Invalid error with the row and column for an error value,
// for a value below no header, and for merged cells.
func (r *Reader) Next() error {
	for {
		row, cells, err := r.grid.Next()
		if err == io.EOF {
			if err := r.checkMerged(); err != nil {
				return err
			}
		}
		if err != nil {
			return err
		}
		if empty(cells) {
			continue
		}
		r.blank += int64(row - r.row - 1)
		r.row = row
		return r.take(cells)
	}
}

// take makes the cells of a row the fields of a record.
func (r *Reader) take(cells []Cell) error {
	clear(r.fields)
	for i := range cells {
		c := &cells[i]
		if c.Value == nil && c.Fault == "" {
			continue
		}
		if i >= len(r.at) || r.at[i] < 0 {
			if len(c.Value) == 0 && c.Fault == "" {
				continue // a formula whose result is the empty text
			}
			e := audit.Errorf(audit.Invalid, "the cell %s has a value, but its column has no name in row %d", Ref(r.row, i), r.header)
			e.Row, e.Value = int64(r.row), audit.Quote(string(c.Value))
			e.Remedy = "name the column in " + Ref(r.header, i) + ", or clear the cell"
			return e
		}
		at := r.at[i]
		if !r.wanted[at] {
			continue
		}
		if c.Fault != "" {
			return r.fault(i, c.Fault)
		}
		r.fields[at] = c.Value
	}
	return nil
}

// fault is the error of a cell that cannot be used.
func (r *Reader) fault(i int, what string) error {
	e := audit.Errorf(audit.Invalid, "the cell %s %s", Ref(r.row, i), what)
	e.Row = int64(r.row)
	if i < len(r.at) && r.at[i] >= 0 {
		e.Column = r.columns[r.at[i]]
	}
	e.Remedy = "correct the cell, or clear it when there is no value"
	return e
}

// checkMerged refuses merged cells in the table: only the first cell of a range has the value, and whether the others share it
// nobody can say.
func (r *Reader) checkMerged() error {
	for _, m := range r.grid.Merged() {
		single := m.FirstRow == m.LastRow && m.FirstColumn == m.LastColumn
		if single || m.LastRow < r.header || m.FirstRow > r.row {
			continue
		}
		e := audit.Errorf(audit.Invalid, "the cells %s:%s are merged", Ref(m.FirstRow, m.FirstColumn), Ref(m.LastRow, m.LastColumn))
		e.Row, e.Remedy = int64(m.FirstRow), "unmerge them and write the value into each cell that it belongs to; keep one row of column names"
		return e
	}
	return nil
}

// empty reports whether no cell has anything to say. The empty text says nothing: formulas leave it in rows without a record.
func empty(cells []Cell) bool {
	for i := range cells {
		if len(cells[i].Value) > 0 || cells[i].Fault != "" {
			return false
		}
	}
	return true
}

// The largest sheet that any format can hold.
const (
	MaxRows    = 1 << 20
	MaxColumns = 1 << 14
)

// Ref returns the reference of a cell, such as B7 for row 7 and column 1. Rows are 1-based, columns 0-based.
func Ref(row, column int) string {
	return Letters(column) + strconv.Itoa(row)
}

// Letters returns the letters of a 0-based column, such as AA for 26.
func Letters(column int) string {
	var b [8]byte
	i := len(b)
	for column++; column > 0 && i > 0; column = (column - 1) / 26 {
		i--
		b[i] = byte('A' + (column-1)%26)
	}
	return string(b[i:])
}

// ParseRef returns the row and column of a reference such as B7. It does not accept $ and nothing beyond the largest sheet.
func ParseRef(ref []byte) (row, column int, ok bool) {
	i := 0
	for ; i < len(ref) && i < 4 && ref[i] >= 'A' && ref[i] <= 'Z'; i++ {
		column = column*26 + int(ref[i]-'A') + 1
	}
	if i == 0 || i == len(ref) || column > MaxColumns || len(ref)-i > 7 || ref[i] == '0' {
		return 0, 0, false
	}
	for _, c := range ref[i:] {
		if c < '0' || c > '9' {
			return 0, 0, false
		}
		row = row*10 + int(c-'0')
	}
	return row, column - 1, row <= MaxRows
}

// ParseRange returns the range of a reference such as A1:C3 or B7.
func ParseRange(ref string) (Range, bool) {
	from, to, two := strings.Cut(ref, ":")
	if !two {
		to = from
	}
	r1, c1, ok1 := ParseRef([]byte(from))
	r2, c2, ok2 := ParseRef([]byte(to))
	return Range{r1, r2, c1, c2}, ok1 && ok2 && r1 <= r2 && c1 <= c2
}

// Choose returns the position of the sheet with this name; without a name that of the first visible one. It returns an Invalid
// error that lists the sheets when there is none.
func Choose(name string, names []string, hidden []bool) (int, error) {
	for i, n := range names {
		if n == name || name == "" && !hidden[i] {
			return i, nil
		}
	}
	if name == "" {
		e := audit.Errorf(audit.Invalid, "the workbook has no visible sheet with cells")
		if len(names) > 0 {
			e.Remedy = "name the hidden sheet to read: " + list(names)
		}
		return 0, e
	}
	e := audit.Errorf(audit.Invalid, "the workbook has no sheet %s", audit.Quote(name))
	if near := audit.Nearest(name, names); near != "" {
		e.Remedy = "did you mean " + audit.Quote(near) + "? The workbook has " + list(names)
	} else if len(names) > 0 {
		e.Remedy = "the workbook has " + list(names)
	}
	return 0, e
}

// list names up to eight sheets.
func list(names []string) string {
	const shown = 8
	var quoted []string
	for _, n := range names[:min(len(names), shown)] {
		quoted = append(quoted, audit.Quote(n))
	}
	s := strings.Join(quoted, ", ")
	if len(names) > shown {
		s += " and " + strconv.Itoa(len(names)-shown) + " more"
	}
	return s
}
