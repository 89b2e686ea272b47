package metric

import (
	"strconv"

	"auditd/audit"
)

// profileVerifyWise repeats the impact ratios of VerifyWise's bias audit with its preset for New York City's Local Law 144:
// rate over the highest rate, flagged below 0.8 although that law sets no pass mark, groups of fewer than 2 % left without a
// ratio. Such a group may still be the one with the highest rate. Rates are rounded to six places before they are divided, the
// highest rate is not. 1 is selected, whatever that means for the person; people with an unknown value are dropped.
var profileVerifyWise = Profile{
	Name:    "verifywise",
	Version: "bias audit of April 2026",
	Source:  "github.com/bluewave-labs/verifywise, bias audit engine",
	Values:  verifyWiseValues,
}

const (
	verifyWiseThreshold = .8
	verifyWiseMinShare  = .02
)

func verifyWiseValues(in ProfileInput) []audit.ToolValue {
	var out []audit.ToolValue
	for _, at := range in.Attributes {
		v := viewOf(at, false)
		if !v.have.decision {
			continue
		}
		c := &collector{attribute: at.Name}
		people := v.all()
		total := people.sel + people.not
		small := func(k confusion) bool { return (k.sel+k.not)/total < verifyWiseMinShare }
		highest, note := 0.0, ""
		for _, g := range v.groups {
			rate := divide(g.sel, g.sel+g.not)
			c.add("selection_rate", g.name, "", verifyWiseRound(rate), when(v.unknown.n() > 0, NoteUnknownDropped))
			if rate > highest {
				highest, note = rate, when(small(g.confusion), NoteExcludedSetsReference)
			}
		}
		for _, g := range v.groups {
			switch {
			case small(g.confusion) || highest == 0:
				c.say("impact_ratio", g.name, "", "None", "")
				c.say("flagged", g.name, "", string(isFalse), "")
			default:
				ratio := verifyWiseRound(divide(g.sel, g.sel+g.not)) / highest
				c.add("impact_ratio", g.name, "", verifyWiseRound(ratio), note)
				c.say("flagged", g.name, "", string(truthOf(ratio < verifyWiseThreshold)), note)
			}
		}
		out = append(out, c.values...)
	}
	return out
}

// verifyWiseRound rounds to six places as Python does: the number that is meant by the decimal digits.
func verifyWiseRound(x float64) float64 {
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(x, 'f', 6, 64), 64)
	if err != nil {
		return x
	}
	return rounded
}
