package metric

import (
	"math"

	"auditd/audit"
)

// profileDivExplorer repeats DivExplorer's table for patterns of one item, the groups: support, rate, divergence from the rate of
// everybody, the pattern's people included, and Bayesian t. 1 is selected and positive. A rate of nobody is not a number (in
// versions before 0.2 it was 0). People with an unknown value are in no group but in the rate of everybody.
var profileDivExplorer = Profile{
	Name:    "divexplorer",
	Version: "0.2.6",
	Source:  "github.com/divexplorer/divexplorer, divexplorer/divexplorer.py",
	Values:  divExplorerValues,
}

func divExplorerValues(in ProfileInput) []audit.ToolValue {
	var out []audit.ToolValue
	for _, at := range in.Attributes {
		v := viewOf(at, false)
		c := &collector{attribute: at.Name}
		everybody := v.all().add(v.unknown)
		for _, g := range v.groups {
			c.add("support", g.name, "", g.n()/everybody.n(), "")
		}
		for _, m := range []struct {
			name    string
			applies bool
			rate    func(confusion) (x, n float64)
		}{
			{"fpr", v.have.decision && v.have.label, falsePositives},
			{"fnr", v.have.decision && v.have.label, falseNegatives},
			{"accuracy", v.have.decision && v.have.label, func(c confusion) (x, n float64) { return c.tp + c.tn, c.n() }},
			{"selection_rate", v.have.decision, selectedShare},
		} {
			if !m.applies {
				continue
			}
			x, n := m.rate(everybody)
			for _, g := range v.groups {
				y, k := m.rate(g.confusion)
				c.add(m.name, g.name, "", divide(y, k), "")
				c.add(m.name+"_div", g.name, "", divide(y, k)-divide(x, n), NotePartOfWhole)
				c.add(m.name+"_t", g.name, "", divExplorerT(y, k, x, n), NotePartOfWhole)
			}
		}
		out = append(out, c.values...)
	}
	return out
}

// divExplorerT is the distance of the posterior means of two rates under a uniform prior in posterior standard deviations.
func divExplorerT(x, n, y, m float64) float64 {
	posterior := func(x, n float64) (mean, variance float64) {
		mean = (x + 1) / (n + 2)
		return mean, mean * (1 - mean) / (n + 3)
	}
	m1, v1 := posterior(x, n)
	m2, v2 := posterior(y, m)
	return math.Abs(m1-m2) / math.Sqrt(v1+v2)
}
