package ranking

import (
	"math"

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
	if _, why := NewFair(n, p, alpha); why != infer.Defined {
		return Fair{}, why
	}
	return adjust(n, pool{p: p}, alpha), infer.Defined
}

// NewFairFiniteAdjusted is the same for a pool of so many people, of whom some are members.
func NewFairFiniteAdjusted(n, people, members int, alpha float64) (Fair, infer.Why) {
	if _, why := NewFairFinite(n, people, members, alpha); why != infer.Defined {
		return Fair{}, why
	}
	return adjust(n, pool{people: people, marked: members}, alpha), infer.Defined
}

// adjust lowers the level of the single tests until the size keeps to alpha. 30 halvings place a step to one in a thousand million.
func adjust(n int, from pool, alpha float64) Fair {
	best := fair(n, from, alpha)
	if best.Size <= alpha {
		return best
	}
	low, high := 0.0, alpha
	best = Fair{Minimum: make([]int, n)} // at level 0 nothing is asked and nothing can fail
	for range 30 {
		middle := (low + high) / 2
		if f := fair(n, from, middle); f.Size <= alpha {
			low, best = middle, f
		} else {
			high = middle
		}
	}
	return best
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
		for m, mass := range surviving[:f.Minimum[k]] { // added up as it fails: one less what is left would lose small sizes
			f.Size += mass
			surviving[m] = 0
		}
	}
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

// Chance returns with what probability the list fails when ties are broken at random: 0 or 1 where there are none in the way.
func (f Fair) Chance(l List, group int) float64 {
	passes, at, before := 1.0, 0, 0
	for _, run := range l.runs() {
		members := 0
		for _, g := range l.Groups[at : at+run] {
			if g == group {
				members++
			}
		}
		law, from := []float64{1}, pool{people: run, marked: members}
		for k := 0; k < run && at+k < len(f.Minimum); k++ {
			law = from.next(law, k)
			clear(law[:min(len(law), max(0, f.Minimum[at+k]-before))])
		}
		left := 0.0
		for _, mass := range law {
			left += mass
		}
		passes *= left
		at, before = at+run, before+members
		if at >= len(f.Minimum) {
			break
		}
	}
	return math.Min(1, math.Max(0, 1-passes))
}

// PValue returns the probability that a list drawn at random is as short of members in any of its first n tops as this one: the true size
// of the table whose single tests are just strict enough to refuse it. It takes all n tests into account. The list has no ties; see
// [List.Extremes]. p is the chance of a member at each position, or with a finite pool (people above 0) that of drawing the pool.
func PValue(l List, group, n int, p float64, people, members int) (float64, infer.Why) {
	from := pool{p: p}
	if people > 0 {
		from = pool{people: people, marked: members}
		if n > people || members < 1 || members >= people {
			return 0, infer.WhyOutOfRange
		}
	} else if !(p > 0 && p < 1) {
		return 0, infer.WhyOutOfRange
	}
	if n < 1 || n > len(l.Groups) {
		return 0, infer.WhyOutOfRange
	}
	law, found, least := []float64{1}, 0, 1.0
	for k, g := range l.Groups[:n] {
		law = from.next(law, k)
		if g == group {
			found++
		}
		below := 0.0
		for _, mass := range law[:found+1] {
			below += mass
		}
		least = math.Min(least, below)
	}
	if least >= 1-1e-9 {
		return 1, infer.Defined
	}
	return math.Min(1, fair(n, from, least*(1+1e-9)).Size), infer.Defined
}
