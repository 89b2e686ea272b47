package sheet

import (
	"math"
	"strconv"
)

// AppendNumber appends the shortest decimal that stands for x, as ECMAScript writes numbers: without an exponent from 1e-6 up to
// 1e21. x must be finite; minus zero is zero.
func AppendNumber(dst []byte, x float64) []byte {
	if x == 0 {
		return append(dst, '0')
	}
	if a := math.Abs(x); a >= 1e-6 && a < 1e21 {
		return strconv.AppendFloat(dst, x, 'f', -1, 64)
	}
	return strconv.AppendFloat(dst, x, 'g', -1, 64)
}

// AppendNumberText appends the number that text stands for as AppendNumber does. ok is false when text is no finite number.
func AppendNumberText(dst, text []byte) (out []byte, ok bool) {
	if canonical(text) {
		return append(dst, text...), true
	}
	x, err := strconv.ParseFloat(string(text), 64)
	if err != nil || math.IsInf(x, 0) || math.IsNaN(x) || !decimal(text) {
		return dst, false
	}
	return AppendNumber(dst, x), true
}

// canonical reports whether text is a plain decimal of at most 15 digits without needless zeros. Such a text is the shortest
// for its number, because a float64 keeps 15 digits (IEEE 754).
func canonical(text []byte) bool {
	const kept = 15
	if len(text) > 0 && text[0] == '-' {
		text = text[1:]
	}
	if len(text) == 0 || len(text) > kept {
		return false
	}
	point := -1
	for i, c := range text {
		switch {
		case c == '.' && point < 0:
			point = i
		case c < '0' || c > '9':
			return false
		}
	}
	if point < 0 {
		return text[0] != '0'
	}
	if point == 0 || text[0] == '0' && point > 1 {
		return false
	}
	// Small fractions take an exponent, and zero loses its sign: both go the long way.
	return text[len(text)-1] != '0' && point < len(text)-1 && (text[0] != '0' || len(text) > 2 && text[2] != '0')
}

// decimal reports whether text has only the characters of a decimal number: ParseFloat also takes hexadecimal and underscores.
func decimal(text []byte) bool {
	for _, c := range text {
		if (c < '0' || c > '9') && c != '.' && c != '-' && c != '+' && c != 'e' && c != 'E' {
			return false
		}
	}
	return true
}
