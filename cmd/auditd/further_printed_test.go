package main

import (
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"auditd/audit"
	"auditd/audit/planfile"
	"auditd/audit/service"
)

// The examples that methods.md prints, written as files and audited as a user would.

// rows makes an audit of rows given as lines of CSV.
func rows(t *testing.T, plan string, lines []string) *audit.Audit {
	t.Helper()
	path := filepath.Join(t.TempDir(), "rows.csv")
	if err := os.WriteFile(path, []byte(strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	p, err := planfile.Parse("plan.yaml", []byte("version: 1\nmin_group_size: 1\nreference: {g: A}\n"+plan))
	if err != nil {
		t.Fatal(err)
	}
	a, err := service.Measure(context.Background(), service.Measurement{Plan: p, PlanDir: filepath.Dir(path), Files: []string{path}, Generator: "test"})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func near(t *testing.T, what string, got *audit.Real, want float64) {
	t.Helper()
	if got == nil || math.Abs(float64(*got)-want) > 1e-6 {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

// Ex of methods 7.2: the list AABAAABAABBB. Mean exposure .488737 and .334316, ratio .684040; NDKL .210458; skew of B −.223144 in the
// first 3, −.733969 in 5, −.328504 in 10; rND by steps of 3 .367564; infeasible index 5. Two of B among the first nine have the chance
// .045455; with the widest table that no more than a tenth of the 792 orders of these people fail (66 of them do), the list fails at 9.
func TestPrintedRanking(t *testing.T) {
	lines := []string{"g,place,d"}
	for i, g := range "AABAAABAABBB" {
		lines = append(lines, fmt.Sprintf("%c,%d,1", g, i+1))
	}
	a := rows(t, "columns: {attributes: [g], decision: {column: d, selected: [1], favourable: true}, rank: {column: place}}\n", lines)
	r := a.Ranking[0]
	l := r.Details[0]
	b := l.Groups[1]
	near(t, "exposure of A", r.Groups[0].Exposure, .488737)
	near(t, "exposure of B", r.Groups[1].Exposure, .334316)
	near(t, "ratio", r.Groups[1].Ratio, .684040)
	near(t, "NDKL", l.NDKL, .210458)
	near(t, "rND", b.RND, .367564)
	for i, want := range []float64{-.223144, -.733969, -.328504} {
		near(t, fmt.Sprint("skew in the first ", b.Tops[i].K), b.Tops[i].Skew, want)
	}
	if *l.Infeasible != 5 || b.Fair[0].FailsAt != 9 || math.Abs(float64(*b.Fair[0].Size)-66./792) > 1e-9 || b.Group != "B" || r.Unranked != 0 {
		t.Errorf("infeasible index %v, %+v, %d unranked", *l.Infeasible, b.Fair[0], r.Unranked)
	}
}

// Ex of methods 7.3: [[60, 25, 15], [30, 30, 40]]: X² 21.818182, p 1.829e-5, total variation .3, gaps −.3, .05, .25, ridit .6775 with the
// classes in rising order.
func TestPrintedClasses(t *testing.T) {
	lines := []string{"g,class,d"}
	for g, counts := range map[string][]int{"A": {60, 25, 15}, "D": {30, 30, 40}} {
		for c, n := range counts {
			for range n {
				lines = append(lines, fmt.Sprintf("%s,%s,1", g, []string{"low", "mid", "high"}[c]))
			}
		}
	}
	a := rows(t, "columns: {attributes: [g], decision: {column: d, selected: [1], favourable: true}, classes: {column: class, order: [low, mid, high]}}\n", lines)
	c := a.Classes[0]
	near(t, "total variation", c.Distance, .3)
	near(t, "ridit", c.Ridit, .6775)
	near(t, "X²", c.Test.Statistic, 21.818182)
	for i, want := range []float64{-.3, .05, .25} {
		near(t, c.Classes[i].Class, c.Classes[i].Gap, want)
	}
	if math.Abs(float64(c.Test.P)/1.829e-5-1) > 1e-3 {
		t.Errorf("p %v", c.Test.P)
	}
}

// Ex of methods 7.1: errors (1, −2, .5, 3, −1.5, 2) of A and (−3, −1, −4, .5, −2.5) of D: bias .5 and −2, mean absolute error 1.666667
// and 2.2, root mean square error 1.848423 and 2.549510; A less D 2.5 (−.0419, 5.0419), p .05313.
func TestPrintedRegression(t *testing.T) {
	lines := []string{"g,predicted,true,d"}
	for g, errors := range map[string][]float64{"A": {1, -2, .5, 3, -1.5, 2}, "D": {-3, -1, -4, .5, -2.5}} {
		for i, e := range errors {
			lines = append(lines, fmt.Sprintf("%s,%v,%d,1", g, float64(i*i)+e, i*i))
		}
	}
	a := rows(t, "columns: {attributes: [g], decision: {column: d, selected: [1], favourable: true}, score: {column: predicted, higher: favourable}, outcome: {column: true}}\n", lines)
	d := a.Regression[1]
	near(t, "bias of A", a.Regression[0].Bias, .5)
	near(t, "bias of D", d.Bias, -2)
	near(t, "MAE of A", a.Regression[0].MAE, 1.666667)
	near(t, "MAE of D", d.MAE, 2.2)
	near(t, "RMSE of A", a.Regression[0].RMSE, 1.848423)
	near(t, "RMSE of D", d.RMSE, 2.549510)
	near(t, "difference", d.Difference, -2.5)
	if math.Abs(d.Interval.Lower+5.0419) > 1e-4 || math.Abs(d.Interval.Upper-.0419) > 1e-4 || math.Abs(float64(d.Test.P)-.05313) > 1e-5 {
		t.Errorf("%+v, p %v", d.Interval, d.Test.P)
	}
}

// Ex of methods 11.2: 14 decisions lost and 4 gained: McNemar's exact p is .030884.
func TestPrintedPairs(t *testing.T) {
	lines := []string{"g,d,changed"}
	for _, x := range []struct {
		n        int
		from, to string
	}{{14, "1", "0"}, {4, "0", "1"}, {60, "1", "1"}, {22, "0", "0"}} {
		for range x.n {
			lines = append(lines, "A,"+x.from+","+x.to)
		}
	}
	a := rows(t, "columns: {attributes: [g], decision: {column: d, selected: [1], favourable: true}, pair: {column: changed}}\n", lines)
	p := a.Pairs[0]
	near(t, "share that changes", p.Rate, .18)
	near(t, "net", p.Net, -.1)
	if p.Lost != 14 || p.Gained != 4 || p.N != 100 || math.Abs(float64(p.Test.P)-.030884) > 1e-6 {
		t.Errorf("%+v %v", p, p.Test.P)
	}
}

// The inequality of benefits in COMPAS against an independent program (golden/README.md).
func TestGoldenInequalityThroughTheProgram(t *testing.T) {
	type index struct {
		Theil, GE2   float64
		Mean         float64 `json:"mean_benefit"`
		Between2     float64 `json:"between_group_ge2"`
		BetweenTheil float64 `json:"between_group_theil"`
		Within2      float64 `json:"within_group_ge2"`
	}
	var want struct {
		AsIs map[string]index `json:"as_is"`
		Low  map[string]index `json:"favourable_is_low_risk"`
	}
	golden(t, "compas_benefit_entropy.json", &want)
	for favourable, list := range map[string]map[string]index{"true": want.AsIs, "false": want.Low} {
		a := measured(t, `version: 1
columns:
  attributes: [race, sex, age_cat]
  decision: {column: high_risk, selected: [1], favourable: `+favourable+`}
  label: {column: two_year_recid, positive: [1]}
intersections: 1
analyses: {inequality: true}
`, "compas.csv")
		for _, x := range a.Inequality {
			w := list[x.Attribute]
			what := "favourable " + favourable + ", " + x.Attribute + ": "
			near(t, what+"mean", x.Mean, w.Mean)
			near(t, what+"Theil", x.Measures[0].Value, w.Theil)
			near(t, what+"between, Theil", x.Measures[0].Between, w.BetweenTheil)
			near(t, what+"GE2", x.Measures[1].Value, w.GE2)
			near(t, what+"between, GE2", x.Measures[1].Between, w.Between2)
			near(t, what+"within, GE2", x.Measures[1].Within, w.Within2)
		}
		if len(a.Inequality) != 3 {
			t.Errorf("%d attributes", len(a.Inequality))
		}
	}
}
