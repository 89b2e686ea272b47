package infer

import (
	"math"
	"testing"
)

// Methods 1.9, Ex: rates .60 and .48, a ratio of .8.
func TestPower(t *testing.T) {
	printed(t, "power at 100", Power(.60, 2000, .48, 100, .05), "0.662064")
	// The power that the formula approximates, by enumeration of all pairs of counts.
	exact := 0.0
	for xr := range int64(2001) {
		m := math.Exp(binomialLogMass(float64(xr), 2000, .60))
		for xg := range int64(144) {
			if test, ok := ScoreZ(P(xg, 143), P(xr, 2000)); ok && test.P <= .05 {
				exact += m * math.Exp(binomialLogMass(float64(xg), 143, .48))
			}
		}
	}
	printed(t, "exact power at the need", exact, "0.8018")
	for _, c := range []struct{ nr, want float64 }{{2000, 143}, {300, 245}, {270, 270}} {
		got, ok, why := Need(.60, c.nr, .48, .05, .8)
		if !ok || float64(got) != c.want {
			t.Errorf("need with a reference of %v: %v %v %s, want %v", c.nr, got, ok, why, c.want)
		}
	}
	for _, c := range []struct {
		ng        float64
		pg, ratio string
	}{
		{10, "0.190442", "0.317"},
		{30, "0.349285", "0.582"},
		{100, "0.458407", "0.764"},
		{300, "0.514314", "0.857"},
		{1000, "0.546419", "0.911"},
	} {
		pg := must(MinimumDetectable(.60, 2000, c.ng, .05, .8, true))
		printed(t, "detectable", pg, c.pg)
		printed(t, "its ratio", pg/.6, c.ratio)
	}
	// Methods 1.9, Deg: with 134 people the reference is too small, with 135 it is not.
	if _, ok, why := Need(.60, 134, .48, .05, .8); ok || why != WhyUnattainable {
		t.Errorf("reference of 134: %v %q", ok, why)
	}
	if _, ok, why := Need(.60, 135, .48, .05, .8); !ok {
		t.Errorf("reference of 135: %q", why)
	}
	if nr, ok := ReferenceNeed(.60, .48, .05, .8); !ok || nr != 135 {
		t.Errorf("reference need %v %v, want 135", nr, ok)
	}
}

func TestPowerEdges(t *testing.T) {
	if got := Power(1, 10, 0, 10, .05); got != 1 {
		t.Errorf("rates of 1 and 0 among ten each: power %v, want 1 (z = √20 in every sample)", got)
	}
	if got := Power(0, 10, 0, 10, .05); got != 0 {
		t.Errorf("rates of 0 and 0: power %v, want 0", got)
	}
	// Equal rates are found different with probability alpha: 2·(1 − Φ(1.96)) = .05.
	if got := Power(.3, 500, .3, 100, .05); math.Abs(got-.05) > 1e-12 {
		t.Errorf("equal rates: power %v, want .05", got)
	}
	for _, c := range [][5]float64{{-.1, 10, .5, 10, .05}, {.5, 0, .5, 10, .05}, {.5, 10, 1.1, 10, .05}, {.5, 10, .5, 10, 0}, {.5, 10, .5, 10, 1}, {math.NaN(), 10, .5, 10, .05}} {
		if got := Power(c[0], c[1], c[2], c[3], c[4]); !math.IsNaN(got) {
			t.Errorf("%v: power %v, want NaN", c, got)
		}
	}
	if _, ok, why := Need(.5, 100, .5, .05, .8); ok || why != WhyEqualRates {
		t.Errorf("equal rates: %v %q", ok, why)
	}
	if _, ok, why := Need(.5, -1, .4, .05, .8); ok || why != WhyBadArgument {
		t.Errorf("bad size: %v %q", ok, why)
	}
	// With a reference rate of 2 % no drop can be found in thirty people.
	if pg, ok := MinimumDetectable(.02, 2000, 30, .05, .8, true); ok {
		t.Errorf("a drop to %v detectable", pg)
	}
	// A rise from .40 is the drop from .60 seen from the other side.
	rise, drop := must(MinimumDetectable(.40, 2000, 100, .05, .8, false)), must(MinimumDetectable(.60, 2000, 100, .05, .8, true))
	if math.Abs(rise-(1-drop)) > 1e-9 {
		t.Errorf("rise to %v, drop to %v", rise, drop)
	}
}

// Methods 16: 93 people for ±.10, 381 for ±.05; and the answer is the least whose Wilson half-width at ½ is within h.
func TestNeedPrecision(t *testing.T) {
	for h, want := range map[float64]int64{.10: 93, .05: 381} {
		n, ok := NeedPrecision(h, .95)
		if !ok || n != want {
			t.Errorf("±%v: %v %v, want %v", h, n, ok, want)
		}
		half := func(n int64) float64 {
			i := Wilson(Proportion{float64(n) / 2, float64(n)}, .95)
			return (i.Upper - i.Lower) / 2
		}
		if half(n) > h || half(n-1) <= h {
			t.Errorf("±%v: half-width %v at %d, %v at %d", h, half(n), n, half(n-1), n-1)
		}
	}
	for _, h := range []float64{0, 1, -1, math.NaN(), 1e-6} {
		if n, ok := NeedPrecision(h, .95); ok {
			t.Errorf("±%v: %d", h, n)
		}
	}
}

// Methods 3.7, Ex, and the arithmetic beside each.
func TestFlipFlop(t *testing.T) {
	for _, c := range []struct {
		g, r Proportion
		want bool
		why  string
	}{
		{P(1, 10), P(3, 20), true, "2/10 > 2/20 (Q&A 21)"},
		{P(36, 100), P(120, 200), false, "37/100 < 119/200"},
		{P(1, 10), P(3, 10), false, "2/10 = 2/10 is no reversal"},
		{P(2, 10), P(3, 10), true, "3/10 > 2/10"},
		{P(5, 10), P(3, 10), false, "the group is above the reference already"},
		{P(0, 0), P(3, 10), false, "nobody in the group"},
		{P(999_999_998, 1_000_000_000), P(999_999_999, 1_000_000_000), true, "one in a thousand million is not lost in rounding"},
	} {
		if got := FlipFlop(c.g, c.r); got != c.want {
			t.Errorf("%s: %v, want %v: %s", name(c.g, c.r), got, c.want, c.why)
		}
	}
}
