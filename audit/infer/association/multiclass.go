package association

import (
	"math"

	"auditd/audit"
	"auditd/audit/infer"
)

// A ClassGap compares how often two groups get one class.
type ClassGap struct {
	GroupRate, ReferenceRate float64
	Gap                      float64 // GroupRate − ReferenceRate
	Interval                 audit.Interval
	Test                     *audit.Test // adjusted over the classes by Holm; nil where everybody or nobody gets the class
}

// A Multiclass compares the decisions on two groups that have many classes.
type Multiclass struct {
	Classes     []ClassGap
	TV          float64 // ½·Σ|gap|: the share of a group that would have to change class
	Macro       float64 // mean |gap|
	Worst       int     // class with the largest |gap|, the first of equals
	Ridit       float64 // P(group's class > reference's) + ½P(equal), with classes in rising order; ½ is parity
	Association Independence
}

// CompareClasses compares the decisions on a group with those on a reference, as counts by class. For Ridit the classes must
// rise. Bross 1958 for ridits; Holm 1979; methods 7.3.
func CompareClasses(group, reference []int64, level float64) (Multiclass, infer.Why) {
	all := Table{group, reference}
	m, why := all.margins()
	switch {
	case why != infer.Defined:
		return Multiclass{}, why
	case len(m.rows) < 2:
		return Multiclass{}, infer.WhyOneGroup
	}
	var r Multiclass
	r.Association, _ = TestIndependence(all)
	n, people := int64(m.rows[0]), int64(m.rows[1])
	p := make([]float64, len(group))
	below, tests := 0.0, 0 // share of the reference in lower classes
	for k := range group {
		a, b := infer.P(group[k], n), infer.P(reference[k], people)
		g := ClassGap{GroupRate: a.Value(), ReferenceRate: b.Value(), Gap: a.Value() - b.Value()}
		g.Interval, _ = infer.Newcombe(a, b, level)
		p[k] = math.NaN()
		if test, ok := infer.TwoProportions(a, b); ok {
			g.Test = &test
			p[k] = float64(test.P)
			tests++
		}
		r.TV += math.Abs(g.Gap) / 2
		if k > 0 && math.Abs(g.Gap) > math.Abs(r.Classes[r.Worst].Gap) {
			r.Worst = k
		}
		r.Ridit += g.GroupRate * (below + g.ReferenceRate/2)
		below += g.ReferenceRate
		r.Classes = append(r.Classes, g)
	}
	r.Macro = 2 * r.TV / float64(len(group))
	for k, adjusted := range infer.Adjust("holm", p, tests) {
		if r.Classes[k].Test != nil {
			r.Classes[k].Test.PAdjusted = audit.P(adjusted)
			r.Classes[k].Test.Method = "holm"
			r.Classes[k].Test.FamilyN = tests
		}
	}
	return r, infer.Defined
}
