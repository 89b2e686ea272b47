package labels

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"auditd/audit/infer"
	"auditd/audit/infer/strata"
)

// Methods 12.1, Ex: labels missing.
func TestPrintedMissing(t *testing.T) {
	a, d := infer.P(10, 210), infer.P(40, 140)
	printed(t, "A", a.Value(), .047619)
	printed(t, "D", d.Value(), .285714)
	test, _ := infer.FisherExact(a, d)
	near(t, "Fisher", float64(test.P), 5.84e-10, 5e-13)
}

// Methods 12.2, Ex.
func TestPrintedManski(t *testing.T) {
	a, d := PartlyKnown{infer.P(120, 200), 10}, PartlyKnown{infer.P(36, 100), 40}
	difference, why := DifferenceBounds(d, a)
	defined(t, "difference", why)
	printed(t, "lower", difference.Lower, -.361905)
	printed(t, "upper", difference.Upper, -.028571)
	ratio, why := RatioBounds(d, a)
	defined(t, "ratio", why)
	printed(t, "lower", ratio.Lower, .415385)
	printed(t, "upper", ratio.Upper, .95)
	if !difference.Robust(0) || ratio.Robust(.8) {
		t.Error("the direction is robust, the four-fifths verdict is not")
	}
}

// Methods 12.3, Ex.
func TestPrintedRoganGladen(t *testing.T) {
	a, why := RoganGladen(infer.P(60, 200), Validation{Sensitivity: .90, Specificity: .95}, .95)
	defined(t, "A", why)
	printed(t, "A", a.Value, .294118)
	printed(t, "A se", a.SE, .038122)
	// .30 of n with sensitivity .75: the printed standard error belongs to n = 100.
	d, why := RoganGladen(infer.P(30, 100), Validation{Sensitivity: .75, Specificity: .95}, .95)
	defined(t, "D", why)
	printed(t, "D", d.Value, .357143)
	printed(t, "D se", d.SE, .065465)
	near(t, "hidden gap", d.Value-a.Value, .063, 5e-4)
}

// Methods 12.4, Ex.
func TestPrintedKappa(t *testing.T) {
	a, why := CohenKappa([][]int64{{40, 5}, {5, 50}}, .95)
	defined(t, "A", why)
	printed(t, "A", a.Value, .797980)
	printed(t, "A se", a.SE, .060592)
	table := [][]int64{{20, 12}, {8, 20}}
	d, why := CohenKappa(table, .95)
	defined(t, "D", why)
	printed(t, "D", d.Value, .336283)
	printed(t, "D se", d.SE, .120277)
	test, why := CompareKappa(a, d)
	defined(t, "difference", why)
	near(t, "z", float64(*test.Statistic), 3.428, 2e-4)
	units, times, ok := TwoAnnotators(table)
	alpha, skipped, why := KrippendorffAlpha(units, times)
	defined(t, "α", why)
	printed(t, "α", alpha, .338889)
	if !ok || skipped != 0 {
		t.Errorf("%d skipped", skipped)
	}
	near(t, "PABAK: 2·40/60 − 1", d.PABAK, 1./3, 1e-12)
}

// Methods 12.5, Ex: OR .9047 gives Δ = .235, class A. The strata are Berkeley's departments, men over women.
func TestPrintedDIF(t *testing.T) {
	d, why := MantelHaenszelDIF([]strata.Stratum{
		{A: infer.P(512, 825), B: infer.P(89, 108)},
		{A: infer.P(353, 560), B: infer.P(17, 25)},
		{A: infer.P(120, 325), B: infer.P(202, 593)},
		{A: infer.P(138, 417), B: infer.P(131, 375)},
		{A: infer.P(53, 191), B: infer.P(94, 393)},
		{A: infer.P(22, 373), B: infer.P(24, 341)},
	}, .95)
	defined(t, "DIF", why)
	near(t, "Δ", d.Delta, .235, 5e-4)
	if d.Class != "A" {
		t.Errorf("class %s", d.Class)
	}
	// OR = 9 in plenty: Δ = −2.35·ln 9 = −5.16, far above 1: C. OR 1.65 in as many: |Δ| = 1.177: B.
	for _, c := range []struct {
		x, y int64
		want string
	}{{9000, 5000, "C"}, {6226, 5000, "B"}} {
		d, why := MantelHaenszelDIF([]strata.Stratum{{A: infer.P(c.x, 10_000), B: infer.P(c.y, 10_000)}}, .95)
		defined(t, "DIF", why)
		if d.Class != c.want {
			t.Errorf("Δ = %v: class %s, want %s", d.Delta, d.Class, c.want)
		}
	}
}

// Methods 11.1, Ex. Counting oneself, .571429 there, is what this must not do.
func TestPrintedConsistency(t *testing.T) {
	var points [][]float64
	for _, x := range []float64{0, 1, 2, 3, 10, 11, 12} {
		points = append(points, []float64{x})
	}
	c, why := NewConsistency(points, []float64{1, 1, 0, 1, 0, 0, 1}, 3)
	defined(t, "consistency", why)
	printed(t, "consistency", c.Value, .428571)
}

// Methods 11.2, Ex: 14 against 4 of 18.
func TestPrintedMcNemar(t *testing.T) {
	f, why := NewFlip(14, 4, 100, .95)
	defined(t, "flip", why)
	printed(t, "exact", float64(f.Exact.P), .030884)
	printed(t, "mid-p", f.MidP, .019211)
	printed(t, "χ²", float64(*f.ChiSquared.Statistic), 5.555556)
	printed(t, "p", float64(f.ChiSquared.P), .018422)
	near(t, "net", f.Net, -.1, 1e-12)
	// Var = (18 − 100/100)/10000, so half = 1.959964·√17/100.
	near(t, "net lower", f.NetInterval.Lower, -.1-1.959963985*math.Sqrt(17)/100, 1e-9)
	none, why := NewFlip(0, 0, 50, .95)
	defined(t, "no flips", why)
	near(t, "upper bound 1 − .05^(1/50)", none.RateInterval.Upper, 1-math.Pow(.05, 1./50), 1e-12)
	if none.Exact.P != 1 || none.ChiSquared.P != 1 {
		t.Errorf("%+v", none)
	}
}

// The bounds hold the rate of every completion, and nothing more: both ends are reached.
func TestBoundsHoldCompletions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		part := func() (PartlyKnown, int64) {
			n := rapid.Int64Range(0, 20).Draw(t, "n")
			x := rapid.Int64Range(0, n).Draw(t, "x")
			u := rapid.Int64Range(0, 10).Draw(t, "unknown")
			return PartlyKnown{infer.P(x, n), float64(u)}, rapid.Int64Range(0, u).Draw(t, "events")
		}
		a, xa := part()
		b, xb := part()
		difference, why := DifferenceBounds(a, b)
		if why != infer.Defined {
			return
		}
		rate := func(p PartlyKnown, events int64) float64 {
			return (p.Known.X + float64(events)) / (p.Known.N + p.Unknown)
		}
		d := rate(a, xa) - rate(b, xb)
		if d < difference.Lower-1e-12 || d > difference.Upper+1e-12 {
			t.Fatalf("%v outside %v", d, difference)
		}
		turned, _ := DifferenceBounds(b, a)
		if math.Abs(turned.Lower+difference.Upper) > 1e-12 {
			t.Fatalf("%v and %v", difference, turned)
		}
		if ratio, why := RatioBounds(a, b); why == infer.Defined && rate(b, xb) > 0 {
			if r := rate(a, xa) / rate(b, xb); r < ratio.Lower-1e-12 || r > ratio.Upper+1e-12 {
				t.Fatalf("%v outside %v", r, ratio)
			}
		}
		r, _ := a.Rate()
		i, why := ImbensManski(a, .95)
		if why != infer.Defined || i.Lower > r.Lower || i.Upper < r.Upper {
			t.Fatalf("%v does not hold %v", i, r)
		}
	})
}

// Without missing labels Imbens and Manski's interval is Wald's: 60 of 100, .6 ± 1.959964·√(.24/100). With wide bounds the critical
// value falls to the one-sided 1.644854.
func TestImbensManski(t *testing.T) {
	i, why := ImbensManski(PartlyKnown{infer.P(60, 100), 0}, .95)
	defined(t, "interval", why)
	near(t, "lower", i.Lower, .6-1.959963985*math.Sqrt(.0024), 1e-8)
	i, _ = ImbensManski(PartlyKnown{infer.P(600, 1000), 1000}, .95)
	near(t, "lower", i.Lower, .3-1.644853627*math.Sqrt(.3*.7/2000), 1e-8)
}

// Misclassifying a true rate and correcting it gives it back; with perfect labels nothing changes.
func TestRoganGladenInverts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rate := rapid.Float64Range(0, 1).Draw(t, "rate")
		v := Validation{Sensitivity: rapid.Float64Range(.55, 1).Draw(t, "se"), Specificity: rapid.Float64Range(.55, 1).Draw(t, "sp")}
		observed := rate*v.Sensitivity + (1-rate)*(1-v.Specificity)
		c, why := RoganGladen(infer.Proportion{X: observed * 1000, N: 1000}, v, .95)
		if why != infer.Defined || math.Abs(c.Value-rate) > 1e-9 {
			t.Fatalf("%q: %v, want %v", why, c.Value, rate)
		}
	})
	// Validation on few people adds uncertainty: 0.9 on 50 positives adds .294118²·.09/50 to the variance of p̂.
	exact, _ := RoganGladen(infer.P(60, 200), Validation{Sensitivity: .90, Specificity: .95}, .95)
	validated, _ := RoganGladen(infer.P(60, 200), Validation{Sensitivity: .90, Specificity: .95, Positives: 50}, .95)
	near(t, "se", validated.SE, math.Sqrt(exact.SE*exact.SE+exact.Value*exact.Value*.09/50/.85/.85), 1e-12)
	// The tipping point of .36 against .60: labels that catch 60 % of the lower group's events.
	s, lower, why := TippingPoint(infer.P(36, 100), infer.P(120, 200))
	defined(t, "tipping point", why)
	near(t, "sensitivity", s, .6, 1e-12)
	corrected, _ := RoganGladen(infer.P(36, 100), Validation{Sensitivity: s, Specificity: 1}, .95)
	near(t, "corrected", corrected.Value, .6, 1e-12)
	if !lower {
		t.Error("the lower group")
	}
}

// Annotators who agree always have 1; swapping annotators or relabelling changes nothing.
func TestAgreementProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k := rapid.IntRange(2, 4).Draw(t, "labels")
		table, turned, diagonal := make([][]int64, k), make([][]int64, k), make([][]int64, k)
		for i := range table {
			table[i], turned[i], diagonal[i] = make([]int64, k), make([]int64, k), make([]int64, k)
		}
		for i := range k {
			for j := range k {
				table[i][j] = rapid.Int64Range(0, 9).Draw(t, "n")
				turned[j][i] = table[i][j]
			}
			diagonal[i][i] = table[i][i] + 1
		}
		a, why := CohenKappa(table, .95)
		b, otherWhy := CohenKappa(turned, .95)
		if why != otherWhy || math.Abs(a.Value-b.Value) > 1e-12 || math.Abs(a.SE-b.SE) > 1e-9 {
			t.Fatalf("%+v %+v", a, b)
		}
		full, _ := CohenKappa(diagonal, .95)
		units, times, _ := TwoAnnotators(diagonal)
		alpha, _, _ := KrippendorffAlpha(units, times)
		if math.Abs(full.Value-1) > 1e-12 || math.Abs(alpha-1) > 1e-12 {
			t.Fatalf("%v %v", full.Value, alpha)
		}
		units, times, _ = TwoAnnotators(table)
		one, _, why := KrippendorffAlpha(units, times)
		// Case by case, in the other order, and with a case that nobody labelled.
		var cases [][]int64
		for u, unit := range units {
			cases = append(cases, slices.Repeat([][]int64{unit}, int(times[u]))...)
		}
		slices.Reverse(cases)
		two, skipped, _ := KrippendorffAlpha(append(cases, make([]int64, k)), nil)
		if skipped != 1 {
			t.Fatalf("%d skipped", skipped)
		}
		if why == infer.Defined && math.Abs(one-two) > 1e-9 {
			t.Fatalf("%v and %v", one, two)
		}
	})
}

func TestDegenerate(t *testing.T) {
	rate := func(x, n int64, u float64) infer.Why {
		_, why := PartlyKnown{infer.P(x, n), u}.Rate()
		return why
	}
	ratio := func(a, b PartlyKnown) infer.Why { _, why := RatioBounds(a, b); return why }
	rogan := func(p infer.Proportion, v Validation) infer.Why { _, why := RoganGladen(p, v, .95); return why }
	tipping := func(a, b infer.Proportion) infer.Why { _, _, why := TippingPoint(a, b); return why }
	kappa := func(table ...[]int64) infer.Why { _, why := CohenKappa(table, .95); return why }
	alpha := func(units ...[]int64) infer.Why { _, _, why := KrippendorffAlpha(units, nil); return why }
	flip := func(a, b, n int64) infer.Why { _, why := NewFlip(a, b, n, .95); return why }
	consistency := func(p [][]float64, d []float64, k int) infer.Why { _, why := NewConsistency(p, d, k); return why }
	dif := func(s ...strata.Stratum) infer.Why { _, why := MantelHaenszelDIF(s, .95); return why }
	none := PartlyKnown{infer.P(0, 5), 0}
	for _, c := range []struct {
		what      string
		got, want infer.Why
	}{
		{"nobody", rate(0, 0, 0), infer.WhyNobody},
		{"only unknown people", rate(0, 0, 5), infer.Defined},
		{"more events than people", rate(3, 2, 0), infer.WhyNotComputable},
		{"ratio of nothing to nothing", ratio(none, none), infer.WhyBothZero},
		{"ratio to nothing", ratio(PartlyKnown{infer.P(1, 5), 0}, none), infer.WhyInfiniteRatio},
		{"labels no better than chance", rogan(infer.P(1, 5), Validation{Sensitivity: .5, Specificity: .5}), infer.WhyOutOfRange},
		{"a sensitivity of 2", rogan(infer.P(1, 5), Validation{Sensitivity: 2, Specificity: .5}), infer.WhyNotComputable},
		{"labels of nobody", rogan(infer.P(0, 0), Validation{Sensitivity: 1, Specificity: 1}), infer.WhyNobody},
		{"nothing to tip", tipping(infer.P(0, 5), infer.P(2, 5)), infer.WhyInfeasible},
		{"tipping nobody", tipping(infer.P(0, 0), infer.P(2, 5)), infer.WhyNobody},
		{"annotators of nobody", kappa([]int64{0, 0}, []int64{0, 0}), infer.WhyNobody},
		{"annotators with one label", kappa([]int64{5, 0}, []int64{0, 0}), infer.WhyNoVariance},
		{"a table that is not square", kappa([]int64{5, 0}), infer.WhyNotComputable},
		{"no case with two labels", alpha([]int64{1, 0}), infer.WhyTooFew},
		{"one label throughout", alpha([]int64{2, 0}, []int64{3, 0}), infer.WhyNoVariance},
		{"a negative label", alpha([]int64{2, -1}), infer.WhyNotComputable},
		{"more flips than pairs", flip(3, 3, 5), infer.WhyNotComputable},
		{"no pairs", flip(0, 0, 0), infer.WhyNobody},
		{"fewer people than neighbours", consistency([][]float64{{1}, {2}}, []float64{0, 1}, 2), infer.WhyTooFew},
		{"no neighbours asked for", consistency([][]float64{{1}, {2}}, []float64{0, 1}, 0), infer.WhyNotComputable},
		{"points of unequal length", consistency([][]float64{{1}, {2, 3}}, []float64{0, 1}, 1), infer.WhyNotComputable},
		{"a question without strata", dif(), infer.WhyNoInformation},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, want %q", c.what, c.got, c.want)
		}
	}
	// The labels missing of a ratio's denominator may all lack the event: no upper bound.
	b, why := RatioBounds(PartlyKnown{infer.P(1, 5), 0}, PartlyKnown{infer.P(0, 5), 3})
	if why != infer.Defined || !math.IsInf(b.Upper, 1) {
		t.Errorf("%q %+v", why, b)
	}
	// An observed rate below the false positive rate cannot be: it is moved to 0 and marked.
	c, why := RoganGladen(infer.P(1, 100), Validation{Sensitivity: .9, Specificity: .9}, .95)
	if why != infer.Defined || c.Value != 0 || !c.Clipped || c.Interval.Lower > c.Interval.Upper {
		t.Errorf("%q %+v", why, c)
	}
	same, _ := NewConsistency([][]float64{{1}, {2}, {9}}, []float64{1, 1, 1}, 1)
	if same.Value != 1 || !same.Constant {
		t.Errorf("%+v", same)
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
	im, _ := ImbensManski(PartlyKnown{infer.P(1, 5), 3}, .95)
	rg, _ := RoganGladen(infer.P(60, 200), Validation{Sensitivity: .90, Specificity: .95}, .95)
	k, _ := CohenKappa([][]int64{{40, 5}, {5, 50}}, .95)
	z, _ := CompareKappa(k, k)
	f, _ := NewFlip(3, 4, 10, .95)
	none, _ := NewFlip(0, 0, 10, .95)
	for _, name := range []string{
		im.Method, rg.Interval.Method, k.Interval.Method, z.Name, f.NetInterval.Method, f.Exact.Name, f.ChiSquared.Name,
		none.RateInterval.Method,
	} {
		if !seen[name] {
			t.Errorf("%q is produced, but not listed", name)
		}
	}
	Methods()[0].Name = "changed"
	if Methods()[0].Name != "manski_bounds" {
		t.Error("a caller can change the registry")
	}
}
