package meaning

import (
	"math"
	"strconv"

	"auditd/audit"
)

// Number reads a cleaned text as a decimal number, as the nearest float64; texts that are equal in value give the same one, and
// minus zero is zero. known is false for a text that means missing. Any other text is an Invalid error without a row: infinities and
// NaN too, unless NaN is a marker.
func Number(text, column string, markers Missing) (x float64, known bool, err error) {
	if Reserved(text) || markers.Has(text) {
		return 0, false, nil
	}
	if x, ok := finite(text); ok {
		return x, true, nil
	}
	return 0, false, &audit.Error{
		Kind: audit.Invalid, Column: column, Value: audit.Quote(text), Text: "not a finite decimal number",
		Remedy: "write numbers with digits and a point, and leave the cell empty or declare the text missing when the number is not known",
	}
}

// finite reads a decimal number that a float64 can hold. The characters are checked first: strconv also reads infinities, NaN,
// hexadecimal numbers and underscores.
func finite(text string) (float64, bool) {
	for i := range len(text) {
		switch c := text[i]; {
		case '0' <= c && c <= '9', c == '+', c == '-', c == '.', c == 'e', c == 'E':
		default:
			return 0, false
		}
	}
	x, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return 0, false
	}
	return x + 0, true
}

// NumberText returns the shortest decimal text that reads back as x: equal for equal numbers only.
func NumberText(x float64) string {
	if a := math.Abs(x); a >= 1e15 || a != 0 && a < 1e-6 {
		return strconv.FormatFloat(x, 'g', -1, 64)
	}
	return strconv.FormatFloat(x+0, 'f', -1, 64)
}

// Bits is the number of significant bits of a float64.
const Bits = 53

// Truncate keeps the so many highest significant bits of x, from 1 to Bits, and sets the others to zero. The result lies between
// zero and x and differs from x by less than 2^(1−bits) of its size. Truncating to fewer bits afterwards gives the same as
// truncating to them at once, and of two numbers the one that is not greater stays so.
func Truncate(x float64, bits int) float64 {
	return math.Float64frombits(math.Float64bits(x)&^(1<<(Bits-bits)-1)) + 0
}
