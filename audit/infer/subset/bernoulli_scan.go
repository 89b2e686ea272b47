package subset

import (
	"math"
	"math/rand/v2"
	"slices"
)

// A Table is people by some dimensions, of whom a Bernoulli scan seeks the subset whose events depart farthest from what is
// expected. People of a cell may have several expectations, such as one by label; events are counted over all of them.
type Table struct {
	Values   []int     // how many values each dimension has
	Codes    []int32   // cell by cell, the value of each dimension
	People   []int64   // cell by cell, the people of each expectation
	Expected []float64 // chance of the event, above 0 and below 1
}

// A Scored is a subset with its score: the people who have one of some values on every dimension.
type Scored struct {
	Values  [][]bool // by dimension and value, which belong to it; nil for a dimension that restricts nothing
	Events  int64
	People  []int64 // by expectation
	Score   float64 // log-likelihood ratio less the penalty; 0 for everybody with as many events as expected
	LogOdds float64 // logarithm of q, the factor of the odds; infinite where all or none have the event
}

// tie is what a score must gain to count as better: less is the rounding of sums.
const tie = 1e-9

// BernoulliScore returns the largest logarithm of the likelihood ratio, over factors q of the odds that are at least 1 (higher) or at
// most 1, of so many events against the chances expected of the people, and the logarithm of that q: Y·ln q − Σ nᵢ·ln(1 − pᵢ + q·pᵢ).
// Both are 0 where the events lie on the other side. Chances lie above 0 and below 1; where all or none have the event, q is infinite
// or 0 and the score its limit. Zhang and Neill 2016, arXiv:1611.08292, section 2.
func BernoulliScore(events int64, people []int64, expected []float64, higher bool) (score, logOdds float64) {
	if higher {
		s := newSums(events, people)
		theta := s.peak(expected)
		return s.at(theta, expected), theta
	}
	// Fewer events are more of their absence: the ratio is the same with q turned into 1/q.
	s := newSums(total(people)-events, people)
	against := turned(expected)
	theta := s.peak(against)
	return s.at(theta, against), 0 - theta
}

// Score returns the subset of those values with its score; events are by cell. The penalty is taken once for every value named on a
// dimension that restricts.
func (t *Table) Score(values [][]bool, events []int64, higher bool, penalty float64) Scored {
	out := Scored{Values: values, People: make([]int64, len(t.Expected))}
	named := 0
	for d := range values {
		for _, in := range values[d] {
			if in {
				named++
			}
		}
	}
	for k := range events {
		if !t.holds(values, k) {
			continue
		}
		out.Events += events[k]
		for i := range out.People {
			out.People[i] += t.People[k*len(out.People)+i]
		}
	}
	out.Score, out.LogOdds = BernoulliScore(out.Events, out.People, t.Expected, higher)
	out.Score -= float64(penalty * float64(named))
	return out
}

func (t *Table) holds(values [][]bool, k int) bool {
	for d, in := range values {
		if in != nil && !in[t.Codes[k*len(t.Values)+d]] {
			return false
		}
	}
	return true
}

// BernoulliScan looks for the subset with the largest score, with more events than expected (higher) or fewer. It improves the values
// of one dimension at a time, each time to the best choice that the others leave, which takes few steps because that choice is among
// those with a positive part at one common q; it starts from everybody, then starts−1 times at random, since an ascent may end below
// the highest place. Everybody, with score 0, is found where nothing scores more. McFowland, Speakman and Neill 2013, Journal of
// Machine Learning Research 14:1533; Speakman, Somanchi, McFowland and Neill 2016, Journal of Computational and Graphical Statistics
// 25:382; Zhang and Neill 2016, arXiv:1611.08292.
func (t *Table) BernoulliScan(events []int64, higher bool, penalty float64, starts int, r *rand.Rand) Scored {
	a := &ascent{t: t, events: events, expected: t.Expected, penalty: penalty}
	if !higher {
		a.events, a.expected = make([]int64, len(events)), turned(t.Expected)
		levels := len(t.Expected)
		for k := range events {
			a.events[k] = total(t.People[k*levels:(k+1)*levels]) - events[k]
		}
	}
	a.prepare()
	best, score := make([][]bool, len(t.Values)), 0.0
	for start := range starts {
		a.start(start > 0, r)
		if got := a.climb(r); got > score+tie {
			score = got
			for d := range best {
				best[d] = slices.Clone(a.in[d])
			}
		}
	}
	return t.Score(best, events, higher, penalty)
}

// An ascent climbs in the direction of more events than expected.
type ascent struct {
	t        *Table
	events   []int64
	expected []float64
	penalty  float64
	in       [][]bool // by dimension; nil: all
	outside  []int32  // by cell: how many dimensions leave it out
	sums     []sums   // by value of the dimension at hand
	spans    []span
	ends     []float64
	all, set sums
	chosen   []bool
}

func (a *ascent) prepare() {
	most, levels := 0, len(a.expected)
	for _, n := range a.t.Values {
		most = max(most, n)
	}
	a.in, a.outside = make([][]bool, len(a.t.Values)), make([]int32, len(a.events))
	a.sums, a.spans = make([]sums, most), make([]span, most)
	for v := range a.sums {
		a.sums[v].people = make([]float64, levels)
	}
	a.all.people, a.set.people = make([]float64, levels), make([]float64, levels)
}

// start takes everybody, or a random subset: each value with a probability of one half.
func (a *ascent) start(random bool, r *rand.Rand) {
	clear(a.outside)
	clear(a.in)
	if !random {
		return
	}
	for d, n := range a.t.Values {
		in, some := make([]bool, n), 0
		for v := range in {
			if in[v] = r.IntN(2) == 0; in[v] {
				some++
			}
		}
		if some > 0 && some < n {
			a.restrict(d, in)
		}
	}
}

// restrict replaces the values of a dimension.
func (a *ascent) restrict(d int, in []bool) {
	dims, was := len(a.t.Values), a.in[d]
	for k := range a.outside {
		v := a.t.Codes[k*dims+d]
		if was != nil && !was[v] {
			a.outside[k]--
		}
		if in != nil && !in[v] {
			a.outside[k]++
		}
	}
	a.in[d] = in
}

// climb improves one dimension after the other, in random order, until none can be improved, and returns the score.
func (a *ascent) climb(r *rand.Rand) float64 {
	order := r.Perm(len(a.t.Values))
	score, still := math.Inf(-1), 0
	for i := 0; still < len(order); i++ {
		d := order[i%len(order)]
		got, in := a.best(d)
		for e := range a.in {
			if e != d {
				got -= float64(a.penalty * float64(count(a.in[e])))
			}
		}
		if got <= score+tie {
			still++
			continue
		}
		score, still = got, 1
		a.restrict(d, in)
	}
	return max(score, 0) // −∞ without dimensions
}

// best returns the best values of a dimension, given those of the others, and their score less the penalty of this dimension.
func (a *ascent) best(d int) (float64, []bool) {
	n := a.t.Values[d]
	a.gather(d)
	score, chosen := a.all.at(a.all.peak(a.expected), a.expected), []bool(nil)
	a.ends = a.ends[:0]
	for v := range n {
		a.spans[v] = a.sums[v].positive(a.expected, a.penalty)
		if a.spans[v].low < a.spans[v].high {
			a.ends = append(a.ends, a.spans[v].low, a.spans[v].high)
		}
	}
	slices.Sort(a.ends)
	for i := 1; i < len(a.ends); i++ {
		if a.ends[i-1] == a.ends[i] {
			continue
		}
		middle := a.ends[i-1] + 1
		if !math.IsInf(a.ends[i], 1) {
			middle = (a.ends[i-1] + a.ends[i]) / 2
		}
		named := a.add(n, middle)
		if got := a.set.at(a.set.peak(a.expected), a.expected) - float64(a.penalty*float64(named)); named < n && got > score+tie {
			score, chosen = got, slices.Clone(a.chosen)
		}
	}
	return score, chosen
}

// gather adds up the cells that the other dimensions leave, by the values of one.
func (a *ascent) gather(d int) {
	dims, levels := len(a.t.Values), len(a.expected)
	a.all.clear()
	for v := range a.t.Values[d] {
		a.sums[v].clear()
	}
	for k, outside := range a.outside {
		v := a.t.Codes[k*dims+d]
		if a.in[d] != nil && !a.in[d][v] {
			outside--
		}
		if outside > 0 {
			continue
		}
		s := &a.sums[v]
		s.events += float64(a.events[k])
		for i := range levels {
			s.people[i] += float64(a.t.People[k*levels+i])
		}
	}
	for v := range a.t.Values[d] {
		a.all.add(&a.sums[v])
	}
}

// add adds up the values whose part is positive at a logarithm of q, and returns how many they are.
func (a *ascent) add(n int, theta float64) int {
	a.set.clear()
	a.chosen = slices.Grow(a.chosen[:0], n)[:n]
	named := 0
	for v := range n {
		a.chosen[v] = a.spans[v].low < theta && theta < a.spans[v].high
		if a.chosen[v] {
			named++
			a.set.add(&a.sums[v])
		}
	}
	return named
}

func count(in []bool) int {
	n := 0
	for _, is := range in {
		if is {
			n++
		}
	}
	return n
}
