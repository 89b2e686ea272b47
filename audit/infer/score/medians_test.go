package score

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"auditd/audit/infer"
)

// Order statistics that enclose the median: with ten values 1 − 2·(1+10)/1024 = .9785 for the second and the ninth and .8906 for the
// third and the eighth; with six 1 − 2/64 = .96875 for the ends; with five 1 − 2/32 = .9375 is too little.
func TestMedianInterval(t *testing.T) {
	for _, c := range []struct {
		n            int
		lower, upper float64 // of the values 1 … n; 0 for none
	}{
		{5, 0, 0}, {6, 1, 6}, {8, 1, 8}, {9, 2, 8}, {10, 2, 9}, {15, 4, 12},
	} {
		values := make([]float64, c.n)
		for i := range values {
			values[i] = float64(i + 1)
		}
		m, why := NewMedian(values, .95)
		defined(t, "median", why)
		if m.HasInterval != (c.upper > 0) || m.Interval.Lower != c.lower || m.Interval.Upper != c.upper {
			t.Errorf("%d values: %v %+v, want %v to %v", c.n, m.HasInterval, m.Interval, c.lower, c.upper)
		}
	}
	if _, why := NewMedian(nil, .95); why != infer.WhyNobody {
		t.Errorf("no values: %q", why)
	}
}

// Price and Bonett's variance of the median of 1 … 9, by hand: c = round(10/2 − 3) = 2, p = P(at most 1 of 9 below) = 10/512, whose
// normal value is 2.0635; (8 − 2)/(2·2.0635) = 1.4538 is the standard error. Against the same values moved by 4: −4 ± 1.96·1.4538·√2.
func TestMedianDifferenceByHand(t *testing.T) {
	a, b := make([]float64, 9), make([]float64, 9)
	for i := range a {
		a[i], b[i] = float64(i+1), float64(i+5)
	}
	x, _ := NewMedian(a, .95)
	y, _ := NewMedian(b, .95)
	value, in, why := MedianDifference(x, y, .95)
	defined(t, "difference", why)
	half := 1.959964 * math.Sqrt2 * 6 / (2 * 2.063528) // Φ⁻¹(1 − 10/512) = 2.063528
	near(t, "difference", value, -4, 1e-12)
	near(t, "lower", in.Lower, -4-half, 1e-3)
	near(t, "upper", in.Upper, -4+half, 1e-3)
	four, _ := NewMedian(a[:4], .95)
	if _, _, why := MedianDifference(four, x, .95); why != infer.WhyTooFew {
		t.Errorf("four values: %q", why)
	}
}

// Of 2,000 intervals at .95 at least .93 hold the true difference, 1, whatever the law: normal, exponential, and Cauchy, which has no
// mean. A fixed seed.
func TestMedianDifferenceCovers(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	laws := []struct {
		name   string
		draw   func() float64
		middle float64
	}{
		{"normal", r.NormFloat64, 0},
		{"exponential", r.ExpFloat64, math.Ln2},
		{"Cauchy", func() float64 { return math.Tan(math.Pi * (r.Float64() - .5)) }, 0},
	}
	for _, l := range laws {
		for _, n := range []int{10, 60} {
			held := 0
			for range 2000 {
				a, b := make([]float64, n), make([]float64, 2*n)
				for i := range a {
					a[i] = l.draw() + 1
				}
				for i := range b {
					b[i] = l.draw()
				}
				slices.Sort(a)
				slices.Sort(b)
				x, _ := NewMedian(a, .95)
				y, _ := NewMedian(b, .95)
				if _, in, _ := MedianDifference(x, y, .95); in.Lower <= 1 && 1 <= in.Upper {
					held++
				}
			}
			t.Logf("%s, %d and %d values: %.4f", l.name, n, 2*n, float64(held)/2000)
			if held < 1860 {
				t.Errorf("%s, %d and %d values: %d of 2000 intervals hold the difference", l.name, n, 2*n, held)
			}
		}
	}
}

// Student's interval of 1, −2, .5, 3, −1.5, 2: mean .5, variance Σ(x − .5)²/5 = 19/5 = 3.8, t₅ = 2.570582: .5 ± 2.570582·√(3.8/6).
func TestMeanInterval(t *testing.T) {
	s := NewSample([]float64{1, -2, .5, 3, -1.5, 2})
	in, why := MeanInterval(s, .95)
	defined(t, "mean", why)
	half := 2.570582 * math.Sqrt(3.8/6)
	near(t, "lower", in.Lower, .5-half, 1e-5)
	near(t, "upper", in.Upper, .5+half, 1e-5)
	root, why := RootMeanInterval(Sample{N: 2, Mean: 1, Variance: 50}, .95)
	defined(t, "root", why)
	if root.Lower != 0 || !(root.Upper > 1) {
		t.Errorf("the root of a mean that may be 0: %+v", root)
	}
	if _, why := MeanInterval(Sample{N: 1, Mean: 1}, .95); why != infer.WhyTooFew {
		t.Errorf("one value: %q", why)
	}
}
