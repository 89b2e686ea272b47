package inequality

import (
	"math"

	"auditd/audit/infer"
)

// Atkinson returns the share of what there is that could be given up without loss, were the rest spread evenly: 0 for an even
// spread, up to 1. epsilon > 0 is the aversion to inequality. With epsilon ≥ 1 it is 1 as soon as somebody has nothing.
// Atkinson 1970, Journal of Economic Theory 2:244; methods 8.
func Atkinson(d Distribution, epsilon float64) (float64, infer.Why) {
	weight, mean, why := d.total()
	switch {
	case why != infer.Defined:
		return 0, why
	case !(epsilon > 0) || math.IsInf(epsilon, 0):
		return 0, infer.WhyNotComputable
	case epsilon >= 1 && d.hasZero():
		return 1, infer.Defined
	}
	sum := 0.0
	for k, v := range d.Values {
		if d.Weights[k] == 0 {
			continue
		}
		if epsilon == 1 {
			sum += d.Weights[k] / weight * math.Log(v/mean)
		} else {
			sum += d.Weights[k] / weight * math.Pow(v/mean, 1-epsilon)
		}
	}
	if epsilon == 1 {
		return math.Max(0, 1-math.Exp(sum)), infer.Defined
	}
	return math.Max(0, 1-math.Pow(sum, 1/(1-epsilon))), infer.Defined
}
