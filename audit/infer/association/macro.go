package association

import (
	"math"

	"auditd/audit"
	"auditd/audit/infer"
	"auditd/audit/infer/trend"
)

// MethodMacro is the name of the interval of a mean of rates.
const MethodMacro = "mover_wilson_mean"

// Macro returns the plain mean of independent rates, one a class, with the interval that their Wilson intervals give. False when any of
// them has nobody in its denominator: leaving it out would give another mean. Zou and Donner 2008, Statistics in Medicine 27:1693.
func Macro(rates []infer.Proportion) (trend.Estimate, bool) {
	sum, n := 0.0, float64(len(rates))
	for _, p := range rates {
		v := p.Value()
		if math.IsNaN(v) {
			return trend.Estimate{}, false
		}
		sum += v
	}
	if n == 0 {
		return trend.Estimate{}, false
	}
	return trend.Estimate{Value: sum / n, Ends: func(level float64) (float64, float64) {
		below, above := 0.0, 0.0
		for _, p := range rates {
			i := infer.Wilson(p, level)
			down, up := p.Value()-i.Lower, i.Upper-p.Value()
			below, above = below+float64(down*down), above+float64(up*up)
		}
		return sum/n - math.Sqrt(below)/n, sum/n + math.Sqrt(above)/n
	}}, true
}

// MacroInterval returns the interval of a mean of rates at a level.
func MacroInterval(e trend.Estimate, level float64) audit.Interval {
	lower, upper := e.Ends(level)
	return audit.Interval{Lower: lower, Upper: upper, Level: level, Method: MethodMacro}
}
