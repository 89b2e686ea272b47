package xlsx

import (
	"errors"
	"io"
	"strconv"

	"auditd/audit"
	"auditd/audit/ingest/sheet"
	"auditd/audit/ingest/xmltoken"
)

// A Book is an opened workbook with one sheet being read.
type Book struct {
	*sheet.Reader
	grid *grid
}

// Open opens the sheet with this name, or the first visible one when name is empty, and reads its header. The errors are
// *audit.Error of kind Invalid or Limit, or those of r.
func Open(r io.ReaderAt, size int64, name string, limits Limits) (*Book, error) {
	a, err := openArchive(r, size, limits)
	if err != nil {
		return nil, err
	}
	w, err := readWorkbook(a)
	if err != nil {
		return nil, err
	}
	i, err := sheet.Choose(name, w.names, w.hidden)
	if err != nil {
		return nil, err
	}
	p, err := a.open(w.targets[i], limits.Unpacked)
	if err != nil {
		return nil, err
	}
	g := &grid{part: p, archive: a, book: w, arena: []byte{}} // never nil, because a nil value is none
	b := &Book{grid: g}
	if b.Reader, err = sheet.NewReader(g); err != nil {
		return nil, errors.Join(err, p.body.r.Close())
	}
	return b, nil
}

// Close ends the reading. It does not close the file.
func (b *Book) Close() error { return b.grid.part.body.r.Close() }

// Uncomputed returns the number of formulas without a computed value, which are read as no value, and the reference of the first.
func (b *Book) Uncomputed() (count int64, first string) {
	return b.grid.uncomputed, b.grid.firstUncomputed
}

// A grid reads the rows of a worksheet part.
type grid struct {
	*part
	archive *archive
	book    *workbook
	strings *table // read when the first cell refers to it

	row    int
	cells  []sheet.Cell
	arena  []byte // text of the cells of the row
	merged []sheet.Range

	uncomputed      int64
	firstUncomputed string
}

// maxMerged is more than anybody merges by hand.
const maxMerged = 1 << 16

// Merged implements sheet.Grid.
func (g *grid) Merged() []sheet.Range { return g.merged }

// Next implements sheet.Grid.
func (g *grid) Next() (int, []sheet.Cell, error) {
	for {
		kind, err := g.next()
		if err != nil {
			return 0, nil, g.placed(err)
		}
		if kind == xmltoken.EOF {
			return 0, nil, io.EOF
		}
		if kind != xmltoken.Start {
			continue
		}
		switch string(g.Name()) {
		case "row":
			if g.Depth() != 3 {
				continue // not one of worksheet/sheetData/row
			}
			if err := g.readRow(); err != nil {
				return 0, nil, g.placed(err)
			}
			return g.row, g.cells, nil
		case "mergeCell":
			r, ok := sheet.ParseRange(string(g.Attr("ref")))
			if !ok || len(g.merged) == maxMerged {
				e := audit.Errorf(audit.Invalid, "the list of merged cells is too long or faulty")
				e.Remedy = remedySave
				return 0, nil, e
			}
			g.merged = append(g.merged, r)
		}
	}
}

// placed adds the row to an error that has none.
func (g *grid) placed(err error) error {
	var e *audit.Error
	if errors.As(err, &e) && e.Row == 0 {
		e.Row = int64(g.row)
	}
	return err
}

// faulty is the error of a sheet whose structure no program writes.
func (g *grid) faulty(format string, args ...any) error {
	e := audit.Errorf(audit.Invalid, format, args...)
	e.Remedy = remedySave
	return e
}

// readRow reads the cells of the row that was just begun. A row without a number follows the one before.
func (g *grid) readRow() error {
	row := g.row + 1
	if r := g.Attr("r"); r != nil {
		n, err := strconv.Atoi(string(r))
		if err != nil || n < row {
			return g.faulty("the row number %s follows row %d", audit.Quote(string(r)), g.row)
		}
		row = n
	}
	if row > sheet.MaxRows {
		return g.faulty("the sheet has a row beyond %d", sheet.MaxRows)
	}
	g.row = row
	clear(g.cells)
	g.cells, g.arena = g.cells[:0], g.arena[:0]
	for {
		kind, err := g.next()
		if err != nil {
			return err
		}
		switch kind {
		case xmltoken.Start:
			if string(g.Name()) == "c" {
				err = g.readCell()
			} else {
				err = g.skip()
			}
			if err != nil {
				return err
			}
		case xmltoken.End:
			return nil
		}
	}
}

// column returns the column of the cell that was just begun. A cell without a reference follows the one before.
func (g *grid) column() (int, error) {
	ref := g.Attr("r")
	if ref == nil {
		if len(g.cells) >= sheet.MaxColumns {
			return 0, g.faulty("the sheet has a column beyond %d", sheet.MaxColumns)
		}
		return len(g.cells), nil
	}
	row, column, ok := sheet.ParseRef(ref)
	if !ok || row != g.row || column < len(g.cells) {
		return 0, g.faulty("the cell reference %s is not in its place", audit.Quote(string(ref)))
	}
	return column, nil
}

// readCell reads the cell that was just begun.
func (g *grid) readCell() error {
	column, err := g.column()
	if err != nil {
		return err
	}
	kind := kindOf(g.Attr("t"))
	style := g.style(g.Attr("s"))
	for len(g.cells) <= column {
		g.cells = append(g.cells, sheet.Cell{})
	}
	from, found, formula := len(g.arena), false, false
	for {
		token, err := g.next()
		if err != nil {
			return err
		}
		if token == xmltoken.End {
			break
		}
		if token != xmltoken.Start {
			continue
		}
		switch string(g.Name()) {
		case "v":
			found = true
			g.arena, err = g.collect(g.arena[:from])
		case "is":
			found = true
			g.arena, err = g.rich(g.arena[:from])
		case "f":
			formula = true
			err = g.skip()
		default:
			err = g.skip()
		}
		if err != nil {
			return err
		}
	}
	if n := len(g.arena) - from; n > 0 || found && kind.text() {
		return g.give(column, kind, style, from)
	}
	if formula {
		if g.uncomputed++; g.firstUncomputed == "" {
			g.firstUncomputed = sheet.Ref(g.row, column)
		}
	}
	return nil
}

// A kind is the type of a cell.
type kind uint8

const (
	number kind = iota
	shared
	literal // inline string, or the text that a formula gave
	boolean
	fault
	date // ISO 8601
	unknown
)

// text reports whether the empty text is a value of this kind.
func (k kind) text() bool { return k == literal }

func kindOf(t []byte) kind {
	switch string(t) {
	case "", "n":
		return number
	case "s":
		return shared
	case "str", "inlineStr":
		return literal
	case "b":
		return boolean
	case "e":
		return fault
	case "d":
		return date
	}
	return unknown
}

// style returns the style of a cell format.
func (g *grid) style(s []byte) sheet.Style {
	if len(s) == 0 {
		s = []byte{'0'}
	}
	i, err := strconv.Atoi(string(s))
	if err != nil || i < 0 || i >= len(g.book.styles) {
		return sheet.Plain
	}
	return g.book.styles[i]
}

// give makes the text of the arena from an offset on the value of a cell.
func (g *grid) give(column int, k kind, style sheet.Style, from int) error {
	c := &g.cells[column]
	raw := g.arena[from:]
	switch k {
	case number:
		g.giveNumber(c, style, from)
		return nil
	case shared:
		if g.strings == nil {
			var err error
			if g.strings, err = readStrings(g.archive, g.book.strings); err != nil {
				return err
			}
		}
		i, err := strconv.Atoi(string(raw))
		if c.Value = g.strings.at(i); err != nil || c.Value == nil {
			c.Value, c.Fault = nil, "refers to the shared string "+audit.Quote(string(raw))+", which is not there"
		}
		return nil
	case literal:
		g.arena = unescape(g.arena, from)
		c.Value = g.arena[from:len(g.arena):len(g.arena)]
	case date:
		c.Value = raw[:len(raw):len(raw)]
	case boolean:
		switch string(raw) {
		case "1", "true":
			c.Value = wordTrue
		case "0", "false":
			c.Value = wordFalse
		default:
			c.Fault = "is no truth value: " + audit.Quote(string(raw))
		}
	case fault:
		c.Fault = "has the error value " + audit.Clean(string(raw[:min(len(raw), 20)]))
	default:
		c.Fault = "is of a kind that is not known"
	}
	return nil
}

var wordTrue, wordFalse = []byte("true"), []byte("false")

// giveNumber makes the number in the arena the value of a cell, in the style of its format.
func (g *grid) giveNumber(c *sheet.Cell, style sheet.Style, from int) {
	raw := g.arena[from:]
	end := len(g.arena)
	if style == sheet.Plain {
		out, ok := sheet.AppendNumberText(g.arena, raw)
		if !ok {
			c.Fault = "is no number: " + audit.Quote(string(raw))
			return
		}
		g.arena = out
		c.Value = out[end:len(out):len(out)]
		return
	}
	serial, err := strconv.ParseFloat(string(raw), 64)
	out, ok := sheet.AppendSerial(g.arena, serial, style, g.book.date1904)
	if err != nil || !ok {
		c.Fault = "has a date format, but its number is no date: " + audit.Quote(string(raw))
		return
	}
	g.arena = out
	c.Value = out[end:len(out):len(out)]
}
