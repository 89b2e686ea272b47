package xmltoken

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"unicode"
	"unicode/utf8"
)

// maxAttributes is how many attributes an element may have. Each takes twenty times the memory of the shortest text that makes one.
const maxAttributes = 1 << 14

// What can be wrong with the characters of a document.
var (
	errTag        = errors.New("a tag is not well formed")
	errAttributes = fmt.Errorf("an element has more than %d attributes", maxAttributes)
	errEntity     = errors.New("an entity is not one of &lt; &gt; &amp; &quot; &apos; and no valid character reference")
	errBracket    = errors.New("the characters ]]> stand outside of a CDATA section")
	errChar       = errors.New("a character is not allowed in XML")
	errUTF8       = errors.New("the XML is not valid UTF-8")
)

// The classes of bytes that keep a text from being used as it stands.
const (
	classReturn = 1 << iota
	classAmp
	classBad
	classHigh
	classBracket
)

var class = func() (t [256]byte) {
	for i := range t {
		switch {
		case i == '\r':
			t[i] = classReturn
		case i == '&':
			t[i] = classAmp
		case i == ']':
			t[i] = classBracket
		case i < ' ' && i != '\t' && i != '\n':
			t[i] = classBad
		case i >= utf8.RuneSelf:
			t[i] = classHigh
		}
	}
	return t
}()

// decode returns the characters that raw stands for: raw itself where it needs no change, otherwise what it appended to
// scratch. The second result is scratch with everything in it that is still in use. Brackets says whether "]]>" is an error.
func decode(raw, scratch []byte, brackets bool) (text, newScratch []byte, err error) {
	var seen byte
	for _, c := range raw {
		seen |= class[c]
	}
	if seen == 0 {
		return raw, scratch, nil
	}
	if err := check(raw, seen); err != nil {
		return nil, scratch, err
	}
	if brackets && seen&classBracket != 0 && bytes.Contains(raw, []byte("]]>")) {
		return nil, scratch, errBracket
	}
	if seen&(classAmp|classReturn) == 0 {
		return raw, scratch, nil
	}
	start := len(scratch)
	for i := 0; i < len(raw); {
		switch raw[i] {
		case '&':
			var n int
			if scratch, n = appendEntity(scratch, raw[i:]); n == 0 {
				return nil, scratch, errEntity
			}
			i += n
		case '\r':
			scratch, i = appendReturn(scratch, raw, i)
		default:
			scratch = append(scratch, raw[i])
			i++
		}
	}
	return scratch[start:], scratch, nil
}

// verbatim is decode for a CDATA section, where only line ends change.
func verbatim(raw, scratch []byte) (text, newScratch []byte, err error) {
	var seen byte
	for _, c := range raw {
		seen |= class[c]
	}
	if err := check(raw, seen); err != nil {
		return nil, scratch, err
	}
	if seen&classReturn == 0 {
		return raw, scratch, nil
	}
	for i := 0; i < len(raw); {
		if raw[i] == '\r' {
			scratch, i = appendReturn(scratch, raw, i)
			continue
		}
		scratch = append(scratch, raw[i])
		i++
	}
	return scratch, scratch, nil
}

// appendReturn appends the line feed that a carriage return, alone or before a line feed, stands for (XML 1.0, section 2.11).
func appendReturn(dst, raw []byte, i int) ([]byte, int) {
	if i++; i < len(raw) && raw[i] == '\n' {
		i++
	}
	return append(dst, '\n'), i
}

// check refuses characters that XML does not allow (XML 1.0, section 2.2).
func check(raw []byte, seen byte) error {
	if seen&classBad != 0 {
		return errChar
	}
	if seen&classHigh == 0 {
		return nil
	}
	if !utf8.Valid(raw) {
		return errUTF8
	}
	if bytes.Contains(raw, []byte("\uFFFE")) || bytes.Contains(raw, []byte("\uFFFF")) {
		return errChar
	}
	return nil
}

// appendEntity appends the character of the reference that raw begins with and returns the length of the reference, 0 when it
// is none.
func appendEntity(dst, raw []byte) ([]byte, int) {
	const longest = 32 // a reference with a few leading zeros
	n := bytes.IndexByte(raw[:min(len(raw), longest)], ';')
	if n < 2 {
		return dst, 0
	}
	body := raw[1:n]
	switch string(body) {
	case "lt":
		return append(dst, '<'), n + 1
	case "gt":
		return append(dst, '>'), n + 1
	case "amp":
		return append(dst, '&'), n + 1
	case "quot":
		return append(dst, '"'), n + 1
	case "apos":
		return append(dst, '\''), n + 1
	}
	r, ok := reference(string(body))
	if !ok {
		return dst, 0
	}
	return utf8.AppendRune(dst, r), n + 1
}

// reference returns the character of "#65" or "#x41".
func reference(body string) (rune, bool) {
	if body[0] != '#' || len(body) < 2 {
		return 0, false
	}
	digits, base := body[1:], 10
	if digits[0] == 'x' {
		digits, base = digits[1:], 16
	}
	if digits == "" || digits[0] == '+' || digits[0] == '-' {
		return 0, false
	}
	n, err := strconv.ParseUint(digits, base, 32)
	if err != nil || n > unicode.MaxRune {
		return 0, false
	}
	r := rune(n)
	allowed := r >= ' ' || r == '\t' || r == '\n' || r == '\r'
	return r, allowed && utf8.ValidRune(r) && r != 0xFFFE && r != 0xFFFF
}

// The bytes that names are made of.
const (
	nameFirst = 1 << iota // may begin a name
	nameLater             // may stand within one
	nameColon
	nameHigh
)

var nameClass = func() (t [256]byte) {
	for c := range t {
		switch {
		case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_':
			t[c] = nameFirst | nameLater
		case c >= '0' && c <= '9' || c == '-' || c == '.':
			t[c] = nameLater
		case c == ':':
			t[c] = nameColon | nameLater
		case c >= utf8.RuneSelf:
			t[c] = nameFirst | nameLater | nameHigh
		}
	}
	return t
}()

// isName reports whether b can be the name of an element or attribute: the rules of XML for ASCII, any letter beyond. A colon may
// only stand between a prefix and a name.
func isName(b []byte) bool {
	if len(b) == 0 || nameClass[b[0]]&nameFirst == 0 {
		return false
	}
	all, seen := byte(nameLater), byte(0)
	for _, c := range b {
		all &= nameClass[c]
		seen |= nameClass[c]
	}
	if all&nameLater == 0 {
		return false
	}
	if seen&nameColon != 0 {
		name := local(b)
		if bytes.IndexByte(name, ':') >= 0 || len(name) == 0 || nameClass[name[0]]&nameFirst == 0 {
			return false
		}
	}
	return seen&nameHigh == 0 || utf8.Valid(b)
}

// Encoding returns the encoding that an XML declaration at the beginning of head names, empty when there is none. Head must be
// ASCII up to the end of the declaration.
func Encoding(head []byte) string {
	head = bytes.TrimPrefix(head, []byte("\uFEFF"))
	end := bytes.Index(head, []byte("?>"))
	if !bytes.HasPrefix(head, []byte("<?xml")) || end < 0 {
		return ""
	}
	_, rest, found := bytes.Cut(head[:end], []byte("encoding"))
	rest = bytes.TrimLeft(rest, " \t\r\n")
	if !found || len(rest) == 0 || rest[0] != '=' {
		return ""
	}
	rest = bytes.TrimLeft(rest[1:], " \t\r\n")
	if len(rest) < 2 || rest[0] != '"' && rest[0] != '\'' {
		return ""
	}
	name, _, found := bytes.Cut(rest[1:], rest[:1])
	if !found {
		return ""
	}
	return string(name)
}
