package table

import (
	"bytes"
	"encoding/binary"
	"io"
	"math"
	"unicode/utf16"
)

// xlsSize is the largest worksheet of BIFF8.
var xlsSize = size{rows: 1 << 16, columns: 1 << 8}

// XLS writes the tables as the worksheets of an Excel 97–2003 workbook: BIFF8 records in a compound file ([MS-XLS], [MS-CFB]). No
// maintained library writes it, and offices still ask for it. Texts are shared strings and never formulas, numbers are doubles,
// truth values are such (LibreOffice shows them as 1 and 0), the head row is frozen. A cell without a value is absent; the empty text is a cell. Every character is
// kept, control characters included. A text of more than 32,767 UTF-16 code units is cut and says so; integers beyond 2^53
// are texts; a table of more than 65,535 rows goes on in further worksheets whose names count them.
func XLS(w io.Writer, tables ...Table) error {
	list, err := sheets(tables, xlsSize)
	if err != nil {
		return err
	}
	texts := &pool{index: map[string]int{}}
	bodies := make([][]byte, len(list))
	for i, s := range list {
		bodies[i] = xlsSheet(s, i == 0, texts)
	}
	var book biff
	book.bof(bofGlobals)
	book.record(recCodepage, le(uint16(1200))) // UTF-16
	book.record(recWindow1, le([9]uint16{0, 0, 0x4000, 0x2000, 0x38, 0, 0, 1, 0x258}))
	book.record(recDate1904, le(uint16(0)))
	book.styles()
	offsets := make([]int, len(list)) // of each BOUNDSHEET's field for the place of its sheet
	for i, s := range list {
		offsets[i] = book.Len() + 4
		name := utf16.Encode([]rune(s.name))
		data := append(le(uint32(0), uint16(0)), byte(len(name)), 1)
		book.record(recBoundsheet, append(data, le(name)...))
	}
	book.sharedStrings(texts)
	book.record(recEOF, nil)
	stream := book.Bytes()
	for i, b := range bodies {
		binary.LittleEndian.PutUint32(stream[offsets[i]:], uint32(len(stream)))
		stream = append(stream, b...)
	}
	return writeCompound(w, "Workbook", stream)
}

// Record types of BIFF8 ([MS-XLS] 2.3.2).
const (
	recEOF        = 0x000a
	recDate1904   = 0x0022
	recContinue   = 0x003c
	recFont       = 0x0031
	recWindow1    = 0x003d
	recPane       = 0x0041
	recCodepage   = 0x0042
	recColinfo    = 0x007d
	recBoundsheet = 0x0085
	recXF         = 0x00e0
	recSST        = 0x00fc
	recLabelSST   = 0x00fd
	recDimensions = 0x0200
	recNumber     = 0x0203
	recBoolErr    = 0x0205
	recRow        = 0x0208
	recWindow2    = 0x023e
	recStyle      = 0x0293
	recBOF        = 0x0809
)

const (
	bofGlobals = 0x0005
	bofSheet   = 0x0010
	maxRecord  = 8224 // bytes of data in one record
)

// A biff is a stream of records.
type biff struct{ bytes.Buffer }

// le returns values in little-endian order, one behind the other.
func le(values ...any) []byte {
	var b []byte
	for _, v := range values {
		b, _ = binary.Append(b, binary.LittleEndian, v) // fails for types without a fixed size only, and none is passed
	}
	return b
}

func (b *biff) record(kind uint16, data []byte) {
	b.Write(binary.LittleEndian.AppendUint16(binary.LittleEndian.AppendUint16(nil, kind), uint16(len(data))))
	b.Write(data)
}

// bof begins a substream. Build and year are those of the Excel that introduced the version.
func (b *biff) bof(kind uint16) {
	b.record(recBOF, le(uint16(0x0600), kind, uint16(0x0dbb), uint16(0x07cc), uint32(0x41), uint32(6)))
}

// The cell formats that styles writes: the first fifteen are formats of styles, which a workbook must have.
const (
	xfBody = 15
	xfHead = 16 // bold
)

// styles writes the fonts and formats.
func (b *biff) styles() {
	const name = "Arial"
	for _, weight := range []uint16{400, 700, 400, 400} { // there must be four; number 1 is the bold one
		b.record(recFont, append(le(uint16(200), uint16(0), uint16(0x7fff), weight, uint16(0), [4]byte{}), append([]byte{byte(len(name)), 0}, name...)...))
	}
	format := func(font, kind uint16, used byte) {
		b.record(recXF, le(font, uint16(0), kind, [4]byte{0x20, 0, 0, used}, uint32(0), uint32(0), uint16(0x20c0)))
	}
	for range xfBody {
		format(0, 0xfff5, 0xf4)
	}
	format(0, 1, 0)
	format(1, 1, 0x08)
	b.record(recStyle, []byte{0, 0x80, 0, 0xff}) // the built-in style Normal
}

// sharedStrings writes the pool as an SST record and its continuations. A text's header never spans two records; the rest of a
// text that does begins with its flags again ([MS-XLS] 2.5.293).
func (b *biff) sharedStrings(p *pool) {
	data := le(uint32(p.uses), uint32(len(p.list)))
	kind := uint16(recSST)
	flush := func() {
		b.record(kind, data)
		kind, data = recContinue, nil
	}
	for _, s := range p.list {
		text := utf16.Encode([]rune(s))
		flag, width := byte(0), 1
		for _, u := range text {
			if u > 0xff {
				flag, width = 1, 2
				break
			}
		}
		if len(data)+3+width > maxRecord {
			flush()
		}
		data = append(binary.LittleEndian.AppendUint16(data, uint16(len(text))), flag)
		for _, u := range text {
			if len(data)+width > maxRecord {
				flush()
				data = append(data, flag)
			}
			data = append(data, byte(u))
			if width == 2 {
				data = append(data, byte(u>>8))
			}
		}
	}
	flush()
}

// xlsSheet returns the substream of one worksheet.
func xlsSheet(s sheet, first bool, texts *pool) []byte {
	var b biff
	b.bof(bofSheet)
	for i, width := range s.widths {
		b.record(recColinfo, le([6]uint16{uint16(i), uint16(i), uint16(width * 256), xfBody, 0, 0}))
	}
	rows, columns := len(s.table.Rows)+1, len(s.table.Columns)
	b.record(recDimensions, le(uint32(0), uint32(rows), [3]uint16{0, uint16(columns), 0}))
	const block = 32 // the rows of a block come first, then their cells ([MS-XLS], rule CELLTABLE)
	for from := 0; from < rows; from += block {
		to := min(from+block, rows)
		for r := from; r < to; r++ {
			b.record(recRow, le([6]uint16{uint16(r), 0, uint16(columns), 0xff, 0, 0}, uint32(0x0f0100)))
		}
		for r := from; r < to; r++ {
			b.cells(s.table, r, texts)
		}
	}
	flags := uint16(0x01be) // grid lines, headings, zeros, frozen without a split
	if first {
		flags |= 0x0600 // selected and shown
	}
	b.record(recWindow2, le([4]uint16{flags, 0, 0, 0x40}, [5]uint16{}))
	b.record(recPane, le([5]uint16{0, 1, 1, 0, 2})) // the head row above, the lower pane active
	b.record(recEOF, nil)
	return b.Bytes()
}

// cells writes the cells of a row; row 0 is the head.
func (b *biff) cells(t Table, row int, texts *pool) {
	for i, c := range t.Columns {
		if row == 0 {
			b.record(recLabelSST, le([3]uint16{0, uint16(i), xfHead}, uint32(texts.number(c.Name))))
			continue
		}
		at := le([3]uint16{uint16(row), uint16(i), xfBody})
		switch v := t.Rows[row-1][i].(type) {
		case string:
			b.record(recLabelSST, append(at, le(uint32(texts.number(fit(v))))...))
		case int64:
			if exact(v) {
				b.record(recNumber, append(at, le(math.Float64bits(float64(v)))...))
			} else {
				b.record(recLabelSST, append(at, le(uint32(texts.number(csvPlain(v))))...))
			}
		case float64:
			b.record(recNumber, append(at, le(math.Float64bits(v))...))
		case bool:
			b.record(recBoolErr, append(at, le(v, byte(0))...))
		}
	}
}
