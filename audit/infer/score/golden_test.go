package score

import (
	"encoding/csv"
	"encoding/json"
	"maps"
	"math"
	"os"
	"slices"
	"strconv"
	"testing"

	"auditd/audit/audittest"
	"auditd/audit/infer"
	"auditd/audit/infer/strata"
)

type goldenGroup struct {
	N       float64     `json:"n"`
	AUC     *float64    `json:"auc"`
	NPos    float64     `json:"n_pos"`
	NNeg    float64     `json:"n_neg"`
	SE      *float64    `json:"se"`
	CI      *[2]float64 `json:"ci95"`
	ECE     float64     `json:"ece10"`
	MCE     float64     `json:"mce10"`
	Brier   float64     `json:"brier"`
	Score   float64     `json:"mean_score"`
	Outcome float64     `json:"mean_outcome"`
	Bias    float64     `json:"calibration_in_the_large"`
	Bins    []struct {
		Bin     int     `json:"bin"`
		N       float64 `json:"n"`
		Score   float64 `json:"mean_score"`
		Outcome float64 `json:"mean_outcome"`
	} `json:"bins"`
	Difference *struct {
		Value float64 `json:"difference"`
		Z     float64 `json:"z"`
		P     float64 `json:"p"`
	} `json:"auc_difference_vs_largest"`
	KS *struct {
		D float64 `json:"d"`
		P float64 `json:"p_asymptotic"`
	} `json:"ks_score_vs_largest"`
	SMD *float64 `json:"standardised_mean_difference_vs_largest"`
}

// compas counts deciles and recidivism by the values of a column; no column gives everybody under "".
func compas(t *testing.T, column string) map[string]Histogram {
	t.Helper()
	file, err := os.Open(audittest.Shared(t, "data", "compas.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	at := func(name string) int { return slices.Index(rows[0], name) }
	decile, label, group := at("decile_score"), at("two_year_recid"), at(column)
	scores, labels := map[string][]float64{}, map[string][]bool{}
	for _, row := range rows[1:] {
		d, err := strconv.Atoi(row[decile])
		if err != nil {
			t.Fatal(err)
		}
		name := ""
		if group >= 0 {
			name = row[group]
		}
		scores[name] = append(scores[name], float64(d))
		labels[name] = append(labels[name], row[label] == "1")
	}
	all := map[string]Histogram{}
	for name := range scores {
		all[name], _ = NewHistogram(scores[name], labels[name])
	}
	return all
}

type tally struct {
	*testing.T
	compared, left int
}

func (c *tally) one(what string, got, want float64) {
	c.Helper()
	near(c.T, what, got, want, 1e-6)
	c.compared++
}

// Reference results made by independent programs in Python and R. Everything in compas_scores.json is compared but the largest
// group's name and, where a class has fewer than two people, the missing standard error, and the asymptotic p of the KS distance (see below). The file's interval is Wald's, clipped
// to [0, 1]: it is compared with value ± z·se; this package's own interval is on the logit scale.
func TestGoldenScores(t *testing.T) {
	c := &tally{T: t}
	var file map[string]json.RawMessage
	readGolden(t, "compas_scores.json", &file)
	var overall goldenGroup
	if err := json.Unmarshal(file["overall"], &overall); err != nil {
		t.Fatal(err)
	}
	c.group("overall", compas(t, "")[""], overall)
	for _, column := range []string{"race", "sex", "age_cat", "race_sex"} {
		var section struct {
			Largest string                 `json:"largest_group"`
			Groups  map[string]goldenGroup `json:"groups"`
		}
		if err := json.Unmarshal(file[column], &section); err != nil {
			t.Fatal(err)
		}
		groups := compas(t, column)
		for _, name := range slices.Sorted(maps.Keys(section.Groups)) {
			c.group(name, groups[name], section.Groups[name])
			c.against(name, groups[name], groups[section.Largest], compas(t, "")[""], section.Groups[name])
		}
	}
	if c.compared != 1183 {
		t.Errorf("%d comparisons, want 1183", c.compared)
	}
	t.Logf("%d comparisons, %d numbers left out", c.compared, c.left)
}

func (c *tally) group(name string, h Histogram, want goldenGroup) {
	c.one(name+" n", float64(h.people()), want.N)
	auc, why := NewAUC(h, .95)
	c.one(name+" positives", float64(auc.Positives), want.NPos)
	c.one(name+" negatives", float64(auc.Negatives), want.NNeg)
	c.one(name+" AUC", auc.Value, *want.AUC)
	if want.SE == nil {
		c.left++
		if auc.SE != 0 || !auc.Separated {
			c.Errorf("%s: %+v", name, auc)
		}
	} else {
		defined(c.T, name, why)
		c.one(name+" se", auc.SE, *want.SE)
		z := infer.CriticalValue(.95)
		c.one(name+" Wald lower", math.Max(0, auc.Value-z*auc.SE), want.CI[0])
		c.one(name+" Wald upper", math.Min(1, auc.Value+z*auc.SE), want.CI[1])
	}
	tenths := Histogram{Negative: h.Negative, Positive: h.Positive}
	for _, v := range h.Values {
		tenths.Values = append(tenths.Values, v/10)
	}
	brier, why := Brier(tenths)
	defined(c.T, "Brier", why)
	c.one(name+" Brier", brier, want.Brier)
	// The file's bins are [0, .1), [.1, .2) … [.9, 1]; half a hundredth off the edges no rounding decides.
	bins := Bins(tenths, []float64{.095, .195, .295, .395, .495, .595, .695, .795, .895})
	k, worst := 0, 0.0
	for i, b := range bins {
		if b.N == 0 {
			continue
		}
		w := want.Bins[k]
		k++
		c.one(name+" bin", float64(i), float64(w.Bin))
		c.one(name+" bin n", float64(b.N), w.N)
		c.one(name+" bin score", b.mean(), w.Score)
		c.one(name+" bin outcome", float64(b.Positives)/float64(b.N), w.Outcome)
		worst = math.Max(worst, math.Abs(b.mean()-float64(b.Positives)/float64(b.N)))
	}
	calibration, why := NewCalibration(bins)
	defined(c.T, "calibration", why)
	c.one(name+" ECE", calibration.ECE, want.ECE)
	c.one(name+" bias", calibration.Bias, want.Bias)
	c.one(name+" outcome", float64(h.positives())/float64(h.people()), want.Outcome)
	c.one(name+" score", tenths.sample(tenths.totals()).Mean, want.Score)
	// The file's maximum also looks at bins of fewer than 30 people.
	c.one(name+" MCE", worst, want.MCE)
	if calibration.MCEBins == calibration.BinsUsed && calibration.MCE != worst {
		c.Errorf("%s: MCE %v, want %v", name, calibration.MCE, worst)
	}
}

func (c *tally) against(name string, h, largest, everybody Histogram, want goldenGroup) {
	if want.Difference != nil {
		a, _ := NewAUC(h, .95)
		b, _ := NewAUC(largest, .95)
		difference, _, test, why := CompareAUC(a, b)
		defined(c.T, name, why)
		c.one(name+" AUC difference", difference, want.Difference.Value)
		c.one(name+" z", float64(*test.Statistic), want.Difference.Z)
		relative(c.T, name+" p", float64(test.P), want.Difference.P)
		c.compared++
	}
	if want.KS != nil {
		d, test, why := KolmogorovSmirnov(h, largest)
		defined(c.T, name, why)
		c.one(name+" KS", d, want.KS.D)
		// The file's p is scipy's kstwo.sf(d, round(nm/(n+m))), the exact law of one sample of that size. Kolmogorov's limit,
		// which the specification asks for, lies above it in every case: it is not compared to digits.
		c.left++
		if float64(test.P) < want.KS.P {
			c.Errorf("%s: KS p %v below %v", name, test.P, want.KS.P)
		}
	}
	if want.SMD != nil {
		// The file divides by the standard deviation of everybody, not by the pooled one of the two groups.
		a, b, all := h.sample(h.totals()), largest.sample(largest.totals()), everybody.sample(everybody.totals())
		c.one(name+" standardised difference", (a.Mean-b.Mean)/math.Sqrt(all.Variance), *want.SMD)
	}
}

// Every count and rate by decile and race. The difference of calibration between two races is then taken from them.
func TestGoldenCalibrationByDecile(t *testing.T) {
	var file struct {
		Deciles map[string]map[string]struct {
			N, Recid, Rate float64
		} `json:"recidivism_by_decile_and_race"`
	}
	readGolden(t, "compas_calibration_by_decile.json", &file)
	races := compas(t, "race")
	c := &tally{T: t}
	listed := 0
	for _, decile := range slices.Sorted(maps.Keys(file.Deciles)) {
		d, _ := strconv.Atoi(decile)
		for _, race := range slices.Sorted(maps.Keys(file.Deciles[decile])) {
			want := file.Deciles[decile][race]
			bins := Bins(races[race], []float64{float64(d), float64(d) + 1})
			c.one(race+" n", float64(bins[1].N), want.N)
			c.one(race+" positives", float64(bins[1].Positives), want.Recid)
			c.one(race+" rate", float64(bins[1].Positives)/float64(bins[1].N), want.Rate)
			listed += int(want.N)
		}
	}
	if c.compared != 3*56 || listed != 7214 {
		t.Errorf("%d comparisons over %d people, want 168 over 7214", c.compared, listed)
	}
	edges := []float64{2, 3, 4, 5, 6, 7, 8, 9, 10}
	effect, _, why := CalibrationDifference(Bins(races["African-American"], edges), Bins(races["Caucasian"], edges), .95)
	defined(t, "difference", why)
	if effect.Use != (strata.Use{Strata: 10}) || math.Abs(effect.Value) > .05 {
		t.Errorf("%+v", effect)
	}
}

// Methods 6.2, Ex: xAUC of COMPAS.
func TestGoldenCrossAUC(t *testing.T) {
	races := compas(t, "race")
	x, why := NewCrossAUC(races["African-American"], races["Caucasian"], .95)
	defined(t, "xAUC", why)
	printed(t, "xAUC(AA, Caucasian)", x.AB.Value, .817676)
	printed(t, "reverse", x.BA.Value, .544524)
}
