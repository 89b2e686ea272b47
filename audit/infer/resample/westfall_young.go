package resample

import (
	"cmp"
	"math"
	"slices"

	"auditd/audit/infer"
)

// WestfallYoung returns p-values adjusted for searching many subgroups at once, by the step-down maximum of permuted statistics:
// it keeps the family-wise error whatever the subgroups share, and loses less than Holm where they share much. observed holds the
// size of each statistic, without sign; next fills a list of the same length with those of one permutation, in which the outcomes
// are dealt out again within strata. p = (1+#{≥})/(draws+1), rising with falling statistics. A NaN is a test that could not be
// made: it stays NaN and takes no part. Westfall and Young 1993, Resampling-Based Multiple Testing, algorithm 4.1; methods 10.5.
func WestfallYoung(observed []float64, next func(into []float64), draws int) ([]float64, infer.Why) {
	adjusted := make([]float64, len(observed))
	var order []int // from the largest statistic down
	for i, v := range observed {
		adjusted[i] = math.NaN()
		if !math.IsNaN(v) {
			order = append(order, i)
		}
	}
	if draws < 1 || len(order) == 0 {
		return nil, infer.WhyTooFew
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(observed[j], observed[i]) })
	atLeast := make([]int, len(order))
	permuted := make([]float64, len(observed))
	for range draws {
		next(permuted)
		largest := math.Inf(-1)
		for k := len(order) - 1; k >= 0; k-- {
			if v := permuted[order[k]]; v > largest { // a NaN is no evidence
				largest = v
			}
			if observed := observed[order[k]]; largest >= observed-tieTolerance*math.Abs(observed) {
				atLeast[k]++
			}
		}
	}
	p := 0.0
	for k, i := range order {
		p = math.Max(p, float64(atLeast[k]+1)/float64(draws+1))
		adjusted[i] = p
	}
	return adjusted, infer.Defined
}
