package table

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// valid returns s with U+FFFD for every byte that is no UTF-8. No format can hold such a byte as text; all of them show it alike.
func valid(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	return string([]rune(s))
}

// units returns the length of a text in UTF-16 code units, in which spreadsheets count.
func units(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r > 0xffff {
			n++
		}
	}
	return n
}

// maxCell is the greatest length of a text in a spreadsheet cell, in UTF-16 code units, for XLSX and XLS alike (Excel
// specifications and limits, "total number of characters that a cell can contain").
const maxCell = 32_767

// fit returns the valid text of a spreadsheet cell. One that is too long is cut, and its end says so and how long it was.
func fit(s string) string {
	s = valid(s)
	if len(s) <= maxCell {
		return s
	}
	n := units(s)
	if n <= maxCell {
		return s
	}
	mark := fmt.Sprintf(" […] [cut: %d characters did not fit a cell]", n)
	room := maxCell - units(mark)
	for i, r := range s {
		if room -= units(string(r)); room < 0 {
			return s[:i] + mark
		}
	}
	return s
}

// xstring writes the characters that XML 1.0 forbids as _xHHHH_ with their four hexadecimal digits,
// and the underscore of a text that looks like such an escape as _x005F_. Nothing is lost: replacing every _xHHHH_ once, from
// left to right, gives the text back (ECMA-376 part 1, 22.9.2.19, ST_Xstring). The text must be valid UTF-8.
func xstring(s string) string {
	forbidden := func(r rune) bool {
		return r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xfffe || r == 0xffff
	}
	if !strings.Contains(s, "_x") && strings.IndexFunc(s, forbidden) < 0 {
		return s
	}
	var b strings.Builder
	for i, r := range s {
		switch {
		case forbidden(r):
			fmt.Fprintf(&b, "_x%04X_", r)
		case r == '_' && isEscape(s[i:]):
			b.WriteString("_x005F_")
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// isEscape reports whether a text begins with _xHHHH_.
func isEscape(s string) bool {
	if len(s) < 7 || s[0] != '_' || s[1] != 'x' || s[6] != '_' {
		return false
	}
	for _, c := range []byte(s[2:6]) {
		if !strings.ContainsRune("0123456789abcdefABCDEF", rune(c)) {
			return false
		}
	}
	return true
}
