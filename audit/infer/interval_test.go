package infer

import (
	"math"
	"testing"

	"auditd/audit"
)

// Methods 4.1, Ex.
func TestOneProportion(t *testing.T) {
	for _, c := range []struct {
		p            Proportion
		f            func(Proportion, float64) audit.Interval
		method       string
		lower, upper string
	}{
		{P(81, 263), Wilson, "wilson", "0.255289", "0.366210"},
		{P(81, 263), WilsonCorrected, "wilson_corrected", "0.253509", "0.368176"},
		{P(81, 263), ClopperPearson, "clopper_pearson", "0.252737", "0.367622"},
		{P(81, 263), Jeffreys, "jeffreys", "0.254522", "0.365647"},
		{P(0, 20), Wilson, "wilson", "0", "0.161125"},
		{P(0, 20), ClopperPearson, "clopper_pearson", "0", "0.168433"},
		{P(1, 29), Wilson, "wilson", "0.006113", "0.171755"},
		// Methods 1.1: an absent group among n=1000 has the upper bound 1−(α/2)^{1/n} = .003682.
		{P(0, 1000), ClopperPearson, "clopper_pearson", "0", "0.003682"},
	} {
		got := c.f(c.p, 0.95)
		if got.Method != c.method || got.Level != 0.95 {
			t.Errorf("%s: method %q level %v", c.method, got.Method, got.Level)
		}
		printedInterval(t, c.method, got, c.lower, c.upper)
	}
	for _, f := range []func(Proportion, float64) audit.Interval{Wilson, WilsonCorrected, ClopperPearson, Jeffreys} {
		if got := f(P(0, 0), 0.95); got.Lower != 0 || got.Upper != 1 {
			t.Errorf("%s: nobody must leave [0, 1], got [%v, %v]", got.Method, got.Lower, got.Upper)
		}
	}
}

// Methods 1.1, Ex: the Wilson intervals of n = (520, 310, 120, 50) of 1000, divided by π = (.45, .30, .15, .10).
func TestRepresentationIntervals(t *testing.T) {
	for _, c := range []struct {
		n            int64
		pi           float64
		lower, upper string
		residual     string
	}{
		{520, .45, "1.0867", "1.2241", "4.4495"},
		{310, .30, "0.9404", "1.1312", "0.6901"},
		{120, .15, "0.6753", "0.9441", "-2.6568"},
		{50, .10, "0.3813", "0.6531", "-5.2705"},
	} {
		w := Wilson(P(c.n, 1000), 0.95)
		printed(t, "lower", w.Lower/c.pi, c.lower)
		printed(t, "upper", w.Upper/c.pi, c.upper)
		printed(t, "residual", StandardisedResidual(c.n, 1000, c.pi), c.residual)
	}
}

// Methods 4.2 and 4.3, Ex; the first of each is published (Newcombe 1998, table II).
func TestDifferences(t *testing.T) {
	for _, c := range []struct {
		a, b         Proportion
		f            func(a, b Proportion, level float64) (audit.Interval, bool)
		method       string
		lower, upper string
	}{
		{P(56, 70), P(48, 80), Newcombe, "newcombe", "0.052431", "0.333873"},
		{P(9, 10), P(3, 10), Newcombe, "newcombe", "0.170523", "0.809018"},
		{P(10, 10), P(0, 20), Newcombe, "newcombe", "0.679086", "1"},
		{P(36, 100), P(120, 200), Newcombe, "newcombe", "-0.349067", "-0.120341"},
		{P(56, 70), P(48, 80), MiettinenNurminen, "miettinen_nurminen", "0.052830", "0.338173"},
		{P(56, 70), P(48, 80), Mee, "mee", "0.053334", "0.337729"},
		{P(36, 100), P(120, 200), MiettinenNurminen, "miettinen_nurminen", "-0.351161", "-0.120656"},
		{P(0, 10), P(5, 10), MiettinenNurminen, "miettinen_nurminen", "-0.768297", "-0.146678"},
	} {
		got, ok := c.f(c.a, c.b, 0.95)
		if !ok || got.Method != c.method || got.Level != 0.95 {
			t.Errorf("%s: %v method %q level %v", c.method, ok, got.Method, got.Level)
		}
		printedInterval(t, c.method+" "+name(c.a, c.b), got, c.lower, c.upper)
	}
}

// Methods 4.4, Ex.
func TestRatios(t *testing.T) {
	for _, c := range []struct {
		a, b         Proportion
		f            func(a, b Proportion, level float64) (audit.Interval, bool)
		method       string
		lower, upper string
	}{
		{P(36, 40), P(16, 80), Koopman, "koopman", "2.939569", "7.152223"},
		{P(36, 40), P(16, 80), MiettinenNurminenRatio, "miettinen_nurminen_ratio", "2.934646", "7.166298"},
		{P(36, 40), P(16, 80), Katz, "katz", "2.868550", "7.059315"},
		{P(36, 100), P(120, 200), Koopman, "koopman", "0.445531", "0.785584"},
		{P(36, 100), P(120, 200), MiettinenNurminenRatio, "miettinen_nurminen_ratio", "0.445301", "0.785918"},
		{P(36, 100), P(120, 200), Katz, "katz", "0.451310", "0.797679"},
		{P(0, 20), P(10, 40), Koopman, "koopman", "0", "0.670107"},
		{P(5, 20), P(0, 40), Koopman, "koopman", "2.754507", "inf"},
		{P(1, 10), P(3, 20), Koopman, "koopman", "0.100014", "3.961088"},
		{P(1, 10), P(3, 20), Katz, "katz", "0.079061", "5.621541"},
		{P(10, 10), P(20, 20), Koopman, "koopman", "0.722467", "1.192073"},
		{P(0, 20), P(0, 40), Koopman, "koopman", "0", "inf"},
		{P(0, 20), P(0, 40), Katz, "katz", "0", "inf"},
	} {
		got, ok := c.f(c.a, c.b, 0.95)
		if !ok || got.Method != c.method || got.Level != 0.95 {
			t.Errorf("%s: %v method %q level %v", c.method, ok, got.Method, got.Level)
		}
		printedInterval(t, c.method+" "+name(c.a, c.b), got, c.lower, c.upper)
	}
}

// Methods 3.7, Ex: F1 against four fifths.
func TestRatioScore(t *testing.T) {
	z, p, ok := RatioScore(P(36, 100), P(120, 200), 0.8)
	if !ok {
		t.Fatal("undefined")
	}
	printed(t, "z", z, "-2.100738")
	printed(t, "p", p, "0.017832")
	// The ratio observed fits itself: 36/100 over 120/200 is 0.6.
	if z, p, ok := RatioScore(P(36, 100), P(120, 200), 0.6); !ok || math.Abs(z) > 1e-12 || math.Abs(p-0.5) > 1e-12 {
		t.Errorf("at the observed ratio: z %v p %v %v", z, p, ok)
	}
	for _, c := range []struct {
		a, b Proportion
		r0   float64
	}{{P(0, 5), P(0, 5), 0.8}, {P(0, 0), P(1, 5), 0.8}, {P(1, 5), P(0, 0), 0.8}, {P(1, 5), P(1, 5), 0}, {P(1, 5), P(1, 5), math.Inf(1)}, {P(1, 5), P(1, 5), math.NaN()}} {
		if _, _, ok := RatioScore(c.a, c.b, c.r0); ok {
			t.Errorf("%s at %v: want undefined", name(c.a, c.b), c.r0)
		}
	}
}

func TestUndefinedComparisons(t *testing.T) {
	for _, f := range []func(a, b Proportion, level float64) (audit.Interval, bool){
		Newcombe, MiettinenNurminen, Mee, Koopman, MiettinenNurminenRatio, Katz,
	} {
		for _, pair := range [][2]Proportion{{P(0, 0), P(1, 2)}, {P(1, 2), P(0, 0)}, {{X: math.NaN(), N: 4}, P(1, 2)}, {P(3, 2), P(1, 2)}} {
			if i, ok := f(pair[0], pair[1], 0.95); ok {
				t.Errorf("%s of %v: want undefined", i.Method, pair)
			}
		}
	}
}
