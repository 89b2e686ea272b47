package infer

import (
	"math"
	"testing"

	"auditd/audit"
)

// The counts and shares of methods 1.1.
var (
	fitCounts = []int64{520, 310, 120, 50}
	fitShares = []float64{.45, .30, .15, .10}
)

// Methods 1.2, Ex.
func TestFit(t *testing.T) {
	for _, c := range []struct {
		f            func([]int64, []float64) (audit.Test, bool)
		name         string
		statistic, p string
	}{
		{Pearson, "chi_squared", "42.222222", "3.599e-9"},
		// Methods prints G = 47.824997, cut off rather than rounded: scipy 1.17.1 power_divergence(o, e, lambda_=0) = 47.82499774240134.
		{G, "g", "47.8249977424", "2.320e-10"},
		{CressieRead, "cressie_read", "43.881509", "1.599231e-9"}, // p: scipy 1.17.1 power_divergence(o, e, lambda_=2/3)
	} {
		got := must(c.f(fitCounts, fitShares))
		printed(t, c.name, float64(*got.Statistic), c.statistic)
		printed(t, c.name+" p", float64(got.P), c.p)
		if got.Name != c.name || got.DF != 3 {
			t.Errorf("%s with %d degrees of freedom, want %s with 3", got.Name, got.DF, c.name)
		}
	}
	printed(t, "w", math.Sqrt(float64(*must(Pearson(fitCounts, fitShares)).Statistic)/1000), "0.205480")
}

// A count of 0 adds nothing to G, 2·(9·ln(9/6) + 3·ln(3/3.6)) = 6.204443:
// scipy 1.17.1 power_divergence([9, 3, 0], [6, 3.6, 2.4], lambda_=0 and 2/3).
func TestFitWithEmptyCategory(t *testing.T) {
	n, pi := []int64{9, 3, 0}, []float64{.5, .3, .2}
	printed(t, "g", float64(*must(G(n, pi)).Statistic), "6.204442605")
	printed(t, "cressie_read", float64(*must(CressieRead(n, pi)).Statistic), "4.409968854")
}

// The quantile is the ⌈q·len⌉-th smallest: of ten values the 95 % one is the tenth, the 5 % one the first, the half the fifth.
func TestMeanAndQuantile(t *testing.T) {
	values := func() []float64 { return []float64{9, 1, 10, 3, 2, 8, 7, 4, 6, 5} }
	for q, want := range map[float64]float64{.95: 10, .9: 9, .5: 5, .05: 1, .11: 2} {
		if mean, got := meanAndQuantile(values(), q); got != want || mean != 5.5 {
			t.Errorf("%v: mean %v quantile %v, want 5.5 and %v", q, mean, got, want)
		}
	}
	if mean, got := meanAndQuantile([]float64{1, math.NaN()}, .5); !math.IsNaN(mean) || !math.IsNaN(got) {
		t.Errorf("with NaN: %v %v, want NaN", mean, got)
	}
}

// Methods 1.2, Ex: (9, 3, 0) of 12 over (.5, .3, .2): 91 tables, mass .011601562, p .133149751; X² 4.0, asymptotic .135335.
func TestExactMultinomial(t *testing.T) {
	n, pi := []int64{9, 3, 0}, []float64{.5, .3, .2}
	table, ok := newShareTable(n, pi)
	if !ok || table.compositions() != 91 {
		t.Errorf("%v tables, want 91", table.compositions())
	}
	visited, all := 0, 0.0
	table.eachComposition(func(weight float64) { visited++; all += math.Exp(weight) })
	if visited != 91 {
		t.Errorf("%d tables visited, want 91", visited)
	}
	printed(t, "mass", math.Exp(table.logWeight(table.counts))/all, "0.011601562")
	printed(t, "p", float64(must(ExactMultinomial(n, pi)).P), "0.133149751")
	pearson := must(Pearson(n, pi))
	printed(t, "chi squared", float64(*pearson.Statistic), "4.0")
	printed(t, "its p", float64(pearson.P), "0.135335")
	// MC: the estimate is within three standard errors, 3·√(.133·.867/9999) = .0102, and never 0.
	mc := must(MonteCarlo(n, pi, 1))
	if math.Abs(float64(mc.P)-.133149751) > .0102 {
		t.Errorf("Monte Carlo p %v, want .1331", mc.P)
	}
	if again := must(MonteCarlo(n, pi, 1)); again.P != mc.P {
		t.Errorf("the same seed gave %v and %v", mc.P, again.P)
	}
	if far := must(MonteCarlo([]int64{0, 0, 1000}, pi, 1)); far.P != 1e-4 {
		t.Errorf("nothing as unlikely: p %v, want (0+1)/(9999+1)", far.P)
	}
	// With two categories it is the binomial test: scipy 1.17.1 binomtest(7, 20, .6).pvalue = 0.036990090267779.
	printed(t, "two categories", float64(must(ExactMultinomial([]int64{7, 13}, []float64{.6, .4})).P), "0.036990090268")
}

// Methods 1.2, Deg: Cochran's rule and its consequences.
func TestGoodnessOfFitPolicy(t *testing.T) {
	many := make([]int64, 12)
	shares := make([]float64, 12)
	for k := range many {
		many[k], shares[k] = 2, 1.0/12
	}
	for _, c := range []struct {
		why  string
		n    []int64
		pi   []float64
		name string
		df   int
	}{
		{"all expected counts at least 5", fitCounts, fitShares, "chi_squared", 3},
		{"four of five reach 5, the fifth 1 (100·.01)", []int64{25, 25, 25, 25, 0}, []float64{.25, .25, .25, .24, .01}, "chi_squared", 4},
		{"an expected count of .9", []int64{30, 30, 30, 0}, []float64{.33, .33, .33, .01}, "exact_multinomial", 0},
		{"three of four reach 5", []int64{40, 30, 26, 4}, []float64{.4, .3, .26, .04}, "exact_multinomial", 0},
		{"twelve categories of 2 expected: C(35, 11) = 417225900 tables", many, shares, "monte_carlo_multinomial", 0},
		{"a share of 0 is left out", []int64{520, 310, 120, 50, 7}, []float64{.45, .30, .15, .10, 0}, "chi_squared", 3},
	} {
		got, ok := GoodnessOfFit(c.n, c.pi, 1)
		if !ok || got.Name != c.name || got.DF != c.df {
			t.Errorf("%s: %q with %d, %v; want %q with %d", c.why, got.Name, got.DF, ok, c.name, c.df)
		}
	}
	for _, c := range []struct {
		why string
		n   []int64
		pi  []float64
	}{
		{"lengths differ", []int64{1, 2}, []float64{1}},
		{"shares sum to .9", []int64{1, 2}, []float64{.5, .4}},
		{"a negative share", []int64{1, 2}, []float64{1.5, -.5}},
		{"a share that is no number", []int64{1, 2}, []float64{math.NaN(), 1}},
		{"a negative count", []int64{-1, 2}, []float64{.5, .5}},
		{"nobody", []int64{0, 0}, []float64{.5, .5}},
		{"one category", []int64{5}, []float64{1}},
		{"one category of positive share", []int64{5, 4}, []float64{1, 0}},
	} {
		for _, f := range []func([]int64, []float64) (audit.Test, bool){Pearson, G, CressieRead, ExactMultinomial} {
			if got, ok := f(c.n, c.pi); ok {
				t.Errorf("%s: %s %v, want undefined", c.why, got.Name, got.P)
			}
		}
		if _, ok := GoodnessOfFit(c.n, c.pi, 1); ok {
			t.Errorf("%s: want undefined", c.why)
		}
	}
}

// Methods 1.3, Ex and parity nulls of n = 1000 over (.45, .30, .15, .10): total variation has mean .02034 and 95 % .0370 (MC,
// printed to four places), and PSI's 95 % is χ²_3's 7.814728 over n.
func TestMultinomialNull(t *testing.T) {
	tv := func(c []int64) float64 {
		sum := 0.0
		for k, pi := range fitShares {
			sum += math.Abs(float64(c[k])/1000 - pi)
		}
		return sum / 2
	}
	psi := func(c []int64) float64 {
		sum := 0.0
		for k, pi := range fitShares {
			p := float64(c[k]) / 1000
			sum += (p - pi) * math.Log(p/pi)
		}
		return sum
	}
	mean, q95 := MultinomialNull(1000, fitShares, tv, 20_000, 7)
	if math.Abs(mean-.02034) > .0003 || math.Abs(q95-.0370) > .0006 {
		t.Errorf("total variation: mean %.5f 95 %% %.5f, want .02034 and .0370", mean, q95)
	}
	// The mean's formula, Σ√(q(1−q)/(2πn)).
	formula := 0.0
	for _, q := range fitShares {
		formula += math.Sqrt(q * (1 - q) / (2 * math.Pi * 1000))
	}
	if math.Abs(mean-formula) > .0003 {
		t.Errorf("mean %.5f, formula %.5f", mean, formula)
	}
	if _, q95 := MultinomialNull(1000, fitShares, psi, 20_000, 7); math.Abs(q95-.007814728) > .0003 {
		t.Errorf("PSI 95 %% %.6f, want .007815", q95)
	}
	a, b := MultinomialNull(1000, fitShares, tv, 500, 7)
	c, d := MultinomialNull(1000, fitShares, tv, 500, 7)
	if a != c || b != d {
		t.Error("the same seed gave different numbers")
	}
	if e, _ := MultinomialNull(1000, fitShares, tv, 500, 8); e == a {
		t.Error("another seed gave the same mean")
	}
	for _, bad := range [][]float64{nil, {.5, .4}, {1.5, -.5}} {
		if mean, q := MultinomialNull(10, bad, tv, 10, 1); !math.IsNaN(mean) || !math.IsNaN(q) {
			t.Errorf("shares %v: %v %v, want NaN", bad, mean, q)
		}
	}
}

// Methods 0.3: how often the naked four-fifths check, min/max < .8, fires under exact parity, and the mean of max − min (MC, ±.01).
func TestNakedFourFifths(t *testing.T) {
	for _, c := range []struct {
		groups int
		n      int64
		p      float64
		fires  float64
		spread float64 // of max − min; 0 when methods prints none
	}{
		{2, 50, .3, .465, 0},
		{2, 200, .3, .145, 0},
		{10, 50, .3, .999, .198},
		{10, 200, .3, .904, 0},
		{10, 1000, .3, .037, .045},
		{10, 1000, .05, .980, 0},
	} {
		sizes := make([]int64, c.groups)
		for i := range sizes {
			sizes[i] = c.n
		}
		ranges, ratios := parityDraws(sizes, c.p, 20_000, 3)
		fired := 0
		for _, r := range ratios {
			if r < .8 {
				fired++
			}
		}
		if got := float64(fired) / 20_000; math.Abs(got-c.fires) > .01 {
			t.Errorf("K=%d n=%d p=%v: fires in %.3f, want %.3f", c.groups, c.n, c.p, got, c.fires)
		}
		if mean, _ := meanAndQuantile(ranges, .95); c.spread > 0 && math.Abs(mean-c.spread) > .001 {
			t.Errorf("K=%d n=%d p=%v: mean range %.4f, want %.3f", c.groups, c.n, c.p, mean, c.spread)
		}
	}
}

// Selecting without sorting finds the same quantiles, ties and few values included.
func TestRangeNullQuantiles(t *testing.T) {
	for seed := range uint64(40) {
		n := []int64{int64(1 + seed%5), int64(3 + seed), 40}
		p, draws := float64(seed%9)/8, 1+int(seed*seed)
		_, range95, _, ratio05 := RangeNull(n, p, draws, seed)
		fast95, fast05 := RangeNullQuantiles(n, p, draws, seed)
		same := func(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) }
		if !same(fast95, range95) || !same(fast05, ratio05) {
			t.Errorf("%v at %v, %d draws: got %v and %v, sorted they are %v and %v", n, p, draws, fast95, fast05, range95, ratio05)
		}
	}
}

func TestRangeNull(t *testing.T) {
	// Two groups of one person at ½: the rates are 00, 01, 10, 11 with ¼ each. max − min is 1 in half of them; min/max is 0 in
	// two of the three that have one and 1 in the third.
	mean, q95, ratio, q05 := RangeNull([]int64{1, 1, 0}, .5, 20_000, 5)
	if math.Abs(mean-.5) > .015 || q95 != 1 || math.Abs(ratio-1.0/3) > .015 || q05 != 0 {
		t.Errorf("got %v %v %v %v, want .5 1 .333 0", mean, q95, ratio, q05)
	}
	if mean, _, ratio, _ := RangeNull([]int64{5, 9}, 0, 100, 5); mean != 0 || !math.IsNaN(ratio) {
		t.Errorf("a rate of 0: range %v ratio %v, want 0 and NaN", mean, ratio)
	}
	for _, n := range [][]int64{nil, {5}, {5, 0}} {
		if mean, q95, ratio, q05 := RangeNull(n, .5, 100, 5); !math.IsNaN(mean + q95 + ratio + q05) {
			t.Errorf("%v: want NaN", n)
		}
	}
	if mean, _, _, _ := RangeNull([]int64{5, 9}, 1.5, 100, 5); !math.IsNaN(mean) {
		t.Errorf("a rate of 1.5: %v, want NaN", mean)
	}
}

func TestResidualEdges(t *testing.T) {
	for _, c := range []struct {
		n  int64
		pi float64
	}{{0, .5}, {10, 0}, {10, 1}, {10, math.NaN()}} {
		if got := StandardisedResidual(1, c.n, c.pi); !math.IsNaN(got) {
			t.Errorf("%v: %v, want NaN", c, got)
		}
	}
}
