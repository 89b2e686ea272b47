package resample

import (
	"math"
	"slices"

	"auditd/audit"
	"auditd/audit/infer"
	"auditd/audit/infer/draw"
)

// BCa returns the Poisson bootstrap with the bias-corrected and accelerated interval, better than percentiles where a statistic
// is skewed. The acceleration comes from the jackknife, which takes one person out of each cell in turn. Where the bias is
// beyond correction (all resamples on one side of the estimate) it is undefined. Efron 1987, Journal of the American
// Statistical Association 82:171; methods 4.7.
func BCa(cells []int64, statistic Statistic, draws int, level float64, seed uint64) (Bootstrap, infer.Why) {
	b, values, why := replicate(poisson(cells), floats(cells), statistic, draws, draw.New(seed, streamPoisson))
	if why != infer.Defined {
		return b, why
	}
	below, _ := slices.BinarySearch(values, b.Estimate)
	notAbove := below
	for notAbove < len(values) && values[notAbove] == b.Estimate {
		notAbove++
	}
	bias := infer.NormalQuantile(float64(below+notAbove) / 2 / float64(len(values)))
	if math.IsInf(bias, 0) {
		return b, infer.WhyNoVariance
	}
	acceleration, ok := accelerate(cells, statistic)
	if !ok {
		return b, infer.WhyUndefinedPart
	}
	end := func(z float64) float64 {
		shifted := bias + z
		return quantile(values, infer.NormalCDF(bias+shifted/(1-acceleration*shifted)))
	}
	z := infer.CriticalValue(level)
	b.Interval = audit.Interval{Lower: end(-z), Upper: end(z), Level: level, Method: "bca_bootstrap"}
	return b, infer.Defined
}

// accelerate is a sixth of the skewness of the jackknife values, each as often as its cell has people.
func accelerate(cells []int64, statistic Statistic) (float64, bool) {
	reduced := floats(cells)
	values := make([]float64, len(cells))
	people, mean := 0.0, 0.0
	for k, n := range cells {
		if n == 0 {
			continue
		}
		reduced[k]--
		v, ok := statistic(reduced)
		reduced[k]++
		if !ok || math.IsInf(v, 0) || math.IsNaN(v) {
			return 0, false
		}
		values[k] = v
		people += float64(n)
		mean += (v - mean) * float64(n) / people
	}
	squares, cubes := 0.0, 0.0
	for k, n := range cells {
		if n > 0 {
			d := mean - values[k]
			squares += float64(n) * d * d
			cubes += float64(n) * d * d * d
		}
	}
	if squares == 0 {
		return 0, true
	}
	return cubes / (6 * math.Pow(squares, 1.5)), true
}
