package trend

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"auditd/audit/infer"
	"auditd/audit/infer/draw"
)

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s is %.9g, want %.9g", what, got, want)
	}
}

func must(t *testing.T) func(e Estimate, ok bool) Estimate {
	return func(e Estimate, ok bool) Estimate {
		t.Helper()
		if !ok {
			t.Fatal("the estimate is not defined")
		}
		return e
	}
}

// TestRateIsNewcombe: of two rates the joined interval is Newcombe's. Methods 4.2, Ex: 56/70 − 48/80 is (0.052431, 0.333873), published;
// 10/10 − 0/20 is (0.679086, 1).
func TestRateIsNewcombe(t *testing.T) {
	c := Difference(must(t)(Rate(infer.P(48, 80))), must(t)(Rate(infer.P(56, 70))), 0.95, MethodRates)
	near(t, "difference", c.Value, 0.2, 1e-12)
	near(t, "lower", c.Interval.Lower, .052431, 5e-7)
	near(t, "upper", c.Interval.Upper, .333873, 5e-7)
	c = Difference(must(t)(Rate(infer.P(0, 20))), must(t)(Rate(infer.P(10, 10))), 0.95, MethodRates)
	near(t, "lower of 10/10 − 0/20", c.Interval.Lower, .679086, 5e-7)
	near(t, "upper of 10/10 − 0/20", c.Interval.Upper, 1, 1e-12)
}

// TestDifferenceOfDifferences joins two intervals printed in methods 4.2: before −0.24 (−0.349067, −0.120341), after 0.2 (0.052431,
// 0.333873). By hand: 0.44 − √((0.2−0.052431)² + (−0.120341+0.24)²) = 0.44 − √(0.021777+0.014318) = 0.250013 and
// 0.44 + √((0.333873−0.2)² + (−0.24+0.349067)²) = 0.44 + √(0.017922+0.011896) = 0.612678.
func TestDifferenceOfDifferences(t *testing.T) {
	before, after := must(t)(Gap(infer.P(36, 100), infer.P(120, 200))), must(t)(Gap(infer.P(56, 70), infer.P(48, 80)))
	c := Difference(before, after, 0.95, MethodDifferences)
	near(t, "difference of differences", c.Value, 0.44, 1e-12)
	near(t, "lower", c.Interval.Lower, 0.44-math.Hypot(.147569, .119659), 2e-6)
	near(t, "upper", c.Interval.Upper, 0.44+math.Hypot(.133873, .109067), 2e-6)
	near(t, "lower, by hand", c.Interval.Lower, .250013, 1e-5)
	sum := Sum(before, after, 0.95, MethodDifferences)
	near(t, "sum", sum.Value, -0.04, 1e-12)
	near(t, "lower of the sum", sum.Interval.Lower, -0.04-math.Hypot(.109067, .147569), 2e-6) // the arms of −0.24 and 0.2 that point down
}

// TestRatioOfRatios joins two intervals printed in methods 4.4: before 0.6 (0.445531, 0.785584), after 36/40 over 16/80 = 4.5
// (2.939569, 7.152223). ln(4.5/0.6) = 2.014903; the arms are ln(4.5/2.939569) = 0.425873 and ln(0.785584/0.6) = 0.269522 downwards.
func TestRatioOfRatios(t *testing.T) {
	c := Difference(must(t)(LogRatio(infer.P(36, 100), infer.P(120, 200))), must(t)(LogRatio(infer.P(36, 40), infer.P(16, 80))), 0.95, MethodRatios)
	near(t, "log of the ratio", c.Value, math.Log(7.5), 1e-12)
	near(t, "lower", c.Interval.Lower, math.Log(7.5)-math.Hypot(math.Log(4.5/2.939569), math.Log(.785584/.6)), 3e-6)
	near(t, "upper", c.Interval.Upper, math.Log(7.5)+math.Hypot(math.Log(7.152223/4.5), math.Log(.6/.445531)), 3e-6)
	for _, p := range [][2]infer.Proportion{{infer.P(0, 10), infer.P(1, 10)}, {infer.P(1, 10), infer.P(0, 10)}, {infer.P(1, 10), infer.P(0, 0)}} {
		if _, ok := LogRatio(p[0], p[1]); ok {
			t.Errorf("%v has a logarithm", p)
		}
	}
}

// TestScaled: an estimate known at one level gives that interval back, and arms of 1.644854/1.959964 at 90 %.
func TestScaled(t *testing.T) {
	e := must(t)(Scaled(0.5, 0.4, 0.7, 0.95))
	lower, upper := e.Ends(0.95)
	near(t, "lower", lower, 0.4, 1e-12)
	near(t, "upper", upper, 0.7, 1e-12)
	lower, _ = e.Ends(0.9)
	near(t, "lower at 90 %", lower, 0.5-0.1*1.644854/1.959964, 1e-6)
	for _, bad := range [][4]float64{{0.5, 0.6, 0.7, 0.95}, {0.5, 0.4, math.Inf(1), 0.95}, {math.NaN(), 0, 1, 0.95}, {0.5, 0, 1, 1}} {
		if _, ok := Scaled(bad[0], bad[1], bad[2], bad[3]); ok {
			t.Errorf("%v is taken for an estimate", bad)
		}
	}
}

// TestInversion holds that the test rejects at a level exactly when the interval of that level leaves 0 out, and that it does not
// depend on which way round the samples or the outcomes are named.
func TestInversion(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := func(name string) infer.Proportion {
			n := rapid.Int64Range(1, 3000).Draw(t, name+" n")
			return infer.P(rapid.Int64Range(0, n).Draw(t, name), n)
		}
		g0, r0, g1, r1 := p("group before"), p("reference before"), p("group after"), p("reference after")
		level := rapid.Float64Range(0.5, 0.9999).Draw(t, "level")
		before, _ := Gap(g0, r0)
		after, _ := Gap(g1, r1)
		c := Difference(before, after, level, MethodDifferences)
		if out := c.Interval.Lower > 0 || c.Interval.Upper < 0; out != (c.P < 1-level) && math.Abs(c.P-(1-level)) > 1e-9 {
			t.Errorf("interval %v to %v at %v, p = %v", c.Interval.Lower, c.Interval.Upper, level, c.P)
		}
		if back := Difference(after, before, level, MethodDifferences); math.Abs(back.P-c.P) > 1e-9 || math.Abs(back.Interval.Lower+c.Interval.Upper) > 1e-12 {
			t.Errorf("turned round: %+v, %+v", c, back)
		}
		not := func(p infer.Proportion) infer.Proportion { return infer.Proportion{X: p.N - p.X, N: p.N} }
		before, _ = Gap(not(g0), not(r0))
		after, _ = Gap(not(g1), not(r1))
		if other := Difference(before, after, level, MethodDifferences); math.Abs(other.P-c.P) > 1e-6 {
			t.Errorf("complement: p = %v, %v", c.P, other.P)
		}
	})
}

// TestNoFalseChanges simulates two audits of the same rates, 2,000 times with a fixed seed: the 95 % interval of the difference of
// differences leaves out 0 in no more than 5 % of them and what Monte Carlo adds, 3·√(0.05·0.95/2000) = 1.5 points.
func TestNoFalseChanges(t *testing.T) {
	for _, c := range []struct {
		n, m int64
		p, q float64
	}{{30, 200, .3, .5}, {50, 50, .05, .1}, {200, 1000, .5, .5}, {1000, 1000, .02, .2}} {
		r, out, outRatio := draw.New(7, uint64(c.n)), 0, 0
		for range 2000 {
			side := func(n int64, p float64) infer.Proportion { return infer.P(draw.Binomial(r, n, p), n) }
			g0, r0, g1, r1 := side(c.n, c.p), side(c.m, c.q), side(c.n, c.p), side(c.m, c.q)
			before, _ := Gap(g0, r0)
			after, _ := Gap(g1, r1)
			if Difference(before, after, 0.95, "").P < 0.05 {
				out++
			}
			lb, ok := LogRatio(g0, r0)
			la, ok2 := LogRatio(g1, r1)
			if d := Difference(lb, la, 0.95, ""); ok && ok2 && d.P < 0.05 {
				outRatio++
			}
		}
		t.Logf("%+v: false changes of differences %.3f, of ratios %.3f", c, float64(out)/2000, float64(outRatio)/2000)
		if out > 130 || outRatio > 130 {
			t.Errorf("%+v: %d and %d of 2000 show a change where there is none", c, out, outRatio)
		}
	}
}

// TestCochranArmitage is the example of Agresti (Categorical Data Analysis, 2002, section 3.4.2: alcohol and malformation of infants,
// mean drinks a day 0, 0.5, 1.5, 4, 7), whose trend is z² = 6.57, p = 0.01; Pearson's X² = 12.08, so that 5.51 is left.
func TestCochranArmitage(t *testing.T) {
	rates := []infer.Proportion{infer.P(48, 17114), infer.P(38, 14502), infer.P(5, 793), infer.P(1, 127), infer.P(1, 38)}
	trend, rest, why := CochranArmitage(rates, []float64{0, .5, 1.5, 4, 7})
	if why != infer.Defined {
		t.Fatal(why)
	}
	z := float64(*trend.Statistic)
	near(t, "z²", z*z, 6.57, .005)
	near(t, "p", float64(trend.P), .0104, 5e-5)
	near(t, "departure", float64(*rest.Statistic), 12.08-6.57, .011)
	if rest.DF != 3 || z < 0 {
		t.Errorf("%d degrees of freedom, z = %v", rest.DF, z)
	}
	same, _, _ := CochranArmitage(append(rates, infer.P(0, 0)), []float64{10, 15, 25, 50, 80, 99}) // places may be moved and stretched; nobody says nothing
	near(t, "p with other units", float64(same.P), float64(trend.P), 1e-12)
	for name, c := range map[string]struct {
		rates []infer.Proportion
		at    []float64
		why   infer.Why
	}{
		"one period":      {rates[:1], []float64{1}, infer.WhyOneGroup},
		"nobody selected": {[]infer.Proportion{infer.P(0, 9), infer.P(0, 5)}, []float64{1, 2}, infer.WhyNoVariance},
		"one place":       {rates[:2], []float64{1, 1}, infer.WhyNoVariance},
		"lengths":         {rates, []float64{1}, infer.WhyNotComputable},
		"impossible":      {[]infer.Proportion{{X: 3, N: 2}, infer.P(1, 2)}, []float64{1, 2}, infer.WhyNotComputable},
	} {
		if _, _, why := CochranArmitage(c.rates, c.at); why != c.why {
			t.Errorf("%s: %q, want %q", name, why, c.why)
		}
	}
}

// TestCompareMix takes the distances of methods 1.3, Ex, with the reference as a second sample: (520, 310, 120, 50) against (450,
// 300, 150, 100) has JS 0.006387503 nats and PSI 0.051800250; (60, 40, 0) against (50, 30, 20) has JS 0.075174263 and no finite PSI.
func TestCompareMix(t *testing.T) {
	m, why := CompareMix([]int64{450, 300, 150, 100}, []int64{520, 310, 120, 50}, 1)
	if why != infer.Defined {
		t.Fatal(why)
	}
	near(t, "JS", m.JensenShannon, .006387503, 5e-10)
	near(t, "PSI", m.Stability, .051800250, 5e-10)
	// Under one mix PSI/(1/n+1/m) follows the chi-squared law of 3 degrees of freedom (methods 1.3), whose 95 % quantile is 7.8147;
	// its own, by 1,999 draws, lies within 10 % of it.
	near(t, "null of PSI", m.StabilityNull95, 7.8147*2/1000, .1*7.8147*2/1000)
	near(t, "null of JS", m.JensenShannonNull95, 7.8147*2/1000/8, .1*7.8147*2/1000/8)
	if p := float64(m.Test.P); p != 1.0/2000 {
		t.Errorf("p = %v, want the least there is", p)
	}
	m, _ = CompareMix([]int64{50, 30, 20, 0}, []int64{60, 40, 0, 0}, 1)
	near(t, "JS with an absent group", m.JensenShannon, .075174263, 5e-10)
	if !math.IsInf(m.Stability, 1) {
		t.Errorf("PSI with an absent group is %v", m.Stability)
	}
	same, _ := CompareMix([]int64{50, 30, 20}, []int64{500, 300, 200}, 1)
	if same.JensenShannon != 0 || same.Test.P != 1 {
		t.Errorf("one mix in two sizes: %+v", same)
	}
	for _, c := range []struct {
		a, b []int64
		why  infer.Why
	}{{nil, nil, infer.WhyNobody}, {[]int64{1, 2}, []int64{0, 0}, infer.WhyNobody}, {[]int64{3, 0}, []int64{4, 0}, infer.WhyOneGroup}, {[]int64{-1, 3}, []int64{1, 1}, infer.WhyNotComputable}, {[]int64{1}, []int64{1, 1}, infer.WhyNotComputable}} {
		if _, why := CompareMix(c.a, c.b, 1); why != c.why {
			t.Errorf("%v against %v: %q, want %q", c.a, c.b, why, c.why)
		}
	}
}

// TestMixKeepsItsLevel draws two samples of one mix 400 times: p below 0.05 in at most 5 % and three standard errors, 3.3 points.
func TestMixKeepsItsLevel(t *testing.T) {
	r, low := draw.New(11, 0), 0
	shares := []float64{.5, .3, .15, .05}
	for i := range 400 {
		a, b := make([]int64, 4), make([]int64, 4)
		draw.Multinomial(r, 300, shares, a)
		draw.Multinomial(r, 60, shares, b)
		if m, _ := CompareMix(a, b, uint64(i)); float64(m.Test.P) < 0.05 {
			low++
		}
	}
	t.Logf("%d of 400 pairs of one mix have p < 0.05", low)
	if low > 33 {
		t.Errorf("%d of 400 false changes", low)
	}
}

// TestMethods: every name this package gives is in the registry or in that of package infer.
func TestMethods(t *testing.T) {
	known := map[string]bool{MeasureShannon: true}
	for _, m := range append(Methods(), infer.Methods()...) {
		if m.Title == "" || m.Source == "" {
			t.Errorf("%s has no title or no source", m.Name)
		}
		known[m.Name] = true
	}
	for _, name := range []string{MethodRates, MethodDifferences, MethodRatios, MethodScaled, ByInversion, ByTrend, ByDeparture, ByMix, MeasureShannon, MeasureStability} {
		if !known[name] {
			t.Errorf("%s is in no registry", name)
		}
	}
}
