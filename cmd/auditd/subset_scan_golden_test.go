package main

import (
	"context"
	"fmt"
	"testing"

	"auditd/audit"
	"auditd/audit/audittest"
	"auditd/audit/planfile"
	"auditd/audit/service"
)

// The subset scan of COMPAS through the whole program, from file to results, against what AIF360 0.6.1 finds in the rows (MDSS.scan,
// Bernoulli, ten starts, penalty 0.5; its score at the q that scipy.optimize.brentq finds on its own slope). Not being of high risk is the
// favourable decision; expected is its rate, or, with two_year_recid as label, its rate among people with the same label.
func TestSubsetScanOfCompasAgainstAIF360(t *testing.T) {
	path := audittest.Shared(t, "data", "compas.csv")
	const old, middle = "Greater than 45", "25 - 45"
	for _, c := range []struct {
		label string
		want  map[string]string
		score map[string]float64
	}{
		{
			"", map[string]string{
				"higher": "[{race [Asian Caucasian Hispanic Other]} {age_cat [" + old + "]}]",
				"lower":  "[{race [African-American]} {age_cat [" + middle + " Less than 25]} {c_charge_degree [F]}]",
			}, map[string]float64{"higher": 218.620083, "lower": 160.996734},
		},
		{
			"  label: {column: two_year_recid, positive: [1]}\n", map[string]string{
				"higher": "[{race [Asian Caucasian Hispanic Other]} {age_cat [" + middle + " " + old + "]}]",
				"lower":  "[{race [African-American Native American]} {age_cat [" + middle + " Less than 25]}]",
			}, map[string]float64{"higher": 176.320275, "lower": 121.207336},
		},
	} {
		p, err := planfile.Parse("plan.yaml", []byte(`version: 1
columns:
  attributes: [sex, race]
  decision: {column: high_risk, selected: [1], favourable: false}
`+c.label+`  features: [age_cat, c_charge_degree]
analyses: {subset_scan: true, proxies: false, missingness: false}
`))
		if err != nil {
			t.Fatal(err)
		}
		a, err := service.Measure(context.Background(), service.Measurement{Plan: p, PlanDir: ".", Files: []string{path}, Generator: "test"})
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range a.SubsetScan.Subsets {
			if got := fmt.Sprint(x.Conditions); got != c.want[x.Direction] {
				t.Errorf("%s: %s, want %s", x.Direction, got, c.want[x.Direction])
			}
			near(t, x.Direction, audit.Ptr(float64(x.Score)), c.score[x.Direction])
		}
	}
}
