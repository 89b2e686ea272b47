package main

import (
	"encoding/json"
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

// The associations of COMPAS through the whole program: corrected V and chi-squared of every feature that the reference results have.
func TestGoldenAssociationsThroughTheProgram(t *testing.T) {
	type pair struct {
		ChiSquared float64 `json:"chi2"`
		P          float64 `json:"p"`
		V          float64 `json:"cramers_v"`
		Corrected  float64 `json:"cramers_v_bias_corrected"`
		LogRatio   float64 `json:"g"`
		LogRatioP  float64 `json:"g_p"`
	}
	want := map[string]json.RawMessage{}
	golden(t, "compas_association.json", &want)
	a := measured(t, `version: 1
columns:
  attributes: [race, sex, age_cat]
  decision: {column: high_risk, selected: [1], favourable: false}
  label: {column: two_year_recid, positive: [1]}
  features: [c_charge_degree, score_text, {column: high_risk, name: risk}, {column: two_year_recid, name: recid}]
intersections: 1
`, "compas.csv")
	columns := map[string]string{"risk": "high_risk", "recid": "two_year_recid"}
	compared := 0
	for _, x := range a.Proxies.Attributes {
		for _, f := range x.Features {
			column := f.Feature
			if long := columns[column]; long != "" {
				column = long
			}
			data, ok := want[x.Attribute+" x "+column]
			if !ok {
				continue
			}
			var w pair
			if err := json.Unmarshal(data, &w); err != nil {
				t.Fatal(err)
			}
			compared++
			statistic, p := w.ChiSquared, w.P
			if f.Test.Name == "independence_g" {
				statistic, p = w.LogRatio, w.LogRatioP
			}
			if math.Abs(float64(*f.CramersV)-w.V) > tolerance || math.Abs(float64(*f.Corrected)-w.Corrected) > tolerance ||
				math.Abs(float64(*f.Test.Statistic)-statistic) > tolerance || math.Abs(float64(f.Test.P)/p-1) > 1e-3 {
				t.Errorf("%s × %s: %+v, want %+v", x.Attribute, column, f, w)
			}
		}
	}
	if compared != 6 {
		t.Errorf("%d pairs compared, want 6", compared)
	}
}

func describes(g audit.Group, pattern map[string]string) bool {
	for _, it := range g {
		if pattern[it.Attribute] != it.Value {
			return false
		}
	}
	return len(g) == len(pattern)
}
