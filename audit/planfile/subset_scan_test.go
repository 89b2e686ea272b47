package planfile

import (
	"reflect"
	"strings"
	"testing"

	"auditd/audit"
)

// A scan looks in both directions, with ten starts and 199 draws, where the plan does not say; it needs decisions.
func TestSubsetScan(t *testing.T) {
	plan := func(columns, option string) string {
		return "version: 1\ncolumns:\n  attributes: [sex]\n" + columns + "analyses: {subset_scan: " + option + "}\n"
	}
	const decision = "  decision: {column: d, selected: [1], favourable: true}\n"
	for option, want := range map[string]*audit.SubsetScanPlan{
		"true": {Direction: "both", Penalty: .5, Restarts: 10, Draws: 199}, "{}": {Direction: "both", Penalty: .5, Restarts: 10, Draws: 199},
		"{direction: lower, penalty: 2, restarts: 3, draws: 999}": {Direction: "lower", Penalty: 2, Restarts: 3, Draws: 999}, "false": nil,
	} {
		p, err := Parse("plan", []byte(plan(decision, option)))
		if err != nil {
			t.Fatal(err)
		}
		var got *audit.SubsetScanPlan
		if p.Analyses != nil {
			got = p.Analyses.SubsetScan
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %+v, want %+v", option, got, want)
		}
	}
	for _, c := range []struct{ columns, option, want string }{
		{decision, "{direction: up}", "direction cannot be"},
		{decision, "{penalty: 0}", "a number above 0 and below 1000"},
		{decision, "{restarts: 0}", "a whole number from 1 to 1000"},
		{decision, "{draws: 20}", "a whole number from 99 to 9999"},
		{decision, "{n: 3}", "unknown key"},
		{"  label: {column: d, positive: [1]}\n", "true", "analyses.subset_scan needs decisions"},
	} {
		if _, err := Parse("plan", []byte(plan(c.columns, c.option))); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %s", c.option, err, c.want)
		}
	}
}
