// Package jsonrec reads records from JSON: an array of objects, or JSON Lines. Every object becomes a row; objects within it are
// flattened, so that {"a":{"b":1}} has the field a.b. Numbers keep the text that the file has, true and false are words, null and
// an absent key are no value.
//
// The tokeniser is its own: a library that fills Go values allocates for every object and either hides repeated keys and the text
// of numbers or costs three times as much. The package does not know encodings: its input is UTF-8.
package jsonrec

import (
	"bytes"
	"errors"
	"io"
	"unicode/utf8"

	"auditd/audit"
)

// Limits bound what one file may ask for. All of them are required.
type Limits struct {
	Record int // bytes of one record, as written
	Depth  int // nesting of objects and arrays, the record itself being 1
}

// Form is how the records are written.
type Form int

// The two forms.
const (
	Array Form = iota // one array of objects
	Lines             // one object a line; lines of white space are passed over
)

// A Field is one value of a record. Value is nil for null and valid until the next record.
type Field struct {
	Column int // number of the field's name: the names are numbered from 0 in the order in which they turn up
	Value  []byte
}

// A Reader reads one record after the other.
type Reader struct {
	r       io.Reader
	form    Form
	limits  Limits
	buf     []byte
	pos     int // first unread byte of buf
	end     int
	readErr error

	p     parser
	row   int64
	blank int64
	begun bool // the opening bracket of an array has been read
	ended bool // the closing one too
}

// NewReader returns a Reader at the first byte of r, which is UTF-8 without a byte order mark. Column is called once for each
// name, when it first turns up; it says whether the values of that name are wanted, and its error ends the reading. Values that
// are not wanted are checked but not returned, and may be arrays.
func NewReader(r io.Reader, form Form, limits Limits, column func(name []byte) (wanted bool, err error)) *Reader {
	return &Reader{r: r, form: form, limits: limits, buf: make([]byte, 256<<10), p: newParser(limits.Depth, column)}
}

// Row returns the place of the record that was read last, or where the error is: its line for Lines, its 1-based position for
// Array.
func (r *Reader) Row() int64 { return r.row }

// Blank returns the number of lines of white space so far.
func (r *Reader) Blank() int64 { return r.blank }

// Fields returns the fields of the record that was read last, in the order of the file.
func (r *Reader) Fields() []Field { return r.p.fields }

// Next reads a record and returns io.EOF behind the last. Errors of the text are *audit.Error of kind Invalid or Limit with Row
// and, where it is known, Column. After an error Next must not be called again.
func (r *Reader) Next() error {
	var err error
	if r.form == Lines {
		err = r.nextLine()
	} else {
		err = r.nextElement()
	}
	var e *audit.Error
	if errors.As(err, &e) && e.Row == 0 {
		e.Row = r.row
	}
	return err
}

// nextLine reads the next line that is not blank.
func (r *Reader) nextLine() error {
	for {
		line, err := r.line()
		if err != nil {
			return err
		}
		r.row++
		if len(bytes.Trim(line, " \t\r")) == 0 {
			r.blank++
			continue
		}
		n, err := r.p.record(line)
		if err == errShort {
			e := audit.Errorf(audit.Invalid, "the line ends inside a record")
			e.Remedy = "write each record on one line, or all records as one JSON array"
			return e
		}
		if err != nil {
			return err
		}
		if rest := bytes.Trim(line[n:], " \t\r"); len(rest) > 0 {
			return audit.Errorf(audit.Invalid, "there is more than one record on the line: %s", near(rest, 0))
		}
		return nil
	}
}

// line returns the next line without its line feed.
func (r *Reader) line() ([]byte, error) {
	from := 0
	for {
		if i := bytes.IndexByte(r.buf[r.pos+from:r.end], '\n'); i >= 0 {
			line := r.buf[r.pos : r.pos+from+i]
			r.pos += from + i + 1
			return line, nil
		}
		from = r.end - r.pos
		if more, err := r.more(); err != nil {
			return nil, err
		} else if !more {
			line := r.buf[r.pos:r.end]
			r.pos = r.end
			if len(line) == 0 {
				return nil, io.EOF
			}
			return line, nil
		}
	}
}

// nextElement reads the next element of the array.
func (r *Reader) nextElement() error {
	if r.ended {
		return io.EOF
	}
	if !r.begun {
		return r.first()
	}
	c, err := r.peek()
	if err != nil {
		return err
	}
	switch c {
	case ']':
		return r.close()
	case ',':
		r.pos++
		return r.element()
	}
	r.row++
	for r.end-r.pos < shown+utf8.UTFMax && r.ahead() {
	}
	return audit.Errorf(audit.Invalid, "a comma or the end of the array is missing: %s", near(r.buf[:r.end], r.pos))
}

// first reads the opening bracket and the first element.
func (r *Reader) first() error {
	c, err := r.peek()
	if err != nil {
		return err
	}
	if c != '[' {
		for r.end-r.pos < shown+utf8.UTFMax && r.ahead() {
		}
		e := audit.Errorf(audit.Invalid, "the JSON does not begin with an array of records: %s", near(r.buf[:r.end], r.pos))
		e.Remedy = "write the records as [{...}, {...}], or one a line as JSON Lines"
		return e
	}
	r.begun = true
	r.pos++
	if c, err = r.peek(); err != nil {
		return err
	}
	if c == ']' {
		return r.close()
	}
	return r.element()
}

// element reads the object at the current position. When it crosses the end of the buffer it is read again from its beginning.
func (r *Reader) element() error {
	r.row++
	if _, err := r.peek(); err != nil {
		return err
	}
	for {
		n, err := r.p.record(r.buf[r.pos:r.end])
		if err == nil {
			r.pos += n
			return nil
		}
		if err != errShort {
			if r.end-r.pos-r.p.i < shown+utf8.UTFMax && r.ahead() {
				continue // so that the message does not depend on how the text arrived
			}
			return err
		}
		if more, err := r.more(); err != nil {
			return err
		} else if !more {
			return errCut()
		}
	}
}

// close reads the closing bracket and whatever stands behind it.
func (r *Reader) close() error {
	r.ended = true
	r.pos++
	_, err := r.peek()
	if err == nil {
		for r.end-r.pos < shown+utf8.UTFMax && r.ahead() {
		}
		return audit.Errorf(audit.Invalid, "there is something behind the end of the array: %s", near(r.buf[:r.end], r.pos))
	}
	if r.readErr == io.EOF {
		return io.EOF
	}
	return err
}

// peek passes over white space and returns the next byte.
func (r *Reader) peek() (byte, error) {
	for {
		for ; r.pos < r.end; r.pos++ {
			if c := r.buf[r.pos]; c != ' ' && c != '\t' && c != '\r' && c != '\n' {
				return c, nil
			}
		}
		if more, err := r.more(); err != nil {
			return 0, err
		} else if !more {
			return 0, errCut()
		}
	}
}

// ahead reads further bytes for a message, if there are any.
func (r *Reader) ahead() bool {
	more, err := r.more()
	return more && err == nil
}

// errCut is the error of an array that does not end.
func errCut() error {
	e := audit.Errorf(audit.Invalid, "the JSON ends before its array does")
	e.Remedy = "the file is not complete: send it again"
	return e
}

// more reads further bytes behind the unread ones and reports whether any came; the error is that of the stream or of the limit.
func (r *Reader) more() (bool, error) {
	if r.readErr == io.EOF {
		return false, nil
	}
	if r.pos > 0 {
		copy(r.buf, r.buf[r.pos:r.end])
		r.end -= r.pos
		r.pos = 0
	}
	if r.end == len(r.buf) {
		if len(r.buf) > r.limits.Record {
			e := audit.Errorf(audit.Limit, "a record is longer than %d bytes", r.limits.Record)
			if r.form == Lines {
				r.row++
			}
			return false, e
		}
		r.buf = append(r.buf, make([]byte, len(r.buf))...)
	}
	for range 100 {
		n, err := r.r.Read(r.buf[r.end:])
		r.end += n
		r.readErr = err
		if n > 0 {
			return true, nil
		}
		if err == io.EOF {
			return false, nil
		}
		if err != nil {
			return false, err
		}
	}
	return false, io.ErrNoProgress
}
