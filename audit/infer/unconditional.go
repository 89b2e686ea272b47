package infer

import "math"

// An unconditional exact test of two rates fixes the group sizes only. Its p-value is the largest probability, over all common
// rates, of the tables at least as extreme as the observed one.

// exactLimit is the number of people in both groups together up to which the unconditional tests run: the work grows with the
// product of the sizes and the grid.
const exactLimit = 200

// rateGrid is the number of steps on which the common rate is searched; the three best are then refined.
const rateGrid = 400

// largestProbability returns the largest probability, over common rates, of the region: region[x1] lists the runs [from, to]
// of x2 that belong to it.
func largestProbability(n1, n2 int, region [][][2]int) float64 {
	at := func(rate float64) float64 { return regionProbability(n1, n2, region, rate) }
	best, where := 0.0, 0
	for i := 1; i < rateGrid; i++ {
		if v := at(float64(i) / rateGrid); v > best {
			best, where = v, i
		}
	}
	// Golden-section search between the neighbours of the best grid point, to about 1e-9 in the rate.
	const shrink = 0.6180339887498949
	low, high := float64(where-1)/rateGrid, float64(where+1)/rateGrid
	for range 30 {
		c, d := high-shrink*(high-low), low+shrink*(high-low)
		vc, vd := at(c), at(d)
		best = max(best, vc, vd)
		if vc > vd {
			high = d
		} else {
			low = c
		}
	}
	return math.Min(1, best)
}

func regionProbability(n1, n2 int, region [][][2]int, rate float64) float64 {
	cumulative := make([]float64, n2+2)
	for x := 0; x <= n2; x++ {
		cumulative[x+1] = cumulative[x] + math.Exp(binomialLogMass(float64(x), float64(n2), rate))
	}
	total := 0.0
	for x1, runs := range region {
		if len(runs) == 0 {
			continue
		}
		inner := 0.0
		for _, run := range runs {
			inner += cumulative[run[1]+1] - cumulative[run[0]]
		}
		total += inner * math.Exp(binomialLogMass(float64(x1), float64(n1), rate))
	}
	return total
}

// regionOf lists, for every x1, the runs of x2 whose table the predicate takes in.
func regionOf(n1, n2 int, in func(x1, x2 int) bool) [][][2]int {
	region := make([][][2]int, n1+1)
	for x1 := range region {
		for x2 := 0; x2 <= n2; x2++ {
			if !in(x1, x2) {
				continue
			}
			runs := region[x1]
			if k := len(runs); k > 0 && runs[k-1][1] == x2-1 {
				runs[k-1][1] = x2
			} else {
				region[x1] = append(runs, [2]int{x2, x2})
			}
		}
	}
	return region
}

// unconditionalPossible reports whether an unconditional exact test can run.
func unconditionalPossible(a, b Proportion) bool { return exactPossible(a, b) && a.N+b.N <= exactLimit }
