package draw_test

import (
	"fmt"
	"hash/fnv"
	"math"
	"testing"

	"auditd/audit/infer"
	"auditd/audit/infer/draw"
)

// histogram sorts draws into the classes that end at the given numbers and tests them against their exact shares at one in a
// million; with fixed seeds it either always passes or never.
func histogram(t *testing.T, what string, samples int, next func() int64, lower func(int64) float64, from, to int64) {
	t.Helper()
	var upTo []int64
	var shares []float64
	last := 0.0
	for k := from; k <= to; k++ {
		p := lower(k)
		if k == to {
			p = 1
		}
		if p-last >= .02 || k == to {
			upTo, shares = append(upTo, k), append(shares, p-last)
			last = p
		}
	}
	counts := make([]int64, len(upTo))
	for range samples {
		x := next()
		if x < from || x > to {
			t.Fatalf("%s: drew %d", what, x)
		}
		for k, top := range upTo {
			if x <= top {
				counts[k]++
				break
			}
		}
	}
	test, ok := infer.Pearson(counts, shares)
	if !ok || test.P < 1e-6 {
		t.Errorf("%s: p = %v over %d classes", what, test.P, len(shares))
	}
}

// The law of a Poisson number is that of a chi-squared one: P(X ≤ k) = P(χ² with 2(k+1) degrees > 2λ).
func TestPoissonDistribution(t *testing.T) {
	for _, mean := range []float64{.3, 4, 9.99, 10, 12.5, 40, 300, 20_000} {
		r := draw.New(3, 1)
		sd := math.Sqrt(mean)
		from, to := int64(math.Max(0, mean-12*sd-10)), int64(mean+12*sd+20)
		histogram(t, fmt.Sprint("mean ", mean), 100_000, func() int64 { return draw.Poisson(r, mean) },
			func(k int64) float64 { return infer.ChiSquaredSurvival(2*mean, int(2*(k+1))) }, from, to)
	}
	r := draw.New(1, 1)
	for _, mean := range []float64{0, -1, math.NaN(), math.Inf(1)} {
		if got := draw.Poisson(r, mean); got != 0 {
			t.Errorf("mean %v: %d", mean, got)
		}
	}
}

// Exact masses by the ratio of neighbours.
func TestHypergeometricDistribution(t *testing.T) {
	for _, c := range []struct{ people, marked, n int64 }{
		{20, 7, 5}, {20, 15, 18}, {1000, 400, 300}, {1000, 900, 100}, {100_000, 300, 50_000}, {5000, 2500, 2500}, {1_000_000, 500_000, 1000},
	} {
		r := draw.New(4, 1)
		low, high := max(0, c.n+c.marked-c.people), min(c.n, c.marked)
		logs := make([]float64, high-low+1)
		most := 0.0
		for k := 1; k < len(logs); k++ {
			x := float64(low) + float64(k)
			logs[k] = logs[k-1] + math.Log(float64(c.marked)-x+1) - math.Log(x) + math.Log(float64(c.n)-x+1) - math.Log(float64(c.people-c.marked-c.n)+x)
			most = math.Max(most, logs[k])
		}
		total := 0.0
		for _, l := range logs {
			total += math.Exp(l - most)
		}
		lower := make([]float64, len(logs))
		sum := 0.0
		for k, l := range logs {
			sum += math.Exp(l-most) / total
			lower[k] = sum
		}
		histogram(t, fmt.Sprint(c), 60_000, func() int64 { return draw.Hypergeometric(r, c.people, c.marked, c.n) },
			func(k int64) float64 { return lower[k-low] }, low, high)
	}
	r := draw.New(1, 1)
	for _, c := range [][4]int64{{0, 0, 0, 0}, {10, 0, 5, 0}, {10, 10, 4, 4}, {10, 3, 10, 3}, {10, 99, 4, 4}, {10, -1, 4, 0}, {-5, 1, 1, 0}} {
		if got := draw.Hypergeometric(r, c[0], c[1], c[2]); got != c[3] {
			t.Errorf("%v: %d", c, got)
		}
	}
}

// A gamma number of shape a has mean a and variance a at scale 1, and half of the square of a normal one is gamma of shape ½.
func TestGammaDistribution(t *testing.T) {
	const samples = 200_000
	for _, shape := range []float64{.05, .5, 1, 2.5, 40, 1e6} {
		r := draw.New(5, 1)
		sum, squares, upper := 0.0, 0.0, 0
		critical := shape + math.Sqrt(shape)
		for range samples {
			x := draw.Gamma(r, shape, 2) / 2
			sum += x - shape
			squares += (x - shape) * (x - shape)
			if x > critical {
				upper++
			}
		}
		if math.Abs(sum/samples) > 5*math.Sqrt(shape/samples) {
			t.Errorf("shape %v: mean off by %v", shape, sum/samples)
		}
		// Kurtosis 3 + 6/a, so the variance of the variance is a²(2 + 6/a)/samples.
		if math.Abs(squares/samples/shape-1) > 5*math.Sqrt((2+6/shape)/samples) {
			t.Errorf("shape %v: variance %v", shape, squares/samples)
		}
		// One exact point of the law: P(X > a + √a) with 2a whole degrees of freedom.
		if df := 2 * shape; df == math.Floor(df) && df < 1e4 {
			want := infer.ChiSquaredSurvival(2*critical, int(df))
			if math.Abs(float64(upper)/samples-want) > 5*math.Sqrt(want/samples) {
				t.Errorf("shape %v: tail %v, want %v", shape, float64(upper)/samples, want)
			}
		}
	}
	r := draw.New(1, 1)
	for _, c := range [][2]float64{{0, 1}, {1, 0}, {-1, 1}, {math.NaN(), 1}, {math.Inf(1), 1}, {1, math.NaN()}} {
		if got := draw.Gamma(r, c[0], c[1]); got != 0 {
			t.Errorf("%v: %v", c, got)
		}
	}
}

// Split keeps every sum.
func TestSplit(t *testing.T) {
	r := draw.New(6, 1)
	a, b := []int64{5, 0, 30, 2, 100}, []int64{7, 0, 1, 90, 3}
	first, second := make([]int64, 5), make([]int64, 5)
	moved := false
	for range 1000 {
		draw.Split(r, a, b, first, second)
		total := int64(0)
		for k := range a {
			total += first[k]
			if first[k] < 0 || second[k] < 0 || first[k]+second[k] != a[k]+b[k] {
				t.Fatalf("category %d: %v %v", k, first, second)
			}
			moved = moved || first[k] != a[k]
		}
		if total != 137 { // 5 + 30 + 2 + 100
			t.Fatalf("first group has %d", total)
		}
	}
	if !moved {
		t.Error("nobody ever moved")
	}
}

// The numbers of seed 1 as they were first drawn: they must not change between versions, processors or compilers, because a
// published audit is recomputed from its seed.
func TestSameLawsOnEveryMachine(t *testing.T) {
	r := draw.New(1, 1)
	sum := fnv.New64a()
	for i := range 50_000 {
		mean := float64(int64(1)<<(i%31)) * float64(i%97+1) / 98
		fmt.Fprintln(sum, draw.Poisson(r, mean), draw.Hypergeometric(r, int64(i%4000), int64(i%1777), int64(i%911)),
			math.Float64bits(draw.Gamma(r, float64(i%300+1)/20, 1)))
	}
	if got, want := sum.Sum64(), uint64(3419524548100175198); got != want {
		t.Errorf("checksum %d, want %d", got, want)
	}
}

func BenchmarkPoisson(b *testing.B) {
	r := draw.New(1, 1)
	for b.Loop() {
		draw.Poisson(r, 5e6)
	}
}

func BenchmarkHypergeometric(b *testing.B) {
	r := draw.New(1, 1)
	for b.Loop() {
		draw.Hypergeometric(r, 10_000_000, 4_000_000, 3_000_000)
	}
}
