package scores_test

import (
	"fmt"
	"math"
	"os"
	"strings"
	"testing"

	"auditd/audit"
	"auditd/audit/audittest"
)

const compasPlan = `
version: 1
columns:
  attributes: [race, sex, age_cat]
  decision: {column: high_risk, selected: [1], not_selected: [0], favourable: false}
  label: {column: two_year_recid, positive: [1], negative: [0]}
  score: {column: decile_score, higher: unfavourable}
intersections: 1
`

func compas(t testing.TB) string {
	t.Helper()
	data, err := os.ReadFile(audittest.Shared(t, "data", "compas.csv"))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// Reference results of an independent program (golden/README.md: refrun.py, with R's pROC): areas, their differences, distances and
// means for every group of three attributes, to 1e-6. Its standardised mean difference divides by another spread than Cohen's d.
func TestGoldenCOMPAS(t *testing.T) {
	type one struct {
		N      int64   `json:"n"`
		AUC    float64 `json:"auc"`
		NPos   int64   `json:"n_pos"`
		Mean   float64 `json:"mean_score"`
		Versus *struct {
			Difference, Z, P float64
		} `json:"auc_difference_vs_largest"`
		KS  *struct{ D float64 } `json:"ks_score_vs_largest"`
		SMD float64              `json:"standardised_mean_difference_vs_largest"`
	}
	var golden map[string]struct {
		Groups map[string]one `json:"groups"`
	}
	audittest.Golden(t, "compas_scores.json", &golden)
	a := audited(t, compasPlan, compas(t), 3)
	compared := 0
	for i := range a.Scores.Attributes {
		s := &a.Scores.Attributes[i]
		for name, want := range golden[s.Attributes[0]].Groups {
			g, what := group(t, s, name), s.Attributes[0]+" "+name
			if g.N != want.N || g.Positives != want.NPos {
				t.Errorf("%s: %d people and %d positives, want %d and %d", what, g.N, g.Positives, want.N, want.NPos)
			}
			audittest.Near(t, what+" AUC", value(t, g.Measure(audit.ScoreAUC)), want.AUC, 1e-6)
			audittest.Near(t, what+" mean", value(t, g.Measure(audit.ScoreMean)), 10*want.Mean, 1e-5)
			compared++
			if want.Versus == nil {
				continue
			}
			p := pair(t, s, name)
			difference := p.Measure(audit.ScoreAUCDifference)
			audittest.Near(t, what+" AUC difference", value(t, difference), want.Versus.Difference, 1e-6)
			audittest.Near(t, what+" z", float64(*difference.Test.Statistic), want.Versus.Z, 1e-6)
			audittest.Near(t, what+" p", float64(difference.Test.P), want.Versus.P, 1e-6)
			audittest.Near(t, what+" KS", value(t, p.Measure(audit.ScoreKolmogorovSmirnov)), want.KS.D, 1e-6)
		}
	}
	if compared != 6+2+3 {
		t.Errorf("%d groups compared, want 11", compared)
	}
	// Methods 6.2, Ex: equal areas hide this.
	p := pair(t, &a.Scores.Attributes[0], "Caucasian")
	audittest.Printed(t, "xAUC of black positives over white negatives", value(t, p.Measure(audit.ScoreXAUCReverse)), .817676)
	audittest.Printed(t, "and the other way round", value(t, p.Measure(audit.ScoreXAUC)), .544524)
	// high_risk is decile_score >= 5 (golden/README.md): the cut explains every decision.
	if c := a.Scores.Cut; c == nil || c.At != 5 || c.Selects != audit.SelectsAtLeast || c.Agree != 7214 || c.Of != 7214 {
		t.Errorf("got the cut %+v, want at least 5 for all 7214", c)
	}
}

// Recidivism by decile and race is that of the reference results.
func TestGoldenCalibrationByDecile(t *testing.T) {
	var golden struct {
		Deciles map[string]map[string]struct{ N, Recid int64 } `json:"recidivism_by_decile_and_race"`
	}
	audittest.Golden(t, "compas_calibration_by_decile.json", &golden)
	s := &audited(t, compasPlan, compas(t), 1).Scores.Attributes[0]
	compared := 0
	for i := range s.Groups {
		g := &s.Groups[i]
		if len(g.Bins) != 10 {
			t.Fatalf("%v: %d bins, want the ten deciles", g.Group, len(g.Bins))
		}
		for k, b := range g.Bins {
			want := golden.Deciles[fmt.Sprint(k+1)][g.Group[0].Value]
			if b.N != want.N || b.Positives != want.Recid || b.N > 0 && float64(*b.Score) != float64(k+1) {
				t.Errorf("%v decile %d: %d of %d, want %d of %d", g.Group, k+1, b.Positives, b.N, want.Recid, want.N)
			}
			compared++
		}
	}
	if compared != 60 {
		t.Errorf("%d cells compared, want 60", compared)
	}
}

// Deciles over ten, read as probabilities: the calibration errors of the reference results. Its bins are ten of equal width, of which
// the last holds 9 and 10 tenths; ours holds every distinct score, so that the two agree where nobody has either, and differ by no
// more than the people in that bin can account for elsewhere.
func TestGoldenCalibrationError(t *testing.T) {
	var golden map[string]struct {
		Groups map[string]struct {
			N     int64   `json:"n"`
			Brier float64 `json:"brier"`
			Large float64 `json:"calibration_in_the_large"`
			ECE   float64 `json:"ece10"`
			Bins  []struct {
				N       int64   `json:"n"`
				Score   float64 `json:"mean_score"`
				Outcome float64 `json:"mean_outcome"`
			} `json:"bins"`
		} `json:"groups"`
	}
	audittest.Golden(t, "compas_scores.json", &golden)
	lines := strings.Split(strings.TrimSpace(compas(t)), "\n")
	var b strings.Builder
	b.WriteString(strings.TrimSpace(lines[0]) + ",tenth\n")
	for _, line := range lines[1:] {
		line = strings.TrimSpace(line)
		decile := strings.Split(line, ",")[14]
		fmt.Fprintf(&b, "%s,%s\n", line, map[bool]string{true: "1", false: "0." + decile}[decile == "10"])
	}
	a := audited(t, strings.Replace(compasPlan, "decile_score", "tenth", 1), b.String(), 1)
	for i := range a.Scores.Attributes {
		s := &a.Scores.Attributes[i]
		for name, want := range golden[s.Attributes[0]].Groups {
			g, what := group(t, s, name), s.Attributes[0]+" "+name
			audittest.Near(t, what+" Brier", value(t, g.Measure(audit.ScoreBrier)), want.Brier, 1e-6)
			audittest.Near(t, what+" in the large", value(t, g.Measure(audit.ScoreBias)), want.Large, 1e-6)
			// Methods 10.4: |ΣY − ΣS| of the group over all 7,214 people.
			audittest.Near(t, what+" multi-accuracy", value(t, g.Measure(audit.ScoreMultiaccuracy)), math.Abs(want.Large)*float64(want.N)/7214, 1e-6)
			last := want.Bins[len(want.Bins)-1]
			ours, theirs := 0.0, math.Abs(last.Outcome-last.Score)*float64(last.N)/float64(want.N)
			for _, bin := range g.Bins[8:] {
				if bin.N > 0 {
					ours += math.Abs(float64(*bin.Rate)-float64(*bin.Score)) * float64(bin.N) / float64(want.N)
				}
			}
			if last.Score < .85 { // nobody has 9 or 10 tenths
				theirs = 0
			}
			audittest.Near(t, what+" ECE outside the last bin", value(t, g.Measure(audit.ScoreECE))-ours, want.ECE-theirs, 1e-6)
		}
	}
}
