package ranking

import (
	"math"
	"slices"

	"auditd/audit/infer"
)

// A Fair is a table of the FA*IR test: how many members of a group the first k positions must hold at least.
type Fair struct {
	Minimum []int   // Minimum[k−1] of the first k
	Alpha   float64 // level of each of the k tests
	Size    float64 // true probability that a ranking drawn at random fails any of them: not Alpha, for the tests depend on each other
}

// A pool is where people are drawn from: without end, or marked of people.
type pool struct {
	p              float64
	people, marked int // 0 for a pool without end
}

// NewFair returns the table for n positions when each should hold a member with probability p, every test at the level alpha.
// Zehlike, Bonchi, Castillo, Hajian, Megahed and Baeza-Yates 2017 (CIKM); exact size by dynamic programming; methods 7.2.
func NewFair(n int, p, alpha float64) (Fair, infer.Why) {
	if n < 1 || !(p > 0 && p < 1) || !(alpha > 0 && alpha < 1) {
		return Fair{}, infer.WhyOutOfRange
	}
	return fair(n, pool{p: p}, alpha), infer.Defined
}

// NewFairFinite is the same when the list ranks a pool of so many people, of whom some are members: hypergeometric in place of
// binomial counts, so the true size is that of drawing this very pool at random.
func NewFairFinite(n, people, members int, alpha float64) (Fair, infer.Why) {
	if n < 1 || n > people || members < 1 || members >= people || !(alpha > 0 && alpha < 1) {
		return Fair{}, infer.WhyOutOfRange
	}
	return fair(n, pool{people: people, marked: members}, alpha), infer.Defined
}

// NewFairAdjusted returns the table whose true size is as large as it can be without exceeding alpha. The size rises in steps
// with the level of the single tests; bisection stops on the conservative side of a step.
func NewFairAdjusted(n int, p, alpha float64) (Fair, infer.Why) {
	best, why := NewFair(n, p, alpha)
	if why != infer.Defined {
		return Fair{}, why
	}
	if best.Size <= alpha {
		return best, infer.Defined
	}
	low, high := 0.0, alpha
	best = Fair{Minimum: make([]int, n)} // at level 0 nothing is asked and nothing can fail
	for range 60 {
		middle := (low + high) / 2
		if middle <= 0 {
			break
		}
		if f := fair(n, pool{p: p}, middle); f.Size <= alpha {
			low, best = middle, f
		} else {
			high = middle
		}
	}
	return best, infer.Defined
}

// fair runs over the positions with the law of the number of members so far, once for the table and once for what survives it.
func fair(n int, from pool, alpha float64) Fair {
	f := Fair{Minimum: make([]int, n), Alpha: alpha}
	law, surviving := []float64{1}, []float64{1}
	for k := range n {
		law, surviving = from.next(law, k), from.next(surviving, k)
		below := 0.0
		for m, mass := range law {
			below += mass
			if below >= alpha*(1-1e-12) {
				f.Minimum[k] = m
				break
			}
		}
		clear(surviving[:f.Minimum[k]])
	}
	left := 0.0
	for _, mass := range surviving {
		left += mass
	}
	f.Size = math.Max(0, 1-left)
	return f
}

// next returns the law after one more position, k having been filled.
func (p pool) next(law []float64, k int) []float64 {
	after := make([]float64, len(law)+1)
	for m, mass := range law {
		chance := p.p
		if p.people > 0 {
			chance = math.Min(1, math.Max(0, float64(p.marked-m)/float64(p.people-k)))
		}
		after[m] += mass * (1 - chance)
		after[m+1] += mass * chance
	}
	return after
}

// Check returns the first position, counted from 1, at which the list holds too few members of the group; 0 when it passes
// everywhere. Positions beyond the table are not looked at.
func (f Fair) Check(l List, group int) (failsAt int) {
	found := 0
	for i, g := range l.Groups {
		if i >= len(f.Minimum) {
			break
		}
		if g == group {
			found++
		}
		if found < f.Minimum[i] {
			return i + 1
		}
	}
	return 0
}

// Equal reports whether two tables ask the same.
func (f Fair) Equal(other Fair) bool { return slices.Equal(f.Minimum, other.Minimum) }
