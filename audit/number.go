package audit

import (
	"bytes"
	"encoding/json"
	"math"
	"strconv"
)

// A Real is a number that is rounded once, when it is written: to six decimals where its size is between 0.001 and 1000, else
// to nine significant digits. A Real that is not finite is written as null; who owns it says why beside it.
type Real float64

// Round returns the number as it is written.
func (r Real) Round() float64 {
	x := float64(r)
	a := math.Abs(x)
	if x == 0 || math.IsNaN(x) || math.IsInf(x, 0) {
		return x + 0 // +0 turns −0 into 0
	}
	var s string
	if a >= 0.001 && a < 1000 {
		s = strconv.FormatFloat(x, 'f', 6, 64)
	} else {
		s = strconv.FormatFloat(x, 'g', 9, 64)
	}
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return x
	}
	return v
}

// MarshalJSON writes the rounded number, null when it is not finite.
func (r Real) MarshalJSON() ([]byte, error) {
	if a := math.Abs(float64(r)); a >= 0.001 && a < 1000 {
		// At most nine digits: read and written again they would be the same.
		return withoutZeros(strconv.AppendFloat(nil, float64(r), 'f', 6, 64)), nil
	}
	return marshalFinite(r.Round())
}

// withoutZeros drops the zeros at the end of a number with decimals, and the point when nothing is left behind it.
func withoutZeros(number []byte) []byte {
	return bytes.TrimSuffix(bytes.TrimRight(number, "0"), []byte("."))
}

// UnmarshalJSON reads a number; null becomes NaN.
func (r *Real) UnmarshalJSON(data []byte) error {
	x, err := unmarshalFinite(data)
	*r = Real(x)
	return err
}

// A P is a p-value. It is written with four significant digits, however small.
type P float64

// Round returns the p-value as it is written.
func (p P) Round() float64 {
	v, err := strconv.ParseFloat(strconv.FormatFloat(float64(p), 'g', 4, 64), 64)
	if err != nil {
		return float64(p)
	}
	return v
}

// MarshalJSON writes four significant digits, null when the test is undefined.
func (p P) MarshalJSON() ([]byte, error) {
	if p >= 0.001 && p < 1 {
		return strconv.AppendFloat(nil, float64(p), 'g', 4, 64), nil // likewise
	}
	return marshalFinite(p.Round())
}

// UnmarshalJSON reads a number; null becomes NaN.
func (p *P) UnmarshalJSON(data []byte) error {
	x, err := unmarshalFinite(data)
	*p = P(x)
	return err
}

func marshalFinite(x float64) ([]byte, error) {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return []byte("null"), nil
	}
	return json.Marshal(x)
}

func unmarshalFinite(data []byte) (float64, error) {
	if string(data) == "null" {
		return math.NaN(), nil
	}
	var x float64
	err := json.Unmarshal(data, &x)
	return x, err
}

// Ptr returns a pointer to x as a Real, nil when x is not a number or infinite, for fields where nil means undefined.
func Ptr(x float64) *Real {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return nil
	}
	r := Real(x)
	return &r
}
