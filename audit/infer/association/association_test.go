package association

import (
	"encoding/json"
	"maps"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"auditd/audit/infer"
)

// Methods 9.1, Ex: [[50,30,20],[20,30,50]].
func TestPrinted(t *testing.T) {
	table := Table{{50, 30, 20}, {20, 30, 50}}
	v, why := CramersV(table)
	defined(t, "V", why)
	printed(t, "V", v, .358569)
	v, _ = CramersVCorrected(table)
	printed(t, "V corrected", v, .345137)
	i, why := MutualInformation(table)
	defined(t, "I", why)
	printed(t, "I", i.Mutual, .066414)
	printed(t, "I corrected", i.Corrected, .061414)
	printed(t, "U", i.Uncertainty, .095816)
	printed(t, "symmetric", i.Symmetric, .074239)
	printed(t, "normalised", i.Normalised, .076196)
	independence, _ := TestIndependence(table)
	near(t, "p of G = 2nI", float64(independence.G.P), 1.70e-6, 5e-9)
	tau, _ := GoodmanKruskalTau(table)
	printed(t, "τ", tau, .128571)
	eta, why := EtaSquared([]Sums{NewSums([]float64{10, 12, 14, 16, 18}), NewSums([]float64{15, 17, 19, 21, 23})})
	defined(t, "η²", why)
	printed(t, "η²", eta.EtaSquared, .438596)
	printed(t, "ω²", eta.OmegaSquared, .344262)
	p, why := PredictGroup(table[0], table[1])
	defined(t, "BER", why)
	printed(t, "BER", p.BER, .35)
	printed(t, "AUC", p.AUC, .695)

	// Methods 9.2, Ex: F1.
	c, why := FeldmanCertificate(.36, .38)
	defined(t, "certificate", why)
	printed(t, "bound", c.Bound, .455)
	f1, _ := PredictGroup([]int64{120, 80}, []int64{36, 64})
	printed(t, "BER of F1", f1.BER, .38)
	if c.Holds {
		t.Error("a bound that .38 does not exceed holds")
	}

	// Methods 7.3, Ex: [[60,25,15],[30,30,40]], gaps of the second row over the first.
	m, why := CompareClasses([]int64{30, 30, 40}, []int64{60, 25, 15}, .95, 1)
	defined(t, "classes", why)
	printed(t, "X²", float64(*m.Test.Statistic), 21.818182)
	near(t, "p", float64(m.Test.P), 1.829e-5, 5e-9)
	printed(t, "TV", m.TV, .3)
	ridit, why := NewRidit([]int64{30, 30, 40}, []int64{60, 25, 15}, .95)
	defined(t, "ridit", why)
	printed(t, "ridit", ridit.Value, .6775)
	for k, want := range []float64{-.3, .05, .25} {
		printed(t, "gap", m.Classes[k].Gap, want)
	}
	if m.Worst != 0 {
		t.Errorf("worst %d", m.Worst)
	}
}

type reference struct {
	Table     Table   `json:"table"`
	Chi2      float64 `json:"chi2"`
	DF        int     `json:"df"`
	P         float64 `json:"p"`
	V         float64 `json:"cramers_v"`
	Corrected float64 `json:"cramers_v_bias_corrected"`
	Least     float64 `json:"min_expected"`
	G         float64 `json:"g"`
	GDF       int     `json:"g_df"`
	GP        float64 `json:"g_p"`
}

// check compares the numbers of one table and returns how many they were.
func (want reference) check(t *testing.T) (count int) {
	one := func(what string, got, want float64) {
		near(t, what, got, want, 1e-6)
		count++
	}
	r, why := TestIndependence(want.Table)
	defined(t, "independence", why)
	one("X²", float64(*r.ChiSquared.Statistic), want.Chi2)
	one("df", float64(r.ChiSquared.DF), float64(want.DF))
	relative(t, "p", float64(r.ChiSquared.P), want.P)
	count++
	one("least expected", r.LeastExpected, want.Least)
	v, _ := CramersV(want.Table)
	one("V", v, want.V)
	v, _ = CramersVCorrected(want.Table)
	one("V corrected", v, want.Corrected)
	if want.GDF > 0 {
		one("G", float64(*r.G.Statistic), want.G)
		one("G df", float64(r.G.DF), float64(want.GDF))
		relative(t, "G p", float64(r.G.P), want.GP)
		count++
	}
	return count
}

// Reference results made by independent programs. Compared: every number of every table, and the pooled chi-squared and V of the
// stratified files.
func TestGolden(t *testing.T) {
	count := 0
	var file map[string]json.RawMessage
	readGolden(t, "compas_association.json", &file)
	for _, name := range slices.Sorted(maps.Keys(file)) {
		if name == "meta" {
			continue
		}
		var want reference
		if err := json.Unmarshal(file[name], &want); err != nil {
			t.Fatal(err)
		}
		t.Run(name, func(t *testing.T) { count += want.check(t) })
	}
	for _, name := range []string{"compas_stratified.json", "ucb_stratified.json"} {
		var file map[string]json.RawMessage
		readGolden(t, name, &file)
		if file["pooled"] != nil {
			file = map[string]json.RawMessage{"ucb": json.RawMessage(`{"pooled":` + string(file["pooled"]) + `}`)}
		}
		for _, key := range slices.Sorted(maps.Keys(file)) {
			if key == "meta" {
				continue
			}
			var want struct {
				Pooled reference `json:"pooled"`
			}
			if err := json.Unmarshal(file[key], &want); err != nil {
				t.Fatal(err)
			}
			t.Run("pooled "+key, func(t *testing.T) { count += want.Pooled.check(t) })
		}
	}
	if want := 9*9 + 10*6; count != want {
		t.Errorf("%d comparisons, want %d: nine numbers in nine tables, six in ten pooled ones", count, want)
	}
	t.Logf("%d comparisons", count)
}

func drawTable(t *rapid.T) Table {
	k, c := rapid.IntRange(1, 5).Draw(t, "groups"), rapid.IntRange(1, 5).Draw(t, "categories")
	table := make(Table, k)
	for i := range table {
		table[i] = make([]int64, c)
		for j := range table[i] {
			table[i][j] = rapid.Int64Range(0, 30).Draw(t, "n")
		}
	}
	return table
}

func transposed(t Table) Table {
	r := make(Table, len(t[0]))
	for j := range r {
		for i := range t {
			r[j] = append(r[j], t[i][j])
		}
	}
	return r
}

// Measures that know no direction are the same of the transposed table; all lie in their range; empty rows and columns are nothing.
func TestProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		table := drawTable(t)
		turned := transposed(table)
		wider := append(Table{make([]int64, len(table[0]))}, table...)
		for _, f := range []func(Table) (float64, infer.Why){
			CramersV, CramersVCorrected,
			func(t Table) (float64, infer.Why) { i, why := MutualInformation(t); return i.Mutual, why },
			func(t Table) (float64, infer.Why) { i, why := MutualInformation(t); return i.Symmetric, why },
		} {
			v, why := f(table)
			r, otherWhy := f(turned)
			w, _ := f(wider)
			if why != otherWhy {
				t.Fatalf("%q and %q", why, otherWhy)
			}
			if why == infer.Defined && (math.Abs(v-r) > 1e-9 || math.Abs(v-w) > 1e-9 || v < 0 || v > math.Log(5)) {
				t.Fatalf("%v, turned %v, wider %v", v, r, w)
			}
		}
		if tau, why := GoodmanKruskalTau(table); why == infer.Defined && (tau < -1e-12 || tau > 1+1e-12) {
			t.Fatalf("τ %v", tau)
		}
		if i, why := MutualInformation(table); why == infer.Defined && (i.Uncertainty > 1+1e-12 || i.Corrected > i.Mutual) {
			t.Fatalf("%+v", i)
		}
		if len(table) >= 2 {
			if p, why := PredictGroup(table[0], table[1]); why == infer.Defined {
				q, _ := PredictGroup(table[1], table[0])
				if math.Abs(p.BER-q.BER) > 1e-12 || math.Abs(p.AUC-q.AUC) > 1e-9 || p.AUC < .5-1e-12 || p.BER < 0 || p.BER > .5+1e-12 {
					t.Fatalf("%+v %+v", p, q)
				}
				// The best cut lies on the curve, TV above the diagonal: the curve is at least the two lines to it, and being concave at most
				// the parallel to the diagonal through it.
				if p.AUC < (1+p.TV)/2-1e-9 || p.AUC > 1-2*p.BER*p.BER+1e-9 {
					t.Fatalf("AUC %v, TV %v", p.AUC, p.TV)
				}
			}
			if m, why := CompareClasses(table[0], table[1], .95, 1); why == infer.Defined {
				r, _ := CompareClasses(table[1], table[0], .95, 1)
				gaps := 0.0
				for k, c := range m.Classes {
					gaps += c.Gap
					if math.Abs(c.Gap+r.Classes[k].Gap) > 1e-12 {
						t.Fatal("gaps do not negate")
					}
				}
				if math.Abs(gaps) > 1e-9 {
					t.Fatalf("gaps add up to %v", gaps)
				}
			}
		}
	})
}

// The chain rule: I(A; X, Z) = I(A; Z) + I(A; X | Z), on the table of X within Z laid side by side.
func TestChainRule(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var tables []Table
		joint, marginal := make(Table, 2), make(Table, 2)
		for range 3 {
			table := Table{make([]int64, 3), make([]int64, 3)}
			for i := range table {
				sum := int64(0)
				for j := range table[i] {
					table[i][j] = rapid.Int64Range(1, 30).Draw(t, "n")
					sum += table[i][j]
				}
				joint[i] = append(joint[i], table[i]...)
				marginal[i] = append(marginal[i], sum)
			}
			tables = append(tables, table)
		}
		all, _ := MutualInformation(joint)
		z, _ := MutualInformation(marginal)
		given, why := ConditionalInformation(tables)
		if why != infer.Defined || math.Abs(all.Mutual-z.Mutual-given) > 1e-9 {
			t.Fatalf("%v, %v + %v", all.Mutual, z.Mutual, given)
		}
	})
}

func TestDegenerate(t *testing.T) {
	v := func(t Table) infer.Why { _, why := CramersV(t); return why }
	corrected := func(t Table) infer.Why { _, why := CramersVCorrected(t); return why }
	predict := func(a, b []int64) infer.Why { _, why := PredictGroup(a, b); return why }
	eta := func(g ...Sums) infer.Why { _, why := EtaSquared(g); return why }
	feldman := func(beta, ber float64) infer.Why { _, why := FeldmanCertificate(beta, ber); return why }
	classes := func(a, b []int64) infer.Why { _, why := CompareClasses(a, b, .95, 1); return why }
	given := func(t ...Table) infer.Why { _, why := ConditionalInformation(t); return why }
	for _, c := range []struct {
		what      string
		got, want infer.Why
	}{
		{"no table", v(nil), infer.WhyNobody},
		{"an empty table", v(Table{{0, 0}, {0, 0}}), infer.WhyNobody},
		{"rows of unequal length", v(Table{{1, 2}, {3}}), infer.WhyNotComputable},
		{"a negative count", v(Table{{1, -2}, {3, 4}}), infer.WhyNotComputable},
		{"one group", v(Table{{1, 2}}), infer.WhyOneGroup},
		{"one category in use", v(Table{{1, 0}, {3, 0}}), infer.WhyOneGroup},
		{"as many categories as people", corrected(Table{{1, 0}, {0, 1}}), infer.WhyTooFew},
		{"nobody in one group", predict([]int64{0, 0}, []int64{1, 2}), infer.WhyOneGroup},
		{"one group with numbers", eta(NewSums([]float64{1, 2})), infer.WhyOneGroup},
		{"one person a group", eta(NewSums([]float64{1}), NewSums([]float64{2})), infer.WhyTooFew},
		{"all numbers alike", eta(NewSums([]float64{2, 2}), NewSums([]float64{2, 2})), infer.WhyNoVariance},
		{"numbers that are none", eta(NewSums([]float64{math.NaN()}), NewSums([]float64{2})), infer.WhyNotComputable},
		{"a rate of 2", feldman(2, .1), infer.WhyOutOfRange},
		{"classes of nobody", classes(nil, nil), infer.WhyNobody},
		{"classes of unequal number", classes([]int64{1}, []int64{1, 2}), infer.WhyNotComputable},
		{"nothing to condition on", given(), infer.WhyNobody},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, want %q", c.what, c.got, c.want)
		}
	}
	if !IsIdentifier(51, 100) || IsIdentifier(50, 100) || IsIdentifier(0, 0) || !NeedsNull(6, 100) || NeedsNull(5, 100) {
		t.Error("identifiers")
	}
}

func TestMethods(t *testing.T) {
	seen := map[string]bool{}
	for _, m := range Methods() {
		if m.Title == "" || m.Source == "" || seen[m.Name] {
			t.Errorf("%s: no title, no source or listed twice", m.Name)
		}
		seen[m.Name] = true
	}
	i, _ := TestIndependence(Table{{5, 3}, {4, 8}})
	eta, _ := EtaSquared([]Sums{NewSums([]float64{1, 2}), NewSums([]float64{2, 5})})
	for _, name := range []string{i.ChiSquared.Name, i.G.Name, eta.Test.Name} {
		if !seen[name] {
			t.Errorf("%q is produced, but not listed", name)
		}
	}
	Methods()[0].Name = "changed"
	if Methods()[0].Name != "independence_chi_squared" {
		t.Error("a caller can change the registry")
	}
}
