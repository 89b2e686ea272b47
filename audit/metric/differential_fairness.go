package metric

import (
	"math"

	"auditd/audit"
)

// concentration is the Dirichlet concentration of smoothed rates: half a person on each side (Foulds et al. 2020).
const concentration = 1.0

// smoothed returns (x+½)/(n+1) for a rate. With weights x and n are effective people: half a person would be nothing beside sums
// of large weights and everything beside sums of small ones.
func smoothed(r audit.Rate, weighted bool) float64 {
	p := Proportion(r, weighted)
	return (p.X + concentration/2) / (p.N + concentration)
}

// differentialFairness returns the largest absolute log ratio, over pairs of groups, of the smoothed rates or their complements.
// Only the lowest and the highest rate matter: both logarithms are monotone.
func differentialFairness(name string, groups []GroupCounts, minSize int64, m Metric) audit.Aggregate {
	a := newAggregate(name, KindLargestLog, groups)
	in, out := eligible(groups, minSize)
	a.GroupsLeft = append(a.GroupsLeft, out...)
	weighted := anyWeighted(groups)
	low, high, lowAt, highAt := math.Inf(1), math.Inf(-1), -1, -1
	for _, i := range in {
		r := m.Rate(groups[i].Counts)
		if _, ok := quotient(r, weighted); !ok {
			a.GroupsLeft = append(a.GroupsLeft, audit.GroupLeftOut{Group: groups[i].Group, Why: m.Empty})
			continue
		}
		a.GroupsUsed++
		s := smoothed(r, weighted)
		if s < low {
			low, lowAt = s, i
		}
		if s > high {
			high, highAt = s, i
		}
	}
	if a.GroupsUsed < 2 {
		return undefinedAs(a, audit.StatusOneGroup, WhyOneGroup)
	}
	a.Value = audit.Ptr(max(math.Log(high)-math.Log(low), math.Log1p(-low)-math.Log1p(-high)))
	a.Low, a.High = groups[lowAt].Group, groups[highAt].Group
	return a
}

// biasAmplification returns the differential fairness of the decisions less that of the labels, over the groups for which both
// are known.
func biasAmplification(groups []GroupCounts, minSize int64) audit.Aggregate {
	const name = "differential_fairness_bias_amplification"
	a, ps, ok := parts(newAggregate(name, KindLargestLog, groups), groups, minSize, selectionRate, baseRate)
	if !ok {
		return a
	}
	var both []GroupCounts
	for i, g := range groups {
		if ps[0].defined[i] && ps[1].defined[i] {
			both = append(both, g)
		}
	}
	if len(both) < 2 {
		return undefinedAs(a, audit.StatusOneGroup, WhyOneGroup)
	}
	d := differentialFairness(name, both, minSize, selectionRate)
	l := differentialFairness(name, both, minSize, baseRate)
	a.Value = audit.Ptr(float64(*d.Value) - float64(*l.Value))
	a.Low, a.High = d.Low, d.High
	return a
}
