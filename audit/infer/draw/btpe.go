package draw

import (
	"math"
	"math/rand/v2"
)

// A btpe draws binomial numbers for p ≤ ½ and n·p ≥ 10 from beneath four pieces that cover the distribution: a triangle, a
// parallelogram and two exponential tails. Kachitvichyanukul and Schmeiser 1988, Communications of the ACM 31:216; the names
// are theirs where they name a thing.
type btpe struct {
	n, p, q, npq     float64
	mode             float64
	centre           float64    // x_M, the middle of the triangle
	left, right      float64    // x_L, x_R, its feet
	c                float64    // height of the parallelogram
	rateLeft         float64    // λ_L, λ_R, of the tails
	rateRight        float64    //
	areas            [4]float64 // cumulative areas p1 … p4
	odds, oddsNPlus1 float64
}

func newBTPE(n int64, p float64) btpe {
	b := btpe{n: float64(n), p: p, q: 1 - p}
	np := float64(b.n * p)
	b.npq = float64(np * b.q)
	peak := np + p
	b.mode = math.Floor(peak)
	halfBase := math.Floor(float64(2.195*math.Sqrt(b.npq))-float64(4.6*b.q)) + 0.5
	b.centre = b.mode + 0.5
	b.left, b.right = b.centre-halfBase, b.centre+halfBase
	b.c = 0.134 + 20.5/(15.3+b.mode)
	a := (peak - b.left) / (peak - float64(b.left*p))
	b.rateLeft = a * (1 + a/2)
	a = (b.right - peak) / (b.right * b.q)
	b.rateRight = a * (1 + a/2)
	b.areas[0] = halfBase
	b.areas[1] = float64(halfBase * (1 + 2*b.c))
	b.areas[2] = b.areas[1] + b.c/b.rateLeft
	b.areas[3] = b.areas[2] + b.c/b.rateRight
	b.odds = p / b.q
	b.oddsNPlus1 = b.odds * (b.n + 1)
	return b
}

// draw proposes until a proposal is accepted, a little over once on average.
func (b *btpe) draw(r *rand.Rand) int64 {
	for {
		u, v := float64(r.Float64()*b.areas[3]), r.Float64()
		if u <= b.areas[0] { // within the triangle everything is accepted
			return int64(math.Floor(b.centre - float64(b.areas[0]*v) + u))
		}
		y, v, ok := b.propose(u, v)
		if ok && b.accept(y, v) {
			return int64(y)
		}
	}
}

// propose turns the two uniform numbers into a candidate and a height to compare with the distribution.
func (b *btpe) propose(u, v float64) (y, height float64, ok bool) {
	switch {
	case u <= b.areas[1]: // parallelogram
		x := b.left + (u-b.areas[0])/b.c
		v = float64(v*b.c) + 1 - math.Abs(b.centre-x)/b.areas[0]
		return math.Floor(x), v, v > 0 && v <= 1
	case v == 0:
		return 0, 0, false
	case u <= b.areas[2]: // left tail
		y = math.Floor(b.left + portableLog(v)/b.rateLeft)
		return y, v * (u - b.areas[1]) * b.rateLeft, y >= 0
	default: // right tail
		y = math.Floor(b.right - portableLog(v)/b.rateRight)
		return y, v * (u - b.areas[2]) * b.rateRight, y <= b.n
	}
}

// accept compares the height with the mass of y over the mass of the mode.
func (b *btpe) accept(y, height float64) bool {
	k := math.Abs(y - b.mode)
	if k <= 20 || k >= b.npq/2-1 {
		return height <= b.relativeMass(y)
	}
	// Squeeze: two bounds of the log mass that settle nearly every case without its Stirling terms.
	rho := float64(k / b.npq * (float64((float64(k*(k/3+0.625))+1.0/6)/b.npq) + 0.5))
	t := -k * k / (2 * b.npq)
	a := portableLog(height)
	if a < t-rho {
		return true
	}
	if a > t+rho {
		return false
	}
	return a <= b.logRelativeMass(y)
}

// relativeMass multiplies the ratios of neighbours between the mode and y.
func (b *btpe) relativeMass(y float64) float64 {
	mass := 1.0
	for i := b.mode + 1; i <= y; i++ {
		mass *= b.oddsNPlus1/i - b.odds
	}
	for i := y + 1; i <= b.mode; i++ {
		mass /= b.oddsNPlus1/i - b.odds
	}
	return mass
}

// logRelativeMass is the same by Stirling's series, for y far from the mode.
func (b *btpe) logRelativeMass(y float64) float64 {
	f, x := b.mode+1, y+1
	z, w := b.n+1-b.mode, b.n+1-y
	main := float64((b.mode+0.5)*portableLog(f/x)) + float64((b.n-b.mode+0.5)*portableLog(z/w)) +
		float64((y-b.mode)*portableLog(w*b.p/(x*b.q)))
	return main + stirlingTerm(f) + stirlingTerm(z) - stirlingTerm(x) - stirlingTerm(w)
}

// stirlingTerm is ln Γ(x) − ((x−½)ln x − x + ½ ln 2π), for x ≥ 10.
func stirlingTerm(x float64) float64 {
	x2 := x * x
	return (1.0/12 - (1.0/360-(1.0/1260-1.0/1680/x2)/x2)/x2) / x
}
