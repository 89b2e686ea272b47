package association

import (
	"math"

	"auditd/audit"
	"auditd/audit/infer"
)

// A ClassGap compares one rate of two groups.
type ClassGap struct {
	Group, Reference infer.Proportion
	Gap              float64 // rate of the group − that of the reference
	Interval         audit.Interval
	Test             *audit.Test // not adjusted; nil where everybody or nobody has the event
}

// NewClassGap compares a rate of two groups; the reason says which of them has nobody in its denominator.
func NewClassGap(group, reference infer.Proportion, level float64) (ClassGap, infer.Why) {
	g := ClassGap{Group: group, Reference: reference, Gap: group.Value() - reference.Value()}
	interval, ok := infer.Newcombe(group, reference, level)
	if !ok {
		return g, infer.WhyNoDenominator
	}
	g.Interval = interval
	if test, ok := infer.TwoProportions(group, reference); ok {
		g.Test = &test
	}
	return g, infer.Defined
}

// A Multiclass compares the decisions on two groups that have many classes.
type Multiclass struct {
	Classes []ClassGap
	TV      float64    // ½·Σ|gap|: the share of a group that would have to change class
	Macro   float64    // mean |gap|
	Worst   int        // class with the largest |gap|, the first of equals
	Test    audit.Test // that both groups get the classes alike
}

// CompareClasses compares the decisions on a group with those on a reference, as counts by class. The test is Pearson's where the
// expected counts allow it (Cochran's rule), else exact or by dealing out from the seed, see [ExactIndependence]. Methods 7.3.
func CompareClasses(group, reference []int64, level float64, seed uint64) (Multiclass, infer.Why) {
	all := Table{group, reference}
	m, why := all.margins()
	switch {
	case why != infer.Defined:
		return Multiclass{}, why
	case len(m.rows) < 2:
		return Multiclass{}, infer.WhyOneGroup
	}
	r := Multiclass{Test: infer.NewTest("independence_chi_squared", math.NaN(), 0, math.NaN())}
	if independence, why := TestIndependence(all); why == infer.Defined {
		r.Test = independence.ChiSquared
		if !independence.Trusted {
			r.Test, _ = ExactIndependence(group, reference, seed)
		}
	}
	n, people := int64(m.rows[0]), int64(m.rows[1])
	for k := range group {
		g, _ := NewClassGap(infer.P(group[k], n), infer.P(reference[k], people), level)
		r.TV += math.Abs(g.Gap) / 2
		if k > 0 && math.Abs(g.Gap) > math.Abs(r.Classes[r.Worst].Gap) {
			r.Worst = k
		}
		r.Classes = append(r.Classes, g)
	}
	r.Macro = 2 * r.TV / float64(len(group))
	return r, infer.Defined
}
