package main

import (
	"context"
	"math"
	"testing"

	"auditd/audit/audittest"
	"auditd/audit/planfile"
	"auditd/audit/service"
)

// The concentration of low risk in COMPAS along age, against pandas and NumPy on the rows (average ranks, 2·cov/mean), statsmodels (the slope
// of the regression of 2·var(rank)·h/mean on the rank: .16114789) and the ends of 2,000 bootstrap samples of the rows, seed 7. A linear
// interval and that of resampled rows agree to what 2,000 samples tell, about .001.
func TestConcentrationOfCompasAgainstRows(t *testing.T) {
	path := audittest.Shared(t, "data", "compas.csv")
	p, err := planfile.Parse("plan.yaml", []byte(`version: 1
columns:
  attributes: [race]
  decision: {column: high_risk, selected: [1], favourable: false}
analyses: {inequality: {rank_by: age}}
`))
	if err != nil {
		t.Fatal(err)
	}
	a, err := service.Measure(context.Background(), service.Measurement{Plan: p, PlanDir: ".", Files: []string{path}, Generator: "test"})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []struct {
		group                              string
		index, wagstaff, erreygers, lower  float64
		bootstrapLower, bootstrapUpper     float64
		wagstaffLower, wagstaffUpper, ends float64
	}{
		{"", .16114789, .35047359, .34820812, .38188430, .1484, .1733, .3245, .3745, .002},
		{"African-American", .13628204, .23169201, .22448189, .40856062, .1151, .1579, .1955, .2672, .002},
	} {
		g := a.Concentration.Groups[i]
		if g.Group.Label() != want.group {
			t.Fatalf("group %s, want %s", g.Group.Label(), want.group)
		}
		near(t, "index", g.Index.Value, want.index)
		near(t, "Wagstaff", g.Wagstaff.Value, want.wagstaff)
		near(t, "Erreygers", g.Erreygers.Value, want.erreygers)
		near(t, "lower half", g.LowerHalf, want.lower)
		for k, pair := range [][2]float64{
			{g.Index.Interval.Lower, want.bootstrapLower},
			{g.Index.Interval.Upper, want.bootstrapUpper},
			{g.Wagstaff.Interval.Lower, want.wagstaffLower},
			{g.Wagstaff.Interval.Upper, want.wagstaffUpper},
		} {
			if math.Abs(pair[0]-pair[1]) > want.ends {
				t.Errorf("%s: end %d is %v, of resampled rows %v", want.group, k, pair[0], pair[1])
			}
		}
	}
}
