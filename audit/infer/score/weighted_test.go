package score

import (
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"

	"auditd/audit/infer"
)

// massed gives every person of a histogram a weight of 1.
func massed(h Histogram) Weighted {
	w := Weighted{Values: h.Values, Negative: make([]Mass, len(h.Values)), Positive: make([]Mass, len(h.Values))}
	for k := range h.Values {
		w.Negative[k], w.Positive[k] = People(h.Negative[k]), People(h.Positive[k])
	}
	return w
}

// drawHistogram draws people with few distinct scores, so that ties are many.
func drawHistogram(t *rapid.T, name string) Histogram {
	n := rapid.IntRange(1, 60).Draw(t, name)
	scores, labels := make([]float64, n), make([]bool, n)
	for i := range scores {
		scores[i] = float64(rapid.IntRange(0, 12).Draw(t, name+" score")) / 12
		labels[i] = rapid.Bool().Draw(t, name+" label")
	}
	h, _ := NewHistogram(scores, labels)
	return h
}

// With a weight of 1 for everybody, every weighted number is the one without weights.
func TestWeightOneIsNoWeight(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawHistogram(t, "a"), drawHistogram(t, "b")
		x, y := massed(a), massed(b)
		same := func(what string, got, want float64, gotWhy, wantWhy infer.Why) {
			if gotWhy != wantWhy {
				t.Fatalf("%s: weighted %q, without weights %q", what, gotWhy, wantWhy)
			}
			if gotWhy == infer.Defined && math.Abs(got-want) > 1e-9*math.Max(1, math.Abs(want)) {
				t.Fatalf("%s: weighted %v, without weights %v", what, got, want)
			}
		}
		auc, why := NewAUC(a, .95)
		got, gotWhy := WeightedAUC(x, .95)
		same("AUC", got.Value, auc.Value, gotWhy, why)
		same("its standard error", got.SE, auc.SE, gotWhy, why)
		same("its lower end", got.Interval.Lower, auc.Interval.Lower, gotWhy, why)
		cross, why := NewCrossAUC(a, b, .95)
		gotCross, gotWhy := WeightedCrossAUC(x, y, .95)
		same("xAUC", gotCross.Difference, cross.Difference, gotWhy, why)
		same("its standard error", gotCross.SE, cross.SE, gotWhy, why)
		ks, _, why := KolmogorovSmirnov(a, b)
		area, over, _ := Wasserstein(a, b)
		gotKS, gotArea, width, gotWhy := WeightedDistances(x, y)
		same("KS", gotKS, ks, gotWhy, why)
		same("W1", gotArea, area, gotWhy, why)
		if width > 0 {
			same("W1 over the range", gotArea/width, over, gotWhy, why)
		}
		edges := EqualMassEdges([]Histogram{a, b}, 5)
		c, why := NewCalibration(Bins(a, edges))
		gotC, gotWhy := WeightedCalibration(WeightedBins(x, edges))
		for i, pair := range [][2]float64{{gotC.ECE, c.ECE}, {gotC.MCE, c.MCE}, {gotC.Debiased, c.Debiased}, {gotC.Bias, c.Bias}, {gotC.NullMean, c.NullMean}} {
			same(fmt.Sprint("calibration ", i), pair[0], pair[1], gotWhy, why)
		}
		gap, why := MeanGap(a, b, .95)
		ma, _ := NewMean(x.Values, x.Totals(), .95)
		mb, _ := NewMean(y.Values, y.Totals(), .95)
		gotGap, gotWhy := CompareMeans(ma, mb, .95)
		same("gap", gotGap.Value, gap.Value, gotWhy, why)
		same("its lower end", gotGap.Interval.Lower, gap.Interval.Lower, gotWhy, why)
		same("d", gotGap.CohenD, gap.CohenD, gotWhy, why)
		brier, why := Brier(a)
		_, gotBrier, _, gotWhy := Deviations(x, .95)
		if gotWhy == infer.WhyTooFew || gotWhy == infer.WhyNoVariance {
			gotWhy = infer.Defined // the value is there
		}
		same("Brier", gotBrier.Value, brier, gotWhy, why)
		difference, _, why := CalibrationDifference(Bins(a, edges), Bins(b, edges), .95)
		gotDifference, _, gotWhy := WeightedCalibrationDifference(WeightedBins(x, edges), WeightedBins(y, edges), .95)
		if why == infer.Defined && gotWhy == infer.Defined {
			same("calibration difference", gotDifference.Value, difference.Value, gotWhy, why)
		}
		all, _ := align(a, b)
		other, _ := align(b, a)
		people := make([]Mass, len(all.Values))
		for k := range people {
			people[k] = People(all.totals()[k] + other.totals()[k])
		}
		rates, _ := NewScoringRates([]Histogram{a, b}, .95)
		m, ties, _ := WeightedMedian(all.Values, people)
		same("median", m, rates.Median, "", "")
		same("ties", ties, rates.TieMass, "", "")
	})
}

// Weights that are whole numbers give the numbers, though not the intervals, of so many people.
func TestWholeWeightsAreSoManyPeople(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawHistogram(t, "a"), drawHistogram(t, "b")
		heavy := func(h Histogram) (Weighted, Histogram) {
			w := massed(h)
			many := Histogram{Values: h.Values, Negative: make([]int64, len(h.Values)), Positive: make([]int64, len(h.Values))}
			for k := range h.Values {
				times := rapid.Int64Range(0, 5).Draw(t, "weight")
				for _, side := range []struct {
					m *Mass
					n *int64
					p int64
				}{{&w.Negative[k], &many.Negative[k], h.Negative[k]}, {&w.Positive[k], &many.Positive[k], h.Positive[k]}} {
					*side.n = times * side.p
					side.m.W, side.m.W2 = float64(times*side.p), float64(times*times*side.p)
				}
			}
			return w, many
		}
		x, many := heavy(a)
		y, others := heavy(b)
		got, gotWhy := WeightedAUC(x, .95)
		want, wantWhy := NewAUC(many, .95)
		if gotWhy == infer.Defined && wantWhy == infer.Defined && math.Abs(got.Value-want.Value) > 1e-9 {
			t.Fatalf("AUC: weighted %v, of so many people %v", got.Value, want.Value)
		}
		ks, area, _, gotWhy := WeightedDistances(x, y)
		wantKS, _, wantWhy := KolmogorovSmirnov(many, others)
		wantArea, _, _ := Wasserstein(many, others)
		if gotWhy != wantWhy || gotWhy == infer.Defined && (math.Abs(ks-wantKS) > 1e-9 || math.Abs(area-wantArea) > 1e-9) {
			t.Fatalf("distances: weighted %v %v (%q), of so many people %v %v (%q)", ks, area, gotWhy, wantKS, wantArea, wantWhy)
		}
	})
}

// Intervals from resampling lie within the range of their statistic and hold the estimate, whatever the data.
func TestResampledIntervals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := massed(drawHistogram(t, "a")), massed(drawHistogram(t, "b"))
		ks, area, width, _ := WeightedDistances(a, b)
		largest, size, why := ResampledDistances(a, b, .95, 1)
		if why == infer.Defined {
			if i := largest.Interval; !(0 <= i.Lower && i.Lower <= ks && ks <= i.Upper && i.Upper <= 1) {
				t.Fatalf("KS %v in %v", ks, i)
			}
			if i := size.Interval; !(0 <= i.Lower && i.Lower <= area && area <= i.Upper && i.Upper <= width) {
				t.Fatalf("W1 %v of %v in %v", area, width, i)
			}
		}
		edges := []float64{.25, .5, .75}
		c, _ := WeightedCalibration(WeightedBins(a, edges))
		r, why := ResampleCalibration(a, edges, .95, 1)
		if why != infer.Defined {
			return
		}
		if i := r.ECE.Interval; !(0 <= i.Lower && i.Lower <= c.ECE && c.ECE <= i.Upper && i.Upper <= 1) {
			t.Fatalf("ECE %v in %v", c.ECE, i)
		}
	})
}
