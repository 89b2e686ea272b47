package trend

import (
	"math"
	"slices"
)

// quantile95 returns the ⌈0.95·n⌉-th smallest value, NaN when that is infinite. It sorts the values.
func quantile95(values []float64) float64 {
	slices.Sort(values)
	v := values[(95*len(values)+99)/100-1]
	if math.IsInf(v, 1) {
		return math.NaN()
	}
	return v
}
