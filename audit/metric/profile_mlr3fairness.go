package metric

import (
	"math"

	"auditd/audit"
)

// profileMlr3fairness repeats the fairness measures of mlr3fairness: the largest absolute difference of a measure between two
// groups (groupdiff_absdiff, the default) and the smallest ratio (groupdiff_tau). 1 is selected and positive. A group without the
// measure makes the whole not available; a measure that is 0 in every group gives 0 for both, for the ratio too.
var profileMlr3fairness = Profile{
	Name:    "mlr3fairness",
	Version: "0.3.2",
	Source:  "github.com/mlr-org/mlr3fairness, R/groupdiff.R, R/MeasureFairness.R",
	Values:  mlr3Values,
}

// mlr3Measures are the base measures. The order is that of the tool's dictionary.
var mlr3Measures = []struct {
	name       string
	needsLabel bool
	value      func(confusion) float64
}{
	{"acc", true, func(c confusion) float64 { return divide(c.tp+c.tn, c.n()) }},
	{"ce", true, func(c confusion) float64 { return divide(c.fp+c.fn, c.n()) }},
	{"cv", false, func(c confusion) float64 { return divide(c.sel, c.sel+c.not) }},
	{"fn", true, func(c confusion) float64 { return c.fn }},
	{"fnr", true, func(c confusion) float64 { return divide(c.fn, c.pos) }},
	{"fomr", true, func(c confusion) float64 { return divide(c.fn, c.not) }}, //nolint:misspell // the tool's name of the false omission rate
	{"fp", true, func(c confusion) float64 { return c.fp }},
	{"fpr", true, func(c confusion) float64 { return divide(c.fp, c.neg) }},
	{"npv", true, func(c confusion) float64 { return divide(c.tn, c.not) }},
	{"ppv", true, func(c confusion) float64 { return divide(c.tp, c.sel) }},
	{"tn", true, func(c confusion) float64 { return c.tn }},
	{"tnr", true, func(c confusion) float64 { return divide(c.tn, c.neg) }},
	{"tp", true, func(c confusion) float64 { return c.tp }},
	{"tpr", true, func(c confusion) float64 { return divide(c.tp, c.pos) }},
}

func mlr3Values(in ProfileInput) []audit.ToolValue {
	var out []audit.ToolValue
	for _, at := range in.Attributes {
		v := viewOf(at, false)
		if len(v.groups) < 2 || !v.have.decision {
			continue
		}
		c := &collector{attribute: at.Name}
		differences := map[string]float64{} // read by fixed names only
		for _, m := range mlr3Measures {
			if m.needsLabel && !v.have.label {
				continue
			}
			low, high := math.Inf(1), math.Inf(-1)
			for _, g := range v.groups {
				x := m.value(g.confusion)
				low, high = math.Min(low, x), math.Max(high, x) // not a number as soon as one is
			}
			differences[m.name] = high - low
			mlr3Print(c, "fairness."+m.name, high-low, "")
			ratio, note := low/high, ""
			if low == 0 && high == 0 {
				ratio, note = 0, NoteZeroForUndefined
			}
			mlr3Print(c, "fairness."+m.name+" operation=groupdiff_tau", ratio, note)
		}
		if v.have.label {
			mlr3Print(c, "fairness.eod", (differences["fpr"]+differences["tpr"])/2, "")
			mlr3Print(c, "fairness.pp", (differences["npv"]+differences["ppv"])/2, "")
		}
		out = append(out, c.values...)
	}
	return out
}

// mlr3Print prints a number, or NA as R does for what is not available.
func mlr3Print(c *collector, metric string, x float64, note string) {
	if math.IsNaN(x) {
		c.say(metric, "", "", "NA", note)
		return
	}
	c.add(metric, "", "", x, note)
}
