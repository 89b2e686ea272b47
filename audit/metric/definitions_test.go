package metric

import (
	"math"
	"testing"

	"auditd/audit"
)

// D1 of definitions.md 4.1: twelve rows from smclarify's own tests, privileged M.
var d1 = ProfileAttribute{
	Name: "sex",
	Groups: []GroupCounts{
		{Group: group("F"), Counts: counts(2, 2, 1, 2)},
		{Group: group("M"), Counts: counts(0, 2, 2, 1)},
	},
	Reference: 1,
}

// The undefined cases of definitions.md 4.2, reference A.
var (
	// Z1: group B has no positive labels (A: y 1100, ŷ 1010; B: y 0000, ŷ 1000).
	z1 = twoGroups(counts(1, 1, 1, 1), counts(0, 1, 0, 3))
	// Z2: nobody is selected; the labels are those of Z1.
	z2 = twoGroups(counts(0, 0, 2, 2), counts(0, 0, 0, 4))
	// Z3: A has no selections, B 1 of 4; the labels are those of Z1.
	z3 = twoGroups(counts(0, 0, 2, 2), counts(0, 1, 0, 3))
)

func twoGroups(a, b audit.Counts) ProfileAttribute {
	return ProfileAttribute{Name: "g", Groups: []GroupCounts{{Group: group("A"), Counts: a}, {Group: group("B"), Counts: b}}}
}

// A wanted is one expected number of a profile; not a number and infinite are math.NaN and math.Inf.
type wanted struct {
	metric, group string
	want          float64
	note          string // "-" means: whatever
}

// check runs a profile with a favourable decision on one attribute.
func check(t *testing.T, p Profile, in ProfileAttribute, tests []wanted) {
	t.Helper()
	values := p.Values(ProfileInput{Favourable: true, Attributes: []ProfileAttribute{in}})
	got := map[valueKey]audit.ToolValue{}
	for _, v := range values {
		k := valueKey{v.Metric, v.Group, v.Stratum}
		if _, taken := got[k]; !taken { // AIF360's numbers over all groups repeat the pair's name without a reference
			got[k] = v
		}
	}
	for _, tt := range tests {
		k := valueKey{metric: tt.metric, group: tt.group}
		x := numberOf(t, got, k)
		switch {
		case math.IsNaN(tt.want):
			if got[k].Text != "nan" || got[k].Value != nil {
				t.Errorf("%s %s: got %v %q, want nan", p.Name, tt.metric, got[k].Value, got[k].Text)
			}
		case math.IsInf(tt.want, 1):
			if got[k].Text != "inf" || got[k].Value != nil {
				t.Errorf("%s %s: got %v %q, want inf", p.Name, tt.metric, got[k].Value, got[k].Text)
			}
		default:
			near(t, p.Name+" "+tt.metric+" "+tt.group, x, tt.want, 5e-7)
		}
		if tt.note != "-" && got[k].Note != tt.note {
			t.Errorf("%s %s %s: note %q, want %q", p.Name, tt.metric, tt.group, got[k].Note, tt.note)
		}
	}
}

// Every number of definitions.md 4.1 that belongs to one of the four tools, "run" there. One table a tool; long because it is the
// whole of the page.
func TestDefinitionsD1(t *testing.T) {
	check(t, profileFairlearn, d1, []wanted{
		{"demographic_parity_difference", "", .171429, ""},
		{"demographic_parity_ratio", "", .7, ""},
		{"demographic_parity_difference method=to_overall", "", .1, ""},
		{"demographic_parity_ratio method=to_overall", "", .8, ""},
		{"equal_opportunity_difference", "", .666667, ""},
		{"equal_opportunity_ratio", "", 0, ""},
		{"equal_opportunity_difference method=to_overall", "", .4, ""},
		{"equal_opportunity_ratio method=to_overall", "", 0, ""},
		{"equalized_odds_difference", "", .666667, ""},
		{"equalized_odds_difference agg=mean", "", .416667, ""},
		{"equalized_odds_difference method=to_overall", "", .4, ""},
		{"equalized_odds_difference method=to_overall agg=mean", "", .247619, ""},
		{"equalized_odds_ratio", "", 0, ""},
		{"equalized_odds_ratio agg=mean", "", .375, ""},
	})
	check(t, profileAIF360, d1, []wanted{
		{"disparate_impact", "", 1.428571, ""},
		{"statistical_parity_difference", "", .171429, ""},
		{"average_odds_difference", "", .25, NoteSignsCancel},
		{"average_abs_odds_difference", "", .416667, ""},
		{"equalized_odds_difference", "", .666667, ""},
		{"average_predictive_value_difference", "", .083333, NoteSignsCancel},
		{"false_positive_rate_ratio", "", .75, ""},
		{"false_discovery_rate_ratio", "", .5, ""},
		{"error_rate_ratio", "", .535714, ""},
		{"generalized_entropy_index", "", .245562130178, ""},
		{"theil_index", "", .346509403440, ""},
		{"coefficient_of_variation", "", .700802583011, ""},
		{"between_group_theil_index", "", .002130457018, ""},
		{"sklearn.class_imbalance", "", .166667, ""},
		{"sklearn.kl_divergence", "", .001676950, ""},
		{"sklearn.conditional_demographic_disparity", "", -.004761905, NoteGroupsNotStrata},
		{"sklearn.smoothed_edf", "", .048790164, ""},
	})
	check(t, profileClarify, d1, []wanted{
		{"CI", "F", -.166667, ""},
		{"DPL", "F", -.028571, ""},
		{"KL", "F", .001677, ""},
		{"JS", "F", .000421, "-"},
		{"LP", "F", .040406, ""},
		{"TVD", "F", .028571, ""},
		{"KS", "F", .028571, ""},
		{"DPPL", "F", -.171429, ""},
		{"DI", "F", 1.428571, ""},
		{"DCA", "F", .25, ""},
		{"DCR", "F", .333333, ""},
		{"RD", "F", -.666667, ""},
		{"SD", "F", .166667, ""},
		{"DAR", "F", -.5, ""},
		{"DRR", "F", .333333, ""},
		{"AD", "F", -.371429, ""},
		{"TE", "F", -.5, ""},
		// Facet M: the same with signs flipped, DI .7, KL .001688.
		{"CI", "M", .166667, ""},
		{"DPL", "M", .028571, ""},
		{"KL", "M", .001688, ""},
		{"JS", "M", .000421, ""},
		{"LP", "M", .040406, ""},
		{"TVD", "M", .028571, ""},
		{"KS", "M", .028571, ""},
		{"DPPL", "M", .171429, ""},
		{"DI", "M", .7, ""},
		{"DCA", "M", -.25, ""},
		{"DCR", "M", -.333333, ""},
		{"RD", "M", .666667, ""},
		{"SD", "M", -.166667, ""},
		{"DAR", "M", .5, ""},
		{"DRR", "M", -.333333, ""},
		{"AD", "M", .371429, ""},
		{"TE", "M", .5, ""},
	})
	check(t, profileAequitas, d1, []wanted{
		{"predefined.ppr_disparity", "F", 2, NoteHeadCount},
		{"predefined.pprev_disparity", "F", 1.428571, ""},
		{"predefined.precision_disparity", "F", 10, NoteInfinityCapped},
		{"predefined.fdr_disparity", "F", .5, ""},
		{"predefined.for_disparity", "F", .5, ""},
		{"predefined.fpr_disparity", "F", .75, ""},
		{"predefined.fnr_disparity", "F", .333333, ""},
		{"predefined.tpr_disparity", "F", 10, NoteInfinityCapped},
		{"predefined.tnr_disparity", "F", 1.5, ""},
		{"predefined.npv_disparity", "F", 2, ""},
	})
}

// definitions.md 4.2, case Z1: group B has no positive labels. "run" there; Fairlearn's rates by scikit-learn's nan_to_num.
func TestDefinitionsZ1(t *testing.T) {
	nan := math.NaN()
	check(t, profileFairlearn, z1, []wanted{
		{"true_positive_rate", "B", 0, NoteZeroForUndefined},
		{"false_negative_rate", "B", 0, NoteZeroForUndefined},
		{"equalized_odds_difference", "", .5, NoteUndefinedAsZero},
		{"equal_opportunity_difference", "", .5, NoteUndefinedAsZero},
	})
	check(t, profileAIF360, z1, []wanted{
		{"TPR", "B", nan, ""},
		{"average_odds_difference", "", nan, ""},
		{"equalized_odds_difference", "", .25, NoteUndefinedDropped},
		{"equal_opportunity_difference", "", nan, ""},
	})
	check(t, profileClarify, z1, []wanted{
		{"RD", "B", .5, NoteUndefinedAsZero},
		{"KL", "B", -.346574, NoteCategoryDropped}, // definitions.md 4.5
	})
	check(t, profileAequitas, z1, []wanted{{"tpr", "B", nan, ""}, {"predefined.tpr_disparity", "B", nan, ""}})
	answers := map[string]audit.ToolValue{}
	for _, v := range profileAequitas.Values(ProfileInput{Attributes: []ProfileAttribute{z1}}) {
		if v.Group == "B" {
			answers[v.Metric] = v
		}
	}
	for _, tt := range []struct{ metric, want string }{
		{"predefined.TPR Parity", "nan"},
		{"predefined.TypeII Parity", "False"},
		{"predefined.Equalized Odds", "False"},
		{"predefined.Supervised Fairness", "False"},
	} {
		if got := answers[tt.metric]; got.Text != tt.want || got.Value != nil {
			t.Errorf("aequitas %s: got %q, want %q", tt.metric, got.Text, tt.want)
		}
	}
	// Natively the criterion is undefined, and B is named with the reason.
	a := equalizedOddsDifference.Aggregate(z1.Groups, 0, 0, true)
	if a.Value != nil || a.Status != audit.StatusOneGroup || len(a.GroupsLeft) != 1 ||
		a.GroupsLeft[0].Why != WhyNoPositive || a.GroupsLeft[0].Group.Label() != "B" {
		t.Errorf("equalized odds of Z1: got %+v, want undefined with B left out", a)
	}
}

// definitions.md 4.2, case Z2: nobody is selected.
func TestDefinitionsZ2(t *testing.T) {
	nan := math.NaN()
	check(t, profileFairlearn, z2, []wanted{
		{"demographic_parity_ratio", "", nan, ""},
		{"demographic_parity_difference", "", 0, ""},
	})
	check(t, profileAIF360, z2, []wanted{
		{"disparate_impact", "", nan, ""},
		{"sklearn.disparate_impact_ratio", "", 0, NoteZeroForUndefined},
		{"PPV", "A", 0, NoteZeroForUndefined}, // definitions.md 4.6, 3
	})
	check(t, profileAequitas, z2, []wanted{{"predefined.pprev_disparity", "B", nan, ""}})
	check(t, profileClarify, z2, []wanted{{"DI", "B", 0, NoteZeroForUndefined}})
	a := demographicParityRatio.Aggregate(z2.Groups, 0, 0, true)
	if a.Value != nil || a.Status != audit.StatusUndefinedRatio || a.Why != WhyHighestRateZero {
		t.Errorf("demographic parity ratio of Z2: got %+v, want undefined", a)
	}
	if d := demographicParityDifference.Aggregate(z2.Groups, 0, 0, true); d.Value == nil || *d.Value != 0 {
		t.Errorf("demographic parity difference of Z2: got %+v, want 0", d)
	}
}

// definitions.md 4.2, case Z3: the reference has no selections, B 1 of 4.
func TestDefinitionsZ3(t *testing.T) {
	check(t, profileFairlearn, z3, []wanted{{"demographic_parity_ratio", "", 0, ""}})
	check(t, profileAIF360, z3, []wanted{{"disparate_impact", "", math.Inf(1), ""}})
	check(t, profileAequitas, z3, []wanted{{"predefined.pprev_disparity", "B", 10, NoteInfinityCapped}})
	check(t, profileClarify, z3, []wanted{{"DI", "B", math.Inf(1), ""}})
}

// definitions.md 4.2, last paragraph: people whose attribute is missing. Four rows, three in groups: Fairlearn keeps the fourth
// in overall only, Aequitas in total_entities only.
func TestUnknownPeople(t *testing.T) {
	in := ProfileAttribute{Name: "g", Groups: []GroupCounts{
		{Group: group("A"), Counts: counts(1, 0, 0, 0)},
		{Group: group("B"), Counts: counts(0, 0, 1, 1)},
		{Group: group(audit.Unknown), Counts: counts(0, 1, 0, 0)},
	}}
	check(t, profileFairlearn, in, []wanted{
		{"count", "A", 1, ""},
		{"count", "B", 2, ""},
		{"count", "", 4, NoteUnknownInOverall},
		{"selection_rate", "", .5, NoteUnknownInOverall}, // 2 of 4
	})
	check(t, profileAequitas, in, []wanted{
		{"total_entities", "A", 4, NoteUnknownInOverall},
		{"group_size", "B", 2, ""},
		{"ppr", "A", .5, NoteHeadCount}, // 1 of the 2 selected
	})
	// Clarify compares a facet with all other rows, missing ones included: (4−1−1)/4.
	check(t, profileClarify, in, []wanted{{"CI", "A", .5, NoteUnknownInOthers}})
	// AIF360 drops the row: 3 instances.
	check(t, profileAIF360, in, []wanted{{"num_instances", "", 3, NoteUnknownDropped}})
	for _, p := range Profiles() {
		for _, v := range p.Values(ProfileInput{Favourable: true, Attributes: []ProfileAttribute{in}}) {
			if v.Group == audit.Unknown || v.Reference == audit.Unknown {
				t.Errorf("%s: %s is given for the unknown group", p.Name, v.Metric)
			}
		}
	}
}
