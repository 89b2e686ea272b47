package metric

import (
	"math"

	"auditd/audit"
)

// profileFairlearn repeats Fairlearn's MetricFrame and its disparity functions. 1 is selected and positive, whatever that means
// for the person. A rate without a denominator is 0 (scikit-learn's nan_to_num and zero_division) and then takes part in
// differences and ratios. People with an unknown value, given as None, are in no group but stay in the overall rate; version 0.15.0
// as released no longer takes them.
var profileFairlearn = Profile{
	Name:    "fairlearn",
	Version: "0.15.0.dev0 @ebf8fa75",
	Source:  "github.com/fairlearn/fairlearn, fairlearn/metrics",
	Values:  fairlearnValues,
}

// A fairlearnMetric is one column of a MetricFrame. The note tells of a 0 that stands for undefined.
type fairlearnMetric struct {
	name       string
	needsLabel bool
	value      func(c confusion) (float64, string)
}

var fairlearnMetrics = []fairlearnMetric{
	{"count", false, func(c confusion) (float64, string) { return c.n(), "" }},
	{"selection_rate", false, func(c confusion) (float64, string) { return divide(c.sel, c.sel+c.not), "" }},
	{"mean_prediction", false, func(c confusion) (float64, string) { return divide(c.sel, c.sel+c.not), "" }},
	{"true_positive_rate", true, func(c confusion) (float64, string) { return divideOrZero(c.tp, c.pos) }},
	{"false_positive_rate", true, func(c confusion) (float64, string) { return divideOrZero(c.fp, c.neg) }},
	{"true_negative_rate", true, func(c confusion) (float64, string) { return divideOrZero(c.tn, c.neg) }},
	{"false_negative_rate", true, func(c confusion) (float64, string) { return divideOrZero(c.fn, c.pos) }},
	{"accuracy_score", true, func(c confusion) (float64, string) { return divide(c.tp+c.tn, c.n()), "" }},
	{"balanced_accuracy_score", true, fairlearnBalancedAccuracy},
	{"precision_score", true, func(c confusion) (float64, string) { return divideOrZero(c.tp, c.sel) }},
	{"f1_score", true, func(c confusion) (float64, string) { return divideOrZero(2*c.tp, c.pos+c.sel) }},
}

// fairlearnBalancedAccuracy is the mean recall over the label values that occur.
func fairlearnBalancedAccuracy(c confusion) (float64, string) {
	switch {
	case c.pos == 0:
		return divide(c.tn, c.neg), NoteUndefinedDropped
	case c.neg == 0:
		return divide(c.tp, c.pos), NoteUndefinedDropped
	}
	return (c.tp/c.pos + c.tn/c.neg) / 2, ""
}

func fairlearnValues(in ProfileInput) []audit.ToolValue {
	var out []audit.ToolValue
	for _, at := range in.Attributes {
		v := viewOf(at, false)
		if !v.have.decision || len(v.groups) == 0 {
			continue
		}
		c := &collector{attribute: at.Name}
		frames := map[string]fairlearnSummary{} // read by name only, never ranged over
		for _, m := range fairlearnMetrics {
			if m.needsLabel && !v.have.label {
				continue
			}
			frames[m.name] = fairlearnFrame(c, v, m)
		}
		fairlearnDisparities(c, v, frames)
		out = append(out, c.values...)
	}
	return out
}

// A fairlearnSummary is what MetricFrame's difference and ratio return for one metric, by method.
type fairlearnSummary struct {
	difference, ratio           float64 // between_groups
	differenceOver, ratioOver   float64 // to_overall
	note, overNote              string
	lowest, highest, overall    float64
	undefinedGroup, overallNote string
}

// fairlearnFrame prints one metric by group and overall, with its group minimum, maximum, differences and ratios.
func fairlearnFrame(c *collector, v toolView, m fairlearnMetric) fairlearnSummary {
	s := fairlearnSummary{lowest: math.Inf(1), highest: math.Inf(-1)}
	rates := make([]float64, len(v.groups))
	for i, g := range v.groups {
		x, note := m.value(g.confusion)
		c.add(m.name, g.name, "", x, note)
		rates[i] = x
		s.lowest, s.highest = min(s.lowest, x), max(s.highest, x)
		if note == NoteZeroForUndefined {
			s.undefinedGroup = NoteUndefinedAsZero
		}
	}
	s.overall, s.overallNote = m.value(v.all().add(v.unknown))
	if s.overallNote == "" && v.unknown.n() > 0 {
		s.overallNote = NoteUnknownInOverall
	}
	c.add(m.name, "", "", s.overall, s.overallNote)
	s.note, s.overNote = s.undefinedGroup, s.undefinedGroup
	if s.overNote == "" {
		s.overNote = s.overallNote
	}
	s.difference, s.ratio = s.highest-s.lowest, divide(s.lowest, s.highest)
	s.differenceOver, s.ratioOver = math.Inf(-1), math.NaN()
	for _, x := range rates {
		s.differenceOver = max(s.differenceOver, math.Abs(x-s.overall))
		r := divide(x, s.overall)
		if r > 1 {
			r = 1 / r
		}
		s.ratioOver = skipNaN(math.Min, s.ratioOver, r)
	}
	c.add(m.name+"_group_min", "", "", s.lowest, s.note)
	c.add(m.name+"_group_max", "", "", s.highest, s.note)
	c.add(m.name+"_difference", "", "", s.difference, s.note)
	c.add(m.name+"_ratio", "", "", s.ratio, s.note)
	c.add(m.name+"_difference method=to_overall", "", "", s.differenceOver, s.overNote)
	c.add(m.name+"_ratio method=to_overall", "", "", s.ratioOver, s.overNote)
	return s
}

// fairlearnDisparities prints the named disparity functions.
func fairlearnDisparities(c *collector, v toolView, frames map[string]fairlearnSummary) {
	sr := frames["selection_rate"]
	c.add("demographic_parity_difference", "", "", sr.difference, sr.note)
	c.add("demographic_parity_ratio", "", "", sr.ratio, sr.note)
	c.add("demographic_parity_difference method=to_overall", "", "", sr.differenceOver, sr.overNote)
	c.add("demographic_parity_ratio method=to_overall", "", "", sr.ratioOver, sr.overNote)
	if !v.have.label {
		return
	}
	tpr, fpr := frames["true_positive_rate"], frames["false_positive_rate"]
	c.add("equal_opportunity_difference", "", "", tpr.difference, tpr.note)
	c.add("equal_opportunity_ratio", "", "", tpr.ratio, tpr.note)
	c.add("equal_opportunity_difference method=to_overall", "", "", tpr.differenceOver, tpr.overNote)
	c.add("equal_opportunity_ratio method=to_overall", "", "", tpr.ratioOver, tpr.overNote)
	note, over := firstOf(tpr.note, fpr.note), firstOf(tpr.overNote, fpr.overNote)
	// Worst case is Python's min and max over a Series, in the order TPR, FPR; the mean is that of pandas, which skips NaN.
	worst := func(r1, r2 float64, n string) (float64, string) {
		x := pythonMin(r1, r2)
		return x, firstOf(n, when(!math.IsNaN(x) && (math.IsNaN(r1) || math.IsNaN(r2)), NoteUndefinedDropped))
	}
	mean := func(r1, r2 float64, n string) (float64, string) {
		return skipNaN(func(x, y float64) float64 { return (x + y) / 2 }, r1, r2),
			firstOf(n, when(math.IsNaN(r1) != math.IsNaN(r2), NoteUndefinedDropped))
	}
	c.add("equalized_odds_difference", "", "", pythonMax(tpr.difference, fpr.difference), note)
	c.add("equalized_odds_difference agg=mean", "", "", (tpr.difference+fpr.difference)/2, note)
	c.add("equalized_odds_difference method=to_overall", "", "", pythonMax(tpr.differenceOver, fpr.differenceOver), over)
	c.add("equalized_odds_difference method=to_overall agg=mean", "", "", (tpr.differenceOver+fpr.differenceOver)/2, over)
	x, n := worst(tpr.ratio, fpr.ratio, note)
	c.add("equalized_odds_ratio", "", "", x, n)
	x, n = mean(tpr.ratio, fpr.ratio, note)
	c.add("equalized_odds_ratio agg=mean", "", "", x, n)
	x, n = worst(tpr.ratioOver, fpr.ratioOver, over)
	c.add("equalized_odds_ratio method=to_overall", "", "", x, n)
	x, n = mean(tpr.ratioOver, fpr.ratioOver, over)
	c.add("equalized_odds_ratio method=to_overall agg=mean", "", "", x, n)
}

// skipNaN combines two numbers as pandas does: one that is NaN is left out.
func skipNaN(combine func(x, y float64) float64, x, y float64) float64 {
	switch {
	case math.IsNaN(x):
		return y
	case math.IsNaN(y):
		return x
	}
	return combine(x, y)
}

// firstOf returns the first note that is not empty.
func firstOf(notes ...string) string {
	for _, n := range notes {
		if n != "" {
			return n
		}
	}
	return ""
}
