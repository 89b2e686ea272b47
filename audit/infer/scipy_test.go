package infer

import (
	"math"
	"testing"
)

// Values from scipy 1.17.1 and statsmodels 0.15.0; the call stands beside each table. They reach where the printed examples of
// methods.md do not: groups of a thousand million, empty cells, far tails.

func relative(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if want == 0 && got == 0 {
		return
	}
	if !(math.Abs(got-want) <= tolerance*math.Abs(want)) {
		t.Errorf("%s: got %.17g, want %.17g", what, got, want)
	}
}

func TestNormalTails(t *testing.T) {
	// scipy.stats.norm.sf(z). gonum's Normal.Survival(10) is 0.
	for z, want := range map[float64]float64{6: 9.865876450376946e-10, 10: 7.61985302416047e-24, 37: 5.7255712225239266e-300} {
		relative(t, "survival", NormalSurvival(z), want, 1e-12)
		relative(t, "cdf", NormalCDF(-z), want, 1e-12)
	}
	// scipy.stats.norm.ppf(q).
	for q, want := range map[float64]float64{1e-300: -37.0470962993612, 1e-10: -6.361340902404056, .025: -1.9599639845400545, .975: 1.959963984540054} {
		relative(t, "quantile", NormalQuantile(q), want, 1e-12)
	}
	for q, want := range map[float64]float64{0: math.Inf(-1), .5: 0, 1: math.Inf(1)} {
		if got := NormalQuantile(q); got != want {
			t.Errorf("quantile of %v: %v, want %v", q, got, want)
		}
	}
	for _, q := range []float64{-.1, 1.1, math.NaN()} {
		if got := NormalQuantile(q); !math.IsNaN(got) {
			t.Errorf("quantile of %v: %v, want NaN", q, got)
		}
	}
}

func TestChiSquaredSurvival(t *testing.T) {
	// scipy.stats.chi2.sf(x, df).
	for _, c := range []struct {
		x    float64
		df   int
		want float64
	}{{26.6, 5, 6.82386290329908e-05}, {400, 3, 2.2138865931011112e-86}, {1400, 2, 9.85967654375939e-305}, {.5, 10, 0.999993388289439}} {
		relative(t, "chi squared", chiSquaredSurvival(c.x, c.df), c.want, 1e-11)
	}
}

func TestBinomial(t *testing.T) {
	// scipy.stats.binom.cdf(k, n, p) up to a thousand people; beyond, mpmath 1.4.1 with 40 digits, the masses summed downwards from
	// loggamma, because scipy loses five digits there.
	for _, c := range []struct {
		k, n int64
		p    float64
		want float64
	}{
		{3, 10, .5, 0.171875}, // (1+10+45+120)/1024
		{0, 1000, .001, 0.36769542477096406},
		{40, 1000, .05, 0.080636573256691},
		{80, 100, .9, 0.001978560865771225},
		{1000, 1_000_000, .0012, 1.521637010950360713e-09},
		{10, 1_000_000_000, 2e-8, 0.01081171824502207602},
		{499_900_000, 1_000_000_000, .5, 1.270074179877283387e-10},
		{499_000_000, 1_000_000_000, .5, 0},
	} {
		relative(t, "tail", BinomialLowerTail(c.k, c.n, c.p), c.want, 1e-11)
	}
	// mpmath with 40 digits: loggamma(n+1)−loggamma(x+1)−loggamma(n−x+1)+x·log(p)+(n−x)·log(1−p).
	for _, c := range []struct{ x, n, p, want, tolerance float64 }{
		{3, 10, .5, -2.143980062817406, 1e-14},
		{1000, 1e6, .0012, -22.070865154417575, 1e-12},
		{5e8, 1e9, .5, -10.587424271367933, 1e-12},
		{5e8 + 30000, 1e9, .5, -12.387424270647933, 1e-12},
		{7, 1e9, 1e-8, -2.4070657111070946, 1e-12},
	} {
		relative(t, "log mass", binomialLogMass(c.x, c.n, c.p), c.want, c.tolerance)
	}
	for _, c := range []struct {
		k, n int64
		p    float64
		want float64
	}{{-1, 5, .5, 0}, {5, 5, .5, 1}, {9, 5, .5, 1}, {0, 5, 0, 1}, {4, 5, 1, 0}, {0, 0, .5, 1}, {0, -1, .5, math.NaN()}, {0, 5, 1.5, math.NaN()}} {
		got := BinomialLowerTail(c.k, c.n, c.p)
		if got != c.want && !(math.IsNaN(got) && math.IsNaN(c.want)) {
			t.Errorf("P(X ≤ %d of %d at %v) = %v, want %v", c.k, c.n, c.p, got, c.want)
		}
	}
}

func TestLargeGroups(t *testing.T) {
	for _, c := range []struct {
		x, n          int64
		exact, wilson [2]float64
	}{
		// statsmodels proportion_confint(x, n, method="beta") and method="wilson".
		{7, 20_000_000, [2]float64{1.4071816378291855e-07, 7.211336342577464e-07}, [2]float64{1.6954320204511582e-07, 7.225295676465498e-07}},
		{50_000, 1_000_000, [2]float64{0.04957363954732641, 0.05042896936846393}, [2]float64{0.04957456172546828, 0.05042889557418929}},
		{300_000_000, 1_000_000_000, [2]float64{0.2999715975023966, 0.30002840365535277}, [2]float64{0.29997159819182695, 0.30002840334475644}},
		{1, 1_000_000_000, [2]float64{2.531780798396938e-11, 5.571643429123393e-09}, [2]float64{1.7652455495696288e-10, 5.664934243297439e-09}},
		{0, 1_000_000_000, [2]float64{0, 3.6888794473100202e-09}, [2]float64{0, 3.8414588059373206e-09}},
	} {
		e, w := ClopperPearson(P(c.x, c.n), .95), Wilson(P(c.x, c.n), .95)
		relative(t, "exact lower", e.Lower, c.exact[0], 1e-6)
		relative(t, "exact upper", e.Upper, c.exact[1], 1e-6)
		relative(t, "wilson lower", w.Lower, c.wilson[0], 1e-7)
		relative(t, "wilson upper", w.Upper, c.wilson[1], 1e-7)
	}
}

func TestFisherLarge(t *testing.T) {
	// scipy.stats.fisher_exact([[x1, n1-x1], [x2, n2-x2]]).
	for _, c := range []struct {
		a, b Proportion
		want float64
	}{
		{P(36, 100), P(120, 200), 0.00013251023228081016},
		{P(0, 10), P(5, 10), 0.032507739938080496},
		{P(3, 8), P(4, 8), 1},
		{P(1000, 100_000), P(1200, 100_000), 1.9639506802388064e-05},
		{P(10, 1_000_000), P(30, 1_000_000), 0.0022212140615238945},
		{P(5_000_000, 10_000_000), P(5_005_000, 10_000_000), 0.02537660255224833},
	} {
		relative(t, "fisher "+name(c.a, c.b), float64(must(FisherExact(c.a, c.b)).P), c.want, 1e-6)
	}
}

func TestUnconditional(t *testing.T) {
	// scipy.stats.boschloo_exact(t, n=4000) and barnard_exact(t, n=4000) with t = [[x1, x2], [n1-x1, n2-x2]], where the columns
	// are the groups.
	for _, c := range []struct {
		a, b              Proportion
		boschloo, barnard float64
	}{
		{P(1, 10), P(3, 20), 0.9043245107308799, 0.7865733100435252},
		{P(0, 30), P(5, 60), 0.17488924543279852, 0.11747216399018402},
		{P(2, 8), P(9, 10), 0.008486622517225512, 0.007537841796875005},
		{P(3, 40), P(0, 15), 0.5592105734503041, 0.31164584203233364},
		{P(1, 100), P(8, 100), 0.02812541774633923, 0.01939700930549199},
		{P(0, 3), P(3, 3), 0.03125, 0.03125}, // 2·(1/2)⁶
		{P(2, 20), P(2, 20), 1, 1},
	} {
		relative(t, "boschloo "+name(c.a, c.b), float64(must(Boschloo(c.a, c.b)).P), c.boschloo, 1e-6)
		relative(t, "barnard "+name(c.a, c.b), float64(must(Barnard(c.a, c.b)).P), c.barnard, 1e-6)
	}
}

func TestRatioReference(t *testing.T) {
	// statsmodels confint_proportions_2indep(x1, n1, x2, n2, compare="ratio", method=…, correction=…): method="score" without
	// and with correction, method="log".
	for _, c := range []struct {
		a, b              Proportion
		koopman, mn, katz [2]float64
	}{
		{P(2, 50), P(9, 60), [2]float64{0.06660955137927228, 1.026948381245108}, [2]float64{0.06624313682371875, 1.0323652544898392}, [2]float64{0.06037054463756561, 1.1779107102317272}},
		{P(100, 1000), P(130, 900), [2]float64{0.5422641178920112, 0.8835087313603511}, [2]float64{0.5422293829788944, 0.8835651435288361}, [2]float64{0.5420610612909937, 0.884199170637542}},
		{P(5, 1_000_000), P(9, 2_000_000), [2]float64{0.3907646230314224, 3.1593601381140126}, [2]float64{0.3907645605687403, 3.1593606432385313}, [2]float64{0.3723754987965001, 3.3153843505403353}},
		{P(499, 500), P(480, 500), [2]float64{1.0234480522314024, 1.0630235341295824}, [2]float64{1.0234407788544677, 1.063037734014292}, [2]float64{1.0207144630267326, 1.0588010125179736}},
	} {
		for _, m := range []struct {
			what string
			f    twoSample
			want [2]float64
		}{{"koopman", Koopman, c.koopman}, {"miettinen_nurminen_ratio", MiettinenNurminenRatio, c.mn}, {"katz", Katz, c.katz}} {
			got := must(m.f(c.a, c.b, .95))
			relative(t, m.what+" lower "+name(c.a, c.b), got.Lower, m.want[0], 1e-8)
			relative(t, m.what+" upper "+name(c.a, c.b), got.Upper, m.want[1], 1e-8)
		}
	}
}

// The restricted rates against the closed form of Farrington and Manning 1990 as methods 4.3 prints it, where that form is
// still exact; and, beyond, against the condition that defines them: the likelihood is flat along p1 − p2 = Δ.
func TestRestrictedDifference(t *testing.T) {
	closed := func(a, b Proportion, delta float64) float64 {
		p1, p2, theta := a.Value(), b.Value(), b.N/a.N
		aa := 1 + theta
		bb := -(1 + theta + p1 + theta*p2 + delta*(theta+2))
		cc := delta*delta + delta*(2*p1+theta+1) + p1 + theta*p2
		dd := -p1 * delta * (1 + delta)
		v := math.Pow(bb/(3*aa), 3) - bb*cc/(6*aa*aa) + dd/(2*aa)
		u := math.Copysign(math.Sqrt(bb*bb/(9*aa*aa)-cc/(3*aa)), v)
		w := (math.Pi + math.Acos(math.Min(1, math.Max(-1, v/(u*u*u))))) / 3
		return 2*u*math.Cos(w) - bb/(3*aa)
	}
	for _, pair := range [][2]Proportion{{P(56, 70), P(48, 80)}, {P(36, 100), P(120, 200)}, {P(9, 10), P(3, 10)}} {
		for _, delta := range []float64{-.5, -.2, .01, .1, .3} {
			got := restrictDifference(pair[0], pair[1], delta).p1
			if want := closed(pair[0], pair[1], delta); math.Abs(got-want) > 1e-7 {
				t.Errorf("%s at %v: %v, closed form %v", name(pair[0], pair[1]), delta, got, want)
			}
		}
	}
	for _, pair := range [][2]Proportion{{P(1000, 1_000_000_000), P(1500, 1_000_000_000)}, {P(3, 1_000_000), P(9, 20)}} {
		for _, delta := range []float64{-1e-7, 1e-7, 2e-6} {
			r := restrictDifference(pair[0], pair[1], delta)
			slope, curve := differenceSlope(pair[1], pair[0], -delta, r.p1)
			if delta >= 0 {
				slope, curve = differenceSlope(pair[0], pair[1], delta, r.p2)
			}
			if step := slope / curve; math.Abs(step) > 1e-9*math.Min(r.p1, r.p2) {
				t.Errorf("%s at %v: another Newton step of %v from %v, %v", name(pair[0], pair[1]), delta, step, r.p1, r.p2)
			}
		}
	}
}
