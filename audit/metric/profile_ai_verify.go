package metric

import "auditd/audit"

// profileAIVerify repeats the fairness toolbox for classification of AI Verify, for the class that is selected and positive. Its
// rates of a group have the whole population's counts for denominators, so that they also grow with the group: the true positive
// rates of all groups sum to the population's. A rate of which numerator or denominator is 0 is 0. Pairs are given one way only.
var profileAIVerify = Profile{
	Name:    "ai_verify",
	Version: "2.0",
	Source:  "github.com/aiverify-foundation/aiverify, stock-plugins/aiverify.stock.fairness-metrics-toolbox-for-classification",
	Values:  aiVerifyValues,
}

func aiVerifyValues(in ProfileInput) []audit.ToolValue {
	var out []audit.ToolValue
	for _, at := range in.Attributes {
		v := viewOf(at, false)
		if !v.have.decision {
			continue
		}
		c := &collector{attribute: at.Name}
		if v.have.label {
			everybody := v.all().add(v.unknown)
			for _, g := range v.groups {
				aiVerifyGroup(c, g, everybody)
			}
		}
		for i, g := range v.groups {
			for _, h := range v.groups[i+1:] {
				x, note := aiVerifyRate(divide(g.sel, g.sel+g.not), divide(h.sel, h.sel+h.not))
				c.add("Disparate Impact", g.name, h.name, x, firstOf(note, NoteOneDirection))
				c.add("Equal Selection Parity", g.name, h.name, max(g.sel-h.sel, h.sel-g.sel), NoteHeadCount)
			}
		}
		out = append(out, c.values...)
	}
	return out
}

// aiVerifyRate is the tool's division.
func aiVerifyRate(x, n float64) (float64, string) {
	if x == 0 {
		return 0, when(n == 0, NoteZeroForUndefined)
	}
	if n == 0 {
		return 0, NoteZeroForUndefined
	}
	return x / n, ""
}

// aiVerifyGroup prints the shares that the tool calls rates of one group.
func aiVerifyGroup(c *collector, g toolGroup, everybody confusion) {
	for _, m := range []struct {
		name string
		x, n float64
	}{
		{"True Positive Rate", g.tp, everybody.pos},
		{"True Negative Rate", g.tn, everybody.neg},
		{"Positive Predictive Value Parity", g.tp, everybody.sel},
		{"Negative Predictive Value Parity", g.tn, everybody.not},
		{"False Positive Rate", g.fp, everybody.neg},
		{"False Negative Rate", g.fn, everybody.pos},
		{"False Discovery Rate", g.fp, everybody.sel},
		{"False Omission Rate", g.fn, everybody.not},
	} {
		x, note := aiVerifyRate(m.x, m.n)
		c.add(m.name, g.name, "", x, firstOf(note, NoteWholePopulation))
	}
}
