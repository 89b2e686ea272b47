package infer

import (
	"math"

	"auditd/audit"
)

// exactCompositions is the largest number of possible tables that the exact multinomial test goes through.
const exactCompositions = 1_000_000

// ExactMultinomial returns the exact test that counts n follow the shares pi: the probability of all tables with the same
// total no likelier than the observed one (within a relative 1e-7). It has no statistic. False where Pearson is, or when more
// than 1e6 tables are possible. Methods 1.2.
func ExactMultinomial(n []int64, pi []float64) (audit.Test, bool) {
	t, ok := newShareTable(n, pi)
	if !ok || t.compositions() > exactCompositions {
		return audit.Test{}, false
	}
	limit := t.logWeight(t.counts) + tieTolerance
	offset := t.logWeight(t.likely())
	all, extreme := 0.0, 0.0
	t.eachComposition(func(weight float64) {
		mass := math.Exp(weight - offset)
		all += mass
		if weight <= limit {
			extreme += mass
		}
	})
	return newTest("exact_multinomial", math.NaN(), 0, math.Min(1, extreme/all)), true
}

// compositions returns the number of tables with the same total, C(n+K−1, K−1), or something above the limit.
func (t shareTable) compositions() float64 {
	number := 1.0
	for k := 1; k < len(t.shares); k++ {
		number = number * (t.total + float64(k)) / float64(k)
		if number > 2*exactCompositions {
			break
		}
	}
	return math.Round(number)
}

// likely returns a table near the likeliest one, whose weight keeps the others from underflowing.
func (t shareTable) likely() []float64 {
	counts := make([]float64, len(t.shares))
	left := t.total
	for k := range counts {
		counts[k] = math.Min(left, math.Round(t.expected(k)))
		left -= counts[k]
	}
	counts[len(counts)-1] += left
	return counts
}

// eachComposition calls f with the log weight of every table of the same total.
func (t shareTable) eachComposition(f func(weight float64)) {
	weights := make([][]float64, len(t.shares)) // by category and count, since each is met many times
	for k := range weights {
		weights[k] = make([]float64, int(t.total)+1)
		for c := range weights[k] {
			weights[k][c] = categoryWeight(float64(c), t.expected(k))
		}
	}
	var fill func(k, left int, weight float64)
	fill = func(k, left int, weight float64) {
		if k == len(weights)-1 {
			f(weight + weights[k][left])
			return
		}
		for c := 0; c <= left; c++ {
			fill(k+1, left-c, weight+weights[k][c])
		}
	}
	fill(0, int(t.total), 0)
}
