package metric

import "auditd/audit"

// profileFairnessIndicators repeats the rates that TensorFlow's Fairness Indicators show for every slice and overall at one
// threshold. 1 is selected and positive. A rate without a denominator is not a number. People with an unknown value are in no
// slice but in the overall rates. The bars of the widget are the rates over that of a baseline slice, less 1: here the
// reference group.
var profileFairnessIndicators = Profile{
	Name:    "fairness_indicators",
	Version: "0.52.0",
	Source:  "github.com/tensorflow/fairness-indicators, fairness_indicators/fairness_indicators_metrics.py",
	Values:  indicatorValues,
}

func indicatorValues(in ProfileInput) []audit.ToolValue {
	var out []audit.ToolValue
	for _, at := range in.Attributes {
		v := viewOf(at, false)
		c := &collector{attribute: at.Name}
		for _, m := range []struct {
			name       string
			needsLabel bool
			rate       func(confusion) (x, n float64)
		}{
			{"false_positive_rate", true, falsePositives},
			{"false_negative_rate", true, falseNegatives},
			{"true_positive_rate", true, truePositives},
			{"true_negative_rate", true, trueNegatives},
			{"positive_rate", false, selectedShare},
			{"negative_rate", false, func(c confusion) (x, n float64) { return c.not, c.sel + c.not }},
			{"false_discovery_rate", true, func(c confusion) (x, n float64) { return c.fp, c.sel }},
			{"false_omission_rate", true, func(c confusion) (x, n float64) { return c.fn, c.not }},
			{"precision", true, func(c confusion) (x, n float64) { return c.tp, c.sel }},
			{"recall", true, truePositives},
		} {
			if !v.have.decision || m.needsLabel && !v.have.label {
				continue
			}
			c.add(m.name, "", "", divide(m.rate(v.all().add(v.unknown))), when(v.unknown.n() > 0, NoteUnknownInOverall))
			for i, g := range v.groups {
				c.add(m.name, g.name, "", divide(m.rate(g.confusion)), "")
				if v.ref >= 0 && i != v.ref {
					r := v.groups[v.ref]
					change := divide(divide(m.rate(g.confusion)), divide(m.rate(r.confusion))) - 1
					c.add(m.name+" against baseline", g.name, r.name, change, "")
				}
			}
		}
		out = append(out, c.values...)
	}
	return out
}
