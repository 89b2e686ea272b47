package infer

import (
	"math"
	"slices"

	"auditd/audit/infer/draw"
)

// RangeNull returns what parity alone does to the two numbers that naked comparisons of many groups rest on, when every group
// has the rate p: the mean and the 95 % quantile of max − min of the rates, and the mean and the 5 % quantile of min/max. n
// holds the group sizes; groups of nobody are left out. Samples in which nobody has the event have no ratio and are left out
// of the last two, which are NaN if that is all of them. Everything is NaN with fewer than two groups, p outside [0, 1] or no
// draws. Quantiles are the ⌈q·draws⌉-th smallest values. The same seed gives the same numbers on every machine. Methods 0.3.
func RangeNull(n []int64, p float64, draws int, seed uint64) (rangeMean, range95, ratioMean, ratio05 float64) {
	ranges, ratios := parityDraws(n, p, draws, seed)
	rangeMean, range95 = meanAndQuantile(ranges, 0.95)
	ratioMean, ratio05 = meanAndQuantile(ratios, 0.05)
	return rangeMean, range95, ratioMean, ratio05
}

// RangeNullQuantiles returns the two quantiles of RangeNull alone, which takes less time.
func RangeNullQuantiles(n []int64, p float64, draws int, seed uint64) (range95, ratio05 float64) {
	ranges, ratios := parityDraws(n, p, draws, seed)
	return quantile(ranges, 0.95), quantile(ratios, 0.05)
}

// parityDraws returns max − min and min/max of the rates of every sample under parity.
func parityDraws(n []int64, p float64, draws int, seed uint64) (ranges, ratios []float64) {
	sizes := slices.DeleteFunc(slices.Clone(n), func(size int64) bool { return size <= 0 })
	if len(sizes) < 2 || !(p >= 0 && p <= 1) || draws < 1 {
		return nil, nil
	}
	laws := make([]*draw.BinomialLaw, len(sizes))
	for i, size := range sizes {
		laws[i] = draw.NewBinomial(size, p)
	}
	r := draw.New(seed, streamRangeNull)
	ranges = make([]float64, 0, draws)
	for range draws {
		low, high := math.Inf(1), math.Inf(-1)
		for i, size := range sizes {
			rate := float64(laws[i].Draw(r)) / float64(size)
			low, high = min(low, rate), max(high, rate)
		}
		ranges = append(ranges, high-low)
		if high > 0 {
			ratios = append(ratios, low/high)
		}
	}
	return ranges, ratios
}

// meanAndQuantile returns the mean and the ⌈q·len⌉-th smallest value, NaN without values or when one is NaN. It sorts values.
func meanAndQuantile(values []float64, q float64) (mean, quantile float64) {
	if len(values) == 0 || slices.ContainsFunc(values, math.IsNaN) {
		return math.NaN(), math.NaN()
	}
	slices.Sort(values)
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	rank := int(math.Ceil(q * float64(len(values))))
	return sum / float64(len(values)), values[max(1, rank)-1]
}

// quantile returns the ⌈q·len⌉-th smallest value, NaN without values or when one is NaN. It changes their order.
func quantile(values []float64, q float64) float64 {
	if len(values) == 0 || slices.ContainsFunc(values, math.IsNaN) {
		return math.NaN()
	}
	return smallest(values, max(1, int(math.Ceil(q*float64(len(values)))))-1)
}

// smallest returns the value that would stand at place k if values, of which none is NaN, were sorted. It changes their order
// (quickselect, Hoare 1961).
func smallest(values []float64, k int) float64 {
	low, high := 0, len(values)-1
	for low < high {
		pivot := values[low+(high-low)/2]
		i, j := low, high
		for i <= j {
			for values[i] < pivot {
				i++
			}
			for values[j] > pivot {
				j--
			}
			if i <= j {
				values[i], values[j] = values[j], values[i]
				i, j = i+1, j-1
			}
		}
		switch { // what lies between j and i equals the pivot
		case k <= j:
			high = j
		case k >= i:
			low = i
		default:
			return values[k]
		}
	}
	return values[k]
}
