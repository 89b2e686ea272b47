package infer

import "testing"

func BenchmarkTwoSample(b *testing.B) {
	x, y := P(360_000, 1_000_000), P(1_200_000, 2_000_000)
	for _, f := range []twoSample{Newcombe, MiettinenNurminen, Koopman} {
		b.Run(must(f(x, y, .95)).Method, func(b *testing.B) {
			for b.Loop() {
				f(x, y, .95)
			}
		})
	}
}

func BenchmarkBoschloo(b *testing.B) {
	for b.Loop() {
		Boschloo(P(1, 100), P(8, 100))
	}
}

func BenchmarkFisherLarge(b *testing.B) {
	for b.Loop() {
		FisherExact(P(250_000_000, 500_000_000), P(250_010_000, 500_000_000))
	}
}

func BenchmarkRangeNull(b *testing.B) {
	sizes := make([]int64, 10)
	for i := range sizes {
		sizes[i] = 10_000_000
	}
	for b.Loop() {
		RangeNull(sizes, .3, 2000, 1)
	}
}

func BenchmarkNeedSettle(b *testing.B) {
	for b.Loop() {
		NeedSettle("ratio", P(3, 10), P(1000, 2000), fourFifths, .95)
	}
}

func BenchmarkMinimumDetectable(b *testing.B) {
	for b.Loop() {
		MinimumDetectable(.6, 2000, 30, .05, .8, true)
	}
}
