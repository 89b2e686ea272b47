package ingest

import (
	"bytes"
	"io"
	"strconv"

	"auditd/audit"
)

const (
	csvBlock   = 512 << 10 // bytes of one block: small enough for the caches, large enough that handing over costs nothing
	csvPadding = 8         // bytes that may be read, and ignored, beyond the end of a block
	longRecord = 16        // greatest length of a record, as a multiple of the greatest length of a value
)

// A block is a run of whole records. The last one may end in the middle of a record when fault says why.
type block struct {
	seq     int
	buf     []byte // belongs to the block until it is given back
	text    []byte // within buf, or the decoded text; csvPadding more bytes may be read behind it
	decoded bool   // text is UTF-8 already
	last    bool
	fault   error // why the stream ended early, at the end of text
}

// A cutter reads a stream and cuts it into blocks where a record ends: at a line end outside quotes. Whether a place is outside
// quotes follows from the number of quotes before it, as long as the records before it are well formed; if they are not, the
// fault is in an earlier row than anything that a wrong cut could cause, and the earliest fault is the one reported.
type cutter struct {
	r       io.Reader
	dialect dialect
	size    int         // of a block
	carry   []byte      // the beginning of a record, behind the last cut; a copy
	free    chan []byte // buffers of blocks that were given back
	seq     int
	done    bool
}

// newCutter returns a cutter of the input's stream.
func newCutter(in *input, d dialect) *cutter {
	size := in.block
	if size == 0 {
		size = csvBlock
	}
	return &cutter{r: in.r, dialect: d, size: size, free: make(chan []byte, 64)}
}

// next returns the next block; ok is false after the last one.
func (c *cutter) next() (b block, ok bool) {
	if c.done {
		return b, false
	}
	b = block{seq: c.seq, buf: c.buffer(len(c.carry))}
	c.seq++
	n := copy(b.buf, c.carry)
	for {
		full := len(b.buf) - csvPadding
		m, err := io.ReadFull(c.r, b.buf[n:full])
		n += m
		if err != nil {
			c.done = true
			b.last = true
			b.text, b.fault = b.buf[:n], ending(err)
			if b.fault == nil {
				b.text = closeLine(b.text)
			}
			return b, true
		}
		if end := lastRecordEnd(b.buf[:n]); end > 0 {
			b.text, c.carry = b.buf[:end], append(c.carry[:0], b.buf[end:n]...)
			return b, true
		}
		if fault := c.tooLong(b.buf[:n]); fault != nil {
			c.done = true
			b.last, b.text, b.fault = true, b.buf[:n], fault
			return b, true
		}
		larger := make([]byte, 2*full+csvPadding)
		copy(larger, b.buf[:n])
		b.buf = larger
	}
}

// buffer returns a buffer with room for a carry and as much again, a used one if there is one.
func (c *cutter) buffer(carry int) []byte {
	need := max(c.size, 2*carry) + csvPadding
	select {
	case buf := <-c.free:
		if len(buf) >= need {
			return buf
		}
	default:
	}
	return make([]byte, need)
}

// giveBack takes the buffer of a block that is done with. Those that had to grow are left to the garbage collector.
func (c *cutter) giveBack(b block) {
	if len(b.buf) > 4*c.size {
		return
	}
	select {
	case c.free <- b.buf:
	default:
	}
}

// ending returns nil for the end of the stream, any other error as it is.
func ending(err error) error {
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return nil
	}
	return err
}

// closeLine ends the last line of a file with LF if it has none; a CR there becomes part of that line end. The buffer has room.
func closeLine(text []byte) []byte {
	if n := len(text); n == 0 || text[n-1] == '\n' {
		return text
	}
	return append(text, '\n')
}

// lastRecordEnd returns where the last whole record of text ends, 0 if none does. Text begins with a record.
func lastRecordEnd(text []byte) int {
	quote := []byte{'"'}
	quotes := bytes.Count(text, quote)
	end := len(text)
	for {
		i := bytes.LastIndexByte(text[:end], '\n')
		if i < 0 {
			return 0
		}
		if quotes > 0 {
			quotes -= bytes.Count(text[i:end], quote)
		}
		if quotes%2 == 0 {
			return i + 1
		}
		end = i
	}
}

// tooLong reports why a record that does not end should not be read on: it has a fault already, or it is longer than any.
func (c *cutter) tooLong(text []byte) error {
	if len(text) <= c.dialect.field {
		return nil
	}
	limit := longRecord * c.dialect.field
	fault := &audit.Error{
		Kind: audit.Limit, Text: "row is longer than the limit of " + strconv.Itoa(limit) + " bytes",
		Remedy: "close the quote that opens a value if one is missing, or raise the limit",
	}
	if _, _, wrong := c.dialect.split(text, nil); wrong != nil || len(text) > limit {
		return fault
	}
	return nil
}
