package score

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"auditd/audit/infer"
)

type raw struct {
	scores []float64
	labels []bool
}

// drawRaw draws people with few distinct scores, so that ties are common.
func drawRaw(t *rapid.T, least int) raw {
	n := rapid.IntRange(least, 40).Draw(t, "n")
	r := raw{}
	for range n {
		r.scores = append(r.scores, float64(rapid.IntRange(0, 12).Draw(t, "score"))/12)
		r.labels = append(r.labels, rapid.Bool().Draw(t, "label"))
	}
	return r
}

func (r raw) histogram() Histogram {
	h, _ := NewHistogram(r.scores, r.labels)
	return h
}

func (r raw) with(label bool) []float64 {
	var s []float64
	for i, v := range r.scores {
		if r.labels[i] == label {
			s = append(s, v)
		}
	}
	return s
}

func same(t *rapid.T, what string, got, want float64) {
	t.Helper()
	if !(math.Abs(got-want) <= 1e-9*math.Max(1, math.Abs(want))) {
		t.Fatalf("%s: %v and %v", what, got, want)
	}
}

func psi(x, y float64) float64 {
	switch {
	case x > y:
		return 1
	case x == y:
		return .5
	}
	return 0
}

// bruteAUC compares every pair, and takes DeLong's variance from the placements of every person.
func bruteAUC(positive, negative []float64) (auc, se float64) {
	var v10, v01 []float64
	for _, x := range positive {
		s := 0.0
		for _, y := range negative {
			s += psi(x, y)
		}
		v10 = append(v10, s/float64(len(negative)))
	}
	for _, y := range negative {
		s := 0.0
		for _, x := range positive {
			s += psi(x, y)
		}
		v01 = append(v01, s/float64(len(positive)))
	}
	a, b := NewSample(v10), NewSample(v01)
	return a.Mean, math.Sqrt(a.Variance/float64(a.N) + b.Variance/float64(b.N))
}

// The histogram gives what all pairs of people give.
func TestHistogramEqualsPeople(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawRaw(t, 4), drawRaw(t, 4)
		ha, hb := a.histogram(), b.histogram()
		if auc, why := NewAUC(ha, .95); why == infer.Defined {
			value, se := bruteAUC(a.with(true), a.with(false))
			same(t, "AUC", auc.Value, value)
			if !auc.Separated {
				same(t, "se", auc.SE, se)
			}
		}
		if x, why := NewCrossAUC(ha, hb, .95); why == infer.Defined {
			ab, _ := bruteAUC(a.with(true), b.with(false))
			ba, _ := bruteAUC(b.with(true), a.with(false))
			same(t, "xAUC", x.Difference, ab-ba)
		}
		d, _, _ := KolmogorovSmirnov(ha, hb)
		w, _, _ := Wasserstein(ha, hb)
		gap, area, previous := 0.0, 0.0, 0.0
		for k := range 13 {
			at := float64(k) / 12
			below := func(r raw) float64 {
				n := 0.0
				for _, s := range r.scores {
					if s <= at {
						n++
					}
				}
				return n / float64(len(r.scores))
			}
			distance := math.Abs(below(a) - below(b))
			gap = math.Max(gap, distance)
			if k > 0 {
				area += previous / 12
			}
			previous = distance
		}
		same(t, "KS", d, gap)
		same(t, "W1", w, area)
		s, why := NewSuperiority(ha, hb)
		if why == infer.Defined || why == infer.WhyNoVariance {
			p, _ := bruteAUC(a.scores, b.scores)
			same(t, "superiority", s.Probability, p)
		}
		if gap, why := MeanGap(ha, hb, .95); why == infer.Defined {
			direct, _ := Welch(NewSample(a.scores), NewSample(b.scores), .95)
			same(t, "mean gap", gap.Value, direct.Value)
			same(t, "t", float64(*gap.Test.Statistic), float64(*direct.Test.Statistic))
		}
	})
}

// Swapping the groups negates differences and leaves distances alone; turning scores round turns an AUC into its complement.
func TestSwap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawRaw(t, 4), drawRaw(t, 4)
		ha, hb := a.histogram(), b.histogram()
		turned := raw{labels: a.labels}
		for _, s := range a.scores {
			turned.scores = append(turned.scores, 1-s)
		}
		x, why := NewAUC(ha, .95)
		y, _ := NewAUC(turned.histogram(), .95)
		if why == infer.Defined {
			same(t, "turned", y.Value, 1-x.Value)
			same(t, "its se", y.SE, x.SE)
			same(t, "its interval", y.Interval.Lower, 1-x.Interval.Upper)
			if x.Interval.Lower > x.Value || x.Interval.Upper < x.Value {
				t.Fatalf("%+v", x)
			}
		}
		ab, whyAB := NewCrossAUC(ha, hb, .95)
		ba, whyBA := NewCrossAUC(hb, ha, .95)
		if whyAB == infer.Defined && whyBA == infer.Defined {
			same(t, "xAUC", ab.Difference, -ba.Difference)
		}
		s, _ := NewSuperiority(ha, hb)
		r, _ := NewSuperiority(hb, ha)
		same(t, "superiority", s.Probability, 1-r.Probability)
		d1, _, _ := KolmogorovSmirnov(ha, hb)
		d2, _, _ := KolmogorovSmirnov(hb, ha)
		same(t, "KS", d1, d2)
		if min(ha.positives(), ha.negatives(), hb.positives(), hb.negatives()) > 0 {
			ha, hb = align(ha, hb)
			area := between(ha, hb)
			same(t, "ABROCA", area, between(hb, ha))
			p, _ := newAUC(ha.Positive, ha.Negative, .95)
			q, _ := newAUC(hb.Positive, hb.Negative, .95)
			if area < math.Abs(p.Value-q.Value)-1e-9 || area > 1 {
				t.Fatalf("ABROCA %v, AUCs %v %v", area, p.Value, q.Value)
			}
			same(t, "with itself", between(ha, ha), 0)
		}
	})
}

// The area under the curve that ABROCA integrates is the AUC: against the diagonal of a group in one bin it is |AUC − ½| when the
// curve lies on one side.
func TestCurveIsAUC(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := drawRaw(t, 4).histogram()
		if a.positives() == 0 || a.negatives() == 0 {
			return
		}
		area, c := 0.0, a.curve()
		for k := 1; k < len(c); k++ {
			area += (c[k].fpr - c[k-1].fpr) * (c[k].tpr + c[k-1].tpr) / 2
		}
		auc, _ := NewAUC(a, .95)
		same(t, "area", area, auc.Value)
	})
}

// Bins keep everybody, and one bin a score loses nothing; a cut's counts are those of the people at or above it.
func TestBinsAndCuts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawRaw(t, 1), drawRaw(t, 1)
		ha, hb := a.histogram(), b.histogram()
		edges := EqualMassEdges([]Histogram{ha, hb}, 5)
		if len(edges) > 4 {
			t.Fatalf("%d edges for 5 bins", len(edges))
		}
		n, positives, _, why := addUp(Bins(ha, edges))
		if why != infer.Defined || n != float64(ha.people()) || positives != float64(ha.positives()) {
			t.Fatalf("%v of %d people, %q", n, ha.people(), why)
		}
		sweep, why := NewSweep(ha, hb, math.NaN(), .95)
		if why != infer.Defined {
			t.Fatal(why)
		}
		for _, c := range sweep.Cuts {
			selected := int64(0)
			for _, s := range a.scores {
				if s >= c.At {
					selected++
				}
			}
			if c.SelectedGroup != selected {
				t.Fatalf("at %v: %d, want %d", c.At, c.SelectedGroup, selected)
			}
		}
		last := sweep.Cuts[len(sweep.Cuts)-1]
		same(t, "everybody selected", last.Ratio, 1)
		rates, _ := NewScoringRates([]Histogram{ha, hb}, .95)
		above := 0.0
		for _, c := range rates.Categories {
			above += float64(c.Above)
		}
		if above > float64(ha.people()+hb.people())/2 {
			t.Fatalf("%v above the median of %d", above, ha.people()+hb.people())
		}
	})
}

// Sums and values give the same sample.
func TestSampleFromSums(t *testing.T) {
	values := []float64{1, -2, .5, 3, -1.5, 2}
	sum, squares := 0.0, 0.0
	for _, v := range values {
		sum, squares = sum+v, squares+v*v
	}
	a, b := NewSample(values), SampleFromSums(6, sum, squares)
	near(t, "mean", b.Mean, a.Mean, 1e-12)
	near(t, "variance", b.Variance, a.Variance, 1e-12)
	// A spread of 1 about 1e9 keeps its variance of 1.
	near(t, "far from 0", NewSample([]float64{1e9 - 1, 1e9, 1e9 + 1}).Variance, 1, 1e-9)
}
