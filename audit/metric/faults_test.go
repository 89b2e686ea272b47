package metric

import (
	"math"
	"testing"

	"auditd/audit"
)

// The remaining faults of the tools, each on the smallest counts that show it. The arithmetic stands beside the number; the
// behaviour is that of the code named in the profile's Source.

func TestFaultsOfFairlearn(t *testing.T) {
	nan := math.NaN()
	// No true positives at all: the ratio of true positive rates is 0/0. Python's min keeps its first argument against NaN.
	check(t, profileFairlearn, twoGroups(counts(0, 1, 2, 1), counts(0, 1, 2, 3)), []wanted{
		{"equal_opportunity_ratio", "", nan, ""},
		{"equalized_odds_ratio", "", nan, ""},
		{"equalized_odds_ratio agg=mean", "", .5, NoteUndefinedDropped}, // pandas' mean skips NaN: .25/.5
	})
	// No false positives at all: the second argument is NaN and is dropped. TPR .5 and 1.
	check(t, profileFairlearn, twoGroups(counts(1, 0, 1, 2), counts(2, 0, 0, 2)), []wanted{
		{"equalized_odds_ratio", "", .5, NoteUndefinedDropped},
		{"equalized_odds_ratio agg=mean", "", .5, NoteUndefinedDropped},
		{"equalized_odds_difference", "", .5, ""},
	})
	check(t, profileFairlearn, f1, []wanted{
		{"balanced_accuracy_score", "d", .7, ""}, // (.6 + .8)/2
		{"f1_score", "d", .631579, ""},           // 2·24/(40 + 36)
	})
	// One label value: scikit-learn takes the mean of the recalls that exist.
	check(t, profileFairlearn, twoGroups(counts(0, 1, 0, 3), counts(3, 0, 1, 0)), []wanted{
		{"balanced_accuracy_score", "A", .75, NoteUndefinedDropped},
		{"balanced_accuracy_score", "B", .75, NoteUndefinedDropped},
	})
}

func TestFaultsOfAIF360(t *testing.T) {
	// Everybody in B is selected: its false omission rate is 0/0, printed as 0; A's is 1/2.
	check(t, profileAIF360, twoGroups(counts(1, 1, 1, 1), counts(2, 2, 0, 0)), []wanted{
		{"FOR", "B", 0, NoteZeroForUndefined},
		{"NPV", "B", 0, NoteZeroForUndefined},
		{"false_omission_rate_difference", "", -.5, NoteUndefinedAsZero},
		{"false_omission_rate_ratio", "", 0, NoteUndefinedAsZero},
		{"average_predictive_value_difference", "", -.25, NoteUndefinedAsZero}, // ((.5 − .5) + (0 − .5))/2
	})
	// B has no negative labels. The classes give NaN; the scikit-learn interface takes the specificity of nobody for 0, so that
	// the false positive rate of nobody is 1: ((.5 − .5) + (1 − .5))/2.
	check(t, profileAIF360, twoGroups(counts(1, 1, 1, 1), counts(1, 0, 1, 0)), []wanted{
		{"average_odds_difference", "", math.NaN(), ""},
		{"equalized_odds_difference", "", math.NaN(), ""}, // NaN comes first and stays
		{"sklearn.average_odds_difference", "", .25, NoteUndefinedAsZero},
		{"sklearn.average_odds_error", "", .25, NoteUndefinedAsZero},
	})
	// B of Z1 has one label value: smoothed by a whole person there, (0+1)/(4+1) = .2, against .5; ln(.5/.2). The classes smooth
	// by half a person: (0+.5)/5 = .1; ln(.5/.1).
	check(t, profileAIF360, z1, []wanted{
		{"sklearn.smoothed_edf", "", .916291, NoteOneClassSmoothing},
		{"dataset.smoothed_empirical_differential_fairness", "", 1.609438, ""},
		{"sklearn.kl_divergence", "", math.Inf(1), ""}, // A has positive labels, B none
	})
	// Everybody a false negative: mean benefit 0.
	check(t, profileAIF360, twoGroups(counts(0, 0, 2, 0), counts(0, 0, 2, 0)), []wanted{
		{"generalized_entropy_index", "", math.NaN(), ""},
	})
}

func TestFaultsOfClarify(t *testing.T) {
	// Facet A of Z1 against B, which has negative labels only. Only that value is shared: P_a = 1, P_d = .5.
	check(t, profileClarify, z1, []wanted{
		{"KL", "A", .693147, NoteCategoryDropped}, // ln(1/.5)
		{"JS", "A", .042475, NoteCategoryDropped}, // ½(ln(1/.75) + .5 ln(.5/.75))
		{"LP", "A", .5, NoteCategoryDropped},      // |1 − .5|
		{"TVD", "A", .25, NoteCategoryDropped},    // half of it; the true distance is .5
		{"KS", "A", .5, NoteCategoryDropped},      // the same
	})
	// Nobody selected, both have positive labels: infinite less infinite is 0 for acceptance and for treatment equality.
	check(t, profileClarify, twoGroups(counts(0, 0, 2, 2), counts(0, 0, 1, 3)), []wanted{
		{"DCA", "B", 0, NoteSameWithoutContrast},
		{"TE", "B", 0, NoteSameWithoutContrast},
		{"DAR", "B", 0, NoteUndefinedAsZero},
	})
	// The tool raises an error: no other facet, no shared label value, mean benefit 0, nobody accepted anywhere.
	strata := func(in ProfileAttribute) ProfileAttribute {
		var row []audit.Counts
		for _, g := range in.Groups {
			row = append(row, g.Counts)
		}
		in.Strata = []ProfileStrata{{Variable: "z", Counts: [][]audit.Counts{row}}}
		return in
	}
	lone := ProfileAttribute{Name: "g", Groups: []GroupCounts{{group("A"), f1a}}}
	for _, tt := range []struct {
		what   string
		in     ProfileAttribute
		metric string
		note   string
	}{
		{"one facet", lone, "CI", NoteToolError},
		{"one facet", lone, "DI", NoteToolError},
		{"one facet", lone, "TE", NoteToolError},
		{"nothing shared", twoGroups(counts(2, 0, 2, 0), counts(0, 2, 0, 2)), "JS", NoteToolError},
		{"only false negatives", twoGroups(counts(0, 0, 2, 0), counts(0, 0, 2, 0)), "GE", NoteToolError},
		{"nobody selected", strata(z2), "CDDPL", NoteToolError},
		{"no strata", z2, "CDDL", NoteNeedsGroupVariable},
	} {
		found := false
		for _, v := range profileClarify.Values(ProfileInput{Favourable: true, Attributes: []ProfileAttribute{tt.in}}) {
			if v.Metric == tt.metric && v.Group == "A" {
				found = v.Value == nil && v.Text == "error" && v.Note == tt.note
			}
		}
		if !found {
			t.Errorf("%s: %s is not given as an error with note %s", tt.what, tt.metric, tt.note)
		}
	}
	for _, v := range profileClarify.Values(ProfileInput{Favourable: true, Attributes: []ProfileAttribute{f1}}) {
		if v.Metric == "FT" && (v.Value != nil || v.Text != "" || v.Note != NoteNeedsRows) {
			t.Errorf("the flip test needs rows, yet it is %+v", v)
		}
	}
}

func TestFaultsOfAequitas(t *testing.T) {
	texts := func(attributes ...ProfileAttribute) map[valueKey]audit.ToolValue {
		m := map[valueKey]audit.ToolValue{}
		for _, v := range profileAequitas.Values(ProfileInput{Attributes: attributes}) {
			m[valueKey{metric: v.Metric, group: v.Group}] = v
		}
		return m
	}
	// Everybody positive and selected: every error rate is 0/0 or has no denominator, so that no supervised verdict exists, and
	// the overall one passes.
	got := texts(twoGroups(counts(5, 0, 0, 0), counts(5, 0, 0, 0)))
	for _, tt := range []struct{ metric, want, note string }{
		{"predefined.Impact Parity", "True", ""},
		{"predefined.TypeI Parity", "nan", ""},
		{"predefined.Supervised Fairness", "nan", ""},
		{"Unsupervised Fairness", "True", ""},
		{"Supervised Fairness", "True", NoteUndefinedFair},
		{"Overall Fairness", "True", ""},
	} {
		if v := got[valueKey{metric: tt.metric}]; v.Text != tt.want || v.Note != tt.note {
			t.Errorf("%s: got %q with note %q, want %q with %q", tt.metric, v.Text, v.Note, tt.want, tt.note)
		}
	}
	// Groups of one size: the first is the majority. A group without negatives is left aside in the attribute's FPR parity.
	three := ProfileAttribute{Name: "g", Reference: -1, Groups: []GroupCounts{
		{group("A"), counts(1, 1, 1, 1)}, {group("B"), counts(1, 1, 1, 1)}, {group("C"), counts(2, 0, 2, 0)},
	}}
	got = texts(three)
	if ref := got[valueKey{"major_group.fpr_disparity", "B", ""}].Reference; ref != "A" {
		t.Errorf("majority of equals: got %s, want A", ref)
	}
	if v := got[valueKey{metric: "major_group.FPR Parity"}]; v.Text != "True" || v.Note != NoteUndefinedDropped {
		t.Errorf("FPR parity of the attribute: got %+v, want True with a note", v)
	}
	if _, ok := got[valueKey{metric: "predefined.FPR Parity"}]; ok {
		t.Error("there is no reference group, yet there are disparities against one")
	}
	// A parity that is undefined beside one that is True makes False: FNR of C is .5 against .5, its FPR has no denominator.
	if v := got[valueKey{"major_group.Equalized Odds", "C", ""}]; v.Text != "False" || v.Note != NoteUndefinedUnfair {
		t.Errorf("equalized odds of C: got %+v, want False with a note", v)
	}
	// One unfair attribute decides overall.
	got = texts(three, f1)
	if v := got[valueKey{metric: "Overall Fairness"}]; v.Text != "False" {
		t.Errorf("overall: got %q, want False", v.Text)
	}
}

// The signed composites report the group farthest from the reference, whichever way it lies.
func TestFarthestGroup(t *testing.T) {
	groups := []GroupCounts{
		{group("r"), counts(50, 50, 50, 50)}, // TPR .5, FPR .5
		{group("a"), counts(60, 60, 40, 40)}, // +.1, +.1
		{group("b"), counts(20, 20, 80, 80)}, // −.3, −.3
		// Nobody positive: half of its mean is undefined, and −.45 of the other half must not win.
		{group("c"), counts(0, 5, 0, 95)},
	}
	a := averageOddsDifference.Aggregate(groups, 0, 0, true)
	if a.Value == nil {
		t.Fatal(a.Why)
	}
	near(t, "average odds", float64(*a.Value), -.3, 1e-12)
	if a.GroupsUsed != 3 || len(a.GroupsLeft) != 1 || a.GroupsLeft[0].Why != WhyNoPositive {
		t.Errorf("used %d, left out %v, want c left out", a.GroupsUsed, a.GroupsLeft)
	}
	if a.Low.Label() != "b" || a.High.Label() != "r" {
		t.Errorf("got %s against %s, want b against r", a.Low.Label(), a.High.Label())
	}
}

// Where nearly everybody is selected, the complement decides: (90.5/101, 99.5/101) gives ln(10.5/1.5) = 1.945910.
func TestDifferentialFairnessOfComplement(t *testing.T) {
	groups := []GroupCounts{{group("a"), counts(90, 0, 10, 0)}, {group("b"), counts(99, 0, 1, 0)}}
	a := smoothedDifferentialFairness.Aggregate(groups, 0, 0, true)
	near(t, "ε", float64(*a.Value), 1.945910, 5e-7)
}

// Weights that sum to zero leave nothing to divide by, whatever the number of people.
func TestZeroWeights(t *testing.T) {
	c, weightless := counts(1, 1, 1, 1), counts(2, 2, 2, 2)
	c.W[audit.Positive][audit.Selected] = 1
	_, status, why := selectionRate.Value(weightless, c.Add(weightless), true)
	if status != audit.StatusZeroDenominator || why != WhyNoDecisions {
		t.Errorf("got %s %s, want zero_denominator", status, why)
	}
}
