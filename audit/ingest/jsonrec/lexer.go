package jsonrec

import (
	"errors"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// What can be wrong with a string.
var (
	errControl   = errors.New("a string has a control character that is not escaped")
	errEscape    = errors.New("a string has an escape that JSON does not know")
	errSurrogate = errors.New("a string has half a character (an unpaired surrogate)")
	errNumber    = errors.New("not a number")
)

// space passes over white space and returns the next byte.
func (p *parser) space() (byte, error) {
	for ; p.i < len(p.b); p.i++ {
		if c := p.b[p.i]; c > ' ' || c != ' ' && c != '\n' && c != '\t' && c != '\r' {
			return c, nil
		}
	}
	return 0, errShort
}

// word reads null, true or false.
func (p *parser) word(n *node, word string) error {
	if len(p.b)-p.i < len(word) {
		if string(p.b[p.i:]) == word[:len(p.b)-p.i] {
			return errShort
		}
		return p.bad(n)
	}
	if string(p.b[p.i:p.i+len(word)]) != word {
		return p.bad(n)
	}
	p.i += len(word)
	return nil
}

// special marks the bytes that end the plain part of a string.
var special = func() (t [256]bool) {
	for c := range ' ' {
		t[c] = true
	}
	t['"'], t['\\'] = true, true
	return t
}()

// text reads the string at the current position, a quote. The result is a part of the text where nothing is escaped, of the
// scratch space otherwise; it is not nil.
func (p *parser) text() ([]byte, error) {
	b := p.b
	start := p.i + 1
	i := start
	for i < len(b) && !special[b[i]] {
		i++
	}
	if i == len(b) {
		return nil, errShort
	}
	if b[i] == '"' {
		p.i = i + 1
		return b[start:i:i], nil
	}
	return p.escaped(start, i)
}

// escaped reads a string from start whose first escape or control character is at i.
func (p *parser) escaped(start, i int) ([]byte, error) {
	b, from := p.b, len(p.scratch)
	out := append(p.scratch, b[start:i]...)
	for i < len(b) {
		switch c := b[i]; {
		case c == '"':
			p.i, p.scratch = i+1, out
			return out[from:len(out):len(out)], nil
		case c < ' ':
			p.i = i
			return nil, errControl
		case c != '\\':
			out = append(out, c)
			i++
		default:
			var n int
			var err error
			if out, n, err = appendEscape(out, b[i:]); err != nil {
				if err != errShort {
					p.i = i
				}
				return nil, err
			}
			i += n
		}
	}
	return nil, errShort
}

// simple maps the letter of a short escape to its character.
var simple = map[byte]byte{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

// appendEscape appends the character of the escape that b begins with and returns the length of the escape.
func appendEscape(dst, b []byte) ([]byte, int, error) {
	if len(b) < 2 {
		return dst, 0, errShort
	}
	if c, ok := simple[b[1]]; ok {
		return append(dst, c), 2, nil
	}
	r, err := unit(b)
	if err != nil {
		return dst, 0, err
	}
	if !utf16.IsSurrogate(r) {
		return utf8.AppendRune(dst, r), 6, nil
	}
	low, err := unit(b[6:])
	if err == errShort {
		return dst, 0, err
	}
	if r = utf16.DecodeRune(r, low); err != nil || r == utf8.RuneError {
		return dst, 0, errSurrogate
	}
	return utf8.AppendRune(dst, r), 12, nil
}

// unit reads \uXXXX.
func unit(b []byte) (rune, error) {
	if len(b) > 0 && b[0] != '\\' || len(b) > 1 && b[1] != 'u' {
		return 0, errEscape
	}
	if len(b) < 6 {
		return 0, errShort
	}
	if b[2] == '+' || b[2] == '-' {
		return 0, errEscape
	}
	n, err := strconv.ParseUint(string(b[2:6]), 16, 16)
	if err != nil {
		return 0, errEscape
	}
	return rune(n), nil
}

// number passes over a number (RFC 8259, section 6). A number that the text ends with may go on, so it is short.
func (p *parser) number() error {
	b, i := p.b, p.i
	if i < len(b) && b[i] == '-' {
		i++
	}
	first := i
	i = digits(b, i)
	if i == len(b) {
		return errShort
	}
	if i == first || b[first] == '0' && i > first+1 {
		return errNumber
	}
	if b[i] == '.' {
		n := digits(b, i+1)
		if n == len(b) {
			return errShort
		}
		if n == i+1 {
			return errNumber
		}
		i = n
	}
	if b[i] == 'e' || b[i] == 'E' {
		i++
		if i < len(b) && (b[i] == '+' || b[i] == '-') {
			i++
		}
		n := digits(b, i)
		if n == len(b) {
			return errShort
		}
		if n == i {
			return errNumber
		}
		i = n
	}
	p.i = i
	return nil
}

func digits(b []byte, i int) int {
	for i < len(b) && b[i] >= '0' && b[i] <= '9' {
		i++
	}
	return i
}
