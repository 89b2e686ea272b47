package draw

import "math/rand/v2"

// A BinomialLaw draws from one binomial distribution again and again; what does not change between draws is computed once.
type BinomialLaw struct {
	n       int64
	p       float64 // of an event, or of no event when mirrored
	mirror  bool    // p was above ½
	certain int64   // what every draw is, when there is nothing to draw; −1 otherwise
	below   *btpe   // when n·p ≥ 10
	start   float64 // the mass at 0 otherwise
}

// NewBinomial returns the law of n trials with the probability p. Its draws are those of Binomial, number by number.
func NewBinomial(n int64, p float64) *BinomialLaw {
	l := &BinomialLaw{n: n, p: p, certain: -1}
	switch {
	case n <= 0 || !(p > 0):
		l.certain = 0
		return l
	case p >= 1:
		l.certain = n
		return l
	case p > 0.5:
		l.mirror, l.p = true, 1-p
	}
	if float64(n)*l.p < 10 {
		l.start = massAtZero(n, l.p)
		return l
	}
	b := newBTPE(n, l.p)
	l.below = &b
	return l
}

// Draw returns a number from 0 to n. The law may be used by several goroutines, each with a source of its own.
func (l *BinomialLaw) Draw(r *rand.Rand) int64 {
	x := l.certain
	switch {
	case x >= 0:
		return x
	case l.below != nil:
		x = l.below.draw(r)
	default:
		x = invertBinomial(r, l.n, l.p, l.start)
	}
	if l.mirror {
		return l.n - x
	}
	return x
}
