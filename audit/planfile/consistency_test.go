package planfile

import (
	"reflect"
	"strings"
	"testing"

	"auditd/audit"
)

// Neighbours are five where the plan does not say; features are those of the plan.
func TestConsistency(t *testing.T) {
	plan := func(columns, option string) string {
		return "version: 1\ncolumns:\n  attributes: [sex]\n" + columns + "analyses: {consistency: " + option + "}\n"
	}
	const columns = "  decision: {column: d, selected: [1], favourable: true}\n  features: [a, b]\n"
	for option, want := range map[string]*audit.ConsistencyPlan{
		"true": {K: 5}, "{}": {K: 5}, "{k: 12, features: [b]}": {K: 12, Features: []string{"b"}}, "false": nil,
	} {
		p, err := Parse("plan", []byte(plan(columns, option)))
		if err != nil {
			t.Fatal(err)
		}
		var got *audit.ConsistencyPlan
		if p.Analyses != nil {
			got = p.Analyses.Consistency
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %+v, want %+v", option, got, want)
		}
	}
	for _, c := range []struct{ columns, option, want string }{
		{columns, "{k: 0}", "k cannot be"},
		{columns, "{k: 1001}", "a whole number from 1 to 1000"},
		{columns, "{features: [c]}", `names "c", which is no feature of the plan`},
		{columns, "{n: 3}", "unknown key"},
		{"  decision: {column: d, selected: [1], favourable: true}\n", "true", "analyses.consistency needs features"},
		{"  label: {column: d, positive: [1]}\n  features: [a]\n", "true", "analyses.consistency needs decisions"},
	} {
		if _, err := Parse("plan", []byte(plan(c.columns, c.option))); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %s", c.option, err, c.want)
		}
	}
}

// Inequality may name a number to rank people by, which needs decisions; without one its plan is as it was.
func TestRankBy(t *testing.T) {
	plan := func(columns, option string) string {
		return "version: 1\ncolumns:\n  attributes: [sex]\n" + columns + "analyses: {inequality: " + option + "}\n"
	}
	const decision = "  decision: {column: d, selected: [1], favourable: true}\n"
	for option, want := range map[string]string{"true": "", "{}": "", "{rank_by: income}": "income"} {
		p, err := Parse("plan", []byte(plan(decision, option)))
		if err != nil {
			t.Fatal(err)
		}
		if got := p.Analyses.Inequality.RankBy; got != want {
			t.Errorf("%s: got %q", option, got)
		}
	}
	if _, err := Parse("plan", []byte(plan("  label: {column: d, positive: [1]}\n", "{rank_by: income}"))); err == nil || !strings.Contains(err.Error(), "rank_by needs decisions") {
		t.Errorf("no decisions: %v", err)
	}
}
