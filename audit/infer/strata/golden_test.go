package strata

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"auditd/audit"
	"auditd/audit/infer"
)

type goldenTest struct {
	Chi2 float64 `json:"chi2"`
	DF   int     `json:"df"`
	P    float64 `json:"p"`
}

type goldenEffect struct {
	goldenTest
	OddsRatio float64    `json:"common_odds_ratio"`
	SE        float64    `json:"log_or_se"`
	CI        [2]float64 `json:"ci95"`
}

type goldenTables struct {
	Tables        [][2][2]int64 `json:"tables"`
	CMH           goldenEffect  `json:"cmh"`
	Corrected     goldenEffect  `json:"cmh_corrected"`
	BreslowDay    goldenTest    `json:"breslow_day"`
	Tarone        goldenTest    `json:"breslow_day_tarone"`
	Woolf         goldenTest    `json:"woolf"`
	Pooled        goldenPooled  `json:"pooled"`
	PerDepartment map[string]struct {
		MaleRate   float64    `json:"male_rate"`
		FemaleRate float64    `json:"female_rate"`
		OddsRatio  float64    `json:"odds_ratio"`
		Chi2       goldenTest `json:"chi2"`
		Fisher     float64    `json:"p_fisher"`
		Newcombe   [2]float64 `json:"newcombe95"`
		Holm       float64    `json:"p_fisher_holm"`
		BH         float64    `json:"p_fisher_bh"`
	} `json:"per_department"`
}

type goldenPooled struct {
	goldenTest
	OddsRatio float64 `json:"odds_ratio"`
}

func (g goldenTables) strata() []Stratum {
	var s []Stratum
	for _, t := range g.Tables {
		s = append(s, Stratum{infer.P(t[0][0], t[0][0]+t[0][1]), infer.P(t[1][0], t[1][0]+t[1][1])})
	}
	return s
}

// Reference results made by independent programs in Python and R. Compared: every number under cmh, cmh_corrected, breslow_day,
// breslow_day_tarone and woolf, and the pooled odds ratio. Not compared here: the pooled chi-squared and V (package association
// has them).
func TestGoldenStratified(t *testing.T) {
	count := 0
	var files map[string]json.RawMessage
	readGolden(t, "compas_stratified.json", &files)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if name == "meta" {
			continue
		}
		var g goldenTables
		if err := json.Unmarshal(files[name], &g); err != nil {
			t.Fatal(err)
		}
		t.Run(name, func(t *testing.T) { count += g.check(t) })
	}
	var g goldenTables
	readGolden(t, "ucb_stratified.json", &g)
	t.Run("ucb", func(t *testing.T) { count += g.check(t) })
	if want := 10 * 24; count != want {
		t.Errorf("%d comparisons, want %d: 24 in each of ten tables", count, want)
	}
	t.Logf("%d comparisons", count)
}

func (g goldenTables) check(t *testing.T) (count int) {
	s := g.strata()
	one := func(what string, got, want float64) {
		near(t, what, got, want, 1e-6)
		count++
	}
	test := func(what string, got audit.Test, want goldenTest) {
		one(what, float64(*got.Statistic), want.Chi2)
		one(what+" df", float64(got.DF), float64(want.DF))
		relative(t, what+" p", float64(got.P), want.P)
		count++
	}
	plain, _, _ := CochranMantelHaenszel(s, false)
	test("cmh", plain, g.CMH.goldenTest)
	corrected, _, _ := CochranMantelHaenszel(s, true)
	test("cmh corrected", corrected, g.Corrected.goldenTest)
	or, why := OddsRatio(s, .95)
	defined(t, "odds ratio", why)
	for _, want := range []goldenEffect{g.CMH, g.Corrected} {
		one("odds ratio", or.Value, want.OddsRatio)
		one("se", or.SE, want.SE)
		one("lower", or.Interval.Lower, want.CI[0])
		one("upper", or.Interval.Upper, want.CI[1])
	}
	h, why := BreslowDay(s)
	defined(t, "Breslow–Day", why)
	test("Breslow–Day", h.BreslowDay, g.BreslowDay)
	test("Tarone", h.Tarone, g.Tarone)
	woolf, _, why := Woolf(s)
	defined(t, "Woolf", why)
	test("Woolf", woolf, g.Woolf)
	pooled, why := OddsRatio([]Stratum{crude(s)}, .95)
	defined(t, "pooled", why)
	one("pooled odds ratio", pooled.Value, g.Pooled.OddsRatio)
	return count
}

// Compared: everything by department but V, its corrected form, the degree of freedom and the least expected count (24 numbers left
// out, whose kinds package association compares elsewhere), the standardised rates, and the disparities.
func TestGoldenUCB(t *testing.T) {
	var g struct {
		goldenTables
		Standardised map[string]float64 `json:"standardised_to_pooled_department_mix"`
		Disparity    map[string]struct {
			DD  float64 `json:"dd"`
			CDD float64 `json:"cdd"`
		} `json:"conditional_demographic_disparity"`
	}
	readGolden(t, "ucb_stratified.json", &g)
	men := g.strata() // men are A in the file
	count := 0
	one := func(what string, got, want float64) {
		near(t, what, got, want, 1e-6)
		count++
	}
	var fisher, holm, bh []float64
	for k, department := range slices.Sorted(maps.Keys(g.PerDepartment)) {
		want := g.PerDepartment[department]
		one("male rate", men[k].A.Value(), want.MaleRate)
		one("female rate", men[k].B.Value(), want.FemaleRate)
		or, _ := OddsRatio(men[k:k+1], .95)
		one("odds ratio", or.Value, want.OddsRatio)
		z, _ := infer.ScoreZ(men[k].A, men[k].B)
		one("X²", float64(*z.Statistic**z.Statistic), want.Chi2.Chi2)
		relative(t, "p of X²", float64(z.P), want.Chi2.P)
		test, _ := infer.FisherExact(men[k].A, men[k].B)
		relative(t, "Fisher", float64(test.P), want.Fisher)
		fisher = append(fisher, float64(test.P))
		i, _ := infer.Newcombe(men[k].A, men[k].B, .95)
		one("lower", i.Lower, want.Newcombe[0])
		one("upper", i.Upper, want.Newcombe[1])
		holm, bh = append(holm, want.Holm), append(bh, want.BH)
		count += 2
	}
	for k, p := range infer.Adjust("holm", fisher, 0) {
		one("Holm", p, holm[k])
		one("BH", infer.Adjust("bh", fisher, 0)[k], bh[k])
	}
	m, w, _ := Standardised(men)
	one("standardised men", m, g.Standardised["Male"])
	one("standardised women", w, g.Standardised["Female"])
	for sex, s := range map[string][]Stratum{"Male": men, "Female": swapped(men)} {
		c, _ := DemographicDisparity(s)
		one("DD "+sex, c.Overall, g.Disparity[sex].DD)
		one("CDD "+sex, c.Conditional, g.Disparity[sex].CDD)
	}
	if want := 6*(3+2+1+2+2) + 6; count != want {
		t.Errorf("%d comparisons, want %d", count, want)
	}
	t.Logf("%d comparisons", count)
}

// The strongest subgroups of COMPAS: rate, divergence and t. Compared: value, divergence and t of every listed pattern, from its
// counts. Not compared: which patterns are listed, their number and support; mining them is not this package's work.
func TestGoldenSubgroups(t *testing.T) {
	type pattern struct {
		Value, Divergence, T   float64
		Numerator, Denominator int64
	}
	var files map[string]json.RawMessage
	readGolden(t, "compas_subgroups.json", &files)
	// Counts of everybody: methods 15 (false positives of label 0, and so on, over the six races).
	all := map[string]Tally{
		"fpr": {1282, 2681}, "fnr": {1216, 2035}, "selection_rate": {3317, 3897}, "accuracy": {4716, 2498},
	}
	count := 0
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if name == "meta" {
			continue
		}
		var g struct {
			Overall float64   `json:"overall"`
			High    []pattern `json:"top10_highest"`
			Low     []pattern `json:"top10_lowest"`
		}
		if err := json.Unmarshal(files[name], &g); err != nil {
			t.Fatal(err)
		}
		metric, _, _ := strings.Cut(name, " ")
		near(t, name+" overall", all[metric].rate(), g.Overall, 1e-6)
		count++
		for _, p := range slices.Concat(g.High, g.Low) {
			d, why := NewDivergence(Tally{p.Numerator, p.Denominator - p.Numerator}, all[metric])
			defined(t, name, why)
			near(t, name+" value", d.Rate, p.Value, 1e-6)
			near(t, name+" divergence", d.Divergence, p.Divergence, 1e-6)
			near(t, name+" t", d.TAll, p.T, 1e-6)
			count += 3
		}
	}
	if want := 8 * (1 + 3*20); count != want {
		t.Errorf("%d comparisons, want %d", count, want)
	}
	t.Logf("%d comparisons", count)
}
