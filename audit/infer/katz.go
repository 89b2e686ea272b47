package infer

import (
	"math"

	"auditd/audit"
)

// Katz returns the log interval of the ratio a/b, for comparison with other tools and for large counts only: it covers down
// to 0.75 where 0.95 is claimed (methods 4). It is (0, +Inf), saying nothing, when either count is 0; false when either group
// has nobody. Katz, Baptista, Azen and Pike 1978; methods 4.4.
func Katz(a, b Proportion, level float64) (audit.Interval, bool) {
	if !bothDefined(a, b) {
		return audit.Interval{}, false
	}
	i := audit.Interval{Lower: 0, Upper: math.Inf(1), Level: level, Method: "katz"}
	if a.X == 0 || b.X == 0 {
		return i, true
	}
	half := criticalValue(level) * math.Sqrt((1-a.Value())/a.X+(1-b.Value())/b.X)
	estimate := math.Log(a.Value() / b.Value())
	i.Lower, i.Upper = math.Exp(estimate-half), math.Exp(estimate+half)
	return i, true
}
