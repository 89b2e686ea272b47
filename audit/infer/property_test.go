package infer

import (
	"math"
	"testing"

	"auditd/audit"
)

var (
	oneSampleIntervals = []func(Proportion, float64) audit.Interval{Wilson, WilsonCorrected, ClopperPearson, Jeffreys}
	differences        = []twoSample{Newcombe, MiettinenNurminen, Mee}
	ratioIntervals     = []twoSample{Koopman, MiettinenNurminenRatio, Katz}
	levels             = []float64{.80, .90, .95, .99}
)

// pairs calls f with all pairs of counts of a few group sizes, the empty and the full ones among them.
func pairs(f func(a, b Proportion)) {
	sizes := []int64{1, 2, 7, 30, 400}
	for _, n1 := range sizes {
		for _, n2 := range sizes {
			for _, x1 := range someCounts(n1) {
				for _, x2 := range someCounts(n2) {
					f(P(x1, n1), P(x2, n2))
				}
			}
		}
	}
}

func someCounts(n int64) []int64 {
	if n <= 7 {
		var all []int64
		for x := range n + 1 {
			all = append(all, x)
		}
		return all
	}
	return []int64{0, 1, n / 3, n / 2, n - 2, n}
}

func near(a, b float64) bool {
	return a == b || math.Abs(a-b) <= 1e-9*math.Max(1, math.Max(math.Abs(a), math.Abs(b)))
}

func TestOneProportionProperties(t *testing.T) {
	for _, n := range []int64{1, 2, 3, 7, 30, 400, 1_000_000} {
		for _, x := range someCounts(n) {
			p := P(x, n)
			for _, f := range oneSampleIntervals {
				last := audit.Interval{Lower: p.Value(), Upper: p.Value()}
				for _, level := range levels {
					i, mirror, twice := f(p, level), f(P(n-x, n), level), f(P(2*x, 2*n), level)
					if i.Lower > last.Lower || i.Upper < last.Upper || i.Lower < 0 || i.Upper > 1 {
						t.Errorf("%s %d/%d at %v: [%v, %v] does not contain the rate and the narrower [%v, %v]", i.Method, x, n, level, i.Lower, i.Upper, last.Lower, last.Upper)
					}
					if !near(i.Lower, 1-mirror.Upper) || !near(i.Upper, 1-mirror.Lower) {
						t.Errorf("%s %d/%d: [%v, %v] is not the mirror image of [%v, %v]", i.Method, x, n, i.Lower, i.Upper, mirror.Lower, mirror.Upper)
					}
					if twice.Upper-twice.Lower >= i.Upper-i.Lower {
						t.Errorf("%s %d/%d: twice the people, and the interval goes from %v to %v wide", i.Method, x, n, i.Upper-i.Lower, twice.Upper-twice.Lower)
					}
					last = i
				}
			}
		}
	}
}

func TestDifferenceProperties(t *testing.T) {
	pairs(func(a, b Proportion) {
		d := a.Value() - b.Value()
		for _, f := range differences {
			last := audit.Interval{Lower: d, Upper: d}
			for _, level := range levels {
				i := must(f(a, b, level))
				swapped, mirror := must(f(b, a, level)), must(f(a.complement(), b.complement(), level))
				if i.Lower > last.Lower+1e-12 || i.Upper < last.Upper-1e-12 || i.Lower < -1 || i.Upper > 1 {
					t.Errorf("%s %s at %v: [%v, %v] does not contain [%v, %v]", i.Method, name(a, b), level, i.Lower, i.Upper, last.Lower, last.Upper)
				}
				if !near(i.Lower, -swapped.Upper) || !near(i.Upper, -swapped.Lower) {
					t.Errorf("%s %s: [%v, %v], swapped [%v, %v]", i.Method, name(a, b), i.Lower, i.Upper, swapped.Lower, swapped.Upper)
				}
				if !near(i.Lower, -mirror.Upper) || !near(i.Upper, -mirror.Lower) {
					t.Errorf("%s %s: [%v, %v], of the complements [%v, %v]", i.Method, name(a, b), i.Lower, i.Upper, mirror.Lower, mirror.Upper)
				}
				last = i
			}
			twice := must(f(Proportion{2 * a.X, 2 * a.N}, Proportion{2 * b.X, 2 * b.N}, .95))
			if i := must(f(a, b, .95)); twice.Upper-twice.Lower >= i.Upper-i.Lower {
				t.Errorf("%s %s: twice the people, from %v to %v wide", i.Method, name(a, b), i.Upper-i.Lower, twice.Upper-twice.Lower)
			}
		}
	})
}

func TestRatioProperties(t *testing.T) {
	pairs(func(a, b Proportion) {
		r := a.Value() / b.Value()
		for _, f := range ratioIntervals {
			last := audit.Interval{Lower: r, Upper: r}
			if math.IsNaN(r) {
				last = audit.Interval{Lower: 0, Upper: math.Inf(1)}
			}
			for _, level := range levels {
				i, swapped := must(f(a, b, level)), must(f(b, a, level))
				if i.Lower > last.Lower*(1+1e-12) || i.Upper < last.Upper*(1-1e-12) || i.Lower < 0 {
					t.Errorf("%s %s at %v: [%v, %v] does not contain [%v, %v]", i.Method, name(a, b), level, i.Lower, i.Upper, last.Lower, last.Upper)
				}
				if !near(i.Lower*swapped.Upper, 1) && !(i.Lower == 0 && math.IsInf(swapped.Upper, 1)) {
					t.Errorf("%s %s: lower %v, swapped upper %v", i.Method, name(a, b), i.Lower, swapped.Upper)
				}
				if (a.X == 0) != (i.Lower == 0) && i.Method != "katz" || (b.X == 0) != math.IsInf(i.Upper, 1) && i.Method != "katz" {
					t.Errorf("%s %s: [%v, %v]: an open end without an empty count", i.Method, name(a, b), i.Lower, i.Upper)
				}
				last = i
			}
			i, twice := must(f(a, b, .95)), must(f(Proportion{2 * a.X, 2 * a.N}, Proportion{2 * b.X, 2 * b.N}, .95))
			if twice.Lower < i.Lower || twice.Upper > i.Upper {
				t.Errorf("%s %s: twice the people, and [%v, %v] is not inside [%v, %v]", i.Method, name(a, b), twice.Lower, twice.Upper, i.Lower, i.Upper)
			}
		}
	})
}

// A score interval and its test say the same: the interval leaves a value out exactly when the test rejects it.
func TestIntervalAndTestAgree(t *testing.T) {
	const z = 1.959963984540054 // of 5 %, two-sided
	pairs(func(a, b Proportion) {
		score, ok := pooledZ(a, b)
		if !ok {
			return
		}
		n := a.N + b.N
		widened := score * math.Sqrt((n-1)/n) // the variance times N/(N−1)
		if math.Abs(math.Abs(score)-z) < 1e-6 || math.Abs(math.Abs(widened)-z) < 1e-6 {
			return
		}
		for _, c := range []struct {
			f     twoSample
			null  float64
			score float64
		}{{Mee, 0, score}, {MiettinenNurminen, 0, widened}, {Koopman, 1, score}, {MiettinenNurminenRatio, 1, widened}} {
			i := must(c.f(a, b, .95))
			if out := c.null < i.Lower || c.null > i.Upper; out != (math.Abs(c.score) > z) {
				t.Errorf("%s %s: [%v, %v] and z = %v", i.Method, name(a, b), i.Lower, i.Upper, c.score)
			}
		}
		// And at four fifths: Koopman's 90 % interval lies below it exactly when the one-sided 5 % test rejects "at least 4/5".
		if _, p, ok := RatioScore(a, b, .8); ok && math.Abs(p-.05) > 1e-6 {
			if i := must(Koopman(a, b, .90)); (i.Upper < .8) != (p < .05) {
				t.Errorf("koopman %s: upper %v, one-sided p %v", name(a, b), i.Upper, p)
			}
		}
	})
}

func TestTwoByTwoProperties(t *testing.T) {
	for _, n := range [][2]int64{{1, 1}, {5, 9}, {11, 11}, {3, 20}} {
		for x1 := range n[0] + 1 {
			for x2 := range n[1] + 1 {
				a, b := P(x1, n[0]), P(x2, n[1])
				for _, f := range []func(a, b Proportion) (audit.Test, bool){FisherExact, FisherMidP, Boschloo, Barnard} {
					got, swapped, mirror := must(f(a, b)), must(f(b, a)), must(f(a.complement(), b.complement()))
					if !near(float64(got.P), float64(swapped.P)) || !near(float64(got.P), float64(mirror.P)) {
						t.Errorf("%s %s: %v, swapped %v, complements %v", got.Name, name(a, b), got.P, swapped.P, mirror.P)
					}
					if !(got.P > 0 && got.P <= 1) {
						t.Errorf("%s %s: p = %v", got.Name, name(a, b), got.P)
					}
				}
				h := newHypergeometric(a, b)
				oneSided := 2 * math.Min(h.lowerTail(a.X), h.upperTail(a.X))
				if boschloo := float64(must(Boschloo(a, b)).P); boschloo > math.Min(1, oneSided)+1e-9 {
					t.Errorf("boschloo %s: %v, less powerful than Fisher's doubled %v", name(a, b), boschloo, oneSided)
				}
			}
		}
	}
}

// An exact test rejects a true hypothesis at 5 % at most in 5 % of samples, whatever the common rate: by enumeration.
func TestExactTestsHoldTheirLevel(t *testing.T) {
	for _, n := range [][2]int64{{8, 8}, {5, 17}, {20, 11}} {
		for _, f := range []func(a, b Proportion) (audit.Test, bool){FisherExact, Boschloo, Barnard} {
			reject := map[[2]int64]bool{}
			what := ""
			for x1 := range n[0] + 1 {
				for x2 := range n[1] + 1 {
					got := must(f(P(x1, n[0]), P(x2, n[1])))
					what, reject[[2]int64{x1, x2}] = got.Name, got.P <= .05
				}
			}
			for rate := .01; rate < 1; rate += .01 {
				size := 0.0
				for x1 := range n[0] + 1 {
					for x2 := range n[1] + 1 {
						if reject[[2]int64{x1, x2}] {
							size += math.Exp(binomialLogMass(float64(x1), float64(n[0]), rate) + binomialLogMass(float64(x2), float64(n[1]), rate))
						}
					}
				}
				if size > .05+1e-9 {
					t.Fatalf("%s with %v at a rate of %.2f: rejects in %.5f", what, n, rate, size)
				}
			}
		}
	}
}

// A family larger than the tests made is the same as those tests together with others of p = 1.
func TestAdjustPadding(t *testing.T) {
	p := []float64{.03, .001, .2, .012, math.NaN(), .012}
	for _, method := range []string{"holm", "bh", "by"} {
		for m := 5; m < 40; m++ {
			padded := append([]float64(nil), p...)
			for len(padded) < m+1 { // one of them is NaN and not counted
				padded = append(padded, 1)
			}
			want := Adjust(method, padded, 0)
			for i, got := range Adjust(method, p, m) {
				if got != want[i] && !(math.IsNaN(got) && math.IsNaN(want[i])) {
					t.Errorf("%s of %d: %v, padded %v", method, m, got, want[i])
				}
				if got < p[i] {
					t.Errorf("%s: adjusted %v below p %v", method, got, p[i])
				}
			}
		}
	}
}

// Any two counts, whole or effective, at any level: ordered ends within their range, p-values within [0, 1], and never NaN.
func FuzzTwoProportions(f *testing.F) {
	for _, s := range []struct {
		x1, n1, x2, n2 uint32
		scale, level   float64
	}{
		{36, 100, 120, 200, 1, .95},
		{0, 1, 0, 1, 1, .95},
		{7, 7, 9, 9, 1, .9},
		{1, 1_000_000_000, 1_000_000_000, 1_000_000_000, 1, .95},
		{3, 10, 2, 10, .37, .99},
		{0, 4_000_000_000, 3, 5, 1e-9, 1},
		{1, 2, 1, 2, 1e200, 0},
		{1, 3, 0, 3, 1, math.NaN()},
		{0, 0, 1, 1, 1, -5},
		{500_000_000, 1_000_000_000, 500_000_001, 1_000_000_000, 1, .95},
	} {
		f.Add(s.x1, s.n1, s.x2, s.n2, s.scale, s.level)
	}
	f.Fuzz(func(t *testing.T, x1, n1, x2, n2 uint32, scale, level float64) {
		if !(scale > 1e-12 && scale < 1e12) {
			scale = 1
		}
		a := Proportion{float64(min(x1, n1)) * scale, float64(n1) * scale}
		b := Proportion{float64(min(x2, n2)) * scale, float64(n2) * scale}
		for _, one := range []func(Proportion, float64) audit.Interval{Wilson, WilsonCorrected, ClopperPearson} {
			ordered(t, one(a, level), a.Value(), 0, 1)
		}
		ordered(t, Jeffreys(a, level), math.NaN(), 0, 1) // a posterior interval: with less than one person it may leave the rate out
		for _, two := range differences {
			i, ok := two(a, b, level)
			if ok != (n1 > 0 && n2 > 0) {
				t.Fatalf("%s of %v and %v: defined %v", i.Method, a, b, ok)
			}
			if ok {
				ordered(t, i, a.Value()-b.Value(), -1, 1)
			}
		}
		for _, two := range ratioIntervals {
			if i, ok := two(a, b, level); ok {
				ordered(t, i, a.Value()/b.Value(), 0, math.Inf(1))
			}
		}
		for _, test := range []func(a, b Proportion) (audit.Test, bool){TwoProportions, ScoreZ, FisherExact, FisherMidP, ChiSquaredYates} {
			if got, ok := test(a, b); ok && !(got.P >= 0 && got.P <= 1) {
				t.Fatalf("%s of %v and %v: p = %v", got.Name, a, b, got.P)
			}
		}
		if z, p, ok := RatioScore(a, b, .8); ok && (math.IsNaN(z) || !(p >= 0 && p <= 1)) {
			t.Fatalf("ratio score of %v and %v: %v %v", a, b, z, p)
		}
		FlipFlop(a, b)
	})
}

func ordered(t *testing.T, i audit.Interval, estimate, least, most float64) {
	t.Helper()
	const slack = 1e-9 // the bisection's, and that of a difference of rounded rates
	if !(i.Lower <= i.Upper && i.Lower >= least && i.Upper <= most) {
		t.Fatalf("%s: [%v, %v] is not an interval within [%v, %v]", i.Method, i.Lower, i.Upper, least, most)
	}
	if !math.IsNaN(estimate) && !math.IsInf(estimate, 0) && (estimate < i.Lower-slack*max(1, i.Lower) || estimate > i.Upper+slack*max(1, i.Upper)) {
		t.Fatalf("%s at %v: [%v, %v] leaves the estimate %v out", i.Method, i.Level, i.Lower, i.Upper, estimate)
	}
}
