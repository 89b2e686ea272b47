package xls

import (
	"encoding/binary"
	"io"
	"math"

	"auditd/audit"
	"auditd/audit/ingest/sheet"
)

// Open opens the sheet with this name, or the first visible one when name is empty, and reads its header. The errors are
// *audit.Error of kind Invalid or Limit, or those of r.
func Open(r io.ReaderAt, size int64, name string) (*sheet.Reader, error) {
	file, err := readAll(r, size)
	if err != nil {
		return nil, err
	}
	b, err := workbookStream(file)
	if err != nil {
		return nil, err
	}
	w, err := readWorkbook(b)
	if err != nil {
		return nil, err
	}
	i, err := sheet.Choose(name, w.names, w.hidden)
	if err != nil {
		return nil, err
	}
	if int64(w.offsets[i]) > int64(len(b)) {
		return nil, errBIFF()
	}
	g := &grid{book: w, stream: stream{b: b, i: int(w.offsets[i])}, arena: []byte{}} // never nil: a nil value is none
	kind, d, ok, err := g.stream.next()
	if err != nil || !ok || kind != recordBOF || len(d) < 4 || binary.LittleEndian.Uint16(d[2:]) != substreamSheet {
		return nil, errBIFF()
	}
	return sheet.NewReader(g)
}

// A grid reads the cells of one sheet.
type grid struct {
	book   *workbook
	stream stream

	row    int // 0-based, of the cells that are being collected
	found  bool
	ended  bool
	cells  []sheet.Cell
	filled []bool
	arena  []byte
	merged []sheet.Range
}

// Merged implements sheet.Grid.
func (g *grid) Merged() []sheet.Range { return g.merged }

// Next implements sheet.Grid: it collects the cells of one row, which follow each other.
func (g *grid) Next() (int, []sheet.Cell, error) {
	clear(g.cells)
	clear(g.filled)
	g.cells, g.filled, g.arena, g.found = g.cells[:0], g.filled[:0], g.arena[:0], false
	for !g.ended {
		before := g.stream.i
		r, ok, err := g.stream.whole()
		if err != nil {
			return 0, nil, err
		}
		if !ok {
			return 0, nil, errBIFF() // a sheet ends with a record that says so
		}
		if isCell(r.kind) {
			if len(r.parts[0]) < smallestCell {
				return 0, nil, g.faulty("a cell is cut short")
			}
			row := int(binary.LittleEndian.Uint16(r.parts[0]))
			if g.found && row != g.row {
				g.stream.i = before
				break
			}
			if !g.found && row < g.row {
				return 0, nil, g.faulty("its rows are out of order")
			}
			g.row, g.found = row, true
		}
		if err := g.take(r); err != nil {
			return 0, nil, err
		}
	}
	if !g.found {
		return 0, nil, io.EOF
	}
	row := g.row + 1
	g.row++ // a later cell of this row is out of order
	return row, g.cells, nil
}

// faulty is the error of a sheet whose structure no program writes.
func (g *grid) faulty(why string) error {
	e := damaged("the sheet is damaged: " + why).(*audit.Error)
	e.Row = int64(g.row) + 1
	return e
}

// smallestCell is the size of row, column and format, which every cell begins with.
const smallestCell = 6

// isCell reports whether a record holds cells. They begin with their row.
func isCell(kind uint16) bool {
	switch kind {
	case recordNumber, recordRK, recordMulRK, recordLabelSST, recordLabel, recordRString, recordFormula, recordBoolErr, recordBlank, recordMulBlank:
		return true
	}
	return false
}

// take takes one record of the sheet.
func (g *grid) take(r record) error {
	d := r.parts[0]
	switch r.kind {
	case recordEOF:
		g.ended = true
	case recordBOF:
		return g.passEmbedded()
	case recordMerged:
		return g.takeMerged(d)
	case recordMulRK:
		return g.takeMulRK(d)
	case recordNumber, recordRK, recordLabelSST, recordLabel, recordRString, recordFormula, recordBoolErr:
		return g.takeCell(r)
	}
	return nil
}

// passEmbedded passes over an embedded chart, which begins and ends like a sheet.
func (g *grid) passEmbedded() error {
	for depth := 1; depth > 0; {
		kind, _, ok, err := g.stream.next()
		if err != nil {
			return err
		}
		if !ok {
			return errBIFF()
		}
		switch kind {
		case recordBOF:
			depth++
		case recordEOF:
			depth--
		}
	}
	return nil
}

// takeMerged takes a list of merged ranges.
func (g *grid) takeMerged(d []byte) error {
	if len(d) < 2 {
		return g.faulty("its list of merged cells is cut short")
	}
	n := int(binary.LittleEndian.Uint16(d))
	if len(d) < 2+8*n {
		return g.faulty("its list of merged cells is cut short")
	}
	for i := range n {
		at := func(k int) int { return int(binary.LittleEndian.Uint16(d[2+8*i+2*k:])) }
		g.merged = append(g.merged, sheet.Range{FirstRow: at(0) + 1, LastRow: at(1) + 1, FirstColumn: at(2), LastColumn: at(3)})
	}
	return nil
}

// cell returns the cell of a column, which must not have come before.
func (g *grid) cell(column int) (*sheet.Cell, error) {
	const columns = 256
	if column >= columns {
		return nil, g.faulty("a cell lies beyond the last column")
	}
	for len(g.cells) <= column {
		g.cells, g.filled = append(g.cells, sheet.Cell{}), append(g.filled, false)
	}
	if g.filled[column] {
		return nil, g.faulty("the cell " + sheet.Ref(g.row+1, column) + " comes twice")
	}
	g.filled[column] = true
	return &g.cells[column], nil
}

// takeMulRK takes a run of numbers: row, first column, then format and number of each, last column.
func (g *grid) takeMulRK(d []byte) error {
	first := int(binary.LittleEndian.Uint16(d[2:]))
	body := d[4 : len(d)-2]
	if len(body)%6 != 0 {
		return g.faulty("a run of numbers is cut short")
	}
	for i := 0; i < len(body)/6; i++ {
		c, err := g.cell(first + i)
		if err != nil {
			return err
		}
		g.number(c, rk(binary.LittleEndian.Uint32(body[6*i+2:])), binary.LittleEndian.Uint16(body[6*i:]))
	}
	return nil
}

// takeCell takes a record of one cell: row, column, format, value.
func (g *grid) takeCell(r record) error {
	d := r.parts[0]
	c, err := g.cell(int(binary.LittleEndian.Uint16(d[2:])))
	if err != nil {
		return err
	}
	format, value := binary.LittleEndian.Uint16(d[4:]), d[6:]
	if len(value) < valueSize(r.kind) {
		return g.faulty("a cell is cut short")
	}
	switch r.kind {
	case recordNumber:
		g.number(c, math.Float64frombits(binary.LittleEndian.Uint64(value)), format)
	case recordRK:
		g.number(c, rk(binary.LittleEndian.Uint32(value)), format)
	case recordLabelSST:
		if c.Value = g.book.texts.at(binary.LittleEndian.Uint32(value)); c.Value == nil {
			c.Fault = "refers to a shared string that is not there"
		}
	case recordBoolErr:
		truth(c, value[0], value[1] != 0)
	case recordFormula:
		return g.formula(c, value, format)
	default: // recordLabel and recordRString
		return g.text(c, &texts{parts: append([][]byte{value}, r.parts[1:]...)})
	}
	return nil
}

// valueSize returns how many bytes the value of a cell takes up at least.
func valueSize(kind uint16) int {
	switch kind {
	case recordNumber, recordFormula:
		return 8
	case recordRK, recordLabelSST:
		return 4
	}
	return 2
}

// formula takes the result of a formula. A text follows in a record of its own.
func (g *grid) formula(c *sheet.Cell, value []byte, format uint16) error {
	const text, boolean, fault, empty = 0, 1, 2, 3
	if value[6] != 0xFF || value[7] != 0xFF {
		g.number(c, math.Float64frombits(binary.LittleEndian.Uint64(value)), format)
		return nil
	}
	switch value[0] {
	case boolean, fault:
		truth(c, value[2], value[0] == fault)
	case empty:
		c.Value = g.arena[len(g.arena):len(g.arena):len(g.arena)]
	case text:
		for {
			before := g.stream.i
			r, ok, err := g.stream.whole()
			if err != nil {
				return err
			}
			if !ok || isCell(r.kind) || r.kind == recordEOF {
				g.stream.i = before
				return g.faulty("the result of a formula is missing")
			}
			if r.kind == recordString {
				return g.text(c, &texts{parts: r.parts})
			}
		}
	default:
		c.Fault = "has a result of a kind that is not known"
	}
	return nil
}

// text makes a string the value of a cell.
func (g *grid) text(c *sheet.Cell, t *texts) error {
	from := len(g.arena)
	var err error
	if g.arena, err = t.long(g.arena); err != nil {
		return g.faulty("a text is cut short")
	}
	c.Value = g.arena[from:len(g.arena):len(g.arena)]
	return nil
}

// faults are the error values by their codes ([MS-XLS] 2.5.10).
var faults = map[byte]string{
	0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A", 0x2B: "#GETTING_DATA",
}

// truth makes a truth value or an error value the value of a cell.
func truth(c *sheet.Cell, v byte, fault bool) {
	switch {
	case fault && faults[v] != "":
		c.Fault = "has the error value " + faults[v]
	case fault || v > 1:
		c.Fault = "has a value of a kind that is not known"
	case v == 1:
		c.Value = wordTrue
	default:
		c.Value = wordFalse
	}
}

var wordTrue, wordFalse = []byte("true"), []byte("false")

// number makes a number the value of a cell, in the style of its format.
func (g *grid) number(c *sheet.Cell, x float64, format uint16) {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		c.Fault = "is no number"
		return
	}
	style := sheet.Plain
	if int(format) < len(g.book.styles) {
		style = g.book.styles[format]
	}
	from := len(g.arena)
	if style == sheet.Plain {
		g.arena = sheet.AppendNumber(g.arena, x)
		c.Value = g.arena[from:len(g.arena):len(g.arena)]
		return
	}
	out, ok := sheet.AppendSerial(g.arena, x, style, g.book.date1904)
	if !ok {
		c.Fault = "has a date format, but its number is no date: " + audit.Quote(string(sheet.AppendNumber(nil, x)))
		return
	}
	g.arena = out
	c.Value = out[from:len(out):len(out)]
}

// rk unpacks a number of 30 bits ([MS-XLS] 2.5.218): an integer or the upper bits of a float64, either of them times 100.
func rk(v uint32) float64 {
	const hundredth, integer = 1, 2
	var x float64
	if v&integer != 0 {
		x = float64(int32(v) >> 2)
	} else {
		x = math.Float64frombits(uint64(v&^3) << 32)
	}
	if v&hundredth != 0 {
		x /= 100
	}
	return x
}
