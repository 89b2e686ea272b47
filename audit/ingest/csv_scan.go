package ingest

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

// A csvColumn is what the scanner keeps of one column of the file. Slots and shift are those of the dictionary, kept here so
// that the usual case touches one cache line less.
type csvColumn struct {
	dict  *Dict // nil when the column is not wanted
	slots []slot
	shift uint
	codes []uint32
}

// A csvScanner turns blocks into codes. It checks the form of every record, and leaves finding out what is wrong with a bad one
// to dialect.split, which is slower and exact.
type csvScanner struct {
	dialect dialect
	columns []csvColumn
	gaps    []gap    // blank lines of the block
	buf     []byte   // for values that have to be unquoted
	values  [][]byte // for records that are split slowly
	decoded []byte   // the text of the block, when it had to be decoded
}

// Eight bytes are looked at together: (x-ones) &^ x & highs has the top bit of the lowest zero byte of x set, and no bit below
// it (Warren, Hacker's Delight, 2nd edition, section 6-1). Bits above may be wrong, so only the lowest is used.
const (
	ones      = 0x0101010101010101
	highs     = 0x8080808080808080
	wordSize  = 8
	lineWord  = '\n' * ones
	quoteWord = '"' * ones
)

// stops marks the first byte of w that is a line end, a quote or a delimiter, given eight times in pattern.
func stops(w, pattern uint64) uint64 {
	a, b, c := w^lineWord, w^quoteWord, w^pattern
	return ((a-ones)&^a | (b-ones)&^b | (c-ones)&^c) & highs
}

// marked marks the first byte of w that is the one given eight times in pattern.
func marked(w, pattern uint64) uint64 {
	a := w ^ pattern
	return (a - ones) &^ a & highs
}

// scan reads text, which is UTF-8 without NUL, ends with LF and has csvPadding readable bytes behind it. It returns the number
// of rows, whose codes are then in the columns; bad is where the first bad record begins, -1 if there is none.
func (s *csvScanner) scan(text []byte) (rows, bad int) {
	s.gaps = s.gaps[:0]
	s.room(bytes.Count(text, []byte{'\n'}))
	for pos := 0; pos < len(text); rows++ {
		for pos < len(text) && (text[pos] == '\n' || text[pos] == '\r' && text[pos+1] == '\n') {
			s.gaps = append(s.gaps, gap{rows, 1})
			pos += 1 + bytes.IndexByte(text[pos:], '\n')
		}
		if pos == len(text) {
			break
		}
		var next int
		if len(s.dialect.delimiter) == 1 {
			next = s.record(text[:len(text)+csvPadding], pos, rows)
		} else {
			next = s.recordSlowly(text, pos, rows)
		}
		if next < 0 {
			return rows, pos
		}
		pos = next
	}
	return rows, -1
}

// room makes room for the codes of n rows.
func (s *csvScanner) room(n int) {
	for i := range s.columns {
		c := &s.columns[i]
		if c.dict == nil {
			continue
		}
		c.slots, c.shift = c.dict.slots, c.dict.shift
		if cap(c.codes) < n {
			c.codes = make([]uint32, n+n/8)
		}
		c.codes = c.codes[:n]
	}
}

// record reads the record at pos and returns where the next one begins, -1 when this one is bad. Buf is the text with its
// padding. This is the innermost loop of the program: a value of up to seven bytes, the usual case, is found, cut out and looked
// up as one machine word.
func (s *csvScanner) record(buf []byte, pos, row int) int {
	columns, delimiter, mult := s.columns, s.dialect.delimiter[0], hashMult
	pattern := uint64(delimiter) * ones
	last := len(columns) - 1
	for i := range columns {
		begin := pos
		var end int
		w := binary.LittleEndian.Uint64(buf[pos:])
		hit := stops(w, pattern)
		if hit != 0 {
			end = pos + bits.TrailingZeros64(hit)>>3
		} else if end = find(buf, pos+wordSize, pattern); end-begin > s.dialect.field {
			return -1
		}
		stop, v := buf[end], buf[begin:end]
		pos = end + 1
		switch {
		case stop == '"':
			if v, pos = s.quoted(buf, begin, end); pos < 0 {
				return -1
			}
			stop, hit = buf[pos-1], 0
		case stop == '\n' && len(v) > 0 && v[len(v)-1] == '\r':
			v = v[:len(v)-1]
		}
		if (stop == '\n') != (i == last) {
			return -1
		}
		c := &columns[i]
		if c.dict == nil {
			continue
		}
		if hit != 0 {
			key := w & (1<<(8*uint(len(v))&63) - 1)
			if e := &c.slots[key*mult>>(c.shift&63)]; e.word == key && e.code != 0 && e.size == uint32(len(v)) {
				c.codes[row] = e.code
				continue
			}
		}
		c.codes[row] = c.code(v)
	}
	return pos
}

// code looks a value up in the dictionary, which may grow.
func (c *csvColumn) code(v []byte) uint32 {
	code := c.dict.code(v)
	c.slots, c.shift = c.dict.slots, c.dict.shift
	return code
}

// find returns the position of the first line end, quote or delimiter of buf from pos on. There is one: every text ends with LF.
func find(buf []byte, pos int, pattern uint64) int {
	for {
		if hit := stops(binary.LittleEndian.Uint64(buf[pos:]), pattern); hit != 0 {
			return pos + bits.TrailingZeros64(hit)>>3
		}
		pos += wordSize
	}
}

// quoted reads the value whose opening quote should stand at begin; quote is where the first quote of the value was found. It
// returns the value and the position behind the delimiter or LF that follows, -1 when the record is bad.
func (s *csvScanner) quoted(buf []byte, begin, quote int) (v []byte, next int) {
	text := buf[:len(buf)-csvPadding]
	if quote != begin {
		return nil, -1
	}
	plain := true
	end := begin + 1
	for {
		i := closing(buf, text, end)
		if i < 0 {
			return nil, -1
		}
		end = i
		if buf[end+1] != '"' {
			break
		}
		plain = false
		end += 2
	}
	v = buf[begin+1 : end]
	if len(v) > s.dialect.field {
		return nil, -1
	}
	if !plain || bytes.IndexByte(v, '\r') >= 0 {
		s.buf = appendUnquoted(s.buf[:0], v)
		v = s.buf
	}
	next = end + 1
	if buf[next] == '\r' && buf[next+1] == '\n' {
		next++
	}
	// Next may lie in the padding only if text did not end with LF.
	if c := buf[next]; c != '\n' && c != s.dialect.delimiter[0] {
		return nil, -1
	}
	return v, next + 1
}

// closing returns the position of the first quote of text from pos on, -1 if there is none. Short values are searched in one
// step; buf is text with its padding.
func closing(buf, text []byte, pos int) int {
	if pos >= len(text) {
		return -1
	}
	if hit := marked(binary.LittleEndian.Uint64(buf[pos:]), quoteWord); hit != 0 {
		if pos += bits.TrailingZeros64(hit) >> 3; pos < len(text) {
			return pos
		}
		return -1
	}
	i := bytes.IndexByte(text[pos:], '"')
	if i < 0 {
		return -1
	}
	return pos + i
}

// recordSlowly does what record does, for delimiters of several bytes.
func (s *csvScanner) recordSlowly(text []byte, pos, row int) int {
	values, n, fault := s.dialect.split(text[pos:], s.values)
	s.values = values
	if fault != nil || n == 0 || len(values) != len(s.columns) {
		return -1
	}
	for i, v := range values {
		if c := &s.columns[i]; c.dict != nil {
			c.codes[row] = c.code(v)
		}
	}
	return pos + n
}
