package metric

import (
	"slices"
	"testing"

	"auditd/audit"
)

func TestCatalogueOfComposites(t *testing.T) {
	seen := map[string]bool{}
	kinds := []string{KindRange, KindMinMaxRatio, KindFarthest, KindLargestLog, KindInequality, KindBetween, KindInformation}
	for _, c := range Composites() {
		if _, taken := Get(c.Name); taken || seen[c.Name] {
			t.Errorf("%s is registered twice", c.Name)
		}
		seen[c.Name] = true
		checkEntry(t, c.Name, c.Definition, c.Source)
		if c.Title == "" {
			t.Errorf("%s has no title", c.Name)
		}
		a := c.Compute(f1.Groups, 0, 0)
		if a.Metric != c.Name || !slices.Contains(kinds, a.Kind) || !slices.Equal(a.Attributes, []string{"g"}) {
			t.Errorf("%s calls itself %s, kind %q, attributes %v", c.Name, a.Metric, a.Kind, a.Attributes)
		}
		// What needs labels has no value without them, and says so.
		bare := []GroupCounts{{group("a"), unlabelled(9, 3)}, {group("b"), unlabelled(3, 9)}}
		if got := c.Aggregate(bare, 0, 0, true); (got.Status == audit.StatusMissingLabel) != c.NeedsLabel && c.NeedsLabel {
			t.Errorf("%s without labels: %s, needs labels %v", c.Name, got.Status, c.NeedsLabel)
		} else if !c.NeedsLabel && got.Value == nil {
			t.Errorf("%s needs no labels and has no value without them: %s", c.Name, got.Why)
		}
	}
	if _, ok := GetComposite("no_such_composite"); ok {
		t.Error("a composite that does not exist was found")
	}
}

func TestCatalogueOfProfiles(t *testing.T) {
	want := []string{ // the names a plan may give
		"fairlearn", "aif360", "aequitas", "clarify", "holistic_ai", "veritas", "ai_verify", "lift", "trustyai", "mlr3fairness",
		"giskard", "audit_ai", "fairness_indicators", "verifywise", "divexplorer", "responsible_ai",
	}
	var got []string
	for _, p := range Profiles() {
		got = append(got, p.Name)
		if p.Version == "" || p.Source == "" || p.Values == nil {
			t.Errorf("%s lacks a version, a source or its values", p.Name)
		}
		if same, ok := GetProfile(p.Name); !ok || same.Version != p.Version {
			t.Errorf("%s is not found by its name", p.Name)
		}
		if values := p.Values(ProfileInput{}); len(values) != 0 {
			t.Errorf("%s has %d values without attributes", p.Name, len(values))
		}
		// Labels alone, decisions alone: numbers that need the other are not given, and nothing fails.
		decisionsOnly := ProfileAttribute{Name: "g", Groups: []GroupCounts{{group("a"), unlabelled(9, 3)}, {group("b"), unlabelled(3, 9)}}}
		if len(p.Values(ProfileInput{Attributes: []ProfileAttribute{decisionsOnly}})) == 0 {
			t.Errorf("%s has nothing to say about decisions alone", p.Name)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if _, ok := GetProfile("native"); ok {
		t.Error("native is no tool's profile")
	}
	seen := map[string]bool{}
	for _, n := range Notes() {
		if n == "" || seen[n] {
			t.Errorf("note %q is empty or listed twice", n)
		}
		seen[n] = true
	}
}
