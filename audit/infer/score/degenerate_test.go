package score

import (
	"math"
	"testing"

	"auditd/audit/infer"
)

func TestDegenerate(t *testing.T) {
	people := func(values []float64, negative, positive []int64) Histogram {
		return Histogram{values, negative, positive}
	}
	nobody := Histogram{}
	one := people([]float64{.5}, []int64{3}, []int64{4})
	onlyNegative := people([]float64{.1, .2}, []int64{3, 1}, []int64{0, 0})
	unsorted := people([]float64{.2, .1}, []int64{1, 1}, []int64{1, 1})
	auc := func(h Histogram) infer.Why { _, why := NewAUC(h, .95); return why }
	cross := func(a, b Histogram) infer.Why { _, why := NewCrossAUC(a, b, .95); return why }
	abroca := func(a, b Histogram) infer.Why { _, why := NewABROCA(a, b, 1); return why }
	ks := func(a, b Histogram) infer.Why { _, _, why := KolmogorovSmirnov(a, b); return why }
	kp := func(a, b Histogram) infer.Why { _, _, why := KSPermutation(a, b, 1); return why }
	wasserstein := func(a, b Histogram) infer.Why { _, _, why := Wasserstein(a, b); return why }
	superior := func(a, b Histogram) infer.Why { _, why := NewSuperiority(a, b); return why }
	balance := func(a, b Histogram) infer.Why { _, why := Balance(a, b, true, .95); return why }
	calibration := func(b ...Bin) infer.Why { _, why := NewCalibration(b); return why }
	large := func(b ...Bin) infer.Why { _, why := CalibrationInTheLarge(b); return why }
	hosmer := func(fitted bool, b ...Bin) infer.Why { _, why := HosmerLemeshow(b, fitted); return why }
	brier := func(h Histogram) infer.Why { _, why := Brier(h); return why }
	sweep := func(a, b Histogram) infer.Why { _, why := NewSweep(a, b, 0, .95); return why }
	regression := func(a, b []float64) infer.Why { _, why := NewRegressionErrors(a, b, .5, .95); return why }
	difference := func(a, b []Bin) infer.Why { _, _, why := CalibrationDifference(a, b, .95); return why }
	for _, c := range []struct {
		what      string
		got, want infer.Why
	}{
		{"AUC of nobody", auc(nobody), infer.WhyNoDenominator},
		{"AUC without positives", auc(onlyNegative), infer.WhyNoDenominator},
		{"AUC of unsorted values", auc(unsorted), infer.WhyNotComputable},
		{"AUC of NaN", auc(people([]float64{math.NaN()}, []int64{1}, []int64{1})), infer.WhyNotComputable},
		{"AUC of a negative count", auc(people([]float64{1}, []int64{-1}, []int64{1})), infer.WhyNotComputable},
		{"AUC of one score for all has no spread", auc(one), infer.WhyNoVariance},
		{"AUC of two people alike", auc(people([]float64{.5}, []int64{1}, []int64{1})), infer.WhyTooFew},
		{"xAUC without positives", cross(onlyNegative, one), infer.WhyNoDenominator},
		{"ABROCA without positives", abroca(onlyNegative, one), infer.WhyNoDenominator},
		{"KS of nobody", ks(nobody, one), infer.WhyNobody},
		{"KS by permutation of nobody", kp(one, nobody), infer.WhyNobody},
		{"Wasserstein of nobody", wasserstein(nobody, one), infer.WhyNobody},
		{"ranks all tied", superior(one, one), infer.WhyNoVariance},
		{"balance without positives", balance(onlyNegative, one), infer.WhyNobody},
		{"balance of one score", balance(one, one), infer.WhyNoVariance},
		{"calibration of nobody", calibration(), infer.WhyNobody},
		{"calibration of a score of 2", calibration(Bin{1, 1, 2}), infer.WhyOutOfRange},
		{"calibration of more positives than people", calibration(Bin{1, 2, .5}), infer.WhyNotComputable},
		{"in the large, all certain", large(Bin{5, 5, 5}), infer.WhyNoVariance},
		{"Hosmer–Lemeshow against a certain score", hosmer(false, Bin{5, 4, 5}), infer.WhyOutOfRange},
		{"Hosmer–Lemeshow with too few bins", hosmer(true, Bin{5, 4, 3}, Bin{5, 1, 1}), infer.WhyTooFew},
		{"Brier of deciles", brier(people([]float64{1, 2}, []int64{1, 1}, []int64{1, 1})), infer.WhyOutOfRange},
		{"sweep of nobody", sweep(nobody, one), infer.WhyNobody},
		{"errors of unequal lists", regression([]float64{1}, nil), infer.WhyNotComputable},
		{"errors of nobody", regression(nil, nil), infer.WhyNobody},
		{"errors that are infinite", regression([]float64{math.Inf(1)}, []float64{1}), infer.WhyNotComputable},
		{"bins that do not fit", difference(binsA, binsD[1:]), infer.WhyNotComputable},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, want %q", c.what, c.got, c.want)
		}
	}
}

func TestImpossibleHistograms(t *testing.T) {
	if _, ok := NewHistogram([]float64{1}, []bool{true, false}); ok {
		t.Error("unequal lists counted")
	}
	if _, ok := NewHistogram([]float64{math.Inf(1)}, nil); ok {
		t.Error("an infinite score counted")
	}
}

// Perfect separation: DeLong's variance is 0, so the interval is the one-sided bound of the smaller class. Three of three:
// Clopper–Pearson starts at (α/2)^(1/3).
func TestSeparated(t *testing.T) {
	h := Histogram{[]float64{1, 2}, []int64{5, 0}, []int64{0, 3}}
	a, why := NewAUC(h, .95)
	defined(t, "separated", why)
	near(t, "lower", a.Interval.Lower, math.Cbrt(.025), 1e-9)
	if a.Value != 1 || !a.Separated || a.Interval.Upper != 1 || a.SE != 0 {
		t.Errorf("%+v", a)
	}
	if _, _, _, why := CompareAUC(a, a); why != infer.WhyNoVariance {
		t.Errorf("compared: %q", why)
	}
	b, _ := NewAUC(Histogram{[]float64{1, 2}, []int64{0, 5}, []int64{3, 0}}, .95)
	near(t, "turned round", b.Interval.Upper, 1-a.Interval.Lower, 1e-12)
}

// A wide bin hides how its pairs are ranked: the error bound is half their share. One bin of 3 and 4: every pair, so ½.
func TestBinError(t *testing.T) {
	a, _ := NewAUC(Histogram{[]float64{.5}, []int64{3}, []int64{4}}, .95)
	near(t, "error", a.BinError, .5, 1e-12)
}

// Mann–Whitney with all scores different has the textbook variance nm(n+m+1)/12: 5 and 4 people, 18 of 20 wins,
// z = (18 − 10 − ½)/√(20·10/12) = 1.837117.
func TestMannWhitney(t *testing.T) {
	a, _ := NewHistogram([]float64{3, 5, 6, 8, 9}, nil)
	b, _ := NewHistogram([]float64{1, 2, 4, 7}, nil)
	s, why := NewSuperiority(a, b)
	defined(t, "superiority", why)
	wins := 2. + 3 + 3 + 4 + 4 // by hand: 3 beats 1 2; 5 and 6 beat 1 2 4; 8 and 9 beat all
	near(t, "probability", s.Probability, wins/20, 1e-12)
	near(t, "z", float64(*s.Test.Statistic), (wins-10-.5)/math.Sqrt(20.*10/12), 1e-12)
}

func TestMethods(t *testing.T) {
	seen := map[string]bool{}
	for _, m := range Methods() {
		if m.Title == "" || m.Source == "" || seen[m.Name] {
			t.Errorf("%s: no title, no source or listed twice", m.Name)
		}
		seen[m.Name] = true
	}
	a, _ := NewAUC(groupA, .95)
	d, _ := NewAUC(groupD, .95)
	_, _, z, _ := CompareAUC(a, d)
	abroca, _ := NewABROCA(groupA, groupD, 1)
	_, ks, _ := KolmogorovSmirnov(groupA, groupD)
	_, kp, _ := KSPermutation(groupA, groupD, 1)
	s, _ := NewSuperiority(groupA, groupD)
	w, _ := MeanGap(groupA, groupD, .95)
	large, _ := CalibrationInTheLarge(binsA)
	hl, _ := HosmerLemeshow(binsA, false)
	_, difference, _ := CalibrationDifference(binsA, binsD, .95)
	separated, _ := NewAUC(Histogram{[]float64{1, 2}, []int64{5, 0}, []int64{0, 3}}, .95)
	for _, name := range []string{
		a.Interval.Method, z.Name, abroca.Test.Name, ks.Name, kp.Name, s.Test.Name, w.Interval.Method, w.Test.Name, large.Name, hl.Name,
		difference.Name, separated.Interval.Method,
	} {
		if !seen[name] {
			t.Errorf("%s is produced, but not listed", name)
		}
	}
	Methods()[0].Name = "changed"
	if Methods()[0].Name != "delong" {
		t.Error("a caller can change the registry")
	}
}
