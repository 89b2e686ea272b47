package xls

import (
	"encoding/binary"
	"unicode/utf16"
	"unicode/utf8"

	"auditd/audit"
	"auditd/audit/ingest/sheet"
)

// The records that are read ([MS-XLS] 2.3).
const (
	recordFormula     = 0x0006
	recordEOF         = 0x000A
	recordDateMode    = 0x0022
	recordFilePass    = 0x002F
	recordContinue    = 0x003C
	recordBoundSheet  = 0x0085
	recordMulRK       = 0x00BD
	recordMulBlank    = 0x00BE
	recordRString     = 0x00D6
	recordXF          = 0x00E0
	recordMerged      = 0x00E5
	recordSST         = 0x00FC
	recordLabelSST    = 0x00FD
	recordBlank       = 0x0201
	recordNumber      = 0x0203
	recordLabel       = 0x0204
	recordBoolErr     = 0x0205
	recordString      = 0x0207
	recordRK          = 0x027E
	recordFormat      = 0x041E
	recordBOF         = 0x0809
	versionBIFF8      = 0x0600
	substreamSheet    = 0x0010
	boundWorksheet    = 0
	recordHeaderBytes = 4
)

func errBIFF() error { return damaged("the workbook is damaged") }

// A stream is the records of the workbook, read one after the other.
type stream struct {
	b     []byte
	i     int
	parts [][]byte // of the record that whole returned last
}

// A record is one record with those that continue it.
type record struct {
	kind  uint16
	parts [][]byte // at least one; valid until the next record
}

// next returns the next record without the ones that continue it, which follow; ok is false at the end.
func (s *stream) next() (kind uint16, data []byte, ok bool, err error) {
	if s.i == len(s.b) {
		return 0, nil, false, nil
	}
	if len(s.b)-s.i < recordHeaderBytes {
		return 0, nil, false, errBIFF()
	}
	kind = binary.LittleEndian.Uint16(s.b[s.i:])
	n := int(binary.LittleEndian.Uint16(s.b[s.i+2:]))
	start := s.i + recordHeaderBytes
	if n > len(s.b)-start {
		return 0, nil, false, errBIFF()
	}
	s.i = start + n
	return kind, s.b[start:s.i], true, nil
}

// whole returns the next record together with those that continue it.
func (s *stream) whole() (r record, ok bool, err error) {
	first, data, ok, err := s.next()
	if !ok || err != nil {
		return r, ok, err
	}
	s.parts = append(s.parts[:0], data)
	for {
		before := s.i
		kind, data, ok, err := s.next()
		if !ok || err != nil || kind != recordContinue {
			s.i = before                             // an error is met again
			return record{first, s.parts}, true, nil //nolint:nilerr // the record is whole; the error comes with the next call
		}
		s.parts = append(s.parts, data)
	}
}

// A workbook is what has to be known before a sheet can be read.
type workbook struct {
	stream   []byte
	names    []string // of the sheets with cells, in their order
	hidden   []bool
	offsets  []uint32 // of their records within the stream
	texts    table    // shared strings
	styles   []sheet.Style
	date1904 bool

	formats map[uint16]sheet.Style // number formats that the file defines
	ids     []uint16               // number format of each cell format
}

// A table holds the shared strings, one behind the other.
type table struct {
	text []byte
	ends []int
}

// at returns string i, nil when there is none; the empty text is not nil.
func (t *table) at(i uint32) []byte {
	if uint64(i) >= uint64(len(t.ends)) {
		return nil
	}
	from := 0
	if i > 0 {
		from = t.ends[i-1]
	}
	return t.text[from:t.ends[i]:t.ends[i]]
}

// readWorkbook reads the records up to the first sheet.
func readWorkbook(b []byte) (*workbook, error) {
	w := &workbook{stream: b, texts: table{text: []byte{}}, formats: map[uint16]sheet.Style{}}
	s := &stream{b: b}
	for first := true; ; first = false {
		r, ok, err := s.whole()
		if err != nil {
			return nil, err
		}
		if !ok {
			return nil, errBIFF()
		}
		if first {
			if err := checkBOF(r); err != nil {
				return nil, err
			}
		}
		if r.kind == recordEOF {
			break
		}
		if err := w.global(r); err != nil {
			return nil, err
		}
	}
	for _, id := range w.ids {
		style, ok := w.formats[id]
		if !ok {
			style = sheet.Builtin(int(id))
		}
		w.styles = append(w.styles, style)
	}
	return w, nil
}

// checkBOF refuses versions before BIFF8.
func checkBOF(r record) error {
	d := r.parts[0]
	if r.kind != recordBOF || len(d) < 4 {
		return errBIFF()
	}
	if binary.LittleEndian.Uint16(d) != versionBIFF8 {
		e := audit.Errorf(audit.Invalid, "the workbook is of Excel 95 or before")
		e.Remedy = remedySave
		return e
	}
	return nil
}

// global takes one record in front of the sheets.
func (w *workbook) global(r record) error {
	d := r.parts[0]
	switch r.kind {
	case recordFilePass:
		e := audit.Errorf(audit.Invalid, "the workbook is protected by a password")
		e.Remedy = "save it without a password"
		return e
	case recordDateMode:
		w.date1904 = len(d) >= 2 && binary.LittleEndian.Uint16(d) == 1
	case recordXF:
		if len(d) < 4 {
			return errBIFF()
		}
		w.ids = append(w.ids, binary.LittleEndian.Uint16(d[2:]))
	case recordFormat:
		if len(d) < 5 {
			return errBIFF()
		}
		t := &texts{parts: [][]byte{d[2:]}}
		code, err := t.long(nil)
		if err != nil {
			return err
		}
		w.formats[binary.LittleEndian.Uint16(d)] = sheet.StyleOf(string(code))
	case recordBoundSheet:
		return w.bound(d)
	case recordSST:
		return w.readStrings(r)
	}
	return nil
}

// bound takes the entry of one sheet.
func (w *workbook) bound(d []byte) error {
	if len(d) < 8 {
		return errBIFF()
	}
	if d[5] != boundWorksheet {
		return nil // a chart or a macro sheet
	}
	t := &texts{parts: [][]byte{d[7:]}}
	name, err := t.characters(nil, int(d[6]))
	if err != nil {
		return err
	}
	w.names = append(w.names, string(name))
	w.hidden = append(w.hidden, d[4]&3 != 0)
	w.offsets = append(w.offsets, binary.LittleEndian.Uint32(d))
	return nil
}

// readStrings reads the shared strings.
func (w *workbook) readStrings(r record) error {
	if len(r.parts[0]) < 8 {
		return errBIFF()
	}
	n := binary.LittleEndian.Uint32(r.parts[0][4:])
	t := &texts{parts: append([][]byte{r.parts[0][8:]}, r.parts[1:]...)}
	for range n {
		var err error
		if w.texts.text, err = t.long(w.texts.text); err != nil {
			return err
		}
		w.texts.ends = append(w.texts.ends, len(w.texts.text))
	}
	return nil
}

// A texts reads strings from a record and those that continue it ([MS-XLS] 2.5.293).
type texts struct {
	parts [][]byte
}

// take returns the next n bytes of one part; structures other than characters are not split, but may begin in the next part.
func (t *texts) take(n int) ([]byte, error) {
	for len(t.parts) > 1 && len(t.parts[0]) == 0 {
		t.parts = t.parts[1:]
	}
	if len(t.parts[0]) < n {
		return nil, errBIFF()
	}
	b := t.parts[0][:n]
	t.parts[0] = t.parts[0][n:]
	return b, nil
}

// skip passes over n bytes, which may be split.
func (t *texts) skip(n int64) error {
	for n > int64(len(t.parts[0])) {
		if len(t.parts) == 1 {
			return errBIFF()
		}
		n -= int64(len(t.parts[0]))
		t.parts = t.parts[1:]
	}
	t.parts[0] = t.parts[0][n:]
	return nil
}

// long appends a string with a length of 16 bits, formats of its runs and phonetic hints, which are passed over.
func (t *texts) long(dst []byte) ([]byte, error) {
	head, err := t.take(2)
	if err != nil {
		return dst, err
	}
	return t.characters(dst, int(binary.LittleEndian.Uint16(head)))
}

// characters appends n characters behind their flags.
func (t *texts) characters(dst []byte, n int) ([]byte, error) {
	const wide, extended, rich = 1, 4, 8
	head, err := t.take(1)
	if err != nil {
		return dst, err
	}
	flags := head[0]
	behind := int64(0)
	if flags&rich != 0 {
		b, err := t.take(2)
		if err != nil {
			return dst, err
		}
		behind += 4 * int64(binary.LittleEndian.Uint16(b))
	}
	if flags&extended != 0 {
		b, err := t.take(4)
		if err != nil {
			return dst, err
		}
		behind += int64(binary.LittleEndian.Uint32(b))
	}
	if dst, err = t.letters(dst, n, flags&wide != 0); err != nil {
		return dst, err
	}
	return dst, t.skip(behind)
}

// letters appends n UTF-16 code units, of two bytes each when wide, of one when not. Where they go on in the next part, that
// begins with new flags.
func (t *texts) letters(dst []byte, n int, wide bool) ([]byte, error) {
	high := rune(0) // first half of a character, as long as the second has not come
	for n > 0 {
		if len(t.parts[0]) == 0 {
			if len(t.parts) == 1 {
				return dst, errBIFF()
			}
			t.parts = t.parts[1:]
			if len(t.parts[0]) == 0 {
				return dst, errBIFF()
			}
			wide = t.parts[0][0]&1 != 0
			t.parts[0] = t.parts[0][1:]
			continue
		}
		var r rune
		if wide {
			b, err := t.take(2)
			if err != nil {
				return dst, err
			}
			r = rune(binary.LittleEndian.Uint16(b))
		} else {
			r = rune(t.parts[0][0])
			t.parts[0] = t.parts[0][1:]
		}
		n--
		switch {
		case high != 0:
			dst = utf8.AppendRune(dst, utf16.DecodeRune(high, r))
			high = 0
		case r >= 0xD800 && r < 0xDC00:
			high = r
		default:
			dst = utf8.AppendRune(dst, r)
		}
	}
	if high != 0 {
		dst = utf8.AppendRune(dst, utf8.RuneError)
	}
	return dst, nil
}
