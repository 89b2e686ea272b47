package infer

import (
	"encoding/json"
	"maps"
	"math"
	"os"
	"slices"
	"testing"

	"auditd/audit"
)

// Reference results for COMPAS and Berkeley admissions, computed by independent programs in Python and R (README.md beside
// them: 4919 and 667 of them were checked against a second source). Numbers must agree to 1e-6, p-values to a relative 1e-6.
func TestGolden(t *testing.T) {
	for _, file := range []struct {
		name  string
		least int // comparisons that must have run, so that a renamed key cannot empty the test
	}{
		{"compas_groups.json", 2281}, {"compas_variants.json", 3030}, {"ucb_groups.json", 346},
	} {
		t.Run(file.name, func(t *testing.T) {
			data, err := os.ReadFile(shared(t, "golden", file.name))
			if err != nil {
				t.Fatal(err)
			}
			var root any
			if err := json.Unmarshal(data, &root); err != nil {
				t.Fatal(err)
			}
			g := golden{T: t, counts: map[string]int{}}
			g.walk(root)
			total := 0
			for _, what := range slices.Sorted(maps.Keys(g.counts)) {
				t.Logf("%-24s %5d comparisons", what, g.counts[what])
				total += g.counts[what]
			}
			t.Logf("%-24s %5d comparisons", "together", total)
			if total < file.least {
				t.Errorf("only %d comparisons ran, want at least %d", total, file.least)
			}
		})
	}
}

type golden struct {
	*testing.T
	counts map[string]int
}

// object is one JSON object of a reference file.
type object map[string]any

func (o object) number(key string) float64 {
	if v, ok := o[key].(float64); ok {
		return v
	}
	return math.NaN()
}

func (o object) pair(key string) ([2]float64, bool) {
	list, ok := o[key].([]any)
	if !ok || len(list) != 2 {
		return [2]float64{}, false
	}
	a, okA := list[0].(float64)
	b, okB := list[1].(float64)
	return [2]float64{a, b}, okA && okB
}

func (g golden) walk(v any) {
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			g.walk(e)
		}
	case map[string]any:
		o := object(v)
		if w, ok := v["wilson95"].(map[string]any); ok && v["tp"] != nil {
			g.confusion(o, object(w))
		} else if v["k"] != nil && v["n"] != nil && v["ref_k"] == nil {
			g.oneRate(o)
		}
		if pairs, ok := v["pairwise"].(map[string]any); ok {
			g.family(pairs)
		}
		if table, ok := v["omnibus_table"].([]any); ok {
			g.omnibus(table, v["omnibus"])
		}
		for _, k := range slices.Sorted(maps.Keys(v)) {
			g.walk(v[k])
		}
	}
}

// confusion checks the Wilson intervals of the rates of one confusion matrix.
func (g golden) confusion(o, wilson object) {
	tp, fp, tn, fn := o.number("tp"), o.number("fp"), o.number("tn"), o.number("fn")
	for rate, p := range map[string]Proportion{
		"base_rate": {tp + fn, tp + fp + tn + fn}, "selection_rate": {tp + fp, tp + fp + tn + fn},
		"accuracy": {tp + tn, tp + fp + tn + fn},
		"tpr":      {tp, tp + fn}, "fnr": {fn, tp + fn}, "fpr": {fp, fp + tn}, "tnr": {tn, fp + tn},
		"ppv": {tp, tp + fp}, "fdr": {fp, tp + fp}, "npv": {tn, tn + fn}, "for": {fn, tn + fn},
	} {
		if want, ok := wilson.pair(rate); ok {
			g.interval("wilson", Wilson(p, .95), want)
		} else if p.N != 0 {
			g.Errorf("no reference interval for %s of %v", rate, p)
		}
	}
}

func (g golden) oneRate(o object) {
	p := Proportion{o.number("k"), o.number("n")}
	if want, ok := o.pair("wilson95"); ok {
		g.interval("wilson", Wilson(p, .95), want)
	}
	if want, ok := o.pair("clopper_pearson95"); ok {
		g.interval("clopper_pearson", ClopperPearson(p, .95), want)
	}
}

// family checks all tests of one attribute and metric, one by one and adjusted together.
func (g golden) family(pairs map[string]any) {
	var z, fisher []float64
	var objects []object
	for _, k := range slices.Sorted(maps.Keys(pairs)) {
		o := object(pairs[k].(map[string]any))
		a, b := Proportion{o.number("k"), o.number("n")}, Proportion{o.number("ref_k"), o.number("ref_n")}
		if o["p_fisher"] == nil {
			continue
		}
		g.comparison(o, a, b)
		objects = append(objects, o)
		z = append(z, testP(ScoreZ(a, b)))
		fisher = append(fisher, testP(FisherExact(a, b)))
	}
	for _, c := range []struct {
		method, key string
		p           []float64
	}{{"holm", "p_z_holm", z}, {"bh", "p_z_bh", z}, {"holm", "p_fisher_holm", fisher}, {"bh", "p_fisher_bh", fisher}} {
		for i, p := range Adjust(c.method, c.p, 0) {
			if want := objects[i].number(c.key); !math.IsNaN(want) {
				g.p(c.key, p, want)
			}
		}
	}
}

func testP(t audit.Test, ok bool) float64 {
	if !ok {
		return math.NaN()
	}
	return float64(t.P)
}

func (g golden) comparison(o object, a, b Proportion) {
	if want, ok := o.pair("newcombe95"); ok {
		g.interval("newcombe", must(Newcombe(a, b, .95)), want)
	}
	if want, ok := o.pair("katz95"); ok {
		g.interval("katz", must(Katz(a, b, .95)), want)
	}
	g.p("p_fisher", testP(FisherExact(a, b)), o.number("p_fisher"))
	if math.IsNaN(o.number("z")) {
		if _, ok := ScoreZ(a, b); ok {
			g.Errorf("%s: the reference has no z", name(a, b))
		}
		return
	}
	score, yates := must(ScoreZ(a, b)), must(ChiSquaredYates(a, b))
	z := float64(*score.Statistic)
	g.near("z", z, o.number("z"))
	g.near("chi2", z*z, o.number("chi2"))
	g.near("chi2_yates", float64(*yates.Statistic), o.number("chi2_yates"))
	g.p("p_z", float64(score.P), o.number("p_z"))
	g.p("p_chi2_yates", float64(yates.P), o.number("p_chi2_yates"))
	g.near("min_expected", leastExpected(a, b), o.number("min_expected"))
}

func (g golden) omnibus(table []any, result any) {
	var groups []Proportion
	for _, row := range table {
		x, rest := row.([]any)[0].(float64), row.([]any)[1].(float64)
		groups = append(groups, Proportion{x, x + rest})
	}
	want, ok := result.(map[string]any)
	if !ok || want["chi2"] == nil {
		return
	}
	got := must(Homogeneity(groups))
	g.near("omnibus chi2", float64(*got.Statistic), object(want).number("chi2"))
	g.p("omnibus p", float64(got.P), object(want).number("p"))
	g.near("omnibus df", float64(got.DF), object(want).number("df"))
}

func (g golden) interval(what string, got audit.Interval, want [2]float64) {
	g.near(what, got.Lower, want[0])
	g.near(what, got.Upper, want[1])
}

func (g golden) near(what string, got, want float64) {
	g.counts[what]++
	if !(math.Abs(got-want) <= 1e-6*math.Max(1, math.Abs(want))) {
		g.Errorf("%s: got %.12g, want %.12g", what, got, want)
	}
}

func (g golden) p(what string, got, want float64) {
	g.counts[what]++
	if !(math.Abs(got-want) <= 1e-6*want) {
		g.Errorf("%s: got %.12g, want %.12g", what, got, want)
	}
}
