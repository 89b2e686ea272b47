package draw_test

import (
	"fmt"
	"hash/fnv"
	"math"
	"testing"

	"auditd/audit/infer"
	"auditd/audit/infer/draw"
)

// A sample of 200 000 from each distribution is sorted into about forty classes of equal probability, whose exact shares come
// from infer.BinomialLowerTail (checked against scipy and mpmath there). Pearson's test must not reject at one in a million;
// with fixed seeds it either always passes or never. Cases on both sides of the change from inversion to rejection, at both
// ends, and where every branch of the rejection method is taken.
func TestBinomialDistribution(t *testing.T) {
	const samples = 200_000
	for _, c := range []struct {
		n int64
		p float64
	}{
		{1, .3},
		{9, .5},
		{33, .3},
		{34, .3},
		{20, .5},
		{100, .1},
		{100, .97},
		{200, .3},
		{1000, .05},
		{10_000, .5},
		{10_000, .001},
		{10_000_000, .3},
		{10_000_000, 2e-6},
		{1_000_000_000, .5},
		{1_000_000_000, 1e-8},
		{1_000_000_000, .999999},
	} {
		r := draw.New(11, 1)
		upTo, shares := classes(c.n, c.p)
		counts := make([]int64, len(upTo))
		sum := 0.0
		for range samples {
			x := draw.Binomial(r, c.n, c.p)
			if x < 0 || x > c.n {
				t.Fatalf("n=%d p=%v: drew %d", c.n, c.p, x)
			}
			sum += float64(x) - float64(c.n)*c.p
			for k, top := range upTo {
				if x <= top {
					counts[k]++
					break
				}
			}
		}
		test, ok := infer.Pearson(counts, shares)
		if !ok || test.P < 1e-6 {
			t.Errorf("n=%d p=%v: %d classes, p = %v", c.n, c.p, len(shares), test.P)
		}
		// The mean lies within five standard errors of np.
		if se := math.Sqrt(float64(c.n) * c.p * (1 - c.p) / samples); math.Abs(sum/samples) > 5*se {
			t.Errorf("n=%d p=%v: mean off by %v standard errors", c.n, c.p, sum/samples/se)
		}
	}
}

// classes cuts 0 … n into classes of about a fortieth of the probability each.
func classes(n int64, p float64) (upTo []int64, shares []float64) {
	last := 0.0
	quantile := func(q float64) int64 {
		low, high := int64(0), n
		for low < high {
			middle := (low + high) / 2
			if infer.BinomialLowerTail(middle, n, p) >= q {
				high = middle
			} else {
				low = middle + 1
			}
		}
		return low
	}
	for k := 1; k <= 40; k++ {
		top := n
		if k < 40 {
			top = quantile(float64(k) / 40)
		}
		if len(upTo) > 0 && top <= upTo[len(upTo)-1] {
			continue
		}
		all := infer.BinomialLowerTail(top, n, p)
		upTo, shares = append(upTo, top), append(shares, all-last)
		last = all
	}
	return upTo, shares
}

// The tails too: among 3 million draws of Bin(400, ½), the number beyond four standard deviations (240 or more) is Poisson
// with mean 3e6·P(X ≥ 240) and must lie within five of its standard deviations.
func TestBinomialTails(t *testing.T) {
	const samples = 3_000_000
	r := draw.New(5, 1)
	upper, lower := 0, 0
	for range samples {
		switch x := draw.Binomial(r, 400, .5); {
		case x >= 240:
			upper++
		case x <= 160:
			lower++
		}
	}
	mean := samples * infer.BinomialLowerTail(160, 400, .5) // both tails are alike
	for _, got := range []int{upper, lower} {
		if math.Abs(float64(got)-mean) > 5*math.Sqrt(mean) {
			t.Errorf("%d in a tail of %.1f", got, mean)
		}
	}
}

func TestBinomialEdges(t *testing.T) {
	r := draw.New(1, 1)
	for _, c := range []struct {
		n    int64
		p    float64
		want int64
	}{{0, .5, 0}, {-3, .5, 0}, {7, 0, 0}, {7, -1, 0}, {7, 1, 7}, {7, 2, 7}, {7, math.NaN(), 0}} {
		if got := draw.Binomial(r, c.n, c.p); got != c.want {
			t.Errorf("n=%d p=%v: %d, want %d", c.n, c.p, got, c.want)
		}
	}
}

// Multinomial counts add up to n, keep out of categories of share 0, and have the mean and variance of their shares.
func TestMultinomial(t *testing.T) {
	shares := []float64{.45, 0, .30, .15, .10, 0}
	const n, samples = 1000, 50_000
	r := draw.New(2, 1)
	counts := make([]int64, len(shares))
	sum, squares := make([]float64, len(shares)), make([]float64, len(shares))
	for range samples {
		draw.Multinomial(r, n, shares, counts)
		total := int64(0)
		for k, c := range counts {
			total += c
			d := float64(c) - n*shares[k]
			sum[k] += d
			squares[k] += d * d
		}
		if total != n || counts[1] != 0 || counts[5] != 0 {
			t.Fatalf("%v sums to %d", counts, total)
		}
	}
	for k, pi := range shares {
		variance := n * pi * (1 - pi)
		if pi > 0 && (math.Abs(sum[k]/samples) > 5*math.Sqrt(variance/samples) || math.Abs(squares[k]/samples/variance-1) > .05) {
			t.Errorf("share %v: mean off by %v, variance %v of %v", pi, sum[k]/samples, squares[k]/samples, variance)
		}
	}
}

// The numbers of seed 1 as this package first drew them: they must not change between versions, processors or compilers,
// because a published audit is recomputed from its seed.
func TestSameOnEveryMachine(t *testing.T) {
	r := draw.New(1, 1)
	var got [12]int64
	for i := range got {
		n, p := []int64{20, 1000, 10_000_000, 1_000_000_000}[i%4], []float64{.2, .4, .7}[i%3]
		got[i] = draw.Binomial(r, n, p)
	}
	want := [12]int64{3, 367, 6998971, 200016015, 9, 688, 2001621, 400010848, 13, 195, 3998549, 699979047}
	if got != want {
		t.Errorf("got %v, want %v", got, want)
	}
	// And a hundred thousand more, as one checksum.
	sum := fnv.New64a()
	for i := range 100_000 {
		n, p := int64(1)<<(i%31), float64(i%97+1)/98
		fmt.Fprintln(sum, draw.Binomial(r, n, p))
	}
	if got, want := sum.Sum64(), uint64(1023054372085045245); got != want {
		t.Errorf("checksum %d, want %d", got, want)
	}
}

func BenchmarkBinomial(b *testing.B) {
	r := draw.New(1, 1)
	for b.Loop() {
		draw.Binomial(r, 10_000_000, .3)
	}
}

// A law gives the very numbers of Binomial, whichever of its methods it takes: nothing to draw, inversion, BTPE, mirrored or not.
func TestBinomialLaw(t *testing.T) {
	for _, c := range []struct {
		n int64
		p float64
	}{{0, .5}, {-1, .5}, {10, 0}, {10, -1}, {10, 1}, {10, 2}, {10, math.NaN()}, {9, .3}, {9, .9}, {40, .5}, {1e9, 1e-9}, {1e9, .3}, {1e9, .7}, {100, .1}, {100, .9}, {100, 1 - 1e-17}} {
		law, one, many := draw.NewBinomial(c.n, c.p), draw.New(7, 1), draw.New(7, 1)
		for i := range 2000 {
			if got, want := law.Draw(many), draw.Binomial(one, c.n, c.p); got != want {
				t.Fatalf("draw %d of %d trials with %v: %d, want %d", i, c.n, c.p, got, want)
			}
		}
		if one.Uint64() != many.Uint64() {
			t.Errorf("%d trials with %v: another number of uniform numbers was used up", c.n, c.p)
		}
	}
}
