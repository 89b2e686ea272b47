package metric

import (
	"math"

	"auditd/audit"
)

// A Profile repeats the numbers that another tool prints for the same counts, so that a department can check them against its
// own run of that tool. Faults are repeated too, each with a note.
//
// All profiles count people, not weights. Where the data have both decisions and labels, they use the people with both, because
// none of the tools takes a missing one; where the data have only one of the two, they give the numbers that need no other.
type Profile struct {
	Name    string // as a plan names it, such as fairlearn
	Version string // of the tool whose behaviour is matched
	Source  string // where the tool is kept
	// Values returns the numbers, attributes in the order of the input, metrics in a fixed order.
	Values func(in ProfileInput) []audit.ToolValue
}

// ProfileInput is what the tools are given.
type ProfileInput struct {
	// Favourable says whether being selected is good for the person. Fairlearn and Aequitas know no direction and take selected
	// and positive for 1 always. AIF360 and Clarify are told which value is favourable: when this is false, not being selected
	// and the negative label are their favourable value.
	Favourable bool
	Attributes []ProfileAttribute
}

// ProfileAttribute is one protected attribute, or one intersection, as a tool is given it.
type ProfileAttribute struct {
	Name      string
	Groups    []GroupCounts // the unknown group, if any, included; in a fixed order that breaks ties
	Reference int           // index of the reference group; −1 when there is none
	Strata    []ProfileStrata
}

// ProfileStrata are the counts of every group in every stratum of one variable, for Clarify's conditional metrics.
type ProfileStrata struct {
	Variable string
	Counts   [][]audit.Counts // [stratum][group], groups in the order of ProfileAttribute.Groups
}

// Notes of the profiles: keys of the message catalogues that say where a tool's answer misleads.
const (
	NoteZeroForUndefined    = "tool_prints_zero_for_undefined"       // the rate has no denominator, the tool prints 0
	NoteUndefinedAsZero     = "tool_counts_undefined_group_as_zero"  // an aggregate takes such a 0 for a rate
	NoteUndefinedDropped    = "tool_drops_undefined_rate"            // an aggregate goes on without the undefined half
	NoteInfinityCapped      = "tool_prints_ten_for_infinity"         // x/0 is printed as 10
	NoteUndefinedUnfair     = "tool_counts_undefined_as_unfair"      // one parity is undefined, the verdict is False
	NoteUndefinedFair       = "tool_counts_undefined_as_fair"        // nothing is defined, the verdict is True
	NoteHeadCount           = "tool_compares_head_counts"            // shares of all selected, not rates
	NoteCategoryDropped     = "tool_drops_category_absent_in_one"    // a label value that one side lacks is left out
	NoteEmptyShareZero      = "tool_takes_empty_share_for_zero"      // a stratum without accepted or rejected people
	NoteUnknownDropped      = "tool_drops_unknown_group"             // people with an unknown value are in no group
	NoteUnknownInOverall    = "tool_keeps_unknown_in_overall"        // they are in the overall rate although in no group
	NoteUnknownInOthers     = "tool_counts_unknown_among_others"     // they are part of everybody else
	NoteDecisionTakenLabel  = "tool_takes_decision_for_label"        // there is no label column
	NoteSignsCancel         = "tool_lets_signs_cancel"               // 0 or near it although both halves differ
	NoteOneClassSmoothing   = "tool_smooths_one_class_differently"   // a group with one label value gets another smoothing
	NoteGroupsNotStrata     = "tool_conditions_on_groups_not_strata" // the conditional number is over groups
	NoteToolError           = "tool_raises_error"                    // the tool gives no number but an error
	NoteNeedsGroupVariable  = "tool_needs_group_variable"            // no stratum was declared
	NoteNeedsRows           = "tool_needs_rows"                      // the number cannot be had from counts
	NoteSameWithoutContrast = "tool_prints_no_difference_between_infinities"

	NoteUndefinedAsOne        = "tool_prints_one_for_undefined"            // a rate without a denominator is 1
	NoteWholePopulation       = "tool_divides_by_whole_population"         // a group's share of a count of everybody, called a rate
	NoteOneDirection          = "tool_compares_one_way_only"               // first over second, so that one side is never found low
	NoteRounded               = "tool_rounds_before_comparing"             // rates are rounded and then subtracted or divided
	NoteOtherGroupsCounts     = "tool_takes_counts_of_other_group"         // one group's false negatives stand in for the other's
	NoteExcludedSetsReference = "tool_lets_excluded_group_set_reference"   // a group without a ratio of its own is the highest
	NoteFormulaDiffers        = "tool_departs_from_definition"             // the formula is not the one the name stands for
	NoteNameMisleads          = "tool_name_misleads"                       // the number is sound and means something else
	NoteSharesAsSample        = "tool_takes_shares_for_sample"             // a distance between the shares as if they were observations
	NotePartOfWhole           = "tool_compares_with_whole_of_which_a_part" // the group is part of what it is compared with
)

// Notes returns every note above in a fixed order, so that a catalogue can be checked for completeness.
func Notes() []string {
	return []string{
		NoteZeroForUndefined, NoteUndefinedAsZero, NoteUndefinedDropped, NoteInfinityCapped, NoteUndefinedUnfair, NoteUndefinedFair,
		NoteHeadCount, NoteCategoryDropped, NoteEmptyShareZero, NoteUnknownDropped, NoteUnknownInOverall, NoteUnknownInOthers,
		NoteDecisionTakenLabel, NoteSignsCancel, NoteOneClassSmoothing, NoteGroupsNotStrata, NoteToolError, NoteNeedsGroupVariable,
		NoteNeedsRows, NoteSameWithoutContrast, NoteUndefinedAsOne, NoteWholePopulation, NoteOneDirection, NoteRounded,
		NoteOtherGroupsCounts, NoteExcludedSetsReference, NoteFormulaDiffers, NoteNameMisleads, NoteSharesAsSample, NotePartOfWhole,
	}
}

// profiles is the table of all profiles in their fixed order.
var profiles = []Profile{
	profileFairlearn, profileAIF360, profileAequitas, profileClarify, profileHolisticAI, profileVeritas, profileAIVerify, profileLiFT,
	profileTrustyAI, profileMlr3fairness, profileGiskard, profileAuditAI, profileFairnessIndicators, profileVerifyWise,
	profileDivExplorer, profileResponsibleAI,
}

// Profiles returns every profile in a fixed order.
func Profiles() []Profile { return append([]Profile(nil), profiles...) }

// GetProfile returns the profile of that name and whether there is one.
func GetProfile(name string) (Profile, bool) {
	for _, p := range profiles {
		if p.Name == name {
			return p, true
		}
	}
	return Profile{}, false
}

// A confusion is a group as the tools see it. Fields that the data do not have are zero.
type confusion struct {
	tp, fp, fn, tn float64
	sel, not       float64 // selected, not selected
	pos, neg       float64 // label positive, negative
}

// n returns the number of people.
func (c confusion) n() float64 { return max(c.sel+c.not, c.pos+c.neg) }

// add returns the sum of two disjoint groups.
func (c confusion) add(d confusion) confusion {
	return confusion{
		tp: c.tp + d.tp, fp: c.fp + d.fp, fn: c.fn + d.fn, tn: c.tn + d.tn,
		sel: c.sel + d.sel, not: c.not + d.not, pos: c.pos + d.pos, neg: c.neg + d.neg,
	}
}

// columns says which columns the data have.
type columns struct{ decision, label bool }

// columnsOf finds out from the counts.
func columnsOf(groups []GroupCounts) columns {
	var c columns
	for _, g := range groups {
		c.decision = c.decision || g.Counts.Sum(anyLabel, decisions).N > 0
		c.label = c.label || labelled(g.Counts) > 0
	}
	return c
}

// confusionOf returns the group as a tool sees it, flipped when the other value is the favourable one.
func confusionOf(c audit.Counts, have columns, flip bool) confusion {
	if flip {
		c = Flip(c)
	}
	n := func(ls []audit.Label, ds []audit.Decision) float64 { return float64(c.Sum(ls, ds).N) }
	switch {
	case have.decision && have.label:
		k := confusion{tp: float64(c.TP()), fp: float64(c.FP()), fn: float64(c.FN()), tn: float64(c.TN())}
		k.sel, k.not, k.pos, k.neg = k.tp+k.fp, k.fn+k.tn, k.tp+k.fn, k.fp+k.tn
		return k
	case have.decision:
		return confusion{sel: n(anyLabel, selected), not: n(anyLabel, notSelected)}
	default:
		return confusion{pos: n(positive, anyDecision), neg: n(negative, anyDecision)}
	}
}

// A toolGroup is a group with a known value and at least one person whom the tool can use.
type toolGroup struct {
	name string
	at   int // index into ProfileAttribute.Groups
	confusion
}

// A toolView is an attribute as a tool sees it.
type toolView struct {
	have    columns
	groups  []toolGroup // known, not empty
	ref     int         // index into groups, −1 when the reference is none of them
	unknown confusion   // people with an unknown value
}

// viewOf prepares an attribute for a tool.
func viewOf(at ProfileAttribute, flip bool) toolView {
	v := toolView{have: columnsOf(at.Groups), ref: -1}
	for i, g := range at.Groups {
		c := confusionOf(g.Counts, v.have, flip)
		switch {
		case g.Group.IsUnknown():
			v.unknown = v.unknown.add(c)
		case c.n() > 0:
			if i == at.Reference {
				v.ref = len(v.groups)
			}
			v.groups = append(v.groups, toolGroup{name: g.Group.Label(), at: i, confusion: c})
		}
	}
	return v
}

// all returns the sum of the known groups.
func (v toolView) all() confusion {
	var sum confusion
	for _, g := range v.groups {
		sum = sum.add(g.confusion)
	}
	return sum
}

// others returns the sum of the known groups but one.
func (v toolView) others(but int) confusion {
	var sum confusion
	for i, g := range v.groups {
		if i != but {
			sum = sum.add(g.confusion)
		}
	}
	return sum
}

// A collector gathers the values of one attribute.
type collector struct {
	attribute string
	values    []audit.ToolValue
}

// add appends a number; what JSON has no number for is spelt out as Python prints it.
func (c *collector) add(metric, group, reference string, x float64, note string) {
	v := audit.ToolValue{Metric: metric, Attribute: c.attribute, Group: group, Reference: reference, Value: audit.Ptr(x), Note: note}
	switch {
	case math.IsNaN(x):
		v.Text = "nan"
	case math.IsInf(x, 1):
		v.Text = "inf"
	case math.IsInf(x, -1):
		v.Text = "-inf"
	}
	c.values = append(c.values, v)
}

// say appends a value that is no number: a verdict, or the absence of one.
func (c *collector) say(metric, group, reference, text, note string) {
	c.values = append(c.values, audit.ToolValue{Metric: metric, Attribute: c.attribute, Group: group, Reference: reference, Text: text, Note: note})
}

// divide divides as numpy does: 0/0 is NaN, x/0 infinite.
func divide(x, y float64) float64 { return x / y }

// divideOrZero divides and returns 0 for an empty denominator, with the note that says so.
func divideOrZero(x, y float64) (float64, string) {
	if y == 0 {
		return 0, NoteZeroForUndefined
	}
	return x / y, ""
}

// pythonMax is Python's max of two: a comparison with NaN is false, so that the first argument stays.
func pythonMax(first, second float64) float64 {
	if second > first {
		return second
	}
	return first
}

// pythonMin is Python's min of two, which treats NaN likewise.
func pythonMin(first, second float64) float64 {
	if second < first {
		return second
	}
	return first
}

// when returns the note if the condition holds.
func when(condition bool, note string) string {
	if condition {
		return note
	}
	return ""
}
