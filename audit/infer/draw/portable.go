package draw

import "math"

// The random draws must be the same on every processor. math.Log and math.Exp are assembly on some and may differ in the last
// bit, and the compiler may fuse a product into a sum on others. The functions here use only operations that IEEE 754 rounds
// exactly, and every product that is added to, in this statement or in a later one, is converted to float64, which forbids the
// fusion (Go specification, floating-point operators): a variable does not.

const ln2 = 0.693147180559945309417232121458

// portableAtanh2 returns 2·artanh(s) = ln((1+s)/(1−s)) for |s| ≤ 1/3, to a relative 1e-15.
func portableAtanh2(s float64) float64 {
	s2 := float64(s * s)
	sum := 0.0
	for k := 35; k >= 1; k -= 2 {
		sum = float64(sum*s2) + 1/float64(k)
	}
	return float64(2 * s * sum)
}

// portableLog returns ln x for a positive finite x.
func portableLog(x float64) float64 {
	fraction, exponent := math.Frexp(x)
	if fraction < math.Sqrt2/2 {
		fraction *= 2
		exponent--
	}
	return float64(float64(exponent)*ln2) + portableAtanh2((fraction-1)/(fraction+1))
}

// portableExp returns e^−y for y from 0 to 700.
func portableExp(y float64) float64 {
	k := math.Floor(y/ln2 + 0.5)
	r := float64(k*ln2) - y
	sum := 1.0
	for i := 18.0; i >= 1; i-- {
		sum = 1 + float64(sum*r)/i
	}
	return math.Ldexp(sum, -int(k))
}
