package metric

import (
	"testing"

	"auditd/audit"
)

// unlabelled are people with a decision and no label.
func unlabelled(selected, not int64) audit.Counts {
	var c audit.Counts
	c.N[audit.NoLabel][audit.Selected], c.N[audit.NoLabel][audit.NotSelected] = selected, not
	return c
}

// Every way in which a rate of one group can be undefined (methods.md 0.3), with its status and reason.
func TestUndefinedRates(t *testing.T) {
	undecided := audit.Counts{}
	undecided.N[audit.Positive][audit.NoDecision] = 4
	for _, tt := range []struct {
		what   string
		metric string
		counts audit.Counts
		status audit.Status
		why    string
	}{
		{"nobody in the group", "selection_rate", audit.Counts{}, audit.StatusEmptyGroup, WhyEmptyGroup},
		{"nobody decided upon", "selection_rate", undecided, audit.StatusZeroDenominator, WhyNoDecisions},
		{"nobody labelled", "true_positive_rate", unlabelled(1, 1), audit.StatusMissingLabel, WhyNoLabels},
		{"nobody positive", "true_positive_rate", counts(0, 1, 0, 3), audit.StatusZeroDenominator, WhyNoPositive},
		{"nobody negative", "false_positive_rate", counts(1, 0, 1, 0), audit.StatusZeroDenominator, WhyNoNegative},
		{"nobody selected", "positive_predictive_value", counts(0, 0, 2, 2), audit.StatusZeroDenominator, WhyNobodySelected},
		{"everybody selected", "negative_predictive_value", counts(2, 2, 0, 0), audit.StatusZeroDenominator, WhyEverybodySelected},
		{"labels without decisions", "accuracy", undecided, audit.StatusZeroDenominator, WhyNoComplete},
		{"one label value", "balanced_accuracy", counts(1, 0, 1, 0), audit.StatusZeroDenominator, WhyOneLabelOnly},
		{"no errors at all", "treatment_ratio", counts(2, 0, 0, 2), audit.StatusUndefinedRatio, WhyNoFalsePositives},
		{"misses and no false alarms", "treatment_ratio", counts(2, 0, 1, 2), audit.StatusInfiniteRatio, WhyNoFalsePositives},
		{"nobody selected anywhere", "predicted_positive_share", counts(0, 0, 2, 2), audit.StatusZeroDenominator, WhyNobodySelectedAll},
	} {
		m, _ := Get(tt.metric)
		value, status, why := m.Value(tt.counts, tt.counts, true)
		if value != 0 || status != tt.status || why != tt.why {
			t.Errorf("%s, %s: got %v %s %s, want 0 %s %s", tt.what, tt.metric, value, status, why, tt.status, tt.why)
		}
	}
}

// Rows without a label count for the selection rate and for nothing that needs labels; rows without a decision count for the
// base rate alone. Three people are labelled and decided, two only decided, one only labelled.
func TestDenominators(t *testing.T) {
	c := counts(1, 0, 1, 1).Add(unlabelled(2, 0))
	c.N[audit.Positive][audit.NoDecision] = 1
	for _, tt := range []struct {
		metric  string
		of, out int64
	}{
		{"selection_rate", 3, 5},
		{"base_rate", 3, 4},
		{"true_positive_rate", 1, 2},
		{"positive_predictive_value", 1, 1},
		{"accuracy", 2, 3},
	} {
		m, _ := Get(tt.metric)
		if r := m.RateOf(c, true); r.Of.N != tt.of || r.Out.N != tt.out {
			t.Errorf("%s: got %d/%d, want %d/%d", tt.metric, r.Of.N, r.Out.N, tt.of, tt.out)
		}
	}
	// The favourable decision is the other one where being selected is a burden.
	if r := favourableRate.RateOf(c, false); r.Of.N != 2 || r.Out.N != 5 {
		t.Errorf("favourable_rate of an unfavourable decision: got %d/%d, want 2/5", r.Of.N, r.Out.N)
	}
}

// Weighted rates use the weights and count the people: one person of weight 3 selected, two of weight 1 not.
func TestWeightedRates(t *testing.T) {
	c := counts(1, 0, 2, 0)
	c.W[audit.Positive][audit.Selected], c.W[audit.Positive][audit.NotSelected] = 3, 2
	c.W2[audit.Positive][audit.Selected], c.W2[audit.Positive][audit.NotSelected] = 9, 2
	value, status, _ := selectionRate.Value(c, c, true)
	if status != audit.StatusOK {
		t.Fatal(status)
	}
	near(t, "weighted selection rate", value, .6, 1e-12)
	if r := selectionRate.Rate(c); r.Of.N != 1 || r.Out.N != 3 || r.Out.W2 != 11 {
		t.Errorf("got %+v, want 1 of 3 people and Σw² 11", r)
	}
}

// The direction in which every metric hurts a group; the reasons stand with the metrics.
func TestWorse(t *testing.T) {
	for _, tt := range []struct {
		metric                   string
		favourable, unfavourable int
	}{
		{"selection_rate", -1, +1},
		{"favourable_rate", -1, -1},
		{"base_rate", 0, 0},
		{"true_positive_rate", -1, 0},
		{"false_negative_rate", +1, 0},
		{"false_positive_rate", 0, +1},
		{"true_negative_rate", 0, -1},
		{"positive_predictive_value", 0, 0},
		{"false_discovery_rate", 0, 0},
		{"negative_predictive_value", 0, 0},
		{"false_omission_rate", 0, 0},
		{"accuracy", -1, -1},
		{"error_rate", +1, +1},
		{"balanced_accuracy", -1, -1},
		{"treatment_ratio", +1, -1},
		{"predicted_positive_share", 0, 0},
	} {
		m, ok := Get(tt.metric)
		if !ok || m.Worse(true) != tt.favourable || m.Worse(false) != tt.unfavourable {
			t.Errorf("%s: got %d and %d, want %d and %d", tt.metric, m.Worse(true), m.Worse(false), tt.favourable, tt.unfavourable)
		}
	}
	if _, ok := Get("no_such_metric"); ok {
		t.Error("a metric that does not exist was found")
	}
}

// Which groups a composite leaves out, and why (methods.md 0.3 to 0.5).
func TestGroupsLeftOut(t *testing.T) {
	big := counts(10, 10, 10, 10)
	groups := []GroupCounts{
		{group("a"), big},
		{group("b"), counts(20, 5, 5, 10)},
		{group("empty"), audit.Counts{}},
		{group("few"), counts(1, 1, 1, 1)},
		{group("never positive"), counts(0, 20, 0, 20)},
		{group(audit.Unknown), big},
	}
	a := equalizedOddsDifference.Aggregate(groups, 0, 30, true)
	if a.Value == nil || a.GroupsUsed != 2 {
		t.Fatalf("got %+v, want a value over two groups", a)
	}
	// TPR .5, .8; FPR .5, .333333 and .5 of the group without positives: the TPR range .3 is the wider.
	near(t, "equalized odds", float64(*a.Value), .3, 1e-12)
	want := map[string]string{"empty": WhyEmptyGroup, "few": WhyLowN, "never positive": WhyNoPositive, audit.Unknown: WhyUnknownGroup}
	for _, left := range a.GroupsLeft {
		if want[left.Group.Label()] != left.Why {
			t.Errorf("%s left out for %s, want %q", left.Group.Label(), left.Why, want[left.Group.Label()])
		}
		delete(want, left.Group.Label())
	}
	if len(want) != 0 {
		t.Errorf("not named as left out: %v", want)
	}
	if low, high := a.Low.Label(), a.High.Label(); low != "a" || high != "b" {
		t.Errorf("ends %s and %s, want a and b", low, high)
	}
}

// Every way in which a composite can be undefined.
func TestUndefinedComposites(t *testing.T) {
	two := func(a, b audit.Counts) []GroupCounts { return []GroupCounts{{group("a"), a}, {group("b"), b}} }
	for _, tt := range []struct {
		what, composite string
		groups          []GroupCounts
		ref             int
		status          audit.Status
		why             string
	}{
		{"no groups at all", "demographic_parity_difference", nil, 0, audit.StatusOneGroup, WhyOneGroup},
		{"one group", "demographic_parity_difference", two(f1a, f1d)[:1], 0, audit.StatusOneGroup, WhyOneGroup},
		{"nobody selected", "demographic_parity_ratio", two(counts(0, 0, 9, 9), counts(0, 0, 9, 9)), 0, audit.StatusUndefinedRatio, WhyHighestRateZero},
		{"no labels", "equalized_odds_difference", two(unlabelled(9, 9), unlabelled(9, 9)), 0, audit.StatusMissingLabel, WhyNoLabels},
		{"no reference", "average_odds_difference", two(f1a, f1d), -1, audit.StatusAssumption, WhyNoReference},
		{
			"three groups, reference without positives", "average_odds_difference",
			[]GroupCounts{{group("r"), counts(0, 9, 0, 9)}, {group("a"), f1a}, {group("b"), f1d}},
			0, audit.StatusAssumption, WhyReferenceLeftOut,
		},
		{"only false negatives", "generalized_entropy_index", two(counts(0, 0, 9, 0), counts(0, 0, 9, 0)), 0, audit.StatusUndefinedRatio, WhyBenefitZero},
		{"no labels, inequality", "theil_index", two(unlabelled(9, 9), unlabelled(9, 9)), 0, audit.StatusMissingLabel, WhyNoLabels},
		{"one group, between", "between_group_theil_index", two(f1a, audit.Counts{}), 0, audit.StatusOneGroup, WhyOneGroup},
		{"one group, smoothed", "smoothed_differential_fairness", two(f1a, audit.Counts{}), 0, audit.StatusOneGroup, WhyOneGroup},
	} {
		c, ok := GetComposite(tt.composite)
		if !ok {
			t.Fatalf("no composite %s", tt.composite)
		}
		a := c.Aggregate(tt.groups, tt.ref, 0, true)
		if a.Value != nil || a.Status != tt.status || a.Why != tt.why || a.Low != nil || a.High != nil {
			t.Errorf("%s: got %+v, want %s %s", tt.what, a, tt.status, tt.why)
		}
	}
}
