package infer

import "math"

// A Proportion is X of N: the people with the event among the people who could have it. Both are whole numbers where people
// are counted, and effective numbers where weights are in use (Kish's effective N, and the weighted rate times it).
type Proportion struct {
	X float64 // 0 … N
	N float64 // 0 or more; 0 leaves the rate undefined
}

// P returns the proportion x of n people.
func P(x, n int64) Proportion { return Proportion{X: float64(x), N: float64(n)} }

// Value returns X/N, NaN when N is 0 or the proportion is not valid.
func (p Proportion) Value() float64 {
	if !p.defined() {
		return math.NaN()
	}
	return p.X / p.N
}

// complement returns the proportion without the event.
func (p Proportion) complement() Proportion { return Proportion{X: p.N - p.X, N: p.N} }

// defined reports whether the proportion has a rate: 0 ≤ X ≤ N, 0 < N, both finite.
func (p Proportion) defined() bool {
	return p.N > 0 && p.X >= 0 && p.X <= p.N && !math.IsInf(p.N, 0)
}

// whole reports whether both numbers count people, so that an exact test over all tables makes sense.
func (p Proportion) whole() bool { return p.X == math.Floor(p.X) && p.N == math.Floor(p.N) }

func bothDefined(a, b Proportion) bool { return a.defined() && b.defined() }
