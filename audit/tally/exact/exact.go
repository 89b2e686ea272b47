// Package exact sums weights and their squares without rounding, so that neither the order of rows nor the number of workers
// changes a bit of the result.
//
// It does not know columns, texts or cells.
package exact

import (
	"math"
	"math/big"
	"math/bits"
)

// Sums are fixed-point numbers wide enough for every weight and its square. The idea of a long accumulator is Kulisch's (2013, Computer Arithmetic and Validity,
// ch. 8); keeping its digits apart so that carries can wait is Neal's (2015, arXiv:1505.05571).
const (
	digitBits = 32 // bits of one digit; a digit is kept in 64 bits, so that 2^32 additions fit before carries
	// The least weight is 2^-64, whose last bit is 2^-116; the lowest digit of a sum begins at 2^-128. A weight is below 2^64.
	sumLow    = -128
	sumDigits = 7
	// Squares: twice the exponents.
	squareLow    = 2 * sumLow
	squareDigits = 13

	wide = sumDigits + squareDigits
)

// CarryAfter is the number of additions after which Carry must be called.
const CarryAfter = 1 << 31

// The range of a weight above zero, ends included and excluded.
const (
	Least = 0x1p-64
	Most  = 0x1p64
)

// A Sum holds Σw and Σw² as digits of 32 bits, lowest first: first those of the weights, then those of the squares.
type Sum [wide]uint64

// A Weight is a weight above zero, cut into the digits that are added to a sum. The zero value adds nothing.
type Weight struct {
	at     uint8 // first digit of the weight
	square uint8 // first digit of the square
	w      [3]uint32
	w2     [5]uint32
}

// Cut returns x in digits; x must be at least Least and below Most.
func Cut(x float64) Weight {
	fraction, exponent := math.Frexp(x)
	m, e := uint64(fraction*(1<<53)), exponent-53 // x = m·2^e, exactly
	shift := uint(e - sumLow)
	var k Weight
	k.at = uint8(shift / digitBits)
	hi, lo := bits.Mul64(m, 1<<(shift%digitBits))
	k.w = [3]uint32{uint32(lo), uint32(lo >> 32), uint32(hi)}

	shift = uint(2*e - squareLow)
	k.square = uint8(sumDigits + shift/digitBits)
	off := shift % digitBits
	hi, lo = bits.Mul64(m, m)
	top := hi >> (64 - off) // a shift by 64 gives 0
	hi, lo = hi<<off|lo>>(64-off), lo<<off
	k.w2 = [5]uint32{uint32(lo), uint32(lo >> 32), uint32(hi), uint32(hi >> 32), uint32(top)}
	return k
}

// Add adds a weight and its square. After CarryAfter additions Carry must be called.
func (s *Sum) Add(k *Weight) {
	w := s[k.at : k.at+3 : k.at+3]
	w[0] += uint64(k.w[0])
	w[1] += uint64(k.w[1])
	w[2] += uint64(k.w[2])
	q := s[k.square : k.square+5 : k.square+5]
	q[0] += uint64(k.w2[0])
	q[1] += uint64(k.w2[1])
	q[2] += uint64(k.w2[2])
	q[3] += uint64(k.w2[3])
	q[4] += uint64(k.w2[4])
}

// Carry brings every digit but the highest of each sum below 2^32, without changing the sums.
func (s *Sum) Carry() {
	for _, part := range [][]uint64{s[:sumDigits], s[sumDigits:]} {
		for i := range len(part) - 1 {
			part[i+1] += part[i] >> digitBits
			part[i] &= 1<<digitBits - 1
		}
	}
}

// Plus adds another sum. Both must have been carried.
func (s *Sum) Plus(t *Sum) {
	for i := range s {
		s[i] += t[i]
	}
	s.Carry()
}

// Values returns Σw and Σw², each rounded once to the nearest float64, ties to even.
func (s *Sum) Values() (w, w2 float64) {
	return round(s[:sumDigits], sumLow), round(s[sumDigits:], squareLow)
}

// round returns the number with these digits, whose lowest bit is 2^low.
func round(digits []uint64, low int) float64 {
	sum := new(big.Int)
	for i := len(digits) - 1; i >= 0; i-- {
		sum.Lsh(sum, digitBits).Add(sum, new(big.Int).SetUint64(digits[i]))
	}
	f := new(big.Float).SetInt(sum) // as many bits as the integer has: exact
	x, _ := f.SetMantExp(f, low).Float64()
	return x
}
