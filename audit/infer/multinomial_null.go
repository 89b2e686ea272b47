package infer

import (
	"math"

	"auditd/audit/infer/draw"
)

// MultinomialNull returns the mean and the 95 % quantile of a statistic when n people follow the shares pi: what a distance
// shows by chance alone. stat gets the counts in the order of pi and must not keep the slice; a category of share 0 has count
// 0. The quantile is the ⌈0.95·draws⌉-th smallest value. Both are NaN when an argument is not valid (n or draws not positive,
// a share negative, shares not summing to 1 within 1e-6) or the statistic is NaN for some sample. The same seed gives the same
// counts on every machine. Methods 1.3.
func MultinomialNull(n int64, pi []float64, stat func(counts []int64) float64, draws int, seed uint64) (mean, q95 float64) {
	shares, ok := scaledShares(pi)
	if !ok || n <= 0 || draws < 1 {
		return math.NaN(), math.NaN()
	}
	r := draw.New(seed, streamMultinomialNull)
	counts := make([]int64, len(shares))
	values := make([]float64, draws)
	for i := range values {
		draw.Multinomial(r, n, shares, counts)
		values[i] = stat(counts)
	}
	return meanAndQuantile(values, 0.95)
}
