package ingest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"auditd/audit"
	"auditd/audit/ingest/charset"
)

// csvFormat is delimiter-separated text with a header.
var csvFormat = format{
	name:       "csv",
	title:      "Text with one row a line, columns separated by comma, semicolon, tab or another character, names in the first row.",
	source:     "RFC 4180 (2005)",
	checksText: true,
	match:      func(head []byte, _ string) bool { return isText(head) },
	read:       readCSV,
}

// isText reports whether fewer than one byte in ten is a control character. One that does not belong there is then shown with
// its row and column, which says more than that the file is no table.
func isText(head []byte) bool {
	control := 0
	for _, c := range head {
		if c < ' ' && c != '\t' && c != '\n' && c != '\r' {
			control++
		}
	}
	return 10*control < len(head)
}

// delimiters are those that are detected, the most usual first.
var delimiters = []string{",", ";", "\t", "|"}

// readCSV cuts the stream into blocks of whole records and has them scanned by several goroutines.
func readCSV(ctx context.Context, in *input, opt Options, out *sink) error {
	d, err := dialectOf(in, opt)
	if err != nil {
		return err
	}
	in.found.Delimiter = d.delimiter
	if oldMac(in.head) {
		in.note("line_ends_cr")
		in.r = &lineEnds{r: in.r}
	}
	c := &csvReader{ctx: ctx, in: in, out: out, dialect: d, cutter: newCutter(in, d)}
	return c.run(opt.Workers)
}

// dialectOf takes the declared delimiter or finds the one of the head.
func dialectOf(in *input, opt Options) (dialect, error) {
	d := dialect{delimiter: opt.Delimiter, field: in.limits.Field, columns: in.limits.Columns}
	switch strings.ToLower(opt.Delimiter) {
	case "":
		d.delimiter = sniff(in.head, d)
	case `\t`, "tab":
		d.delimiter = "\t"
	}
	r, n := utf8.DecodeRuneInString(d.delimiter)
	if n != len(d.delimiter) || r == utf8.RuneError || strings.ContainsRune("\"\r\n\x00", r) {
		return d, &audit.Error{
			Kind: audit.Invalid, Text: "delimiter " + audit.Quote(opt.Delimiter) + " is not possible",
			Remedy: "use one character that is no quote and no line end, such as , or ; or tab",
		}
	}
	return d, nil
}

// sniff returns the delimiter by which most of the first records have as many values as the first one, and at least two. The
// comma stands when none divides.
func sniff(head []byte, d dialect) string {
	best, most := delimiters[0], 0
	for _, delimiter := range delimiters {
		d.delimiter = delimiter
		if n := agreeing(head, d); n > most {
			best, most = delimiter, n
		}
	}
	return best
}

// agreeing counts the records at the beginning of head that have as many values as the first. It is 0 when the first has one,
// or when a record cannot be read: then the delimiter is not that of the file.
func agreeing(head []byte, d dialect) int {
	const enough = 100
	var values [][]byte
	width, count := 0, 0
	for range enough {
		head = head[blankLines(head, nil):]
		var n int
		var fault *recordFault
		values, n, fault = d.split(head, values)
		if fault != nil {
			return 0
		}
		if n == 0 && count > 0 {
			break // the end of head cut it, or it is the last
		}
		if count == 0 {
			width = len(values)
		}
		if len(values) == width {
			count++
		}
		if n == 0 {
			break
		}
		head = head[n:]
	}
	if width < 2 {
		return 0
	}
	return count
}

// blankLines returns the length of the empty lines that text begins with, and adds their number to count, which may be nil.
func blankLines(text []byte, count *int64) int {
	n := 0
	for n < len(text) {
		switch {
		case text[n] == '\n':
			n++
		case text[n] == '\r' && n+1 < len(text) && text[n+1] == '\n':
			n += 2
		default:
			return n
		}
		if count != nil {
			*count++
		}
	}
	return n
}

// oldMac reports whether lines end with CR alone, as spreadsheets for older Macintosh systems write them.
func oldMac(head []byte) bool {
	cr := bytes.IndexByte(head, '\r')
	return cr >= 0 && cr < len(head)-1 && bytes.IndexByte(head, '\n') < 0
}

// lineEnds turns CR into LF. An LF in the source is an error: the lines then end in different ways and cannot be told apart
// from values.
type lineEnds struct{ r io.Reader }

// Read reads.
func (l *lineEnds) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	if i := bytes.IndexByte(p[:n], '\n'); i >= 0 {
		n, err = i, &audit.Error{
			Kind: audit.Invalid, Text: "lines end with CR before this place and with LF here", Remedy: "save the file with one kind of line end",
		}
	}
	for i, c := range p[:n] {
		if c == '\r' {
			p[i] = '\n'
		}
	}
	return n, err
}

// header reads the names of the columns, which text begins with, and returns the length of what it read.
func (c *csvReader) header(text []byte, fault error) (int, error) {
	if len(text) == 0 {
		if fault != nil {
			return 0, fault
		}
		return 0, emptySource()
	}
	values, size, wrong := c.dialect.split(text, nil)
	names := make([]string, len(values))
	for i, v := range values {
		names[i] = string(v)
	}
	if err := c.headerFault(text, values, size, wrong, fault); err != nil {
		return 0, inRow(err, int(c.before), nil)
	}
	err := c.out.begin(slices.Clip(names), true)
	var e *audit.Error
	if errors.As(err, &e) && e.Row != 0 {
		e.Row += c.before
	}
	return size, err
}

// headerFault says what is wrong with the header, which split has cut off text; fault is why the stream ends behind text. It is
// nil when the header is well formed.
func (c *csvReader) headerFault(text []byte, values [][]byte, size int, wrong *recordFault, fault error) error {
	bad, why := charset.Fault(text, c.decodedFrom())
	switch {
	case bad >= 0 && (wrong != nil || size == 0 || bad < size):
		return c.textError(text, bad, why)
	case wrong != nil:
		return c.recordError(wrong)
	case size == 0 && fault != nil:
		return fault
	case size == 0:
		return c.unclosed(values)
	}
	return nil
}
