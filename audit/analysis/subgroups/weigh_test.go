package subgroups

import (
	"math"
	"testing"

	"auditd/audit"
)

// Every number is counted again, the plain way, from the cells: of each subgroup put into an order by weight, the people, γ =
// people to whom the rate applies / everybody · |rate − rate of all| (Kearns et al. 2018), and SliceLine's .95·(e/ē − 1) − .05·(n/|S| − 1)
// (Sagadeeva and Boehm 2021, formula 1) of the errors. No subgroup that is not redundant and was left out weighs more.
func TestHeaviestAndSlices(t *testing.T) {
	table := compas(t, "sex", "race", "age_cat", "c_charge_degree")
	got := Search(input(audit.SubgroupsPlan{Support: .01, Metrics: []string{"accuracy", "false_positive_rate", "selection_rate"}}), table)
	for _, m := range got.Metrics {
		if len(m.Heaviest) != mostHeaviest {
			t.Fatalf("%s: %d heaviest", m.Metric, len(m.Heaviest))
		}
		last := math.Inf(1)
		for _, g := range m.Heaviest {
			rate := float64(g.Numerator) / float64(g.Denominator)
			all := float64(m.Numerator) / float64(m.Denominator)
			want := float64(g.Denominator) / 7214 * math.Abs(rate-all) // 7214 people (golden/README.md)
			if math.Abs(float64(g.Gamma)-want) > 1e-12 || float64(g.Gamma) > last {
				t.Errorf("%s %v: γ %v, want %v, after %v", m.Metric, g.Group, g.Gamma, want, last)
			}
			last = float64(g.Gamma)
		}
		for _, list := range [][]audit.Subgroup{m.Above, m.Below} {
			for _, g := range list {
				if !g.Redundant && float64(g.Gamma) > last && !listed(m.Heaviest, g) {
					t.Errorf("%s: %v weighs %v and is left out", m.Metric, g.Group, g.Gamma)
				}
			}
		}
	}
	if n := len(got.Metrics[2].Slices); n != 0 {
		t.Errorf("%d slices of a rate that counts no errors", n)
	}
	for _, m := range got.Metrics[:2] {
		errs, all := m.Numerator, float64(m.Denominator)
		if m.Metric == "accuracy" {
			errs = m.Denominator - m.Numerator
		}
		last := math.Inf(1)
		for _, g := range m.Slices {
			in := g.Numerator
			if m.Metric == "accuracy" {
				in = g.Denominator - g.Numerator
			}
			n := float64(g.Denominator)
			want := .95*(float64(in)/n/(float64(errs)/all)-1) - .05*(all/n-1)
			if math.Abs(float64(*g.SliceScore)-want) > 1e-12 || want > last || want <= 0 {
				t.Errorf("%s %v: score %v, want %v, after %v", m.Metric, g.Group, *g.SliceScore, want, last)
			}
			last = want
		}
		// Errors of either kind are spread evenly over COMPAS: no subgroup errs so much more often that its score exceeds 0. False
		// positives are not.
		if some := len(m.Slices) > 0; some != (m.Metric == "false_positive_rate") {
			t.Errorf("%s: %d slices", m.Metric, len(m.Slices))
		}
	}
}

func listed(list []audit.Subgroup, g audit.Subgroup) bool {
	for _, x := range list {
		if x.Group.Key() == g.Group.Key() {
			return true
		}
	}
	return false
}
