package metric

import (
	"testing"

	"auditd/audit"
)

// f1 is F1 of methods.md 0.6 with the advantaged group as reference.
var f1 = ProfileAttribute{Name: "g", Groups: []GroupCounts{{Group: group("a"), Counts: f1a}, {Group: group("d"), Counts: f1d}}}

// methods.md 3.2: Clarify on F1, obtained there by running smclarify. Facet d.
func TestClarifyOfF1(t *testing.T) {
	check(t, profileClarify, f1, []wanted{
		{"CI", "d", .333333, ""},
		{"DPL", "d", .1, ""},
		{"KL", "d", .020410997, ""},
		{"JS", "d", .005059390, ""},
		{"LP", "d", .141421356, ""},
		{"TVD", "d", .1, ""},
		{"KS", "d", .1, ""},
		{"DPPL", "d", .24, ""},
		{"DI", "d", .6, ""},
		{"DCA", "d", -.277778, ""},
		{"DCR", "d", -.3125, ""},
		{"RD", "d", .24, ""},
		{"SD", "d", .16, ""},
		{"DAR", "d", .033333, ""},
		{"DRR", "d", -.05, ""},
		{"AD", "d", .02, ""},
		{"TE", "d", .888889, ""},
		{"GE", "d", .118891203, ""},
	})
}

// methods.md 3.3: AIF360 on F1; 8 for the entropy family.
func TestAIF360OfF1(t *testing.T) {
	check(t, profileAIF360, f1, []wanted{
		{"statistical_parity_difference", "", -.24, ""},
		{"disparate_impact", "", .6, ""},
		{"equal_opportunity_difference", "", -.24, ""},
		{"average_odds_difference", "", -.2, ""},
		{"average_abs_odds_difference", "", .2, ""},
		{"equalized_odds_difference", "", .24, ""},
		{"average_predictive_value_difference", "", .008333, NoteSignsCancel}, // (−.033333 + .05)/2
		{"generalized_entropy_index", "", .118891, ""},
		{"theil_index", "", .158617, ""},
		{"coefficient_of_variation", "", .487629, ""},
		{"between_group_generalized_entropy_index", "", .001963, ""},
	})
}

// methods.md 3.4: Fairlearn on F1.
func TestFairlearnOfF1(t *testing.T) {
	check(t, profileFairlearn, f1, []wanted{
		{"demographic_parity_difference", "", .24, ""},
		{"demographic_parity_ratio", "", .6, ""},
		{"demographic_parity_difference method=to_overall", "", .16, ""},
		{"demographic_parity_ratio method=to_overall", "", .692308, ""},
		{"selection_rate", "", .52, ""},
		{"equalized_odds_difference", "", .24, ""},
		{"equalized_odds_difference agg=mean", "", .2, ""},
		{"equalized_odds_ratio", "", .555556, ""},
		{"equal_opportunity_difference", "", .24, ""},
		{"equal_opportunity_ratio", "", .714286, ""},
	})
}

// methods.md 3.5: Aequitas on F1, and the parities that follow with τ = .8: only fdr (1.111111) and for (1.25, the very edge, met
// exactly in floating point as .25/.2) are within [.8, 1.25].
func TestAequitasOfF1(t *testing.T) {
	check(t, profileAequitas, f1, []wanted{
		{"predefined.ppr_disparity", "d", .3, NoteHeadCount},
		{"predefined.pprev_disparity", "d", .6, ""},
		{"predefined.fdr_disparity", "d", 1.111111, ""},
		{"predefined.fpr_disparity", "d", .555556, ""},
		{"predefined.fnr_disparity", "d", 2.5, ""},
		{"predefined.for_disparity", "d", 1.25, ""},
	})
	answers := map[string]string{}
	for _, v := range profileAequitas.Values(ProfileInput{Attributes: []ProfileAttribute{f1}}) {
		if v.Group == "d" || v.Attribute == "" {
			answers[v.Metric] = v.Text
		}
	}
	for _, tt := range []struct{ metric, want string }{
		{"predefined.Statistical Parity", "False"},
		{"predefined.Impact Parity", "False"},
		{"predefined.FDR Parity", "True"},
		{"predefined.FOR Parity", "True"},
		{"predefined.FPR Parity", "False"},
		{"predefined.TypeI Parity", "False"},          // FDR and FPR
		{"predefined.TypeII Parity", "False"},         // FOR and FNR
		{"predefined.Equalized Odds", "False"},        // FPR and TPR
		{"predefined.Supervised Fairness", "False"},   // Type I and Type II
		{"predefined.Unsupervised Fairness", "False"}, // both parities of selection
		{"Overall Fairness", "False"},
	} {
		if answers[tt.metric] != tt.want {
			t.Errorf("%s: got %q, want %q", tt.metric, answers[tt.metric], tt.want)
		}
	}
}

// The native composites on F1: methods.md 3.3, 3.4 and 8, and the arithmetic in the comments.
func TestCompositesOfF1(t *testing.T) {
	for _, tt := range []struct {
		name string
		want float64
	}{
		{"demographic_parity_difference", .24},
		{"demographic_parity_ratio", .6},
		{"equal_opportunity_difference", .24},
		{"equalized_odds_difference", .24},
		{"equalized_odds_mean_difference", .2},
		{"equalized_odds_ratio", .555556},
		{"average_odds_difference", -.2},
		{"average_absolute_odds_difference", .2},
		{"predictive_parity_difference", .033333}, // .7 − .666667
		{"sufficiency_difference", .05},           // NPV .8 − .75 is wider
		{"average_predictive_value_difference", .008333},
		{"accuracy_difference", .02},                          // .74 − .72
		{"error_rate_ratio", .928571},                         // .26/.28
		{"treatment_equality_difference", .888889},            // Clarify's TE, 12/9 − 4/9
		{"smoothed_differential_fairness", .506153},           // methods.md 3.3
		{"differential_fairness_bias_amplification", .285482}, // .506153 less that of the labels: ln(100.5/201) − ln(40.5/101) = .220671
		{"generalized_entropy_index", .118891},
		{"theil_index", .158617},
		{"coefficient_of_variation", .487629},
		{"between_group_generalized_entropy_index", .001963},
		{"between_group_coefficient_of_variation", .062657}, // √(2·.001963)
	} {
		c, ok := GetComposite(tt.name)
		if !ok {
			t.Fatalf("no composite %s", tt.name)
		}
		a := c.Aggregate(f1.Groups, 0, 30, true)
		if a.Value == nil {
			t.Errorf("%s: no value: %s", tt.name, a.Why)
			continue
		}
		near(t, tt.name, float64(*a.Value), tt.want, 5e-6)
		if a.GroupsUsed != 2 || len(a.GroupsLeft) != 0 || a.Metric != tt.name || a.Kind == "" {
			t.Errorf("%s: used %d, left out %v, metric %s, kind %q", tt.name, a.GroupsUsed, a.GroupsLeft, a.Metric, a.Kind)
		}
	}
}

// methods.md 3.6: Chouldechova's identity, F1 d: .4/.6·(1/3)/(2/3)·.6 = .2.
func TestIdentityOfF1(t *testing.T) {
	id, ok := IdentityOf(f1d)
	if !ok {
		t.Fatal("the identity of d is undefined")
	}
	near(t, "base rate", id.BaseRate, .4, 1e-12)
	near(t, "PPV", id.PositivePredictiveValue, 2./3, 1e-12)
	near(t, "FNR", id.FalseNegativeRate, .4, 1e-12)
	near(t, "FPR", id.FalsePositiveRate, .2, 1e-12)
	near(t, "implied FPR", id.Implied, .2, 1e-12)
	if _, ok := IdentityOf(counts(0, 3, 2, 1)); ok {
		t.Error("PPV 0 divides by zero, yet there is an identity")
	}
	if _, ok := IdentityOf(counts(3, 0, 2, 0)); ok {
		t.Error("nobody has a negative label, yet there is an identity")
	}
}

// methods.md 5.1: two strata with (n of a, n of d; selected of a, of d) = (120, 40; 90, 20) and (80, 60; 30, 16) give
// CDD .172485, equal to Clarify's; and a stratum in which nobody is accepted, which Clarify takes for a share of 0.
func TestClarifyConditional(t *testing.T) {
	decided := func(n, selected int64) audit.Counts {
		var c audit.Counts
		c.N[audit.NoLabel][audit.Selected], c.N[audit.NoLabel][audit.NotSelected] = selected, n-selected
		return c
	}
	in := ProfileAttribute{
		Name:      "g",
		Groups:    []GroupCounts{{Group: group("a"), Counts: decided(200, 120)}, {Group: group("d"), Counts: decided(100, 36)}},
		Reference: 0,
		Strata: []ProfileStrata{{Variable: "z", Counts: [][]audit.Counts{
			{decided(120, 90), decided(40, 20)},
			{decided(80, 30), decided(60, 16)},
		}}},
	}
	conditional := func() audit.ToolValue {
		t.Helper()
		for _, v := range profileClarify.Values(ProfileInput{Favourable: true, Attributes: []ProfileAttribute{in}}) {
			if v.Metric == "CDDPL" && v.Group == "d" && v.Stratum == "z" {
				return v
			}
		}
		t.Fatal("no CDDPL for d by z")
		return audit.ToolValue{}
	}
	v := conditional()
	near(t, "CDDPL", float64(*v.Value), .172485, 5e-7)
	if v.Note != "" {
		t.Errorf("note %q, want none", v.Note)
	}
	// A third stratum of 100 people, 50 of them d, all rejected: DD = 50/100 − 0 = .5, mean (300·.172485 + 100·.5)/400 = .254364.
	in.Groups[0].Counts = in.Groups[0].Counts.Add(decided(50, 0))
	in.Groups[1].Counts = in.Groups[1].Counts.Add(decided(50, 0))
	in.Strata[0].Counts = append(in.Strata[0].Counts, []audit.Counts{decided(50, 0), decided(50, 0)})
	v = conditional()
	near(t, "CDDPL with an empty share", float64(*v.Value), .254364, 1e-6)
	if v.Note != NoteEmptyShareZero {
		t.Errorf("note %q, want %q", v.Note, NoteEmptyShareZero)
	}
}
