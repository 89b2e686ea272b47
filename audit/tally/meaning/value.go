// Package meaning decides what the text of a value means in the role of its column: not known, a group, a bin, selected or not, a
// weight. It decides by the plan and the text alone.
//
// It does not know rows, codes or counts.
package meaning

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/width"

	"auditd/audit"
)

// defaultMissing are the texts that mean "not known" when the plan lists none, in lower case.
var defaultMissing = []string{"na", "n/a", "nan", "null", "none", `\n`, "unknown", "未知", "不详"}

// Clean returns a value as it is compared: without white space around it, in Unicode normalisation form C (UAX 15), so that a
// letter and its decomposed twin are one value.
func Clean(value []byte) string {
	return norm.NFC.String(strings.TrimSpace(string(value)))
}

// lowerASCII returns s with the letters A to Z in lower case. Other letters stay: case folding differs by language.
func lowerASCII(s string) string {
	for i := range len(s) {
		if 'A' <= s[i] && s[i] <= 'Z' {
			return strings.Map(func(r rune) rune {
				if 'A' <= r && r <= 'Z' {
					return r + 'a' - 'A'
				}
				return r
			}, s)
		}
	}
	return s
}

// A Missing is a set of texts that mean "not known", as Clean and lowerASCII leave them.
type Missing map[string]bool

// NewMissing returns the set of a plan's own markers, or of the default ones when the plan has none.
func NewMissing(own []string) Missing {
	if len(own) == 0 {
		own = defaultMissing
	}
	m := Missing{}
	for _, s := range own {
		m[lowerASCII(Clean([]byte(s)))] = true
	}
	return m
}

// Has reports whether a cleaned text is one of the markers.
func (m Missing) Has(text string) bool { return m[lowerASCII(text)] }

// Reserved reports whether a cleaned text means "not known" in every plan: the empty one and the word Unknown.
func Reserved(text string) bool { return text == "" || strings.EqualFold(text, audit.Unknown) }

// decimal returns the canonical form of a decimal number, equal for equal numbers only: 1, +1, 1.0 and 10e-1 give one text. It
// is exact, where a float64 would take 9007199254740993 for 9007199254740992. ok is false for a text that is no decimal number;
// infinities, NaN and hexadecimal numbers are none.
func decimal(s string) (canonical string, ok bool) {
	sign := ""
	if s != "" && (s[0] == '+' || s[0] == '-') {
		if s[0] == '-' {
			sign = "-"
		}
		s = s[1:]
	}
	mantissa, exponent, ok := cutExponent(s)
	if !ok {
		return "", false
	}
	whole, fraction, _ := strings.Cut(mantissa, ".")
	if whole+fraction == "" || strings.Trim(whole, "0123456789") != "" || strings.Trim(fraction, "0123456789") != "" {
		return "", false
	}
	digits := strings.TrimLeft(whole+fraction, "0")
	exponent -= len(fraction)
	for strings.HasSuffix(digits, "0") {
		digits, exponent = digits[:len(digits)-1], exponent+1
	}
	if digits == "" {
		return "0", true
	}
	return sign + digits + "e" + strconv.Itoa(exponent), true
}

// cutExponent splits 12.5e3 into 12.5 and 3.
func cutExponent(s string) (mantissa string, exponent int, ok bool) {
	i := strings.IndexAny(s, "eE")
	if i < 0 {
		return s, 0, true
	}
	e, negative := s[i+1:], false
	if e != "" && (e[0] == '+' || e[0] == '-') {
		e, negative = e[1:], e[0] == '-'
	}
	if e == "" || len(e) > 9 || strings.Trim(e, "0123456789") != "" {
		return "", 0, false // more digits are no number that anybody wrote down
	}
	for _, d := range e {
		exponent = 10*exponent + int(d-'0')
	}
	if negative {
		exponent = -exponent
	}
	return s[:i], exponent, true
}

// Looks returns the form in which texts that look alike are equal: without case, without the difference between full and half
// width, without invisible format characters.
func Looks(s string) string {
	if isPlain(s) {
		return strings.ToLower(s)
	}
	s = norm.NFC.String(width.Fold.String(s))
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, s)
}

// isPlain reports whether s is ASCII.
func isPlain(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
