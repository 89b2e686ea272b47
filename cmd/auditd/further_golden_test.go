package main

import (
	"math"
	"strings"
	"testing"

	"auditd/audit"
)

// The subgroups of COMPAS through the whole program, from file to results.json, against an independent program (golden/README.md): the
// farthest ten above and below by four rates at two supports.
func TestGoldenSubgroupsThroughTheProgram(t *testing.T) {
	type subgroup struct {
		Pattern                map[string]string `json:"pattern"`
		N                      int64             `json:"n"`
		Value, Divergence, T   float64
		Numerator, Denominator int64
	}
	var want map[string]struct {
		Overall  float64    `json:"overall"`
		Patterns int        `json:"n_patterns"`
		Highest  []subgroup `json:"top10_highest"`
		Lowest   []subgroup `json:"top10_lowest"`
	}
	golden(t, "compas_subgroups.json", &want)
	names := map[string]string{"fpr": "false_positive_rate", "fnr": "false_negative_rate"}
	for _, support := range []string{"0.05", "0.01"} {
		a := measured(t, `version: 1
columns:
  attributes: [race, sex, {column: age_cat}]
  decision: {column: high_risk, selected: [1], favourable: false}
  label: {column: two_year_recid, positive: [1]}
  features: [c_charge_degree]
intersections: 1
analyses:
  subgroups: {depth: 4, support: `+support+`}
`, "compas.csv")
		compared := 0
		for title, w := range want {
			short, of, ok := strings.Cut(title, " support>=")
			if !ok || of != support {
				continue
			}
			name := short
			if long := names[short]; long != "" {
				name = long
			}
			m := subgroupMetric(t, a, name)
			if a.Subgroups.Examined != w.Patterns || math.Abs(float64(*m.Value)-w.Overall) > tolerance {
				t.Errorf("%s: %d subgroups, overall %v; want %d and %v", title, a.Subgroups.Examined, *m.Value, w.Patterns, w.Overall)
			}
			for side, got := range map[string][]audit.Subgroup{"highest": m.Above, "lowest": m.Below} {
				list := w.Highest
				if side == "lowest" {
					list = w.Lowest
				}
				for _, x := range list {
					for _, g := range got {
						if !describes(g.Group, x.Pattern) {
							continue
						}
						compared++
						if g.N != x.N || g.Numerator != x.Numerator || g.Denominator != x.Denominator ||
							math.Abs(float64(g.Value)-x.Value) > tolerance || math.Abs(float64(g.Divergence)-x.Divergence) > tolerance || math.Abs(float64(g.T)-x.T) > tolerance {
							t.Errorf("%s %s %v: %+v", title, side, x, g)
						}
					}
				}
			}
		}
		if compared < 60 { // four rates, twenty subgroups each, of which few are lost to ties
			t.Errorf("only %d subgroups compared", compared)
		}
	}
}

func subgroupMetric(t *testing.T, a *audit.Audit, name string) audit.SubgroupMetric {
	t.Helper()
	for _, m := range a.Subgroups.Metrics {
		if m.Metric == name {
			return m
		}
	}
	t.Fatalf("no subgroups by %s", name)
	return audit.SubgroupMetric{}
}

func describes(g audit.Group, pattern map[string]string) bool {
	for _, it := range g {
		if pattern[it.Attribute] != it.Value {
			return false
		}
	}
	return len(g) == len(pattern)
}
