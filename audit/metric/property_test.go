package metric

import (
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"auditd/audit"
)

// drawCounts draws counts of people, many of them zero; complete ones all have a decision and a label.
func drawCounts(t *rapid.T, complete bool, label string) audit.Counts {
	var c audit.Counts
	cell := rapid.OneOf(rapid.Just(int64(0)), rapid.Int64Range(0, 5), rapid.Int64Range(0, 400))
	for l := range c.N {
		for d := range c.N[l] {
			if complete && (l == 0 || d == 0) {
				continue
			}
			c.N[l][d] = cell.Draw(t, label)
		}
	}
	return c
}

// drawGroups draws two to five groups.
func drawGroups(t *rapid.T, complete bool) []GroupCounts {
	groups := make([]GroupCounts, rapid.IntRange(2, 5).Draw(t, "groups"))
	for i := range groups {
		groups[i] = GroupCounts{Group: group(fmt.Sprintf("g%d", i)), Counts: drawCounts(t, complete, "cell")}
	}
	return groups
}

// same reports whether two numbers agree to rounding; undefined agrees with undefined.
func same(x, y *audit.Real) bool {
	if x == nil || y == nil {
		return x == nil && y == nil
	}
	return math.Abs(float64(*x)-float64(*y)) <= 1e-9*math.Max(1, math.Abs(float64(*x)))
}

// A rate and its complement sum to 1, and the odds of errors obey Chouldechova's identity (methods.md 3.6), in every group.
func TestPropertyOfRates(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawCounts(t, false, "cell")
		for _, pair := range [][2]Metric{
			{truePositiveRate, falseNegativeRate},
			{falsePositiveRate, trueNegativeRate},
			{positivePredictiveValue, falseDiscoveryRate},
			{negativePredictiveValue, falseOmissionRate},
			{accuracy, errorRate},
		} {
			x, s1, _ := pair[0].Value(c, c, true)
			y, s2, _ := pair[1].Value(c, c, true)
			if s1 != s2 || (s1 == audit.StatusOK && math.Abs(x+y-1) > 1e-12) {
				t.Fatalf("%s %v (%s) and %s %v (%s)", pair[0].Name, x, s1, pair[1].Name, y, s2)
			}
		}
		if id, ok := IdentityOf(c); ok && labelled(c) == c.Sum(labels, decisions).N &&
			math.Abs(id.Implied-id.FalsePositiveRate) > 1e-9 {
			t.Fatalf("the identity does not hold: %+v", id)
		}
		if Flip(Flip(c)) != c {
			t.Fatal("flipping twice changes the counts")
		}
		for _, m := range All() {
			if m.Proportion {
				if r := m.RateOf(c, true); r.Of.N < 0 || r.Of.N > r.Out.N {
					t.Fatalf("%s: %d of %d is no proportion", m.Name, r.Of.N, r.Out.N)
				}
			}
		}
	})
}

// The order of the groups and their names change nothing but the order and the names.
func TestPropertyRenamingPermutes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		groups := drawGroups(t, false)
		ref := rapid.IntRange(0, len(groups)-1).Draw(t, "ref")
		order := rapid.Permutation(indexes(len(groups))).Draw(t, "order")
		renamed, newRef := make([]GroupCounts, len(groups)), 0
		for to, from := range order {
			renamed[to] = GroupCounts{Group: group("new " + groups[from].Group.Label()), Counts: groups[from].Counts}
			if from == ref {
				newRef = to
			}
		}
		for _, c := range Composites() {
			a, b := c.Aggregate(groups, ref, 0, true), c.Aggregate(renamed, newRef, 0, true)
			// Of two groups equally far from the reference on either side, the first is reported.
			if a.Kind == KindFarthest && a.Value != nil && b.Value != nil && *a.Value == -*b.Value {
				continue
			}
			if !same(a.Value, b.Value) || a.Status != b.Status || a.Why != b.Why || a.GroupsUsed != b.GroupsUsed {
				t.Fatalf("%s: %+v, renamed %+v", c.Name, a, b)
			}
		}
		in := ProfileInput{Favourable: true, Attributes: []ProfileAttribute{{Name: "g", Groups: groups, Reference: ref}}}
		out := ProfileInput{Favourable: true, Attributes: []ProfileAttribute{{Name: "g", Groups: renamed, Reference: newRef}}}
		for _, p := range Profiles() {
			got := map[audit.ToolValue]int{}
			for _, v := range p.Values(out) {
				v.Group, v.Reference = strings.TrimPrefix(v.Group, "new "), strings.TrimPrefix(v.Reference, "new ")
				got[rounded(v)]++
			}
			for _, v := range p.Values(in) {
				if orderDependent(p.Name, v) {
					continue
				}
				if got[rounded(v)] == 0 {
					t.Fatalf("%s: %+v is lost by renaming", p.Name, v)
				}
			}
		}
	})
}

// orderDependent reports whether a tool's number depends on the order of the groups.
func orderDependent(tool string, v audit.ToolValue) bool {
	switch tool {
	case "aequitas": // ties between reference groups go to the first one
		return strings.HasPrefix(v.Metric, "major_group.") || strings.HasPrefix(v.Metric, "min_metric.") || v.Attribute == ""
	case "ai_verify", "lift", "responsible_ai": // pairs are given one way only
		return v.Reference != ""
	case "audit_ai": // the first of two groups less the second, and ties between extremes
		return true
	case "verifywise": // of two groups with the highest rate, the first is looked at
		return v.Note == NoteExcludedSetsReference || v.Metric != "selection_rate"
	}
	return false
}

// rounded returns the value with its number as text of ten significant digits and no pointer, so that values compare.
func rounded(v audit.ToolValue) audit.ToolValue {
	if v.Value != nil {
		// A little is added so that a half in the last place, which sums in another order miss by a hair, rounds one way.
		v.Text = fmt.Sprintf("%.6e", float64(*v.Value)*(1+1e-11)+0)
		if x := float64(*v.Value); math.Abs(x) < 1e-9 {
			v.Text = "0" // sums of floats in another order
		}
		v.Value = nil
	}
	return v
}

func indexes(n int) []int {
	is := make([]int, n)
	for i := range is {
		is[i] = i
	}
	return is
}

// Twice as many people of every kind change no rate, and so no composite and no tool's number, except those that count people or
// smooth by half a person.
func TestPropertyDoublingChangesNothing(t *testing.T) {
	counting := []string{
		"count", "count_group_min", "count_group_max", "count_difference", "count_difference method=to_overall",
		"k", "pp", "pn", "fp", "fn", "tn", "tp", "group_label_pos", "group_label_neg", "group_size", "total_entities",
		"num_instances", "dataset.num_positives", "dataset.num_negatives", "dataset.smoothed_empirical_differential_fairness",
		"differential_fairness_bias_amplification", "sklearn.smoothed_edf", "sklearn.df_bias_amplification",
		// Tests, and what rests on the number of people.
		"cohen_d", "z_test_diff", "z_test_ratio", "ztest zstat", "ztest pvalue", "fisher_exact pvalue", "chi2_test stat", "chi2_test pvalue",
		"bayes_factor", "fpr_t", "fnr_t", "accuracy_t", "selection_rate_t", "ChiSquareStat", "ChiSquarePValue",
		"KendallRankCorrelation", "Equal Selection Parity", "SKEWS label=1", "SKEWS label=0", "MIN_SKEW", "MAX_SKEW",
		"fairness.fn", "fairness.fp", "fairness.tn", "fairness.tp",
		// A privileged denominator raised by 1e-10 tells on numbers near 0.
		"AOD", "APVD",
	}
	exempt := map[string]bool{"smoothed_differential_fairness": true, "cohen_d": true}
	for _, name := range counting {
		exempt[name] = true
	}
	rapid.Check(t, func(t *rapid.T) {
		groups := drawGroups(t, false)
		doubled := make([]GroupCounts, len(groups))
		for i, g := range groups {
			doubled[i] = GroupCounts{Group: g.Group, Counts: g.Counts.Add(g.Counts)}
		}
		for _, c := range Composites() {
			a, b := c.Aggregate(groups, 0, 0, false), c.Aggregate(doubled, 0, 0, false)
			if exempt[c.Name] {
				continue
			}
			if a.Kind == KindFarthest && a.Value != nil && b.Value != nil && *a.Value == -*b.Value {
				continue
			}
			if !same(a.Value, b.Value) || !reflect.DeepEqual(a.GroupsLeft, b.GroupsLeft) || a.Status != b.Status {
				t.Fatalf("%s: %+v, doubled %+v", c.Name, a, b)
			}
		}
		in := ProfileInput{Attributes: []ProfileAttribute{{Name: "g", Groups: groups}}}
		twice := ProfileInput{Attributes: []ProfileAttribute{{Name: "g", Groups: doubled}}}
		for _, p := range Profiles() {
			a, b := p.Values(in), p.Values(twice)
			if len(a) != len(b) {
				t.Fatalf("%s: %d values, doubled %d", p.Name, len(a), len(b))
			}
			for i := range a {
				if !exempt[a[i].Metric] && (a[i].Metric != b[i].Metric || !same(a[i].Value, b[i].Value) || a[i].Text != b[i].Text || a[i].Note != b[i].Note) {
					t.Fatalf("%s: %+v, doubled %+v", p.Name, a[i], b[i])
				}
			}
		}
	})
}

// Exchanging the two groups of a pair negates every difference and inverts every ratio of AIF360, and negates Clarify's
// differences, where the definitions say so.
func TestPropertySwappingThePair(t *testing.T) {
	negated := []string{
		"statistical_parity_difference", "equal_opportunity_difference", "false_positive_rate_difference",
		"false_negative_rate_difference", "false_omission_rate_difference", "false_discovery_rate_difference",
		"error_rate_difference", "average_odds_difference", "average_predictive_value_difference",
		"dataset.statistical_parity_difference", "sklearn.class_imbalance", "sklearn.average_odds_difference",
	}
	kept := []string{
		"average_abs_odds_difference", "generalized_entropy_index", "theil_index", "between_group_theil_index",
		"differential_fairness_bias_amplification", "sklearn.conditional_demographic_disparity",
	}
	inverted := []string{
		"disparate_impact", "false_positive_rate_ratio", "false_negative_rate_ratio", "false_omission_rate_ratio",
		"false_discovery_rate_ratio", "error_rate_ratio", "dataset.disparate_impact",
	}
	clarifyNegated := []string{"CI", "DPL", "DPPL", "DCA", "DCR", "RD", "SD", "DAR", "DRR", "AD", "TE"}
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawCounts(t, true, "a"), drawCounts(t, true, "b")
		if a.Total() == 0 || b.Total() == 0 {
			t.Skip("a pair needs people on both sides")
		}
		groups := []GroupCounts{{group("a"), a}, {group("b"), b}}
		pair := func(ref int) map[string]float64 {
			in := ProfileInput{Favourable: true, Attributes: []ProfileAttribute{{Name: "g", Groups: groups, Reference: ref}}}
			return plain(profileAIF360.Values(in), func(v audit.ToolValue) bool { return v.Reference != "" })
		}
		x, y := pair(0), pair(1)
		for _, name := range negated {
			agree(t, name, x[name], -y[name])
		}
		for _, name := range kept {
			agree(t, name, x[name], y[name])
		}
		for _, name := range inverted {
			agree(t, name, x[name], 1/y[name])
		}
		values := profileClarify.Values(ProfileInput{Favourable: true, Attributes: []ProfileAttribute{{Name: "g", Groups: groups}}})
		da := plain(values, func(v audit.ToolValue) bool { return v.Group == "a" })
		db := plain(values, func(v audit.ToolValue) bool { return v.Group == "b" })
		for _, name := range clarifyNegated {
			agree(t, name, da[name], -db[name])
		}
		// A ratio of 0/0 is 0 for this tool on either side, and so is its inverse.
		if da["DI"] != 0 && db["DI"] != 0 {
			agree(t, "DI", da["DI"], 1/db["DI"])
		}
	})
}

// plain returns the numbers by metric.
func plain(values []audit.ToolValue, keep func(audit.ToolValue) bool) map[string]float64 {
	m := map[string]float64{}
	for _, v := range values {
		if !keep(v) {
			continue
		}
		switch {
		case v.Value != nil:
			m[v.Metric] = float64(*v.Value)
		case v.Text == "inf":
			m[v.Metric] = math.Inf(1)
		case v.Text == "-inf":
			m[v.Metric] = math.Inf(-1)
		default:
			m[v.Metric] = math.NaN()
		}
	}
	return m
}

// agree fails unless two numbers are equal to rounding, both undefined, or both infinite with one sign.
func agree(t *rapid.T, what string, x, y float64) {
	t.Helper()
	switch {
	case math.IsNaN(x) && math.IsNaN(y), x == y:
		return
	case math.IsNaN(x) != math.IsNaN(y), math.Abs(x-y) > 1e-9*math.Max(1, math.Abs(x)):
		t.Fatalf("%s: %v and %v", what, x, y)
	}
}

// Generalized entropy is what lies within the groups plus what lies between them (methods.md 8):
// GE = Σ (n_g/n)(μ_g/μ)² GE_g + GE between.
func TestPropertyEntropyDecomposes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		groups := drawGroups(t, true)
		total := generalizedEntropyIndex.Compute(groups, -1, 0)
		between := betweenGroupGeneralizedEntropyIndex.Compute(groups, -1, 0)
		if total.Value == nil || between.Value == nil {
			return
		}
		var all audit.Counts
		for _, g := range groups {
			all = all.Add(g.Counts)
		}
		mu, n := meanBenefit(benefits(all, false))
		within := 0.0
		for _, g := range groups {
			shares := benefits(g.Counts, false)
			if m, k := meanBenefit(shares); k > 0 && m > 0 {
				within += k / n * (m / mu) * (m / mu) * entropyTwo(shares, m, k)
			}
		}
		if got := within + float64(*between.Value); math.Abs(got-float64(*total.Value)) > 1e-9 {
			t.Fatalf("within %v and between %v do not sum to %v", within, *between.Value, *total.Value)
		}
	})
}

// Whatever the counts: a value is a number and a status other than ok has none and a known reason; every group is used or left
// out with a known reason; nothing depends on anything but the input.
func TestPropertyHonest(t *testing.T) {
	known := map[string]bool{}
	for _, w := range Whys() {
		known[w] = true
	}
	notes := map[string]bool{"": true}
	for _, n := range Notes() {
		notes[n] = true
	}
	rapid.Check(t, func(t *rapid.T) {
		groups := drawGroups(t, rapid.Bool().Draw(t, "complete"))
		if rapid.Bool().Draw(t, "unknown") {
			groups[len(groups)-1].Group = group(audit.Unknown)
		}
		ref := rapid.IntRange(-1, len(groups)-1).Draw(t, "ref")
		minSize := rapid.Int64Range(0, 60).Draw(t, "minimum")
		favourable := rapid.Bool().Draw(t, "favourable")
		for _, c := range Composites() {
			a := c.Aggregate(groups, ref, minSize, favourable)
			if (a.Value != nil) != (a.Status == audit.StatusOK) || (a.Why != "") == (a.Value != nil) || (a.Why != "" && !known[a.Why]) {
				t.Fatalf("%s: value %v, status %s, why %q", c.Name, a.Value, a.Status, a.Why)
			}
			if a.GroupsUsed+len(a.GroupsLeft) != len(groups) {
				t.Fatalf("%s: %d used and %d left out of %d", c.Name, a.GroupsUsed, len(a.GroupsLeft), len(groups))
			}
			for _, left := range a.GroupsLeft {
				if !known[left.Why] {
					t.Fatalf("%s: left out for %q", c.Name, left.Why)
				}
			}
			again := c.Aggregate(groups, ref, minSize, favourable)
			if a.Test != nil && again.Test != nil && again.Test.P == a.Test.P && *again.Test.Statistic == *a.Test.Statistic {
				a.Test, again.Test = nil, nil // the adjusted p-value is not a number here and so equal to nothing
			}
			if !reflect.DeepEqual(a, again) {
				t.Fatalf("%s differs from one run to the next", c.Name)
			}
		}
		in := ProfileInput{Favourable: favourable, Attributes: []ProfileAttribute{{Name: "g", Groups: groups, Reference: ref}}}
		for _, p := range Profiles() {
			values := p.Values(in)
			for _, v := range values {
				if v.Value != nil && (v.Text != "" || math.IsNaN(float64(*v.Value))) || !notes[v.Note] {
					t.Fatalf("%s: %+v", p.Name, v)
				}
				if v.Value == nil && v.Text == "" && v.Note != NoteNeedsRows {
					t.Fatalf("%s: %+v has neither number nor text", p.Name, v)
				}
			}
			if !reflect.DeepEqual(values, p.Values(in)) {
				t.Fatalf("%s differs from one run to the next", p.Name)
			}
		}
	})
}
