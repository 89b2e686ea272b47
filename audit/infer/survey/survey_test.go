package survey

import (
	"encoding/json"
	"maps"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"auditd/audit/infer"
)

// Methods 1.4, Ex.
var frameCells = []Cell{{300, 90, []int{0, 0}}, {200, 120, []int{0, 1}}, {250, 150, []int{1, 0}}, {250, 175, []int{1, 1}}}

func TestPrintedRepresentativity(t *testing.T) {
	r, why := NewRepresentativity(frameCells, .95)
	defined(t, "R", why)
	for _, c := range []struct {
		what      string
		got, want float64
	}{
		{"ρ̄", r.Mean, .535},
		{"S²", r.S * r.S, .025300300},
		{"S", r.S, .159060681},
		{"R", r.R, .681878638},
		{"CV", r.CV, .297309684},
		{"bias", r.Bias, .000679312},
		{"R adjusted", r.Adjusted, .686178468},
	} {
		near(t, c.what, c.got, c.want, 5.01e-10)
	}
	printed(t, "se", r.SE, .029123)
	sex, why := NewPartial(frameCells, 0)
	defined(t, "sex", why)
	age, why := NewPartial(frameCells, 1)
	defined(t, "age", why)
	for _, c := range []struct {
		what      string
		got, want float64
	}{
		{"P_u(sex)", sex.Unconditional, .115},
		{"F", sex.UnconditionalCategory[1], .081317280},
		{"M", sex.UnconditionalCategory[0], -.081317280},
		{"P_u(age)", age.Unconditional, .109046603},
		{"old", age.UnconditionalCategory[1], .080871125},
		{"young", age.UnconditionalCategory[0], -.073150685},
		{"P_c(sex|age)", sex.Conditional, .115746428},
		{"M|age", sex.ConditionalCategory[0], .078752767},
		{"F|age", sex.ConditionalCategory[1], .084824744},
		{"P_c(age|sex)", age.Conditional, .109827419},
		{"Y|sex", age.ConditionalCategory[0], .070355881},
		{"O|sex", age.ConditionalCategory[1], .084333339},
	} {
		near(t, c.what, c.got, c.want, 5.01e-10)
	}
}

// Methods 1.5, Ex, on the data of 1.1.
func TestPrintedWeights(t *testing.T) {
	p, why := PostStratify([]int64{520, 310, 120, 50}, []float64{.45, .30, .15, .10})
	defined(t, "weights", why)
	for k, want := range []float64{.865385, .967742, 1.25, 2.0} {
		printed(t, "weight", p.Weights[k], want)
	}
	near(t, "deff", p.DesignEff, 1.067245658, 5.01e-10)
	near(t, "n_eff", p.EffectiveN, 936.991397, 5.01e-10)
	sum, squares := 0.0, 0.0
	for k, n := range []float64{520, 310, 120, 50} {
		sum += n * p.Weights[k]
		squares += n * p.Weights[k] * p.Weights[k]
	}
	deff, effective, why := Kish(1000, sum, squares)
	defined(t, "Kish", why)
	near(t, "deff from sums", deff, p.DesignEff, 1e-12)
	near(t, "n_eff from sums", effective, p.EffectiveN, 1e-12)
}

// Methods 1.6, Ex.
func TestPrintedRaking(t *testing.T) {
	r, why := Rake([]float64{40, 30, 20, 10}, []Margin{
		{Group: []int{0, 0, 1, 1}, Target: []float64{50, 50}}, {Group: []int{0, 1, 0, 1}, Target: []float64{55, 45}},
	})
	defined(t, "raking", why)
	for k, want := range []float64{25, 25, 30, 20} {
		near(t, "cell", r.Cells[k], want, 1e-8)
	}
	for k, want := range []float64{.625, .833333, 1.5, 2} {
		printed(t, "weight", r.Weights[k], want)
	}
	printed(t, "odds ratio", r.Cells[0]*r.Cells[3]/r.Cells[1]/r.Cells[2], .666667)
	printed(t, "deff", r.DesignEff, 1.214583)
}

// Methods 4.12, Ex: the printed rates and covariances (identical to R's survey) give the printed ratio and interval; the clusters
// behind them are not printed. Groups A and D, 6 clusters, one stratum.
func TestPrintedRatio(t *testing.T) {
	r := Rates{
		Value: []float64{.653846154, .247311828}, DF: 5, People: []int64{18, 18}, Effective: []float64{18, 18}, Why: make([]infer.Why, 2),
		Covariance: [][]float64{{.002820863, .003725642}, {.003725642, .012840198}},
	}
	value, se, interval, why := r.Ratio(1, 0, .95)
	defined(t, "ratio", why)
	printed(t, "ratio", value, .378241619)
	near(t, "se ln", se, .412858418, 5e-8) // nine printed digits of the covariances
	printed(t, "lower", interval.Lower, .130876)
	printed(t, "upper", interval.Upper, 1.093151)
}

// Clusters with whole weights, by hand: one stratum, three clusters, group 0 with (Σw, Σwy) = (2, 1), (2, 2), (4, 1). p = ½;
// z = (1−1)/8, (2−1)/8, (1−2)/8 = 0, ⅛, −⅛ with mean 0; V = 3/2·(1/64 + 1/64) = 3/64.
func TestLineariseByHand(t *testing.T) {
	clusters := []Cluster{
		{0, []ClusterSums{{2, 2, 2, 1}}}, {0, []ClusterSums{{2, 2, 2, 2}}}, {0, []ClusterSums{{4, 4, 4, 1}}},
	}
	r, why := Linearise(clusters)
	defined(t, "rates", why)
	near(t, "p", r.Value[0], .5, 1e-12)
	near(t, "V", r.Covariance[0][0], 3./64, 1e-12)
	if r.DF != 2 || r.Lonely != 0 || r.People[0] != 8 {
		t.Errorf("%+v", r)
	}
	interval, effective, why := r.KornGraubard(0, .95)
	defined(t, "Korn–Graubard", why)
	// .25/(3/64) = 5.3333 times (t₇/t₂)² = (2.364624/4.302653)² = .302033, so 1.610841.
	near(t, "effective", effective, 16./3*math.Pow(2.364624252/4.30265273, 2), 1e-6)
	want := infer.Wilson(infer.Proportion{X: effective / 2, N: effective}, .95)
	near(t, "lower", interval.Lower, want.Lower, 1e-12)
}

// People as clusters of one, without weights: the variance is p(1−p)/(n−1)·(n−1)/n·n/(n−1)…, that is s²/n with s² over n−1; two
// groups of different people have rates without covariance.
func TestPeopleAsClusters(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, m := rapid.Int64Range(2, 40).Draw(t, "n"), rapid.Int64Range(2, 40).Draw(t, "m")
		x, y := rapid.Int64Range(1, n-1).Draw(t, "x"), rapid.Int64Range(1, m-1).Draw(t, "y")
		var clusters []Cluster
		add := func(group int, count, events int64) {
			for i := range count {
				sums := make([]ClusterSums, 2)
				sums[group] = ClusterSums{N: 1, Weight: 1, Squares: 1}
				if i < events {
					sums[group].Events = 1
				}
				clusters = append(clusters, Cluster{0, sums})
			}
		}
		add(0, n, x)
		add(1, m, y)
		r, why := Linearise(clusters)
		if why != infer.Defined {
			t.Fatal(why)
		}
		total := float64(n + m)
		p := float64(x) / float64(n)
		want := total / (total - 1) * p * (1 - p) / float64(n)
		if math.Abs(r.Covariance[0][0]-want) > 1e-12 || math.Abs(r.Covariance[0][1]) > 1e-12 {
			t.Fatalf("%v, want %v and 0", r.Covariance, want)
		}
		// Swapping the groups inverts the ratio.
		a, se, i, why := r.Ratio(0, 1, .95)
		b, otherSE, j, _ := r.Ratio(1, 0, .95)
		if why != infer.Defined || math.Abs(a*b-1) > 1e-9 || math.Abs(se-otherSE) > 1e-9 || math.Abs(i.Lower*j.Upper-1) > 1e-9 {
			t.Fatalf("%v %v", i, j)
		}
		d, _, t1, _ := r.Difference(0, 1, .95)
		e, _, t2, _ := r.Difference(1, 0, .95)
		if d != -e || t1.P != t2.P {
			t.Fatal("differences do not negate")
		}
	})
}

// Rao and Scott: households of four who always answer alike carry a quarter of the evidence, and people drawn singly all of it.
func TestRaoScottDesignEffect(t *testing.T) {
	for _, size := range []float64{1, 4} {
		var clusters []Cluster
		for k := range 400 {
			sums := make([]ClusterSums, 2)
			household := ClusterSums{N: int64(size), Weight: size, Squares: size}
			if k%4 < 2 != (k%20 == 0) { // 80 of the 200 households of group 0 and 100 of group 1
				household.Events = size
			}
			sums[k%2] = household
			clusters = append(clusters, Cluster{0, sums})
		}
		r, why := Linearise(clusters)
		defined(t, "rates", why)
		test, why := r.RaoScott()
		defined(t, "test", why)
		naive, _ := infer.Homogeneity([]infer.Proportion{
			{X: r.Value[0] * float64(r.People[0]), N: float64(r.People[0])}, {X: r.Value[1] * float64(r.People[1]), N: float64(r.People[1])},
		})
		near(t, "evidence", float64(*test.Statistic), float64(*naive.Statistic)/size, .02)
	}
}

// Post-stratified shares are the population's; raking meets its margins and keeps odds ratios, whatever the order of the margins.
func TestWeightsReachTargets(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cells := make([]float64, 6)
		for k := range cells {
			cells[k] = float64(rapid.IntRange(1, 50).Draw(t, "cell"))
		}
		other := make([]float64, 6) // a table of positive cells lends its margins, so that they can be met
		rows, columns := make([]float64, 2), make([]float64, 3)
		for k := range other {
			other[k] = float64(rapid.IntRange(1, 50).Draw(t, "target"))
			rows[k/3] += other[k]
			columns[k%3] += other[k]
		}
		a := Margin{[]int{0, 0, 0, 1, 1, 1}, rows}
		b := Margin{[]int{0, 1, 2, 0, 1, 2}, columns}
		one, why := Rake(cells, []Margin{a, b})
		two, otherWhy := Rake(cells, []Margin{b, a})
		if why != infer.Defined || otherWhy != infer.Defined {
			t.Fatalf("%q %q", why, otherWhy)
		}
		for k := range cells {
			if math.Abs(one.Cells[k]-two.Cells[k]) > 1e-5 {
				t.Fatalf("%v and %v", one.Cells, two.Cells)
			}
		}
		odds := func(c []float64) float64 { return c[0] * c[4] / c[1] / c[3] }
		if math.Abs(odds(one.Cells)/odds(cells)-1) > 1e-9 || one.DesignEff < 1-1e-12 {
			t.Fatalf("odds ratio %v became %v", odds(cells), odds(one.Cells))
		}
		sample := []int64{int64(cells[0]), int64(cells[1]), int64(cells[2])}
		share := []float64{.2, .3, .5}
		p, why := PostStratify(sample, share)
		if why != infer.Defined {
			t.Fatal(why)
		}
		total := float64(sample[0] + sample[1] + sample[2])
		for k := range share {
			if math.Abs(p.Weights[k]*float64(sample[k])/total-share[k]) > 1e-12 {
				t.Fatalf("%v", p)
			}
		}
	})
}

// An equal sampling fraction is perfectly representative; relabelling cells changes nothing.
func TestRepresentativityProperties(t *testing.T) {
	even, why := NewRepresentativity([]Cell{{100, 20, nil}, {300, 60, nil}}, .95)
	defined(t, "even", why)
	near(t, "R", even.R, 1, 1e-12)
	rapid.Check(t, func(t *rapid.T) {
		cells := make([]Cell, rapid.IntRange(1, 6).Draw(t, "cells"))
		for k := range cells {
			n := rapid.Int64Range(1, 200).Draw(t, "population")
			cells[k] = Cell{n, rapid.Int64Range(0, n).Draw(t, "sample"), []int{k % 2, k / 2}}
		}
		r, why := NewRepresentativity(cells, .95)
		o, otherWhy := NewRepresentativity(rapid.Permutation(cells).Draw(t, "order"), .95)
		if why != otherWhy {
			t.Fatalf("%q and %q", why, otherWhy)
		}
		if why == infer.Defined && (math.Abs(r.R-o.R) > 1e-12 || r.R > 1 || r.Adjusted < r.R-1e-12) {
			t.Fatalf("%+v", r)
		}
	})
}

// Reference results made by an independent program: the weights of every group, Kish's design effect and effective number. The
// distances, residuals and binomial tests of the same file are package coverage's.
func TestGoldenWeights(t *testing.T) {
	var file map[string]json.RawMessage
	readGolden(t, "compas_coverage.json", &file)
	count := 0
	for _, name := range slices.Sorted(maps.Keys(file)) {
		var section struct {
			Groups map[string]struct {
				N         int64   `json:"n"`
				Reference float64 `json:"reference_share"`
				Weight    float64 `json:"weight"`
			} `json:"groups"`
			Distance struct {
				Deff      float64 `json:"kish_deff"`
				Effective float64 `json:"effective_n"`
			} `json:"distance"`
		}
		if err := json.Unmarshal(file[name], &section); err != nil || len(section.Groups) == 0 {
			continue // meta, and sections of deciles, which have no weights
		}
		var n []int64
		var share, want []float64
		for _, group := range slices.Sorted(maps.Keys(section.Groups)) {
			g := section.Groups[group]
			n, share, want = append(n, g.N), append(share, g.Reference), append(want, g.Weight)
		}
		p, why := PostStratify(n, share)
		defined(t, name, why)
		for k := range want {
			near(t, name+" weight", p.Weights[k], want[k], 1e-6)
			count++
		}
		near(t, name+" deff", p.DesignEff, section.Distance.Deff, 1e-6)
		near(t, name+" n_eff", p.EffectiveN, section.Distance.Effective, 1e-6)
		count += 2
	}
	if want := (6 + 2 + 6 + 2 + 3) + 5*2; count != want {
		t.Errorf("%d comparisons, want %d", count, want)
	}
	t.Logf("%d comparisons", count)
}

func TestDegenerate(t *testing.T) {
	r := func(c ...Cell) infer.Why { _, why := NewRepresentativity(c, .95); return why }
	partial := func(variable int, c ...Cell) infer.Why { _, why := NewPartial(c, variable); return why }
	weights := func(n []int64, s []float64) infer.Why { _, why := PostStratify(n, s); return why }
	kish := func(n int64, s, q float64) infer.Why { _, _, why := Kish(n, s, q); return why }
	rake := func(start []float64, m ...Margin) infer.Why { _, why := Rake(start, m); return why }
	linear := func(c ...Cluster) infer.Why { _, why := Linearise(c); return why }
	sums := func(w, e float64) []ClusterSums { return []ClusterSums{{1, w, w, e}} }
	for _, c := range []struct {
		what      string
		got, want infer.Why
	}{
		{"no frame", r(), infer.WhyNobody},
		{"more sampled than there are", r(Cell{3, 4, nil}), infer.WhyNotComputable},
		{"nobody sampled", r(Cell{30, 0, nil}), infer.WhyNoDenominator},
		{"a variable that is not there", partial(2, frameCells...), infer.WhyNotComputable},
		{"shares that sum to 2", weights([]int64{1, 1}, []float64{1, 1}), infer.WhyNotComputable},
		{"a group that nobody sampled", weights([]int64{5, 0}, []float64{.5, .5}), infer.WhyInfeasible},
		{"nobody sampled at all", weights([]int64{0, 0}, []float64{.5, .5}), infer.WhyNobody},
		{"Kish of nobody", kish(0, 0, 0), infer.WhyNobody},
		{"Kish of no weight", kish(5, 0, 0), infer.WhyNotComputable},
		{"raking to nothing", rake([]float64{1}), infer.WhyNotComputable},
		{"raking an empty category", rake([]float64{1, 0}, Margin{[]int{0, 1}, []float64{1, 1}}), infer.WhyInfeasible},
		{"raking to margins of unlike sums", rake([]float64{1, 1}, Margin{[]int{0, 1}, []float64{1, 1}}, Margin{[]int{0, 0}, []float64{3}}), infer.WhyInfeasible},
		// Only the diagonal has people, and the two margins want different diagonals.
		{"zeros that cannot meet both", rake([]float64{5, 0, 0, 5}, Margin{[]int{0, 0, 1, 1}, []float64{7, 3}}, Margin{[]int{0, 1, 0, 1}, []float64{3, 7}}), infer.WhyNotConverged},
		{"no clusters", linear(), infer.WhyNobody},
		{"one cluster", linear(Cluster{0, sums(1, 1)}), infer.WhyTooFew},
		{"more events than weight", linear(Cluster{0, sums(1, 2)}), infer.WhyNotComputable},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, want %q", c.what, c.got, c.want)
		}
	}
	p, _ := PostStratify([]int64{5, 0}, []float64{.75, .25})
	if len(p.Missing) != 1 || p.Missing[0] != 1 || p.Unreached != .25 {
		t.Errorf("%+v", p)
	}
	// Five times the median of 1, 1, 2, 30 is 7.5.
	trimmed, cut := Trim([]float64{1, 30, 1, 2}, 5)
	if cut != 1 || trimmed[1] != 7.5 || trimmed[0] != 1 {
		t.Errorf("%v, %d cut", trimmed, cut)
	}
	// Two strata with one cluster each become one; a single one joins another stratum.
	rates, why := Linearise([]Cluster{{0, sums(2, 1)}, {1, sums(2, 2)}})
	if why != infer.Defined || rates.Lonely != 2 || rates.DF != 1 {
		t.Errorf("%q %+v", why, rates)
	}
	rates, why = Linearise([]Cluster{{0, sums(2, 1)}, {0, sums(2, 2)}, {1, sums(2, 0)}})
	if why != infer.Defined || rates.Lonely != 1 || rates.DF != 2 {
		t.Errorf("%q %+v", why, rates)
	}
	// Nobody has the event: Clopper and Pearson on the effective number.
	rates, _ = Linearise([]Cluster{{0, sums(2, 0)}, {0, sums(2, 0)}})
	interval, effective, why := rates.KornGraubard(0, .95)
	if why != infer.Defined || interval.Method != "korn_graubard_exact" || effective > 2 || interval.Lower != 0 {
		t.Errorf("%q %+v", why, interval)
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
	rates, _ := Linearise([]Cluster{
		{0, []ClusterSums{{2, 2, 2, 1}, {3, 3, 3, 1}}}, {0, []ClusterSums{{2, 2, 2, 2}, {2, 2, 2, 1}}}, {0, []ClusterSums{{4, 4, 4, 1}, {1, 1, 1, 0}}},
	})
	r, _ := NewRepresentativity(frameCells, .95)
	_, _, ratio, _ := rates.Ratio(0, 1, .95)
	_, difference, test, _ := rates.Difference(0, 1, .95)
	korn, _, _ := rates.KornGraubard(0, .95)
	rao, why := rates.RaoScott()
	defined(t, "Rao–Scott", why)
	for _, name := range []string{r.Interval.Method, ratio.Method, difference.Method, test.Name, korn.Method, rao.Name} {
		if !seen[name] {
			t.Errorf("%q is produced, but not listed", name)
		}
	}
	Methods()[0].Name = "changed"
	if Methods()[0].Name != "r_indicator" {
		t.Error("a caller can change the registry")
	}
}
