package score

import (
	"math"
	"slices"
)

// meanAndQuantile returns the mean and the ⌈q·len⌉-th smallest of values, which are not empty. It sorts them.
func meanAndQuantile(values []float64, q float64) (mean, quantile float64) {
	slices.Sort(values)
	total := 0.0
	for _, v := range values {
		total += v
	}
	rank := max(1, int(math.Ceil(q*float64(len(values)))))
	return total / float64(len(values)), values[rank-1]
}
