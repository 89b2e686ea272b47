package infer

import (
	"math"
	"testing"

	"auditd/audit"
)

// Methods 4.5, Ex, with F1 = 36/100 against 120/200.
func TestTwoByTwo(t *testing.T) {
	f1 := [2]Proportion{P(36, 100), P(120, 200)}
	small := [2]Proportion{P(7, 10), P(2, 10)}
	for _, c := range []struct {
		pair [2]Proportion
		f    func(a, b Proportion) (audit.Test, bool)
		name string
		p    string
	}{
		{f1, ScoreZ, "score_z", "8.770e-5"},
		{f1, ChiSquaredYates, "chi_squared_yates", "1.448e-4"},
		{f1, FisherExact, "fisher_exact", "1.325102e-4"},
		{small, FisherExact, "fisher_exact", "0.069779"},
		{small, FisherMidP, "fisher_mid_p", "0.037628"},
		{small, ScoreZ, "score_z", "0.024619"},
		// Methods prints .031965 and .033459 beside 7/10 vs 2/10. They belong to 7/9 vs 3/11: the reference program takes the
		// columns of [[7,3],[2,8]] as the groups. scipy 1.17.1 boschloo_exact([[7,3],[2,8]]) = 0.03196459926,
		// barnard_exact([[7,3],[2,8]]) = 0.03345870972.
		{[2]Proportion{P(7, 9), P(3, 11)}, Boschloo, "boschloo", "0.031965"},
		{[2]Proportion{P(7, 9), P(3, 11)}, Barnard, "barnard", "0.033459"},
		// scipy 1.17.1 boschloo_exact([[7,2],[3,8]]) = barnard_exact([[7,2],[3,8]]) = 0.04138946533.
		{small, Boschloo, "boschloo", "0.04138946533"},
		{small, Barnard, "barnard", "0.04138946533"},
		// Methods 3.7, Ex: Q&A 21, 1/10 against 3/20.
		{[2]Proportion{P(1, 10), P(3, 20)}, FisherExact, "fisher_exact", "1"},
	} {
		got, ok := c.f(c.pair[0], c.pair[1])
		if !ok || got.Name != c.name {
			t.Errorf("%s: %v %q", c.name, ok, got.Name)
		}
		if !math.IsNaN(float64(got.PAdjusted)) {
			t.Errorf("%s: adjusted before anybody adjusted: %v", c.name, got.PAdjusted)
		}
		printed(t, c.name+" "+name(c.pair[0], c.pair[1]), float64(got.P), c.p)
	}
	z := must(ScoreZ(f1[0], f1[1]))
	printed(t, "z", float64(*z.Statistic), "-3.922323")
}

// Methods 4.9, Ex: homogeneity of x=(120,36,9,4,1,0), n=(200,100,30,10,5,4).
func TestHomogeneity(t *testing.T) {
	groups := []Proportion{P(120, 200), P(36, 100), P(9, 30), P(4, 10), P(1, 5), P(0, 4)}
	for _, g := range [][]Proportion{groups, append([]Proportion{P(0, 0)}, groups...)} {
		got := must(Homogeneity(g))
		printed(t, "chi squared", float64(*got.Statistic), "26.625615")
		printed(t, "p", float64(got.P), "6.746e-5")
		if got.DF != 5 || got.Name != "chi_squared" {
			t.Errorf("%q with %d degrees of freedom, want chi_squared with 5", got.Name, got.DF)
		}
	}
	for _, g := range [][]Proportion{nil, {P(1, 2)}, {P(1, 2), P(0, 0)}, {P(0, 5), P(0, 9)}, {P(5, 5), P(9, 9)}} {
		if _, ok := Homogeneity(g); ok {
			t.Errorf("%v: want undefined", g)
		}
	}
	// With two groups it is the score test: z² = X².
	a, b := P(36, 100), P(120, 200)
	z, x := must(ScoreZ(a, b)), must(Homogeneity([]Proportion{a, b}))
	if d := float64(*z.Statistic)*float64(*z.Statistic) - float64(*x.Statistic); math.Abs(d) > 1e-12 {
		t.Errorf("z² − X² = %v", d)
	}
}

// Methods 4.10, Ex.
func TestAdjust(t *testing.T) {
	p := []float64{.001, .008, .012, .02, .04, .09, .30, .62}
	for method, want := range map[string][]string{
		"holm": {".008", ".056", ".072", ".1", ".16", ".27", ".6", ".62"},
		"bh":   {".008", ".032", ".032", ".04", ".064", ".12", ".342857", ".62"},
		"by":   {".021743", ".086971", ".086971", ".108714", ".173943", ".326143", ".931837", "1"},
		"none": {".001", ".008", ".012", ".02", ".04", ".09", ".30", ".62"},
	} {
		for _, m := range []int{0, 8} {
			for i, v := range Adjust(method, p, m) {
				if len(want[i]) == 1 {
					if v != 1 {
						t.Errorf("%s %d: %v, want 1", method, i, v)
					}
					continue
				}
				printed(t, method, v, "0"+want[i])
			}
		}
	}
}

func TestAdjustOrderAndGaps(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct {
		why    string
		method string
		p      []float64
		m      int
		want   []float64
	}{
		{"the order given is kept", "holm", []float64{.04, .01, .03}, 3, []float64{.06, .03, .06}},          // 3·.01; max(.03, 2·.03); max(.06, .04)
		{"NaN is not counted", "holm", []float64{nan, .01, nan, .04}, 0, []float64{nan, .02, nan, .04}},     // 2·.01; 1·.04
		{"NaN is not counted", "bh", []float64{nan, .01, nan, .04}, 0, []float64{nan, .02, nan, .04}},       // 2·.01/1; 2·.04/2
		{"a larger family, Holm: (m−i+1)p", "holm", []float64{.01, .02}, 6, []float64{.06, .10}},            // 6·.01; 5·.02
		{"a larger family, BH: mp/i", "bh", []float64{.01, .015}, 6, []float64{.045, .045}},                 // min(.06, .045); 6·.015/2
		{"a larger family, BY: harmonic of m", "by", []float64{.01, .015}, 4, []float64{.0625, .0625}},      // 4·.015/2·(1+1/2+1/3+1/4) = .03·25/12
		{"a smaller family is raised", "holm", []float64{.01, .02, .03}, 1, []float64{.03, .04, .04}},       // 3·.01; 2·.02; max(.04, .03)
		{"never above 1", "holm", []float64{.5, .9}, 10, []float64{1, 1}},                                   //
		{"ties get one value", "bh", []float64{.02, .02, .02}, 3, []float64{.02, .02, .02}},                 // 3·.02/3
		{"a misspelt method adjusts nothing", "hölm", []float64{.02, .03}, 2, []float64{nan, nan}},          //
		{"out of range is moved to the ends", "none", []float64{-1, 2, math.Inf(1)}, 2, []float64{0, 1, 1}}, //
		{"no tests", "by", nil, 5, []float64{}},
	} {
		got := Adjust(c.method, c.p, c.m)
		if len(got) != len(c.want) {
			t.Fatalf("%s: %v", c.why, got)
		}
		for i := range got {
			if math.IsNaN(c.want[i]) != math.IsNaN(got[i]) || math.Abs(got[i]-c.want[i]) > 1e-12 {
				t.Errorf("%s: got %v, want %v", c.why, got, c.want)
				break
			}
		}
	}
}

// Methods 4.5: which test the counts allow.
func TestTwoProportionsPolicy(t *testing.T) {
	for _, c := range []struct {
		why  string
		a, b Proportion
		name string
		ok   bool
	}{
		{"all expected counts reach 5 (10·10/20 = 5)", P(7, 10), P(3, 10), "score_z", true},
		{"an expected count is 4.5 (10·9/20)", P(7, 10), P(2, 10), "boschloo", true},
		{"200 people", P(1, 100), P(2, 100), "boschloo", true},
		{"201 people", P(1, 101), P(2, 100), "fisher_mid_p", true},
		{"nobody has the event, few", P(0, 10), P(0, 10), "boschloo", true},
		{"nobody has the event, many", P(0, 1000), P(0, 10), "fisher_mid_p", true},
		{"everybody has the event, many", P(1000, 1000), P(10, 10), "fisher_mid_p", true},
		{"weights", Proportion{3.5, 9.25}, P(3, 10), "score_z_effective", true},
		{"weights and no event", Proportion{0, 9.25}, P(0, 10), "score_z_effective", false},
		{"an empty group", P(0, 0), P(3, 10), "", false},
	} {
		got, ok := TwoProportions(c.a, c.b)
		if ok != c.ok || (ok && got.Name != c.name) {
			t.Errorf("%s: got %q %v, want %q %v", c.why, got.Name, ok, c.name, c.ok)
		}
		if ok && (c.a.X == 0 && c.b.X == 0 || c.a.X == c.a.N && c.b.X == c.b.N) && math.Abs(float64(got.P)-1) > 1e-12 {
			t.Errorf("%s: equal rates without variance, p %v, want 1", c.why, got.P)
		}
	}
}
