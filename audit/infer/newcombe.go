package infer

import (
	"math"

	"auditd/audit"
)

// Newcombe returns the hybrid score interval of the difference a − b, the default: it joins the Wilson intervals of the two
// rates. It is false when either group has nobody. Newcombe 1998, Statistics in Medicine 17:873, method 10; methods 4.2.
func Newcombe(a, b Proportion, level float64) (audit.Interval, bool) {
	if !bothDefined(a, b) {
		return audit.Interval{}, false
	}
	pa, pb := a.Value(), b.Value()
	wa, wb := Wilson(a, level), Wilson(b, level)
	d := pa - pb
	return audit.Interval{
		Lower:  math.Max(-1, d-math.Hypot(pa-wa.Lower, wb.Upper-pb)),
		Upper:  math.Min(1, d+math.Hypot(wa.Upper-pa, pb-wb.Lower)),
		Level:  level,
		Method: "newcombe",
	}, true
}
