package classes

import (
	"math"

	"auditd/audit"
	"auditd/audit/analysis"
	"auditd/audit/infer"
	"auditd/audit/infer/association"
	"auditd/audit/metric"
)

var nan = math.NaN()

// compare holds every group of a set against the reference group and, where there are more than two, against everybody else.
func compare(in *analysis.Input, set *analysis.Set, c *counted) []audit.ClassComparison {
	var known []*counts
	everybody := newCounts(len(c.names))
	for _, g := range set.Groups {
		if x := c.groups[g.Group.Key()]; x != nil && !g.Group.IsUnknown() {
			known = append(known, x)
			everybody.add(x)
		}
	}
	var out []audit.ClassComparison
	if set.Reference >= 0 {
		reference := set.Groups[set.Reference].Group
		base := c.groups[reference.Key()]
		for i, g := range set.Groups {
			x := c.groups[g.Group.Key()]
			if i == set.Reference || g.Group.IsUnknown() || x == nil || base == nil {
				continue
			}
			out = append(out, one(in, c, audit.ClassComparison{Group: g.Group, Against: audit.AgainstReference, Reference: reference}, x, base))
		}
	}
	if len(known) < 3 {
		return out
	}
	for _, g := range set.Groups {
		x := c.groups[g.Group.Key()]
		if x == nil || g.Group.IsUnknown() {
			continue
		}
		out = append(out, one(in, c, audit.ClassComparison{Group: g.Group, Against: audit.AgainstComplement, Reference: audit.Group{}}, x, without(everybody, x)))
	}
	return out
}

// without is everybody but one group.
func without(everybody, x *counts) *counts {
	out := newCounts(len(everybody.n))
	out.add(everybody)
	out.unknown -= x.unknown
	for k := range out.n {
		out.n[k] -= x.n[k]
		for y := range out.joint[k] {
			out.joint[k][y] -= x.joint[k][y]
		}
	}
	return out
}

// one compares one group with what it is held against.
func one(in *analysis.Input, c *counted, out audit.ClassComparison, x, base *counts) audit.ClassComparison {
	out.Classes, out.Status = []audit.ClassGap{}, audit.StatusOK
	out.N, out.ReferenceN = x.people(), base.people()
	m, why := association.CompareClasses(x.n, base.n, in.Terms.Confidence, in.Plan.Seed)
	if out.N == 0 || out.ReferenceN == 0 {
		out.Status, out.Why = audit.StatusZeroDenominator, metric.WhyNoDecisions
		return out
	}
	if why != infer.Defined {
		out.Status, out.Why = why.Status(), string(why)
		return out
	}
	out.Distance, out.MeanGap, out.WorstClass = audit.Ptr(m.TV), audit.Ptr(m.Macro), c.names[m.Worst]
	if v, why := association.CramersV(association.Table{x.n, base.n}); why == infer.Defined {
		out.CramersV = audit.Ptr(v)
	}
	if !math.IsNaN(float64(m.Test.P)) {
		m.Test.PAdjusted = audit.P(nan)
		out.Test = &m.Test
	}
	if len(in.Plan.Columns.Classes.Order) > 0 {
		ridit(in, &out, x, base)
	}
	for k := range c.names {
		out.Classes = append(out.Classes, gap(in, c, x, base, audit.ClassShare, k))
	}
	if c.labelled {
		qualities(in, c, &out, x, base)
	}
	if out.N < in.Plan.MinGroupSize || out.ReferenceN < in.Plan.MinGroupSize {
		out.Status, out.Why = audit.StatusLowN, metric.WhyLowN
	}
	return out
}

// ridit says who fares better.
func ridit(in *analysis.Input, out *audit.ClassComparison, x, base *counts) {
	r, why := association.NewRidit(x.n, base.n, in.Terms.Confidence)
	if why != infer.Defined {
		return
	}
	out.Ridit, out.RiditInterval = audit.Ptr(r.Value), r.Interval
	if r.Test != nil {
		r.Test.PAdjusted = audit.P(nan)
		out.RiditTest = r.Test
	}
}

// qualities compares how rightly both get the classes.
func qualities(in *analysis.Input, c *counted, out *audit.ClassComparison, x, base *counts) {
	p, why := x.accuracy()
	q, other := base.accuracy()
	out.Classes = append(out.Classes, gapOf(in, audit.ClassGap{Metric: audit.ClassAccuracy}, p, q, why, other))
	for _, name := range quality {
		for k := range c.names {
			out.Classes = append(out.Classes, gap(in, c, x, base, name, k))
		}
		out.Classes = append(out.Classes, meanGap(in, c, x, base, name))
	}
}

func gap(in *analysis.Input, c *counted, x, base *counts, name string, class int) audit.ClassGap {
	p, why := x.rate(name, class)
	q, other := base.rate(name, class)
	return gapOf(in, audit.ClassGap{Metric: name, Class: c.names[class]}, p, q, why, other)
}

// gapOf compares two rates; where either is undefined, nothing is compared and the reason is kept.
func gapOf(in *analysis.Input, out audit.ClassGap, p, q infer.Proportion, why, other string) audit.ClassGap {
	out.Status = audit.StatusOK
	if why == "" {
		out.Rate = audit.Ptr(p.Value())
	}
	if other == "" {
		out.ReferenceRate = audit.Ptr(q.Value())
	}
	if why == "" {
		why = other
	}
	if why != "" {
		out.Status, out.Why = audit.StatusZeroDenominator, why
		return out
	}
	g, _ := association.NewClassGap(p, q, in.Terms.Confidence)
	out.Gap, out.Interval = audit.Ptr(g.Gap), &g.Interval
	if g.Test != nil {
		g.Test.PAdjusted = audit.P(nan)
		out.Test = g.Test
	}
	return out
}
