package inequality

import (
	"math"

	"auditd/audit/infer"
)

// A Distribution says how many people, or how much weight, have each value. Values need not be sorted and may repeat; none is
// negative.
type Distribution struct {
	Values  []float64
	Weights []float64 // as many, none negative
}

// Of counts every value once.
func Of(values []float64) Distribution {
	d := Distribution{Values: values, Weights: make([]float64, len(values))}
	for k := range d.Weights {
		d.Weights[k] = 1
	}
	return d
}

// Benefits returns the distribution of b = decision − label + 1 in a group: 2 for the false positives, 1 for those decided
// right, 0 for the false negatives. Speicher et al. 2018 (KDD); methods 8.
func Benefits(tp, fp, fn, tn int64) Distribution {
	return Distribution{Values: []float64{0, 1, 2}, Weights: []float64{float64(fn), float64(tp + tn), float64(fp)}}
}

// total returns the weight and the mean; the reason says why there is no positive mean.
func (d Distribution) total() (weight, mean float64, why infer.Why) {
	if len(d.Values) != len(d.Weights) {
		return 0, 0, infer.WhyNotComputable
	}
	sum := 0.0
	for k, v := range d.Values {
		w := d.Weights[k]
		if !(v >= 0) || !(w >= 0) || math.IsInf(v, 0) || math.IsInf(w, 0) {
			return 0, 0, infer.WhyNotComputable
		}
		weight += w
		sum += w * v
	}
	switch {
	case weight == 0:
		return 0, 0, infer.WhyNobody
	case sum == 0:
		return weight, 0, infer.WhyNoDenominator
	}
	return weight, sum / weight, infer.Defined
}

// hasZero reports whether anybody has nothing.
func (d Distribution) hasZero() bool {
	for k, v := range d.Values {
		if v == 0 && d.Weights[k] > 0 {
			return true
		}
	}
	return false
}

// join puts groups together.
func join(groups []Distribution) Distribution {
	var all Distribution
	for _, g := range groups {
		all.Values = append(all.Values, g.Values...)
		all.Weights = append(all.Weights, g.Weights...)
	}
	return all
}
