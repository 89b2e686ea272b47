package main

import (
	"context"
	"math"
	"testing"

	"auditd/audit/audittest"
	"auditd/audit/planfile"
	"auditd/audit/service"
)

// The consistency of COMPAS against numbers that NumPy made of the rows, one person after the other: Gower's distances of the numbers of
// bins over their greatest, the k = 10 nearest without the person, people equally far by equal parts. scikit-learn 1.x (NearestNeighbors,
// manhattan, without the person), whose ties go by the order of rows, gave .6569 with a standard error of .0009 as the mean of 40 random
// orders.
func TestConsistencyOfCompasAgainstRows(t *testing.T) {
	path := audittest.Shared(t, "data", "compas.csv")
	p, err := planfile.Parse("plan.yaml", []byte(`version: 1
columns:
  attributes: [race, sex]
  decision: {column: high_risk, selected: [1], favourable: false}
  features:
    - {column: age, breaks: [20, 25, 30, 35, 40, 45, 50, 60]}
    - {column: priors_count, breaks: [1, 2, 3, 4, 5, 7, 10, 15, 20]}
    - c_charge_degree
    - {column: juv_fel_count, breaks: [1, 2]}
    - {column: juv_misd_count, breaks: [1, 2]}
analyses: {consistency: {k: 10}, proxies: false, missingness: false}
`))
	if err != nil {
		t.Fatal(err)
	}
	a, err := service.Measure(context.Background(), service.Measurement{Plan: p, PlanDir: ".", Files: []string{path}, Generator: "test"})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]float64{
		"": .658315595926881, "African-American": .6437397544211311, "Asian": .6782365315400493, "Caucasian": .6699875588143966,
		"Hispanic": .6877134467291054, "Native American": .6998117293718092, "Other": .6718924711964865, "Female": .654770962373937,
		"Male": .6591653577083482,
	}
	if len(a.Consistency.Groups) != len(want) {
		t.Fatalf("%d groups, want %d", len(a.Consistency.Groups), len(want))
	}
	for _, g := range a.Consistency.Groups {
		if math.Abs(float64(*g.Value)-want[g.Group.Label()]) > 1e-9 {
			t.Errorf("%s: %v, want %v", g.Group.Label(), float64(*g.Value), want[g.Group.Label()])
		}
	}
	near(t, "by chance", a.Consistency.Chance, .5031631463859938)
}
