package infer

import (
	"math"
	"slices"
)

// Adjust returns the p-values adjusted for the number of tests made, in the order given: method holm (family-wise error, any
// dependence), bh (false discovery rate, independent or positively dependent tests), by (false discovery rate, any
// dependence), ebh (false discovery rate from e-values, any dependence) or none. Any other name gives NaN throughout, so that a misspelt method never passes as unadjusted.
//
// A NaN, the p-value of a test that could not be made, stays NaN and is not counted. m is the size of the family. Where it
// exceeds the number of tests, as when the reference was chosen by the data and all pairs count, the missing tests are taken
// as made with p = 1: Holm multiplies the i-th smallest by m−i+1, Benjamini and Hochberg by m/i. A smaller m is raised to the
// number of tests. Ties keep their order. P-values outside [0, 1] are moved to its ends. Methods 4.10.
func Adjust(method string, p []float64, m int) []float64 {
	adjusted := make([]float64, len(p))
	var order []int
	for i, v := range p {
		adjusted[i] = math.NaN()
		if !math.IsNaN(v) {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(i, j int) int {
		switch {
		case p[i] < p[j]:
			return -1
		case p[i] > p[j]:
			return 1
		}
		return 0
	})
	sorted := make([]float64, len(order))
	for k, i := range order {
		sorted[k] = clamp01(p[i])
	}
	adjustment := adjustmentNamed(method)
	if adjustment == nil {
		return adjusted
	}
	adjustment(sorted, max(m, len(sorted)))
	for k, i := range order {
		adjusted[i] = sorted[k]
	}
	return adjusted
}

// adjustmentNamed returns the function that adjusts ascending p-values of a family of m in place, nil for an unknown name.
func adjustmentNamed(method string) func(p []float64, m int) {
	switch method {
	case "holm":
		return holm
	case "bh":
		return benjaminiHochberg
	case "ebh":
		return eBenjaminiHochberg
	case "by":
		return benjaminiYekutieli
	case "none":
		return func([]float64, int) {}
	}
	return nil
}
