package infer

import "math"

// An unconditional exact test of two rates fixes the group sizes only. Its p-value is the largest probability, over all common
// rates, of the tables at least as extreme as the observed one.

// exactLimit is the number of people in both groups together up to which the unconditional tests run: the work grows with the
// product of the sizes and the grid.
const exactLimit = 200

// rateGrid is the number of steps on which the common rate is searched before the best is refined.
const rateGrid = 400

// rejection is a region of tables: runs[x1] lists the runs [from, to] of x2 that belong to it.
type rejection struct {
	chooseA, chooseB []float64 // log binomial coefficients of the two group sizes
	runs             [][][2]int
}

// largestProbability returns the largest probability of the region over common rates: the best point of a grid, refined by
// golden-section search between its neighbours to about 1e-9 in the rate.
func (j rejection) largestProbability() float64 {
	best, where := 0.0, 0
	for i := 1; i < rateGrid; i++ {
		if v := j.probability(float64(i) / rateGrid); v > best {
			best, where = v, i
		}
	}
	const shrink = 0.6180339887498949
	low, high := float64(where-1)/rateGrid, float64(where+1)/rateGrid
	for range 30 {
		c, d := high-shrink*(high-low), low+shrink*(high-low)
		vc, vd := j.probability(c), j.probability(d)
		best = max(best, vc, vd)
		if vc > vd {
			high = d
		} else {
			low = c
		}
	}
	return math.Min(1, best)
}

// probability returns the probability of the region when both groups have the rate; 0 at rates outside (0, 1).
func (j rejection) probability(rate float64) float64 {
	if !(rate > 0 && rate < 1) {
		return 0
	}
	odds := math.Log(rate) - math.Log1p(-rate)
	mass := func(choose []float64, x int) float64 {
		return math.Exp(choose[x] + float64(x)*odds + float64(len(choose)-1)*math.Log1p(-rate))
	}
	cumulative := make([]float64, len(j.chooseB)+1)
	for x := range j.chooseB {
		cumulative[x+1] = cumulative[x] + mass(j.chooseB, x)
	}
	total := 0.0
	for x1, runs := range j.runs {
		inner := 0.0
		for _, run := range runs {
			inner += cumulative[run[1]+1] - cumulative[run[0]]
		}
		if inner > 0 {
			total += inner * mass(j.chooseA, x1)
		}
	}
	return total
}

// newRejection collects the tables of two group sizes that the predicate takes in.
func newRejection(n1, n2 int, in func(x1, x2 int) bool) rejection {
	j := rejection{chooseA: logChoose(n1), chooseB: logChoose(n2), runs: make([][][2]int, n1+1)}
	for x1 := range j.runs {
		for x2 := 0; x2 <= n2; x2++ {
			if !in(x1, x2) {
				continue
			}
			runs := j.runs[x1]
			if k := len(runs); k > 0 && runs[k-1][1] == x2-1 {
				runs[k-1][1] = x2
			} else {
				j.runs[x1] = append(runs, [2]int{x2, x2})
			}
		}
	}
	return j
}

// logChoose returns the logs of the binomial coefficients n over 0 … n.
func logChoose(n int) []float64 {
	logs := make([]float64, n+1)
	for x := 1; x <= n; x++ {
		logs[x] = logs[x-1] + math.Log(float64(n-x+1)/float64(x))
	}
	return logs
}

// unconditionalPossible reports whether an unconditional exact test can run.
func unconditionalPossible(a, b Proportion) bool { return exactPossible(a, b) && a.N+b.N <= exactLimit }
