package draw

import (
	"math"
	"math/rand/v2"
)

// Gamma returns a gamma number with the shape and the scale, whose mean is shape times scale; 0 when either is not positive or
// is infinite. Marsaglia and Tsang 2000, ACM Transactions on Mathematical Software 26:363.
func Gamma(r *rand.Rand, shape, scale float64) float64 {
	if !(shape > 0) || !(scale > 0) || math.IsInf(shape, 0) || math.IsInf(scale, 0) {
		return 0
	}
	if shape < 1 {
		// A gamma number of shape + 1 times U^(1/shape).
		power := -portableLog(positive(r)) / shape
		if power > 700 {
			return 0
		}
		return Gamma(r, shape+1, scale) * portableExp(power)
	}
	d := shape - 1.0/3
	c := 1 / math.Sqrt(9*d)
	for {
		x := Normal(r)
		v := 1 + float64(c*x)
		if v <= 0 {
			continue
		}
		v = float64(v * v * v)
		u := positive(r)
		if portableLog(u) < float64(0.5*x*x)+float64(d*(1-v+portableLog(v))) {
			return d * v * scale
		}
	}
}

// Normal returns a standard normal number by Marsaglia's polar method, which needs only a logarithm and a root.
func Normal(r *rand.Rand) float64 {
	for {
		x, y := float64(2*r.Float64())-1, float64(2*r.Float64())-1
		s := float64(x*x) + float64(y*y)
		if s > 0 && s < 1 {
			return x * math.Sqrt(-2*portableLog(s)/s)
		}
	}
}

// positive returns a uniform number above 0.
func positive(r *rand.Rand) float64 {
	for {
		if u := r.Float64(); u > 0 {
			return u
		}
	}
}
