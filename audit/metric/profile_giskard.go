package metric

import (
	"math"

	"auditd/audit"
)

// profileGiskard repeats Giskard's two fairness tests. The unprotected slice is the reference group, the protected slice each
// other group in turn; the positive outcome is the favourable decision. A rate of 0 in the unprotected slice, and a slice of
// nobody, end in an error of Python.
var profileGiskard = Profile{
	Name:    "giskard",
	Version: "2.19.2",
	Source:  "github.com/Giskard-AI/giskard, giskard/testing/tests/statistic.py",
	Values:  giskardValues,
}

// The default thresholds of the two tests; a number on a threshold fails.
const (
	giskardLowest, giskardHighest = .8, 1.25
	giskardDifference             = .1
)

func giskardValues(in ProfileInput) []audit.ToolValue {
	var out []audit.ToolValue
	for _, at := range in.Attributes {
		v := viewOf(at, !in.Favourable)
		if v.ref < 0 || !v.have.decision {
			continue
		}
		c := &collector{attribute: at.Name}
		r := v.groups[v.ref]
		for i, g := range v.groups {
			if i == v.ref {
				continue
			}
			// With labels and decisions, a group counted only by label has neither rate.
			x, y := divide(g.sel, g.sel+g.not), divide(r.sel, r.sel+r.not)
			if y == 0 || math.IsNaN(x) || math.IsNaN(y) {
				c.say("disparate_impact", g.name, r.name, "error", NoteToolError)
				c.say("disparate_impact passed", g.name, r.name, "error", NoteToolError)
			} else {
				c.add("disparate_impact", g.name, r.name, x/y, "")
				c.say("disparate_impact passed", g.name, r.name, string(truthOf(x/y > giskardLowest && x/y < giskardHighest)), "")
			}
			c.add("statistical_parity_difference", g.name, r.name, math.Abs(x-y), "")
			c.say("statistical_parity_difference passed", g.name, r.name, string(truthOf(math.Abs(x-y) < giskardDifference)), "")
		}
		out = append(out, c.values...)
	}
	return out
}

// truthOf spells a verdict as Python does.
func truthOf(yes bool) truth {
	if yes {
		return isTrue
	}
	return isFalse
}
