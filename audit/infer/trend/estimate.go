package trend

import (
	"math"

	"auditd/audit/infer"
)

// An Estimate is a number with the ends of its confidence interval as a function of the level. Independent estimates are joined
// by [Difference] and [Sum].
type Estimate struct {
	Value float64
	Ends  func(level float64) (lower, upper float64)
}

// Rate returns a rate with Wilson's interval, false when nobody is in its denominator.
func Rate(p infer.Proportion) (Estimate, bool) {
	v := p.Value()
	return Estimate{Value: v, Ends: func(level float64) (float64, float64) {
		i := infer.Wilson(p, level)
		return i.Lower, i.Upper
	}}, !math.IsNaN(v)
}

// Gap returns the difference of two rates, group less reference, with Newcombe's interval; false when either has nobody.
func Gap(group, reference infer.Proportion) (Estimate, bool) {
	_, ok := infer.Newcombe(group, reference, 0.95)
	return Estimate{Value: group.Value() - reference.Value(), Ends: func(level float64) (float64, float64) {
		i, _ := infer.Newcombe(group, reference, level)
		return i.Lower, i.Upper
	}}, ok
}

// LogRatio returns the logarithm of the ratio of two rates, group over reference, with that of Koopman's interval; false when
// either rate is zero or has nobody, where there is no logarithm.
func LogRatio(group, reference infer.Proportion) (Estimate, bool) {
	v := math.Log(group.Value() / reference.Value())
	return Estimate{Value: v, Ends: func(level float64) (float64, float64) {
		i, _ := infer.Koopman(group, reference, level)
		return math.Log(i.Lower), math.Log(i.Upper)
	}}, !math.IsNaN(v) && !math.IsInf(v, 0)
}

// Scaled returns a number of which only the interval at one level is known. At other levels its two arms are as much longer or
// shorter as the normal quantile is. False unless everything is finite and lower ≤ value ≤ upper.
func Scaled(value, lower, upper, level float64) (Estimate, bool) {
	z := infer.CriticalValue(level)
	ok := lower <= value && value <= upper && !math.IsInf(lower, 0) && !math.IsInf(upper, 0) && level > 0 && level < 1
	return Estimate{Value: value, Ends: func(at float64) (float64, float64) {
		by := infer.CriticalValue(at) / z
		return value - float64((value-lower)*by), value + float64((upper-value)*by)
	}}, ok
}

// Minus returns the estimate with its sign turned.
func (e Estimate) Minus() Estimate {
	return Estimate{Value: -e.Value, Ends: func(level float64) (float64, float64) {
		lower, upper := e.Ends(level)
		return -upper, -lower
	}}
}
