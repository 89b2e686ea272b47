package object

import (
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"
)

// AppendNumber appends a number with at most three decimals, a thousandth of a point. It is rounded to a millionth first:
// processors that fuse multiplication and addition differ in the last bits of a float64, and after the first rounding such a
// difference no longer decides the third decimal. What is not finite becomes 0, because PDF has no sign for it.
func AppendNumber(b []byte, v float64) []byte {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return append(b, '0')
	}
	n := int64(math.Round(math.Round(v*1e6) / 1e3)) // thousandths
	if n < 0 {
		b = append(b, '-')
		n = -n
	}
	b = strconv.AppendInt(b, n/1000, 10)
	if n%1000 == 0 {
		return b
	}
	b = append(b, '.')
	for d, rest := int64(100), n%1000; rest > 0; d /= 10 {
		b = append(b, byte('0'+rest/d))
		rest %= d
	}
	return b
}

// Number returns a number as AppendNumber writes it.
func Number(v float64) string { return string(AppendNumber(nil, v)) }

const hexDigits = "0123456789abcdef"

// AppendHex16 appends a two-byte code in hexadecimal.
func AppendHex16(b []byte, v uint16) []byte {
	return append(b, hexDigits[v>>12], hexDigits[v>>8&15], hexDigits[v>>4&15], hexDigits[v&15])
}

// AppendUTF16 appends text as UTF-16BE in hexadecimal.
func AppendUTF16(b []byte, s string) []byte {
	for _, r := range s {
		if hi, lo := utf16.EncodeRune(r); hi != utf8.RuneError {
			b = AppendHex16(AppendHex16(b, uint16(hi)), uint16(lo))
			continue
		}
		b = AppendHex16(b, uint16(r))
	}
	return b
}

// AppendText appends a text string with its delimiters (clause 7.9.2.2): printable ASCII as it is, everything else as
// hexadecimal UTF-16 with a byte order mark, so that no character of foreign text can end the string.
func AppendText(b []byte, s string) []byte {
	if strings.IndexFunc(s, func(r rune) bool { return r < 32 || r > 126 }) >= 0 {
		return append(AppendUTF16(append(b, "<feff"...), s), '>')
	}
	b = append(b, '(')
	for i := range len(s) {
		if s[i] == '\\' || s[i] == '(' || s[i] == ')' {
			b = append(b, '\\')
		}
		b = append(b, s[i])
	}
	return append(b, ')')
}

// Text returns a text string as AppendText writes it.
func Text(s string) string { return string(AppendText(nil, s)) }

// Name returns a name with its solidus; bytes other than letters, digits and a few signs are written as numbers (clause 7.3.5).
func Name(s string) string {
	b := []byte{'/'}
	for i := range len(s) {
		switch c := s[i]; {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', strings.IndexByte("-_.+", c) >= 0:
			b = append(b, c)
		default:
			b = append(b, '#', hexDigits[c>>4], hexDigits[c&15])
		}
	}
	return string(b)
}

// Date returns a date as a text string (clause 7.9.4). Universal time is written as an offset of +00'00', since some readers
// refuse a plain Z.
func Date(t time.Time) string { return "(" + t.UTC().Format("D:20060102150405") + "+00'00')" }
