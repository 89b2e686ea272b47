package resample

import (
	"math"
	"testing"

	"auditd/audit/infer"
	"auditd/audit/infer/strata"
)

// f1 are the cells of methods 0, F1: selected and not, of a and of d.
var f1 = []int64{120, 80, 36, 64}

func ratio(c []float64) (float64, bool) {
	d, a := c[2]/(c[2]+c[3]), c[0]/(c[0]+c[1])
	return d / a, a > 0 && c[2]+c[3] > 0
}

func logRatioOf(c []float64) (float64, bool) {
	r, ok := ratio(c)
	return math.Log(r), ok && r > 0
}

// Methods 4.7, Ex: Monte Carlo, so within .01; every kind of resample gives the same.
func TestPrintedBootstrap(t *testing.T) {
	weighted := make([]WeightedCell, len(f1))
	for k, n := range f1 {
		weighted[k] = WeightedCell{Sum: float64(n), Squares: float64(n)} // all weights 1
	}
	for _, c := range []struct {
		what string
		run  func(Statistic) (Bootstrap, infer.Why)
	}{
		{"Poisson", func(s Statistic) (Bootstrap, infer.Why) { return Poisson(f1, s, 20_000, .95, 1) }},
		{"multinomial", func(s Statistic) (Bootstrap, infer.Why) { return Multinomial(f1, []int{0, 0, 1, 1}, s, 20_000, .95, 1) }},
		{"gamma", func(s Statistic) (Bootstrap, infer.Why) { return Gamma(weighted, s, 20_000, .95, 1) }},
	} {
		b, why := c.run(ratio)
		defined(t, c.what, why)
		near(t, c.what+" estimate", b.Estimate, .6, 1e-12)
		near(t, c.what+" lower", b.Interval.Lower, .438, .01)
		near(t, c.what+" upper", b.Interval.Upper, .783, .01)
		l, why := c.run(logRatioOf)
		defined(t, c.what, why)
		near(t, c.what+" sd of ln", l.SE, .148, .01)
		if b.Undefined != 0 || b.Frail {
			t.Errorf("%s: %+v", c.what, b)
		}
		again, _ := c.run(ratio)
		if again != b {
			t.Errorf("%s: the same seed gave %+v and %+v", c.what, b, again)
		}
	}
	// BCa of a ratio lies near Koopman's (.445531, .785584); there is no printed value.
	b, why := BCa(f1, ratio, 20_000, .95, 1)
	defined(t, "BCa", why)
	near(t, "BCa lower", b.Interval.Lower, .445531, .015)
	near(t, "BCa upper", b.Interval.Upper, .785584, .015)
}

// Methods 5.3, Ex: intervals of Kitagawa's parts for Berkeley, Monte Carlo.
func TestPrintedKitagawaIntervals(t *testing.T) {
	var cells []int64
	for _, s := range ucb {
		cells = append(cells, int64(s.A.X), int64(s.A.N-s.A.X), int64(s.B.X), int64(s.B.N-s.B.X))
	}
	part := func(pick func(strata.Decomposition) float64) Statistic {
		return func(c []float64) (float64, bool) {
			groups := make([]strata.Stratum, len(c)/4)
			for k := range groups {
				q := c[4*k:]
				groups[k] = strata.Stratum{A: infer.Proportion{X: q[0], N: q[0] + q[1]}, B: infer.Proportion{X: q[2], N: q[2] + q[3]}}
			}
			d, why := strata.Kitagawa(groups)
			return pick(d), why == infer.Defined
		}
	}
	composition, why := Poisson(cells, part(func(d strata.Decomposition) float64 { return d.Composition }), DefaultDraws, .95, 1)
	defined(t, "composition", why)
	near(t, "composition lower", composition.Interval.Lower, -.203, .01)
	near(t, "composition upper", composition.Interval.Upper, -.152, .01)
	rate, why := Poisson(cells, part(func(d strata.Decomposition) float64 { return d.Rate }), DefaultDraws, .95, 1)
	defined(t, "rate", why)
	near(t, "rate lower", rate.Interval.Lower, .001, .01)
	near(t, "rate upper", rate.Interval.Upper, .070, .01)
}

// Methods 4.9, Ex.
func TestPrintedBetaBinomial(t *testing.T) {
	x, n := []int64{120, 36, 9, 4, 1, 0}, []int64{200, 100, 30, 10, 5, 4}
	p, why := PriorByMoments(x, n)
	defined(t, "moments", why)
	printed(t, "μ", p.Mean, .487106)
	printed(t, "ρ", p.Spread, .109358)
	printed(t, "M", p.Strength, 8.144282)
	for k, want := range []float64{.595583, .369572, .339949, .439099, .377893, .326666} {
		s, why := p.Shrink(x[k], n[k], .95)
		defined(t, "shrunk", why)
		printed(t, "mean", s.Mean, want)
		if k == 5 {
			near(t, "0/4 lower", s.Interval.Lower, .1060, 5e-5)
			near(t, "0/4 upper", s.Interval.Upper, .6012, 5e-5)
		}
	}
	ml, why := PriorByLikelihood(x, n)
	defined(t, "ML", why)
	// The specification's α and β come from another optimiser, which stopped within 1e-5 of the maximum.
	near(t, "α", ml.Mean*ml.Strength, 5.820020, 5e-6)
	near(t, "β", (1-ml.Mean)*ml.Strength, 9.260862, 5e-6)
	for k, want := range []float64{.584989, .363397, .328743, .391534, .339627, .305018} {
		s, _ := ml.Shrink(x[k], n[k], .95)
		printed(t, "ML mean", s.Mean, want)
	}
	groups := make([]infer.Proportion, len(x))
	for k := range x {
		groups[k] = infer.P(x[k], n[k])
	}
	h, _ := infer.Homogeneity(groups)
	printed(t, "X²", float64(*h.Statistic), 26.625615)
	near(t, "p", float64(h.P), 6.746e-5, 5e-9)

	below, interval, why := RatioPosterior(infer.P(36, 100), infer.P(120, 200), .8, .95)
	defined(t, "posterior", why)
	near(t, "P(DI < .8)", below, .9824, .001)
	near(t, "CrI lower", interval.Lower, .444, .001)
	near(t, "CrI upper", interval.Upper, .785, .001)
}

// Methods 4.11, Ex.
func TestPrintedEProcess(t *testing.T) {
	e := NewEProcess(.18)
	for _, c := range []struct {
		block Block
		want  float64
	}{
		{Block{infer.P(30, 50), infer.P(9, 25)}, 1},
		{Block{infer.P(28, 50), infer.P(10, 25)}, 1.913217},
		{Block{infer.P(33, 50), infer.P(8, 25)}, 25.129755},
		{Block{infer.P(29, 50), infer.P(9, 25)}, 4.975460},
	} {
		got, why := e.Add(c.block)
		defined(t, "block", why)
		printed(t, "E of a block", got, c.want)
	}
	near(t, "E", e.Value(), 239.213534, 5.01e-7)
	near(t, "p", e.P(), 1/239.213534, 1e-9)
}

// Methods 4.8: exact for a 2×2 table. 3 of 3 against 0 of 3: of the C(6,3) = 20 tables two are as extreme.
func TestPermutationByHand(t *testing.T) {
	test, why := Permutation(infer.P(3, 3), infer.P(0, 3))
	defined(t, "permutation", why)
	near(t, "p", float64(test.P), 2./20, 1e-12)
	// 4 of 4 against 1 of 2: five events among six, so b has 1 or 2 of 2. P(b has 1) = 2·C(4,4)/C(6,5) = 1/3; 2 of 2 leaves a 3 of 4
	// with |d| = .25, T = .25/√(.75·.25/4) = 1.155, against .5/√(.25/2) = 1.414 observed.
	test, why = Permutation(infer.P(4, 4), infer.P(1, 2))
	defined(t, "permutation", why)
	near(t, "p", float64(test.P), 1./3, 1e-12)
}
