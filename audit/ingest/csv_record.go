package ingest

import (
	"bytes"
	"strconv"
	"strings"

	"auditd/audit"
)

// A dialect is how one file separates values. The quote is always the double quote, doubled within quotes (RFC 4180, 2.5–2.7).
type dialect struct {
	delimiter string // one character
	field     int    // greatest length of a value
	columns   int    // greatest number of values of a record
}

// A recordFault is what is wrong with a record, and where.
type recordFault struct {
	kind   audit.Kind
	column int // from 0
	text   string
	value  []byte // what stands there
	remedy string
}

const remedyQuote = `put values that contain quotes in double quotes, and write each quote within them twice`

// split takes one record off text, slowly and with an exact account of faults; the fast scanner turns to it when something is
// wrong. It returns the values and the length of the record with its line end. Line ends CR LF count as LF, also within quotes,
// as encoding/csv does. When text ends within the record, n is 0: the values so far are returned and a fault only if more text
// could not mend it.
func (d dialect) split(text []byte, values [][]byte) (out [][]byte, n int, fault *recordFault) {
	out = values[:0]
	pos := 0
	for {
		var v []byte
		var end int
		if pos < len(text) && text[pos] == '"' {
			v, end, fault = d.quoted(text, pos)
		} else {
			v, end, fault = d.bare(text, pos)
		}
		if fault == nil && len(v) > d.field {
			fault = &recordFault{
				kind: audit.Limit, text: "value is longer than the limit of " + strconv.Itoa(d.field) + " bytes", value: v,
				remedy: "close the quote that opens it if one is missing, or raise the limit",
			}
		}
		if fault == nil && len(out) == d.columns {
			fault = &recordFault{
				kind: audit.Limit, text: "more values than the limit of " + strconv.Itoa(d.columns) + " columns", value: v,
				remedy: "keep the columns that the audit needs, or raise the limit",
			}
		}
		if fault != nil {
			fault.column = len(out)
			return out, 0, fault
		}
		if end < 0 {
			return append(out, v), 0, nil
		}
		out = append(out, v)
		switch {
		case text[end] == '\n':
			return out, end + 1, nil
		case text[end] == '\r': // before LF: bare and quoted stop at no other
			return out, end + 2, nil
		}
		pos = end + len(d.delimiter)
	}
}

// bare reads a value without quotes and returns where it ends; -1 when text ends first.
func (d dialect) bare(text []byte, pos int) (v []byte, end int, fault *recordFault) {
	rest := text[pos:]
	// One search for both: looking for either alone would run to the end of text for every value.
	end = bytes.IndexAny(rest, d.delimiter+"\n")
	line := rest
	if end >= 0 {
		line = rest[:end]
		if n := len(line); rest[end] == '\n' && n > 0 && line[n-1] == '\r' {
			line, end = line[:n-1], end-1
		}
	}
	if bytes.IndexByte(line, '"') >= 0 {
		return nil, 0, &recordFault{text: "quote within a value that does not begin with one", kind: audit.Invalid, value: line, remedy: remedyQuote}
	}
	if end < 0 {
		return line, -1, nil
	}
	return line, pos + end, nil
}

// quoted reads a value in quotes and returns where it ends, behind the closing quote; -1 when text ends first.
func (d dialect) quoted(text []byte, pos int) (v []byte, end int, fault *recordFault) {
	for at := pos + 1; ; at++ {
		i := bytes.IndexByte(text[at:], '"')
		if i < 0 {
			return unquote(text[pos+1:]), -1, nil
		}
		at += i
		rest := text[at+1:]
		switch {
		case len(rest) == 0:
			return unquote(text[pos+1 : at]), -1, nil
		case rest[0] == '"':
			at++
		case rest[0] == '\n', bytes.HasPrefix(rest, []byte(d.delimiter)), bytes.HasPrefix(rest, []byte("\r\n")):
			return unquote(text[pos+1 : at]), at + 1, nil
		case len(rest) < len(d.delimiter) && strings.HasPrefix(d.delimiter, string(rest)), len(rest) == 1 && rest[0] == '\r':
			return unquote(text[pos+1 : at]), -1, nil
		default:
			line := rest
			if i := bytes.IndexByte(rest, '\n'); i >= 0 {
				line = rest[:i]
			}
			return nil, 0, &recordFault{
				text: "text after the closing quote", kind: audit.Invalid, value: text[pos : at+1+len(line)], remedy: remedyQuote,
			}
		}
	}
}

// unquote returns the text between quotes: doubled quotes become one, CR LF becomes LF.
func unquote(v []byte) []byte {
	if bytes.IndexByte(v, '"') < 0 && bytes.IndexByte(v, '\r') < 0 {
		return v
	}
	return appendUnquoted(make([]byte, 0, len(v)), v)
}

// appendUnquoted appends what unquote returns.
func appendUnquoted(dst, v []byte) []byte {
	for i := 0; i < len(v); i++ {
		c := v[i]
		if i+1 < len(v) && (c == '"' && v[i+1] == '"' || c == '\r' && v[i+1] == '\n') {
			i++
			c = v[i]
		}
		dst = append(dst, c)
	}
	return dst
}
