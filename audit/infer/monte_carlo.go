package infer

import (
	"math"

	"auditd/audit"
	"auditd/audit/infer/draw"
)

// defaultDraws is the number of random tables of a p-value: with one added to both counts it resolves 0.0001.
const defaultDraws = 9999

// The streams of random numbers, one a purpose, so that purposes sharing a seed do not share numbers.
const (
	streamMonteCarlo uint64 = iota + 1
	streamMultinomialNull
	streamRangeNull
)

// MonteCarlo returns the exact multinomial test estimated from 9999 random tables: p = (b+1)/(B+1), where b of B tables are
// no likelier than the observed one. Counting the observed table keeps p above 0 and the test valid. The same seed gives the
// same p on every machine. It has no statistic. False where Pearson is. Methods 1.2; North, Curtis and Sham 2002.
func MonteCarlo(n []int64, pi []float64, seed uint64) (audit.Test, bool) {
	t, ok := newShareTable(n, pi)
	if !ok {
		return audit.Test{}, false
	}
	r := draw.New(seed, streamMonteCarlo)
	limit := t.logWeight(t.counts) + tieTolerance
	drawn, counts := make([]int64, len(t.shares)), make([]float64, len(t.shares))
	extreme := 0
	for range defaultDraws {
		draw.Multinomial(r, int64(t.total), t.shares, drawn)
		for k, c := range drawn {
			counts[k] = float64(c)
		}
		if t.logWeight(counts) <= limit {
			extreme++
		}
	}
	return newTest("monte_carlo_multinomial", math.NaN(), 0, float64(extreme+1)/(defaultDraws+1)), true
}
