package resample

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"auditd/audit/infer"
	"auditd/audit/infer/draw"
	"auditd/audit/infer/strata"
)

// The exact law agrees with drawing: within four standard errors of 4000 permutations of one stratum.
func TestPermutationExactAgainstDrawn(t *testing.T) {
	for _, c := range [][4]int64{{12, 30, 22, 35}, {5, 12, 6, 40}, {3, 60, 9, 50}} {
		a, b := infer.P(c[0], c[1]), infer.P(c[2], c[3])
		exact, why := Permutation(a, b)
		defined(t, "exact", why)
		drawn, why := PermutationWithin([]strata.Stratum{{A: a, B: b}}, 4000, 7)
		defined(t, "drawn", why)
		se := math.Sqrt(float64(exact.P) * (1 - float64(exact.P)) / 4000)
		near(t, "p", float64(drawn.P), float64(exact.P), 4*se+1./4000)
	}
}

// Under the sharp null the exact test rejects at most 5 %: the sum over all tables of one margin.
func TestPermutationSize(t *testing.T) {
	for _, c := range []struct{ n1, n2, events int64 }{{10, 10, 9}, {25, 7, 11}, {4, 60, 20}} {
		r := draw.New(9, 9)
		rejected := 0
		const draws = 20_000
		p := map[int64]float64{}
		for range draws {
			x := draw.Hypergeometric(r, c.n1+c.n2, c.events, c.n1)
			if _, ok := p[x]; !ok {
				test, _ := Permutation(infer.P(x, c.n1), infer.P(c.events-x, c.n2))
				p[x] = float64(test.P)
			}
			if p[x] <= .05 {
				rejected++
			}
		}
		if rate := float64(rejected) / draws; rate > .05+4*math.Sqrt(.05*.95/draws) {
			t.Errorf("%+v rejects %v", c, rate)
		}
	}
}

// Swapping the groups turns the sign of the statistic and keeps p.
func TestPermutationSwap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, m := rapid.Int64Range(1, 60).Draw(t, "n"), rapid.Int64Range(1, 60).Draw(t, "m")
		a, b := infer.P(rapid.Int64Range(0, n).Draw(t, "x"), n), infer.P(rapid.Int64Range(0, m).Draw(t, "y"), m)
		one, why := Permutation(a, b)
		if why != infer.Defined {
			t.Fatal(why)
		}
		other, _ := Permutation(b, a)
		if math.Abs(float64(one.P-other.P)) > 1e-9 || !(one.P > 0 && one.P <= 1) {
			t.Fatalf("%v and %v", one.P, other.P)
		}
	})
}

// Methods 4.11, MC: with 40 looks under equal rates E reaches 20 in about 2.3 % of audits, never in more than 5 %.
func TestEProcessFalseAlarm(t *testing.T) {
	r := draw.New(4, 11)
	const audits = 4000
	alarms := 0
	for range audits {
		e := NewEProcess(.18)
		for range 40 {
			_, why := e.Add(Block{infer.P(draw.Binomial(r, 50, .3), 50), infer.P(draw.Binomial(r, 25, .3), 25)})
			if why != infer.Defined {
				t.Fatal(why)
			}
			if e.Value() >= 20 {
				alarms++
				break
			}
		}
	}
	near(t, "false alarms", float64(alarms)/audits, .023, .01)
}

// The expected e-value of a block is at most 1 when the rates are equal, whatever came before: summed over all outcomes.
func TestEProcessIsFair(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, m := rapid.Int64Range(1, 8).Draw(t, "n"), rapid.Int64Range(1, 8).Draw(t, "m")
		before := Block{infer.P(rapid.Int64Range(0, 9).Draw(t, "a"), 9), infer.P(rapid.Int64Range(0, 5).Draw(t, "b"), 5)}
		rate := rapid.Float64Range(.01, .99).Draw(t, "rate")
		sum := 0.0
		for x := int64(0); x <= n; x++ {
			for y := int64(0); y <= m; y++ {
				e := NewEProcess(.18)
				_, _ = e.Add(before)
				v, _ := e.Add(Block{infer.P(x, n), infer.P(y, m)})
				mass := func(k, n int64) float64 {
					return infer.BinomialLowerTail(k, n, rate) - infer.BinomialLowerTail(k-1, n, rate)
				}
				sum += v * mass(x, n) * mass(y, m)
			}
		}
		if sum > 1+1e-9 {
			t.Fatalf("expected e-value %v", sum)
		}
	})
}

// Methods 4.11: reject the k largest for the largest k with e₍ₖ₎ ≥ m/(αk). m = 4, α = .05 asks 80, 40, 26.67, 20.
func TestEBH(t *testing.T) {
	for _, c := range []struct {
		e    []float64
		want []bool
	}{
		{[]float64{79, 41, 27, 19}, []bool{true, true, true, false}},
		{[]float64{79, 39, 26, 19}, []bool{false, false, false, false}},
		{[]float64{20, 20, 20, 20}, []bool{true, true, true, true}},
		{[]float64{math.Inf(1), math.NaN(), -3, 1}, []bool{true, false, false, false}},
		{nil, []bool{}},
	} {
		got := EBH(c.e, .05)
		for i := range c.want {
			if got[i] != c.want[i] {
				t.Errorf("%v: %v, want %v", c.e, got, c.want)
			}
		}
	}
}

// A weighted cell's resamples have its mean Σw and variance Σw². With Σw = 30 and Σw² = 60 they are chi-squared numbers with 30
// degrees of freedom, whose 2.5 and 97.5 % points are 16.791 and 46.979 in any table.
func TestGammaMoments(t *testing.T) {
	cell := []WeightedCell{{Sum: 30, Squares: 60}}
	b, why := Gamma(cell, func(c []float64) (float64, bool) { return c[0], true }, 40_000, .95, 3)
	defined(t, "gamma", why)
	near(t, "sd", b.SE, math.Sqrt(60), .02)
	near(t, "lower", b.Interval.Lower, 16.791, .01)
	near(t, "upper", b.Interval.Upper, 46.979, .01)
}

// BCa of a mean with a symmetric law is the percentile interval, and it holds the estimate.
func TestBCaHoldsEstimate(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cells := make([]int64, 4)
		for k := range cells {
			cells[k] = rapid.Int64Range(5, 400).Draw(t, "n")
		}
		b, why := BCa(cells, ratio, 400, .95, 1)
		if why != infer.Defined {
			t.Fatal(why)
		}
		if b.Interval.Lower > b.Estimate || b.Interval.Upper < b.Estimate {
			t.Fatalf("%+v", b)
		}
	})
}

func TestShrinkage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k := rapid.IntRange(3, 8).Draw(t, "groups")
		x, n := make([]int64, k), make([]int64, k)
		for i := range x {
			n[i] = rapid.Int64Range(1, 300).Draw(t, "n")
			x[i] = rapid.Int64Range(0, n[i]).Draw(t, "x")
		}
		for _, fit := range []func(x, n []int64) (Prior, infer.Why){PriorByMoments, PriorByLikelihood} {
			p, why := fit(x, n)
			if why != infer.Defined {
				continue
			}
			for i := range x {
				s, why := p.Shrink(x[i], n[i], .95)
				if why != infer.Defined {
					t.Fatal(why)
				}
				raw := float64(x[i]) / float64(n[i])
				if s.Mean < math.Min(raw, p.Mean)-1e-9 || s.Mean > math.Max(raw, p.Mean)+1e-9 {
					t.Fatalf("%v is not between %v and %v", s.Mean, raw, p.Mean)
				}
			}
		}
	})
}

func TestDegenerate(t *testing.T) {
	half := func([]float64) (float64, bool) { return .5, true }
	never := func([]float64) (float64, bool) { return 0, false }
	boot := func(b Bootstrap, why infer.Why) infer.Why { return why }
	permutation := func(a, b infer.Proportion) infer.Why { _, why := Permutation(a, b); return why }
	prior := func(x, n []int64) infer.Why { _, why := PriorByMoments(x, n); return why }
	posterior := func(a, b infer.Proportion) infer.Why { _, _, why := RatioPosterior(a, b, .8, .95); return why }
	for _, c := range []struct {
		what      string
		got, want infer.Why
	}{
		{"negative cell", boot(Poisson([]int64{-1}, half, 10, .95, 1)), infer.WhyNotComputable},
		{"undefined statistic", boot(Poisson([]int64{1}, never, 10, .95, 1)), infer.WhyUndefinedPart},
		{"no draws", boot(Poisson([]int64{1}, half, 0, .95, 1)), infer.WhyTooFew},
		{"lists of unequal length", boot(Multinomial([]int64{1}, nil, half, 10, .95, 1)), infer.WhyNotComputable},
		{"a group that cannot be", boot(Multinomial([]int64{1}, []int{-1}, half, 10, .95, 1)), infer.WhyNotComputable},
		{"weights without squares", boot(Gamma([]WeightedCell{{1, 0}}, half, 10, .95, 1)), infer.WhyNotComputable},
		{"permutation with nobody", permutation(infer.P(0, 0), infer.P(1, 2)), infer.WhyNobody},
		{"permutation of half people", permutation(infer.Proportion{X: .5, N: 1}, infer.P(1, 2)), infer.WhyNotComputable},
		{"two groups are not shrunk", prior([]int64{1, 2}, []int64{3, 4}), infer.WhyTooFew},
		{"nobody has the event", prior([]int64{0, 0, 0}, []int64{3, 4, 5}), infer.WhyNoVariance},
		{"one person a group", prior([]int64{0, 1, 1}, []int64{1, 1, 1}), infer.WhyTooFew},
		{"more events than people", prior([]int64{4, 1, 1}, []int64{1, 1, 1}), infer.WhyNotComputable},
		{"posterior of nobody", posterior(infer.P(0, 0), infer.P(1, 2)), infer.WhyNobody},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, want %q", c.what, c.got, c.want)
		}
	}
	// Equal rates: the prior pools, and says so.
	p, why := PriorByMoments([]int64{50, 100, 25}, []int64{100, 200, 50})
	if why != infer.Defined || !p.Pooled || !math.IsInf(p.Strength, 1) {
		t.Errorf("%+v %q", p, why)
	}
	if ml, _ := PriorByLikelihood([]int64{50, 100, 25}, []int64{100, 200, 50}); !ml.Pooled {
		t.Errorf("%+v", ml)
	}
	// Equal rates permute to p = 1; an empty cell stays empty in every resample and the interval has no width.
	if test, _ := Permutation(infer.P(0, 5), infer.P(0, 7)); test.P != 1 {
		t.Errorf("p = %v", test.P)
	}
	b, _ := Poisson([]int64{0}, func(c []float64) (float64, bool) { return c[0], true }, 100, .95, 1)
	if b.Interval.Upper != 0 {
		t.Errorf("%+v", b)
	}
	// A statistic that is often undefined is frail: a cell of one person is empty in e⁻¹ of the resamples.
	b, why = Poisson([]int64{1}, func(c []float64) (float64, bool) { return c[0], c[0] > 0 }, 1000, .95, 1)
	if why != infer.Defined || !b.Frail || math.Abs(float64(b.Undefined)/1000-math.Exp(-1)) > .05 {
		t.Errorf("%+v %q", b, why)
	}
	e := NewEProcess(-1)
	if v, why := e.Add(Block{infer.P(0, 0), infer.P(3, 4)}); v != 1 || why != infer.Defined {
		t.Errorf("a block without one group says %v", v)
	}
	if _, why := e.Add(Block{infer.Proportion{X: 5, N: 4}, infer.P(3, 4)}); why != infer.WhyNotComputable {
		t.Errorf("an impossible block: %q", why)
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
	p, _ := Poisson(f1, ratio, 50, .95, 1)
	m, _ := Multinomial(f1, []int{0, 0, 1, 1}, ratio, 50, .95, 1)
	g, _ := Gamma([]WeightedCell{{4, 4}, {4, 4}, {4, 4}, {4, 4}}, ratio, 50, .95, 1)
	b, _ := BCa(f1, ratio, 200, .95, 1)
	one, _ := Permutation(infer.P(3, 9), infer.P(4, 9))
	two, _ := PermutationWithin(ucb, 9, 1)
	x, n := []int64{12, 3, 9}, []int64{20, 10, 30}
	moments, _ := PriorByMoments(x, n)
	ml, _ := PriorByLikelihood(x, n)
	_, posterior, _ := RatioPosterior(infer.P(3, 9), infer.P(4, 9), .8, .95)
	for _, name := range []string{
		p.Interval.Method, m.Interval.Method, g.Interval.Method, b.Interval.Method, one.Name, two.Name, moments.Method, ml.Method,
		posterior.Method,
	} {
		if !seen[name] {
			t.Errorf("%q is produced, but not listed", name)
		}
	}
	Methods()[0].Name = "changed"
	if Methods()[0].Name != "poisson_bootstrap" {
		t.Error("a caller can change the registry")
	}
}

// Methods 4.7: the cost depends on the cells, not on the people. 2000 resamples of 100 cells holding 10 million people.
func BenchmarkPoisson(b *testing.B) {
	cells := make([]int64, 100)
	for k := range cells {
		cells[k] = 100_000
	}
	for b.Loop() {
		_, _ = Poisson(cells, ratio, DefaultDraws, .95, 1)
	}
}

// A posterior takes a few hundredths of a second, whatever the numbers of people.
func BenchmarkRatioPosterior(b *testing.B) {
	for b.Loop() {
		_, _, _ = RatioPosterior(infer.P(360_000, 1_000_000), infer.P(1_200_000, 2_000_000), .8, .95)
	}
}
