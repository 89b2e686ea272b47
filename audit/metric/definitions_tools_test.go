package metric

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"auditd/audit"
)

// The rows of definitions.md 4.1 for Holistic AI (group_a = F, run there), Veritas, AI Verify and LiFT (recomputed there), each
// to the printed digits. Where the tool is wrong the table has its number and the true one stands below.
func TestDefinitionsD1OtherTools(t *testing.T) {
	check(t, profileHolisticAI, d1, []wanted{
		{"statistical_parity", "F", .171429, ""},
		{"disparate_impact", "F", 1.428571, ""},
		{"four_fifths", "F", .7, ""},
		{"cohen_d", "F", .347804, ""},
		{"z_test_diff", "F", .58554, "-"}, // printed to five places: .585540
		{"z_test_ratio", "F", .609138, ""},
		{"equal_opportunity_diff", "F", .666667, ""},
		{"false_positive_rate_diff", "F", -.166667, ""},
		{"average_odds_diff", "F", .25, NoteSignsCancel},
		{"accuracy_diff", "F", .371429, ""},
	})
	check(t, profileVeritas, d1, []wanted{
		{"equal_odds", "", -.25, NoteSignsCancel},
		{"equal_odds_ratio", "", 1.75, NoteFormulaDiffers},
		{"disparate_impact", "", 1.428571, ""}, // definitions 4.3: sr_u/sr_p
		{"demographic_parity", "", -.171429, ""},
	})
	// AI Verify divides by the whole population's positives (5) and negatives (7): 0/5 and 2/5, 2/7 and 2/7.
	check(t, profileAIVerify, d1, []wanted{
		{"True Positive Rate", "M", 0, NoteWholePopulation},
		{"True Positive Rate", "F", .4, NoteWholePopulation},
		{"False Positive Rate", "M", .285714, NoteWholePopulation},
		{"False Positive Rate", "F", .285714, NoteWholePopulation},
		{"Disparate Impact", "F", 1.428571, NoteOneDirection}, // the one direction that the tool gives
	})
	// The reference states M − F with its sign, −.666667 and .166667; the tool prints sizes, rounded to five places.
	check(t, profileLiFT, d1, []wanted{
		{"EQUALIZED_ODDS label=1", "F", .66667, NoteRounded},
		{"EQUALIZED_ODDS label=0", "F", .16667, NoteRounded},
	})
	// What is true of the same rows.
	for _, tt := range []struct {
		metric, group string
		want          float64
	}{
		{"true_positive_rate", "M", 0},
		{"true_positive_rate", "F", .666667},
		{"false_positive_rate", "M", .666667},
		{"false_positive_rate", "F", .5},
		{"selection_rate", "M", .4},
		{"selection_rate", "F", .571429},
	} {
		m, _ := Get(tt.metric)
		for _, g := range d1.Groups {
			if g.Group.Label() == tt.group {
				x, _, _ := m.Value(g.Counts, g.Counts, true)
				near(t, tt.metric+" "+tt.group, x, tt.want, 5e-7)
			}
		}
	}
}

// The numbers of definitions.md 4.1 that are printed to nine or twelve digits, to those digits.
func TestDefinitionsD1ManyDigits(t *testing.T) {
	values := byFirst(profileAIF360, d1)
	for _, tt := range []struct {
		metric string
		want   float64
		half   float64 // half a unit of the last printed place
	}{
		{"generalized_entropy_index", .245562130178, 5e-13},
		{"theil_index", .346509403440, 5e-13},
		{"coefficient_of_variation", .700802583011, 5e-13},
		{"between_group_theil_index", .002130457018, 5e-13},
		{"sklearn.kl_divergence", .001676950, 5e-10},
		{"sklearn.conditional_demographic_disparity", -.004761905, 5e-10},
		{"sklearn.smoothed_edf", .048790164, 5e-10},
	} {
		near(t, tt.metric, numberOf(t, values, valueKey{metric: tt.metric}), tt.want, tt.half)
	}
}

// byFirst indexes a profile's values of one attribute; of two with one name the first counts.
func byFirst(p Profile, in ProfileAttribute) map[valueKey]audit.ToolValue {
	got := map[valueKey]audit.ToolValue{}
	for _, v := range p.Values(ProfileInput{Favourable: true, Attributes: []ProfileAttribute{in}}) {
		k := valueKey{v.Metric, v.Group, v.Stratum}
		if _, taken := got[k]; !taken {
			got[k] = v
		}
	}
	return got
}

// The undefined cases of definitions.md 4.2 for the other tools: what each prints for the groups of Z1, Z2 and Z3. "error" stands
// for an exception. Ours is undefined with a reason in each (TestDefinitionsZ1 to Z3).
func TestDefinitionsUndefinedOtherTools(t *testing.T) {
	for _, tt := range []struct {
		what   string
		tool   Profile
		in     ProfileAttribute
		metric string
		group  string
		want   string // a number, or what is printed in its place
	}{
		{"Holistic takes TPR 0 for the undefined one", profileHolisticAI, z1, "equal_opportunity_diff", "B", "-0.5"},
		{"Holistic: nobody selected", profileHolisticAI, z2, "disparate_impact", "B", "nan"},
		{"Holistic: reference never selected", profileHolisticAI, z3, "disparate_impact", "B", "inf"},
		{"Holistic: four fifths of infinity", profileHolisticAI, z3, "four_fifths", "B", "0"},
		{"TFMA: no positive labels", profileFairnessIndicators, z1, "true_positive_rate", "B", "nan"},
		{"TFMA: nobody selected", profileFairnessIndicators, z2, "positive_rate against baseline", "B", "nan"},
		{"DivExplorer: no positive labels", profileDivExplorer, z1, "fnr", "B", "nan"},
		{"AI Verify: no positive labels", profileAIVerify, z1, "True Positive Rate", "B", "0"},
		{"AI Verify: nobody selected", profileAIVerify, z2, "Disparate Impact", "A", "0"},
		{"AI Verify: never selected over selected", profileAIVerify, z3, "Disparate Impact", "A", "0"},
		{"VerifyWise: nobody selected", profileVerifyWise, z2, "impact_ratio", "B", "None"},
		{"VerifyWise: against the highest", profileVerifyWise, z3, "impact_ratio", "A", "0"},
		{"VerifyWise: the highest", profileVerifyWise, z3, "impact_ratio", "B", "1"},
		{"Giskard: nobody selected", profileGiskard, z2, "disparate_impact", "B", "error"},
		{"Giskard: reference never selected", profileGiskard, z3, "disparate_impact", "B", "error"},
		{"TrustyAI: no positive labels", profileTrustyAI, z1, "AOD", "", "nan"},
		{"TrustyAI: nobody selected", profileTrustyAI, z2, "DIR", "", "nan"},
		{"TrustyAI: reference never selected", profileTrustyAI, z3, "DIR", "", "inf"},
		{"audit-AI: nobody selected", profileAuditAI, z2, "ztest zstat", "", "error"},
		{"audit-AI: chi-squared of nobody selected", profileAuditAI, z2, "chi2_test stat", "", "0"},
		{"audit-AI: its p-value", profileAuditAI, z2, "chi2_test pvalue", "", "1"},
		{"audit-AI: odds ratio", profileAuditAI, z3, "fisher_exact oddsratio", "A", "inf"},
		{"mlr3fairness: a group without positives", profileMlr3fairness, z1, "fairness.tpr", "", "NA"},
		{"mlr3fairness: equalized odds", profileMlr3fairness, z1, "fairness.eod", "", "NA"},
		{"mlr3fairness: nobody selected", profileMlr3fairness, z2, "fairness.cv operation=groupdiff_tau", "", "0"},
		{"mlr3fairness: reference never selected", profileMlr3fairness, z3, "fairness.cv operation=groupdiff_tau", "", "0"},
		{"Veritas: no positive labels", profileVeritas, z1, "equal_odds", "", "nan"},
		{"Veritas: nobody selected", profileVeritas, z2, "disparate_impact", "", "nan"},
		{"Veritas: reference never selected", profileVeritas, z3, "disparate_impact", "", "inf"},
	} {
		v, ok := byFirst(tt.tool, tt.in)[valueKey{metric: tt.metric, group: tt.group}]
		if got := printed(v); !ok || got != tt.want {
			t.Errorf("%s: %s %s is %q, want %q", tt.what, tt.metric, tt.group, got, tt.want)
		}
	}
}

// printed returns the number or what stands in its place.
func printed(v audit.ToolValue) string {
	if v.Value == nil {
		return v.Text
	}
	x := float64(*v.Value)
	text := strconv.FormatFloat(x, 'f', 6, 64)
	return strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
}

// Definitions 4.3 to 4.7: the worked numbers that are stated there, ours beside them.
func TestDefinitionsWorkedNumbers(t *testing.T) {
	// 4.3: A 50/100, B 45/100, Tiny 3/3. The excluded group sets the reference: .5 and .45, both flagged; right are 1 and .9.
	tiny := ProfileAttribute{Name: "g", Groups: []GroupCounts{
		{Group: group("A"), Counts: unlabelled(50, 50)}, {Group: group("B"), Counts: unlabelled(45, 55)}, {Group: group("Tiny"), Counts: unlabelled(3, 0)},
	}}
	check(t, profileVerifyWise, tiny, []wanted{
		{"impact_ratio", "A", .5, NoteExcludedSetsReference},
		{"impact_ratio", "B", .45, NoteExcludedSetsReference},
	})
	if got := printed(byFirst(profileVerifyWise, tiny)[valueKey{metric: "impact_ratio", group: "Tiny"}]); got != "None" {
		t.Errorf("the tiny group has the ratio %q, want None", got)
	}
	if a := demographicParityRatio.Compute(tiny.Groups, 0, 30); a.Value == nil || math.Abs(float64(*a.Value)-.9) > 1e-12 {
		t.Errorf("ours is %+v, want .9", a)
	}
	// 4.7: A 2 of 4 and B 1 of 4. z without correction; chi-squared with Yates's: 0, p = 1.
	rates := ProfileAttribute{Name: "g", Groups: []GroupCounts{{Group: group("A"), Counts: unlabelled(2, 2)}, {Group: group("B"), Counts: unlabelled(1, 3)}}}
	values := byFirst(profileAuditAI, rates)
	for _, tt := range []struct {
		metric, group string
		want, half    float64
	}{
		{"ztest zstat", "A", .7302967433, 5e-11},
		{"ztest pvalue", "A", .4652088185, 5e-11},
		{"chi2_test stat", "", 0, 1e-15},
		{"chi2_test pvalue", "", 1, 1e-15},
		{"fisher_exact oddsratio", "A", 1. / 3, 1e-12}, // (2·1)/(2·3): not passing is the first column
		{"4/5", "A", .5, 1e-12},
	} {
		near(t, tt.metric, numberOf(t, values, valueKey{metric: tt.metric, group: tt.group}), tt.want, tt.half)
	}
	// 4.5: benefits 1, 1, 2, ½, 1, 1. GE(0) is .0800427; AIF360 and Holistic divide by the mean, 13/12, once too often: .0738856.
	six := []benefitShare{{1, 4}, {2, 1}, {.5, 1}}
	mu, total := meanBenefit(six)
	near(t, "GE(0)", meanLogDeviation(six, mu, total), .0800427, 5e-8)
	near(t, "GE(0) of the tools", meanLogDeviation(six, mu, total)/mu, .0738856, 5e-8)
	// 4.6, 1: AI Verify's true positive and false negative rates of all groups sum to 1, instead of those of each group.
	ai := byFirst(profileAIVerify, d1)
	sum := 0.0
	for _, m := range []string{"True Positive Rate", "False Negative Rate"} {
		for _, g := range []string{"F", "M"} {
			sum += numberOf(t, ai, valueKey{metric: m, group: g})
		}
	}
	near(t, "AI Verify's true positive and false negative rates of both groups", sum, 1, 1e-12)
	// Holistic's coefficient of variation is √2 times AIF360's, which is the definition.
	holistic := numberOf(t, byFirst(profileHolisticAI, d1), valueKey{metric: "coefficient_of_variation"})
	near(t, "coefficient of variation", holistic, math.Sqrt2*.700802583011, 1e-11)
}

// The numbers below were run with the library that trustyai 0.6.4 carries, labels given first, decisions second; the other way round,
// which the names of the parameters suggest, it takes decisions for labels. TrustyAI's table interface takes the unprivileged group's false negatives for the privileged one's. D1, privileged M (TP 0 FP 2
// FN 2 TN 1), unprivileged F (2, 2, 1, 2): AOD = ½[(2/3 − 0/(0+1)) + (2/4 − 2/3)] = .25, by luck right because M has no true
// positives; APVD = ½[(2/4 − 0/2) + (1/3 − 1/(1+1))] = .166667, while the definition gives ½[.5 + (1/3 − 2/3)] = .083333.
func TestFaultOfTrustyAI(t *testing.T) {
	check(t, profileTrustyAI, d1, []wanted{
		{"SPD", "", .171429, ""},
		{"DIR", "", 1.428571, ""},
		{"AOD", "", .25, NoteOtherGroupsCounts},
		{"APVD", "", .166667, NoteOtherGroupsCounts},
	})
	check(t, profileAIF360, d1, []wanted{{"average_predictive_value_difference", "", .083333, "-"}})
	// Privileged 10, 5, 3, 20 and unprivileged 4, 6, 9, 11: average odds are ½[(4/13 − 10/13) + (6/17 − 5/25)] = −.154299.
	other := twoGroups(counts(10, 5, 3, 20), counts(4, 6, 9, 11))
	check(t, profileTrustyAI, other, []wanted{
		{"AOD", "", -.032841, NoteOtherGroupsCounts},
		{"APVD", "", -.063506, NoteOtherGroupsCounts},
	})
	check(t, profileAIF360, other, []wanted{{"average_odds_difference", "", -.154299, "-"}})
}

// Responsible AI's balance measures on D1: seven of F and five of M, five of twelve positive. Arithmetic beside the numbers.
func TestResponsibleAI(t *testing.T) {
	check(t, profileResponsibleAI, d1, []wanted{
		{"KLDivergence", "", .013954, ""},                    // 7/12 ln(7/6) + 5/12 ln(5/6)
		{"InfiniteNormDist", "", .083333, ""},                // 7/12 − 1/2
		{"TotalVarianceDist", "", .083333, ""},               // ½(1/12 + 1/12)
		{"WassersteinDist", "", .083333, NoteSharesAsSample}, // mean of 1/12 and 1/12
		{"ChiSquareStat", "", .333333, ""},                   // (1 + 1)/6
		{"ChiSquarePValue", "", .563703, ""},                 // scipy.stats.chi2.sf(1/3, 1)
		{"StatisticalParity", "F", .028571, ""},              // 3/7 − 2/5
		{"PointwiseMutualInfo", "F", .068993, "-"},           // ln(15/14)
		{"JaccardIndex", "F", .083333, ""},                   // 3/(7+5−3) − 2/(5+5−2)
	})
	// scipy.stats.t.sf(1.3, [1, 2, 3, 4, 7]).
	for i, want := range []float64{.2087144, .1616235, .1422338, .1317258, .1173839} {
		near(t, "tail of Student's t", studentSurvival(1.3, []int{1, 2, 3, 4, 7}[i]), want, 5e-8)
	}
}

// What ours says where the tools print 0, 1, 10 or infinity (definitions 4.2): no value, and why.
func TestDefinitionsUndefinedOurs(t *testing.T) {
	terms := Terms{Confidence: .95}
	side := func(g GroupCounts, m Metric) Side {
		return Side{Group: g.Group, Rate: m.Rate(g.Counts), N: g.Counts.Total()}
	}
	for _, tt := range []struct {
		what, metric string
		in           ProfileAttribute
		status       audit.Status
		why          string
	}{
		{"Z1: B has no positive labels", "true_positive_rate", z1, audit.StatusZeroDenominator, WhyGroupEmpty},
		{"Z2: nobody selected, 0/0", "selection_rate", z2, audit.StatusUndefinedRatio, WhyBothZero},
		{"Z3: the reference has no selections, 1/0", "selection_rate", z3, audit.StatusInfiniteRatio, WhyReferenceRateZero},
	} {
		m, _ := Get(tt.metric)
		ratio, difference := Pair(tt.metric, audit.AgainstReference, side(tt.in.Groups[1], m), side(tt.in.Groups[0], m), terms)
		if ratio.Value != nil || ratio.Status != tt.status || ratio.Why != tt.why || ratio.Verdict != audit.Inconclusive {
			t.Errorf("%s: the ratio is %v, %s, %s, %s", tt.what, ratio.Value, ratio.Status, ratio.Why, ratio.Verdict)
		}
		if undefined := tt.in.Groups[1].Counts.Sum(positive, decisions).N == 0 && tt.metric == "true_positive_rate"; undefined != (difference.Value == nil) {
			t.Errorf("%s: the difference is %v", tt.what, difference.Value)
		}
	}
	// The true positive rate itself, by group.
	b := z1.Groups[1].Counts
	if _, status, why := truePositiveRate.Value(b, b, true); status != audit.StatusZeroDenominator || why != WhyNoPositive {
		t.Errorf("the true positive rate of B in Z1 is %s, %s", status, why)
	}
}
