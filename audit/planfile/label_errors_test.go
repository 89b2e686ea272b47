package planfile

import (
	"strings"
	"testing"

	"auditd/audit"
)

// Errors of labels are read strictly: a group once, an attribute of the plan, and labels that are better than chance.
func TestLabelErrors(t *testing.T) {
	plan := func(label, list string) string {
		return "version: 1\ncolumns:\n  attributes: [sex]\n  decision: {column: d, selected: [1], favourable: true}\n" + label + "analyses: {missingness: {label_errors: [" + list + "]}}\n"
	}
	const label = "  label: {column: y, positive: [1]}\n"
	const women = "{attribute: sex, value: women, sensitivity: 0.9, specificity: 0.95, positives: 50}"
	p, err := Parse("plan", []byte(plan(label, women)))
	if err != nil {
		t.Fatal(err)
	}
	want := audit.LabelError{Attribute: "sex", Value: "women", Sensitivity: .9, Specificity: .95, Positives: 50}
	if got := p.Analyses.Missingness.LabelErrors; len(got) != 1 || got[0] != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	for _, c := range []struct{ label, list, want string }{
		{"", women, "has no labels to correct"},
		{label, strings.Replace(women, "sex", "age", 1), `names "age", which is no attribute of the plan`},
		{label, "{attribute: sex, value: women, sensitivity: 0.5, specificity: 0.5}", "no better than chance"},
		{label, "{attribute: sex, value: women}", "no better than chance"},
		{label, women + ", " + women, `names the group "women" twice`},
		{label, "{attribute: sex, value: women, sensitivity: 1.5, specificity: 0.5}", "sensitivity"},
	} {
		if _, err := Parse("plan", []byte(plan(c.label, c.list))); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %s", c.list, err, c.want)
		}
	}
}
