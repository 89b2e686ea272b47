package classes

import (
	"auditd/audit"
	"auditd/audit/analysis"
	"auditd/audit/infer"
	"auditd/audit/infer/association"
	"auditd/audit/infer/trend"
	"auditd/audit/metric"
)

// quality are the rates that need the true class.
var quality = []string{audit.ClassTPR, audit.ClassFPR, audit.ClassPPV}

// rate returns a rate of one class against all others, and why it is undefined.
func (c *counts) rate(name string, class int) (infer.Proportion, string) {
	var x, n int64
	why := ""
	switch name {
	case audit.ClassShare:
		x, n, why = c.n[class], c.people(), metric.WhyNoDecisions
	case audit.ClassTPR:
		x, n, why = c.joint[class][class], c.of(class), WhyNobodyOfClass
	case audit.ClassFPR:
		for y := range c.joint {
			if y != class {
				x, n = x+c.joint[class][y], n+c.of(y)
			}
		}
		why = WhyNoOtherClass
	case audit.ClassPPV:
		x, n, why = c.joint[class][class], total(c.joint[class]), WhyNobodyGetsIt
	}
	if n > 0 {
		why = ""
	} else if name != audit.ClassShare && c.labelled() == 0 {
		why = metric.WhyNoComplete
	}
	return infer.P(x, n), why
}

func (c *counts) labelled() int64 {
	n := int64(0)
	for k := range c.joint {
		n += total(c.joint[k])
	}
	return n
}

func (c *counts) accuracy() (infer.Proportion, string) {
	right := int64(0)
	for k := range c.joint {
		right += c.joint[k][k]
	}
	if n := c.labelled(); n > 0 {
		return infer.P(right, n), ""
	}
	return infer.P(0, 0), metric.WhyNoComplete
}

// describe writes all rates of one group.
func describe(in *analysis.Input, c *counted, group audit.Group, x *counts) audit.ClassGroup {
	out := audit.ClassGroup{Group: group, N: x.people(), Unknown: x.unknown, Labelled: x.labelled(), Rates: []audit.ClassRate{}, Status: audit.StatusOK}
	add := func(name, class string, p infer.Proportion, why string) {
		r := audit.ClassRate{Metric: name, Class: class, Numerator: int64(p.X), Denominator: int64(p.N), Status: audit.StatusOK, Why: why}
		if why != "" {
			r.Status = audit.StatusZeroDenominator
		} else {
			interval := infer.Wilson(p, in.Terms.Confidence)
			r.Value, r.Interval = audit.Ptr(p.Value()), &interval
		}
		out.Rates = append(out.Rates, r)
	}
	for k, class := range c.names {
		p, why := x.rate(audit.ClassShare, k)
		add(audit.ClassShare, class, p, why)
	}
	if c.labelled {
		p, why := x.accuracy()
		add(audit.ClassAccuracy, "", p, why)
		for _, name := range quality {
			for k, class := range c.names {
				p, why := x.rate(name, k)
				add(name, class, p, why)
			}
			out.Macros = append(out.Macros, mean(in, c, x, name))
		}
	}
	switch {
	case group.IsUnknown():
		out.Status, out.Why = audit.StatusUnknownGroup, metric.WhyUnknownGroup
	case out.N < in.Plan.MinGroupSize:
		out.Status, out.Why = audit.StatusLowN, metric.WhyLowN
	}
	return out
}

// mean is the mean of a rate over the classes that have it, and the class that is worst off.
func mean(in *analysis.Input, c *counted, x *counts, name string) audit.ClassMean {
	out := audit.ClassMean{Metric: name, Status: audit.StatusOK}
	var list []infer.Proportion
	for k, class := range c.names {
		p, why := x.rate(name, k)
		if why != "" {
			out.LeftOut = append(out.LeftOut, class)
			continue
		}
		list = append(list, p)
		if v := p.Value(); out.WorstRate == nil || (name == audit.ClassFPR) == (v > float64(*out.WorstRate)) && v != float64(*out.WorstRate) {
			out.Worst, out.WorstRate = class, audit.Ptr(v)
		}
	}
	e, ok := association.Macro(list)
	if !ok || len(list) < 2 {
		out.Status, out.Why = audit.StatusOneGroup, string(infer.WhyTooFew)
		return out
	}
	out.Value = audit.Ptr(e.Value)
	if name == audit.ClassFPR { // everybody of another class is in the denominator of several rates
		out.IntervalWhy = WhySharedPeople
	} else {
		interval := association.MacroInterval(e, in.Terms.Confidence)
		out.Interval = &interval
	}
	return out
}

// meanGap compares the means of a rate over the classes that both have.
func meanGap(in *analysis.Input, c *counted, x, y *counts, name string) audit.ClassGap {
	out := audit.ClassGap{Metric: name, Macro: true, Status: audit.StatusOK}
	var list, against []infer.Proportion
	for k := range c.names {
		p, why := x.rate(name, k)
		q, other := y.rate(name, k)
		if why != "" || other != "" {
			out.Why = WhyClassesLeftOut
			continue
		}
		list, against = append(list, p), append(against, q)
	}
	if len(list) < 2 {
		out.Status, out.Why = audit.StatusOneGroup, string(infer.WhyTooFew)
		return out
	}
	e, _ := association.Macro(list)
	f, _ := association.Macro(against)
	out.Rate, out.ReferenceRate, out.Gap = audit.Ptr(e.Value), audit.Ptr(f.Value), audit.Ptr(e.Value-f.Value)
	if name != audit.ClassFPR {
		change := trend.Difference(f, e, in.Terms.Confidence, association.MethodMacro)
		test := infer.NewTest(trend.ByInversion, nan, 0, change.P)
		out.Interval, out.Test = &change.Interval, &test
	}
	return out
}
