package draw

import "math/rand/v2"

// New returns the generator of one purpose: PCG, whose sequence Go fixes. The stream keeps the numbers of different purposes
// apart when they share a seed.
func New(seed, stream uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, stream)) }

// Multinomial fills counts with one sample of n people over the shares, which sum to 1 and are as many as the counts, by
// binomials conditional on what is left. Whoever is left at the last positive share belongs there, whatever rounding did to
// the sum.
func Multinomial(r *rand.Rand, n int64, shares []float64, counts []int64) {
	last := len(shares) - 1
	for last > 0 && shares[last] <= 0 {
		last--
	}
	clear(counts)
	left, share := n, 1.0
	for k := 0; k < last && left > 0; k++ {
		if shares[k] <= 0 {
			continue
		}
		counts[k] = Binomial(r, left, shares[k]/share)
		left -= counts[k]
		share -= shares[k]
	}
	counts[last] += left
}

// Binomial returns how many of n people have an event that each has with probability p; 0 when n or p is not positive, n when
// p is 1 or more. It works by inversion while n·min(p, q) is below 10, by the rejection method BTPE (Kachitvichyanukul and
// Schmeiser 1988) from there on. Neither slows down as n grows.
func Binomial(r *rand.Rand, n int64, p float64) int64 {
	switch {
	case n <= 0 || !(p > 0):
		return 0
	case p >= 1:
		return n
	case p > 0.5:
		return n - Binomial(r, n, 1-p)
	case float64(n)*p < 10:
		return invertBinomial(r, n, p, massAtZero(n, p))
	}
	b := newBTPE(n, p)
	return b.draw(r)
}

// massAtZero is (1−p)ⁿ, with all digits of a small p.
func massAtZero(n int64, p float64) float64 {
	return portableExp(float64(-float64(n) * portableAtanh2(-p/(2-p))))
}

// invertBinomial walks up the distribution from 0 until the uniform number is used up. start is the mass at 0.
func invertBinomial(r *rand.Rand, n int64, p, start float64) int64 {
	odds := p / (1 - p)
	for {
		u, mass := r.Float64(), start
		for x := int64(0); x <= n && x < 200; x++ { // beyond 200, with a mean below 10, lies less than 1e-150
			if u < mass {
				return x
			}
			u -= mass
			mass = float64(mass * (float64(n-x) / float64(x+1) * odds))
		}
	}
}
