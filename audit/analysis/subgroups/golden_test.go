package subgroups

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"auditd/audit"
	"auditd/audit/audittest"
)

type goldenSubgroup struct {
	Pattern     map[string]string `json:"pattern"`
	Support     float64           `json:"support"`
	N           int64             `json:"n"`
	Value       float64           `json:"value"`
	Numerator   int64             `json:"numerator"`
	Denominator int64             `json:"denominator"`
	Divergence  float64           `json:"divergence"`
	T           float64           `json:"t"`
}

// Reference results of an independent program, held against DivExplorer itself (golden/README.md): the ten subgroups of COMPAS
// farthest above and below by four rates at two supports, all depths. Every number of every subgroup is compared to 1e-6; where
// divergences tie, ours may list another subgroup of the same divergence.
func TestGoldenSubgroups(t *testing.T) {
	type list struct {
		Overall  float64          `json:"overall"`
		Patterns int              `json:"n_patterns"`
		Highest  []goldenSubgroup `json:"top10_highest"`
		Lowest   []goldenSubgroup `json:"top10_lowest"`
	}
	var golden map[string]list
	audittest.Golden(t, "compas_subgroups.json", &golden)
	table := compas(t, "sex", "race", "age_cat", "c_charge_degree")
	names := map[string]string{"fpr": "false_positive_rate", "fnr": "false_negative_rate", "selection_rate": "selection_rate", "accuracy": "accuracy"}
	compared := 0
	for title, want := range golden {
		name, support, ok := strings.Cut(title, " support>=")
		if !ok {
			continue
		}
		share := .05
		if support == "0.01" {
			share = .01
		}
		got := Search(input(audit.SubgroupsPlan{Depth: 4, Support: share, Metrics: []string{names[name]}}), table)
		m := got.Metrics[0]
		if got.Examined != want.Patterns {
			t.Errorf("%s: %d subgroups, want %d", title, got.Examined, want.Patterns)
		}
		audittest.Near(t, title, float64(*m.Value), want.Overall, 1e-6)
		compared += compare(t, title+" above", m.Above, want.Highest) + compare(t, title+" below", m.Below, want.Lowest)
	}
	if compared < 100 { // 8 lists of 20, of which few are lost to ties
		t.Errorf("only %d subgroups compared", compared)
	}
}

func compare(t *testing.T, title string, got []audit.Subgroup, want []goldenSubgroup) int {
	t.Helper()
	compared := 0
	for i, w := range want {
		if math.Abs(float64(got[i].Divergence)-w.Divergence) > 1e-6 {
			t.Errorf("%s %d: divergence %v, want %v", title, i, got[i].Divergence, w.Divergence)
		}
		for _, g := range got {
			if len(g.Group) != len(w.Pattern) || !same(g.Group, w.Pattern) {
				continue
			}
			compared++
			what := fmt.Sprint(title, " ", w.Pattern)
			if g.N != w.N || g.Numerator != w.Numerator || g.Denominator != w.Denominator {
				t.Errorf("%s: %d/%d of %d, want %d/%d of %d", what, g.Numerator, g.Denominator, g.N, w.Numerator, w.Denominator, w.N)
			}
			audittest.Near(t, what+" support", float64(g.Support), w.Support, 1e-6)
			audittest.Near(t, what+" value", float64(g.Value), w.Value, 1e-6)
			audittest.Near(t, what+" divergence", float64(g.Divergence), w.Divergence, 1e-6)
			audittest.Near(t, what+" t", float64(g.T), w.T, 1e-6)
		}
	}
	return compared
}

func same(g audit.Group, pattern map[string]string) bool {
	for _, it := range g {
		if pattern[it.Attribute] != it.Value {
			return false
		}
	}
	return true
}
