package infer

import "math"

// tieTolerance is the relative difference within which two probabilities or statistics count as equal, as in R and SciPy: the
// same table reached by different arithmetic must fall on the same side.
const tieTolerance = 1e-7

// A hypergeometric is the law of the events in the first group when both margins of a 2×2 table are fixed.
type hypergeometric struct {
	n1, n2    float64 // group sizes
	events    float64 // in both groups together
	low, high float64 // least and most events that the first group can have
}

func newHypergeometric(a, b Proportion) hypergeometric {
	m := a.X + b.X
	return hypergeometric{n1: a.N, n2: b.N, events: m, low: math.Max(0, m-b.N), high: math.Min(a.N, m)}
}

// logMass returns the log probability of x, as a product of three binomial masses at the pooled rate, which keeps all digits
// for large groups. gonum has no hypergeometric distribution.
func (h hypergeometric) logMass(x float64) float64 {
	p := h.events / (h.n1 + h.n2)
	return binomialLogMass(x, h.n1, p) + binomialLogMass(h.events-x, h.n2, p) - binomialLogMass(h.events, h.n1+h.n2, p)
}

// mode returns a most likely x.
func (h hypergeometric) mode() float64 {
	m := math.Floor((h.n1 + 1) / (h.n1 + h.n2 + 2) * (h.events + 1))
	return math.Min(h.high, math.Max(h.low, m))
}

// lowerTail returns P(X ≤ x), upperTail P(X ≥ x), each summed away from the observed table until a term no longer counts.
func (h hypergeometric) lowerTail(x float64) float64 {
	if x < h.low {
		return 0
	}
	if x >= h.high {
		return 1
	}
	if x > h.mode() {
		return clamp01(1 - h.sum(x+1, +1))
	}
	return math.Min(1, h.sum(x, -1))
}

func (h hypergeometric) upperTail(x float64) float64 {
	if x > h.high {
		return 0
	}
	if x <= h.low {
		return 1
	}
	if x < h.mode() {
		return clamp01(1 - h.sum(x-1, -1))
	}
	return math.Min(1, h.sum(x, +1))
}

// sum adds the masses from x on in one direction. The ratio of neighbouring masses is rational, so only the first one needs a
// logarithm; the sum starts at the mode or beyond it, so the terms fall.
func (h hypergeometric) sum(x, step float64) float64 {
	first := h.logMass(x)
	term, total := 1.0, 1.0
	for x = x + step; x >= h.low && x <= h.high; x += step {
		ratio := h.ratio(x)
		if step < 0 {
			ratio = 1 / h.ratio(x+1)
		}
		term *= ratio
		total += term
		if term < 1e-18*total {
			break
		}
	}
	return math.Exp(first + math.Log(total))
}

// ratio returns the mass of x over the mass of x − 1.
func (h hypergeometric) ratio(x float64) float64 {
	return (h.n1 - x + 1) / x * (h.events - x + 1) / (h.n2 - h.events + x)
}

// twoSided returns the probability of all tables no likelier than the observed one, and of those exactly as likely.
func (h hypergeometric) twoSided(x float64) (p, tied float64) {
	if h.low == h.high {
		return 1, 1
	}
	observed := h.logMass(x)
	mode := h.mode()
	tie := func(y float64) bool { return math.Abs(h.logMass(y)-observed) <= tieTolerance }
	left, right := x, x
	if x <= mode {
		right = firstNoLikelier(mode, h.high+1, func(y float64) bool { return h.logMass(y) <= observed+tieTolerance })
	} else {
		below := func(k float64) bool { return h.logMass(h.high-k) <= observed+tieTolerance }
		left = h.high - firstNoLikelier(h.high-mode, h.high-h.low+1, below)
	}
	if left >= right { // the observed table is the likeliest: every table is as likely or less
		return 1, h.tiedMass(x, observed)
	}
	other := right
	if x > mode {
		other = left
	}
	tied = math.Exp(observed)
	if other >= h.low && other <= h.high && tie(other) {
		tied += math.Exp(h.logMass(other))
	}
	return math.Min(1, h.lowerTail(left)+h.upperTail(right)), tied
}

// tiedMass is the mass of the likeliest table and of a neighbour as likely.
func (h hypergeometric) tiedMass(x, observed float64) float64 {
	total := 0.0
	for y := math.Max(h.low, x-1); y <= math.Min(h.high, x+1); y++ {
		if l := h.logMass(y); math.Abs(l-observed) <= tieTolerance {
			total += math.Exp(l)
		}
	}
	return total
}

// firstNoLikelier returns the least whole y of [from, to) for which the predicate, false and then true, holds; to if none.
func firstNoLikelier(from, to float64, holds func(float64) bool) float64 {
	for from < to {
		middle := math.Floor((from + to) / 2)
		if holds(middle) {
			to = middle
		} else {
			from = middle + 1
		}
	}
	return from
}
