package exact

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

// rational returns Σw and Σw² rounded once, by rational arithmetic.
func rational(weights []float64) (w, w2 float64) {
	sum, squares := new(big.Rat), new(big.Rat)
	for _, x := range weights {
		r := new(big.Rat).SetFloat64(x)
		sum.Add(sum, r)
		squares.Add(squares, new(big.Rat).Mul(r, r))
	}
	w, _ = sum.Float64()
	w2, _ = squares.Float64()
	return w, w2
}

// drawWeight draws a weight from the whole range, the ends included.
func drawWeight(t *rapid.T) float64 {
	return rapid.OneOf(
		rapid.Float64Range(Least, math.Nextafter(Most, 0)),
		rapid.Float64Range(0.01, 100),
		rapid.SampledFrom([]float64{Least, math.Nextafter(Least, 1), math.Nextafter(Most, 0), 1, 0.1, 1 - 0x1p-53, 1e-15, 3e18}),
	).Draw(t, "weight")
}

func TestSumIsRoundedOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		weights := make([]float64, rapid.IntRange(0, 50).Draw(t, "n"))
		for i := range weights {
			weights[i] = drawWeight(t)
		}
		var one, other Sum
		for i, x := range weights {
			k := Cut(x)
			if i%3 == 0 {
				other.Add(&k)
				continue
			}
			one.Add(&k)
			if i%5 == 0 {
				one.Carry()
			}
		}
		one.Carry()
		other.Carry()
		one.Plus(&other)
		w, w2 := one.Values()
		if wantW, wantW2 := rational(weights); w != wantW || w2 != wantW2 {
			t.Fatalf("got %v and %v, want %v and %v of %v", w, w2, wantW, wantW2, weights)
		}
	})
}

func TestOrderDoesNotMatter(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	weights := make([]float64, 10000)
	for i := range weights {
		weights[i] = math.Exp(40 * (r.Float64() - 0.5))
	}
	sum := func() Sum {
		var s Sum
		for _, x := range weights {
			k := Cut(x)
			s.Add(&k)
		}
		s.Carry()
		return s
	}
	first := sum()
	r.Shuffle(len(weights), func(i, j int) { weights[i], weights[j] = weights[j], weights[i] })
	if second := sum(); first != second {
		t.Errorf("got other digits after shuffling: %v, want %v", second, first)
	}
}

// A digit may take CarryAfter additions of the largest 32-bit part on top of what a carry left.
func TestDigitsHoldTheirAdditions(t *testing.T) {
	const largest = 1<<digitBits - 1
	if top := new(big.Int).Mul(big.NewInt(CarryAfter), big.NewInt(largest)); !top.Add(top, big.NewInt(largest)).IsUint64() {
		t.Errorf("%v does not fit into a digit", top)
	}
}

// The largest sum: 2^40 rows (the limit of ingest) of the largest weight. Its highest digit still fits.
func TestLargestSum(t *testing.T) {
	var s Sum
	k := Cut(math.Nextafter(Most, 0))
	s.Add(&k)
	s.Carry()
	for range 40 { // doubling 40 times makes 2^40 of one
		t := s
		s.Plus(&t)
	}
	w, w2 := s.Values()
	x := math.Nextafter(Most, 0)
	if want := math.Ldexp(x, 40); w != want {
		t.Errorf("got Σw %v, want %v", w, want)
	}
	if _, one := rational([]float64{x}); w2 != math.Ldexp(one, 40) {
		t.Errorf("got Σw² %v, want %v", w2, math.Ldexp(one, 40))
	}
}

func BenchmarkAdd(b *testing.B) {
	var s Sum
	k := Cut(0.1)
	for range b.N {
		s.Add(&k)
	}
}
