package score

import (
	"math"
	"testing"

	"auditd/audit/infer"
	"auditd/audit/infer/law"
)

// Methods 6.1, Ex, checked there against pROC.
func TestPrintedAUC(t *testing.T) {
	a, why := NewAUC(groupA, .95)
	defined(t, "AUC A", why)
	d, why := NewAUC(groupD, .95)
	defined(t, "AUC D", why)
	printed(t, "A", a.Value, .916667)
	printed(t, "A se", a.SE, .080508)
	near(t, "A lower", a.Interval.Lower, .5823, 5e-5)
	near(t, "A upper", a.Interval.Upper, .9886, 5e-5)
	printed(t, "D", d.Value, .771429)
	printed(t, "D se", d.SE, .148003)
	near(t, "D lower", d.Interval.Lower, .3944, 5e-5)
	near(t, "D upper", d.Interval.Upper, .9459, 5e-5)
	_, _, test, why := CompareAUC(a, d)
	defined(t, "difference", why)
	printed(t, "z", float64(*test.Statistic), .862038)
	near(t, "p", float64(test.P), .3887, 5e-5)
	if !a.LowN || a.Separated || a.BinError != 0 {
		t.Errorf("%+v", a)
	}
}

// Methods 6.2, Ex.
func TestPrintedCrossAUC(t *testing.T) {
	c, why := NewCrossAUC(groupA, groupD, .95)
	defined(t, "xAUC", why)
	printed(t, "AD", c.AB.Value, .940476)
	printed(t, "DA", c.BA.Value, .733333)
	printed(t, "difference", c.Difference, .207143)
	printed(t, "se", c.SE, .177223)
}

// Methods 6.3, Ex; the null mean and p are Monte Carlo.
func TestPrintedABROCA(t *testing.T) {
	a, why := NewABROCA(groupA, groupD, 1)
	defined(t, "ABROCA", why)
	printed(t, "ABROCA", a.Value, .145238)
	near(t, "null mean", a.NullMean, .1466, .01)
	near(t, "p", float64(a.Test.P), .42, .04) // "≈": 999 draws have a standard error of .016
	again, _ := NewABROCA(groupA, groupD, 1)
	if again.Test.P != a.Test.P || again.NullMean != a.NullMean || again.Null95 != a.Null95 {
		t.Error("the same seed gave other numbers")
	}
}

// Methods 6.4, Ex.
func TestPrintedDistances(t *testing.T) {
	d, test, why := KolmogorovSmirnov(groupA, groupD)
	defined(t, "KS", why)
	printed(t, "D", d, .333333)
	// Printed p = .536 is the exact one (scipy ks_2samp); the permutation test approaches it.
	_, permuted, _ := KSPermutation(groupA, groupD, 1)
	near(t, "p by permutation", float64(permuted.P), .536, .04)
	near(t, "asymptotic p", float64(test.P), law.KolmogorovSurvival(math.Sqrt(6)/3), 1e-12) // √(12·12/24)/3
	w, relativeW, why := Wasserstein(groupA, groupD)
	defined(t, "W1", why)
	printed(t, "W1", w, .131667)
	near(t, "W1 over the range .1 … .95", relativeW, .131667/.85, 1e-6)
	gap, why := MeanGap(groupA, groupD, .95)
	defined(t, "gap", why)
	printed(t, "gap", gap.Value, .128333)
	s, why := NewSuperiority(groupA, groupD)
	defined(t, "superiority", why)
	printed(t, "PS", s.Probability, .649306)
	near(t, "MW p", float64(s.Test.P), .225, 5e-4)
}

// Methods 6.5, Ex.
func TestPrintedCalibration(t *testing.T) {
	a, why := NewCalibration(binsA)
	defined(t, "A", why)
	printed(t, "ECE A", a.ECE, .023333)
	near(t, "null A", a.NullMean, .0405, 5e-5)
	test, why := HosmerLemeshow(binsA, false)
	defined(t, "HL A", why)
	printed(t, "HL A", float64(*test.Statistic), 1.423810)
	near(t, "HL A p", float64(test.P), .9217, 5e-5)
	test, why = CalibrationInTheLarge(binsA)
	defined(t, "z A", why)
	printed(t, "z A", float64(*test.Statistic), .140028)

	d, why := NewCalibration(binsD)
	defined(t, "D", why)
	printed(t, "ECE D", d.ECE, .1)
	near(t, "null D", d.NullMean, .0502, 5e-5)
	printed(t, "MCE D", d.MCE, .15)
	printed(t, "bias D", d.Bias, .1)
	printed(t, "debiased² D", d.Debiased, .008276)
	test, _ = HosmerLemeshow(binsD, false)
	printed(t, "HL D", float64(*test.Statistic), 12.658201)
	near(t, "HL D p", float64(test.P), .0268, 5e-5)
	test, _ = CalibrationInTheLarge(binsD)
	printed(t, "z D", float64(*test.Statistic), 3.429972)
	near(t, "z D p", float64(test.P), .00060, 5e-6)

	effect, test, why := CalibrationDifference(binsD, binsA, .95)
	defined(t, "MH", why)
	printed(t, "MH RD", effect.Value, .097405)
	printed(t, "MH RD se", effect.SE, .038460)
	near(t, "MH z", float64(*test.Statistic), 2.53, 5e-3)
}

// Methods 6.8, Ex: selection rates of D over A.
func TestPrintedSweep(t *testing.T) {
	s, why := NewSweepAt(groupD, groupA, []float64{.3, .4, .5, .6, .7}, .95)
	defined(t, "sweep", why)
	for k, want := range []float64{.2, .5, .571429, .777778, .9} {
		printed(t, "AIR", s.Cuts[k].Ratio, want)
	}
	if len(s.Crossings) != 1 || s.Crossings[0] != .3 {
		t.Errorf("crossings %v", s.Crossings)
	}
}

// Methods 3.8, Ex, and the notes on ties and on categories under two percent.
func TestPrintedScoringRate(t *testing.T) {
	r, why := NewScoringRates([]Histogram{groupA, groupD}, .95)
	defined(t, "scoring rates", why)
	printed(t, "median", r.Median, .465)
	printed(t, "A", r.Categories[0].Rate, .583333)
	printed(t, "D", r.Categories[1].Rate, .416667)
	printed(t, "impact ratio", r.Categories[1].Ratio, .714286)
	if r.TieMass != 0 || r.Highest != 0 {
		t.Errorf("%+v", r)
	}
	// The median of 1, 2, 3, 4 is 2.5.
	four, _ := NewHistogram([]float64{1, 2, 3, 4}, nil)
	r, _ = NewScoringRates([]Histogram{four}, .95)
	printed(t, "median of four", r.Median, 2.5)
	// 25 of 1525 are 1.64 percent: excludable from the ratio, shown all the same.
	small := Histogram{[]float64{1}, []int64{25}, []int64{0}}
	big := Histogram{[]float64{0, 1}, []int64{1000, 500}, []int64{0, 0}}
	r, why = NewScoringRates([]Histogram{small, big}, .95)
	defined(t, "small category", why)
	near(t, "share", r.Categories[0].Share, .0164, 5e-5)
	if !r.Categories[0].Small || r.Highest != 1 || r.Categories[0].Ratio != 3 { // rate 1 over 500/1500
		t.Errorf("%+v", r)
	}
	// Binary scores with median 1: nobody lies above.
	ones := Histogram{[]float64{0, 1}, []int64{10, 40}, []int64{0, 0}}
	r, why = NewScoringRates([]Histogram{ones, ones}, .95)
	if why != infer.WhyBothZero || r.Categories[0].Why != infer.WhyBothZero {
		t.Errorf("%q %+v", why, r)
	}
	near(t, "tie mass", r.TieMass, .8, 1e-12)
}

// Methods 7.1, Ex.
func TestPrintedRegression(t *testing.T) {
	eA, eD := []float64{1, -2, .5, 3, -1.5, 2}, []float64{-3, -1, -4, .5, -2.5}
	a, why := NewRegressionErrors(eA, make([]float64, 6), .5, .95)
	defined(t, "A", why)
	d, why := NewRegressionErrors(eD, make([]float64, 5), .5, .95)
	defined(t, "D", why)
	for _, c := range []struct {
		what      string
		got, want float64
	}{
		{"bias A", a.Error.Mean, .5},
		{"bias D", d.Error.Mean, -2},
		{"MAE A", a.MAE, 1.666667},
		{"MAE D", d.MAE, 2.2},
		{"RMSE A", a.RMSE, 1.848423},
		{"RMSE D", d.RMSE, 2.549510},
		{"pinball at ½ is half the MAE", a.Quantile, 1.666667 / 2},
		{"median A: between .5 and 1", a.Median.Value, .75},
		{"median D", d.Median.Value, -2.5},
	} {
		printed(t, c.what, c.got, c.want)
	}
	w, why := Welch(a.Error, d.Error, .95)
	defined(t, "Welch", why)
	printed(t, "difference", w.Value, 2.5)
	printed(t, "se", w.SE, 1.121755)
	printed(t, "df", w.DF, 8.901599)
	near(t, "p", float64(w.Test.P), .05313, 5e-6)
	near(t, "lower", w.Interval.Lower, -.0419, 5e-5)
	near(t, "upper", w.Interval.Upper, 5.0419, 5e-5)
	if a.R2Why != infer.WhyNoVariance || a.HeavyTails {
		t.Errorf("%+v", a)
	}
	// R² by hand: predicted 1, 2, 4 for 1, 2, 3 leaves 1 of a variation of 2.
	r, _ := NewRegressionErrors([]float64{1, 2, 4}, []float64{1, 2, 3}, .9, .95)
	near(t, "R²", r.R2, .5, 1e-12)
	near(t, "pinball at .9 of an error of +1", r.Quantile, .1/3, 1e-12)
}
