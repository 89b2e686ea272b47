package metric

import (
	"math"

	"auditd/audit"
)

// cohenD is undefined against a group when nobody or everybody is selected in both, which leaves no spread to measure by.
var cohenD = Composite{
	Name:       "cohen_d",
	Title:      "Standardised difference of selection rates",
	Definition: "Selection rate of a group less that of the reference, in pooled standard deviations of the decisions, for the group farthest from it.",
	Source:     "Cohen 1988, Statistical Power Analysis for the Behavioral Sciences, 2nd ed., ch. 2",
	OnRequest:  true,
	Compute: func(groups []GroupCounts, ref int, minSize int64) audit.Aggregate {
		a, ps, ok := parts(newAggregate("cohen_d", KindFarthest, groups), groups, minSize, selectionRate)
		switch {
		case !ok:
			return a
		case ref < 0 || ref >= len(groups):
			return undefinedAs(a, audit.StatusAssumption, WhyNoReference)
		case !ps[0].defined[ref]:
			return undefinedAs(a, audit.StatusAssumption, WhyReferenceLeftOut)
		}
		best, at := 0.0, -1
		for i := range groups {
			if i == ref || !ps[0].defined[i] {
				continue
			}
			d, spread := standardised(groups[i], groups[ref], anyWeighted(groups))
			if spread && (at < 0 || math.Abs(d) > math.Abs(best)) {
				best, at = d, i
			}
		}
		if at < 0 {
			return undefinedAs(a, audit.StatusZeroDenominator, WhyNoSpread)
		}
		a.Value, a.Low, a.High = audit.Ptr(best), groups[at].Group, groups[ref].Group
		return a
	},
}

// standardised returns the difference of two selection rates in pooled standard deviations. ok is false when those are 0.
func standardised(g, r GroupCounts, weighted bool) (d float64, ok bool) {
	p, q := Proportion(selectionRate.Rate(g.Counts), weighted), Proportion(selectionRate.Rate(r.Counts), weighted)
	x, y := p.Value(), q.Value()
	variance := (float64((p.N-1)*x*(1-x)) + float64((q.N-1)*y*(1-y))) / (p.N + q.N - 2)
	if !(variance > 0) {
		return 0, false
	}
	return (x - y) / math.Sqrt(variance), true
}
