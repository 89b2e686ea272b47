package inequality

import (
	"cmp"
	"slices"

	"auditd/audit/infer"
)

// A Gini is Gini's coefficient. It does not split into parts within and between groups.
type Gini struct {
	Value    float64 // 0 for an even spread, below 1
	Unbiased float64 // times n/(n−1); only where weights count people
}

// NewGini returns half the mean absolute difference of two people over the mean. Unbiased is undefined, as 0, with one person.
// Gini 1912; methods 8.
func NewGini(d Distribution) (Gini, infer.Why) {
	weight, mean, why := d.total()
	if why != infer.Defined {
		return Gini{}, why
	}
	order := make([]int, len(d.Values))
	for k := range order {
		order[k] = k
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(d.Values[i], d.Values[j]) })
	sum, below := 0.0, 0.0
	for _, k := range order {
		w := d.Weights[k]
		sum += w / weight * (d.Values[k] / mean) * ((2*below + w - weight) / weight)
		below += w
	}
	g := Gini{Value: max(0, sum)}
	if weight > 1 {
		g.Unbiased = g.Value * weight / (weight - 1)
	}
	return g, infer.Defined
}
