package resample

import (
	"math"
	"math/rand/v2"
	"slices"

	"auditd/audit"
	"auditd/audit/infer"
	"auditd/audit/infer/draw"
)

// DefaultDraws is the number of resamples that an interval rests on.
const DefaultDraws = 2000

// The streams of random numbers, one a purpose, so that purposes sharing a seed do not share numbers.
const (
	streamPoisson uint64 = iota + 201
	streamMultinomial
	streamGamma
	streamPermutation
)

// A Statistic computes a number from cells; false where they leave it undefined. It must not keep or change the cells.
type Statistic func(cells []float64) (float64, bool)

// A Bootstrap is what resampling says of a statistic.
type Bootstrap struct {
	Estimate  float64 // of the cells as they are
	SE        float64 // standard deviation of the resamples
	Interval  audit.Interval
	Draws     int
	Undefined int // resamples in which the statistic has no value, left out
	// Frail is true when more than one percent are undefined: the interval then speaks of the others only.
	Frail bool
}

// A resampler fills cells with one resample.
type resampler func(r *rand.Rand, cells []float64)

// Poisson resamples every cell as a Poisson number with the cell's count as mean, which is the Poisson bootstrap of the people;
// shards can be resampled apart and added. It says nothing of cells that are empty: they stay empty, and a statistic that rests
// on one needs an exact interval instead. Percentile interval. Hanley and MacGibbon 2006; Chamandy et al. 2012; methods 4.7.
func Poisson(cells []int64, statistic Statistic, draws int, level float64, seed uint64) (Bootstrap, infer.Why) {
	return percentile(poisson(cells), floats(cells), statistic, draws, level, draw.New(seed, streamPoisson), "poisson_bootstrap")
}

func poisson(cells []int64) resampler {
	return func(r *rand.Rand, into []float64) {
		for k, n := range cells {
			into[k] = float64(draw.Poisson(r, float64(n)))
		}
	}
}

// Multinomial resamples within groups, whose sizes stay fixed: group[k] is the group of cell k, numbered from 0. Percentile
// interval. Efron 1979; methods 4.7.
func Multinomial(cells []int64, group []int, statistic Statistic, draws int, level float64, seed uint64) (Bootstrap, infer.Why) {
	if len(group) != len(cells) {
		return Bootstrap{}, infer.WhyNotComputable
	}
	resample, ok := multinomial(cells, group)
	if !ok {
		return Bootstrap{}, infer.WhyNotComputable
	}
	return percentile(resample, floats(cells), statistic, draws, level, draw.New(seed, streamMultinomial), "multinomial_bootstrap")
}

// multinomial deals every group's people over its cells.
func multinomial(cells []int64, group []int) (resampler, bool) {
	var of [][]int // the cells of every group
	for k, g := range group {
		if g < 0 || g >= len(cells) || cells[k] < 0 {
			return nil, false
		}
		for len(of) <= g {
			of = append(of, nil)
		}
		of[g] = append(of[g], k)
	}
	totals, shares, counts := make([]int64, len(of)), make([][]float64, len(of)), make([][]int64, len(of))
	for g, members := range of {
		for _, k := range members {
			totals[g] += cells[k]
		}
		counts[g] = make([]int64, len(members))
		for _, k := range members {
			shares[g] = append(shares[g], float64(cells[k])/math.Max(1, float64(totals[g])))
		}
	}
	return func(r *rand.Rand, into []float64) {
		for g, members := range of {
			if totals[g] == 0 {
				continue // an empty group stays empty
			}
			draw.Multinomial(r, totals[g], shares[g], counts[g])
			for i, k := range members {
				into[k] = float64(counts[g][i])
			}
		}
	}, true
}

// A WeightedCell holds the sums of the weights of a cell's people and of their squares.
type WeightedCell struct {
	Sum     float64 // Σw
	Squares float64 // Σw²
}

// Gamma resamples weighted cells: a gamma number has the mean and the variance of Σwᵢ·Poisson(1). The statistic gets sums of
// weights. Percentile interval. Methods 4.7.
func Gamma(cells []WeightedCell, statistic Statistic, draws int, level float64, seed uint64) (Bootstrap, infer.Why) {
	sums := make([]float64, len(cells))
	for k, c := range cells {
		if !(c.Sum >= 0) || !(c.Squares >= 0) || (c.Sum > 0) != (c.Squares > 0) {
			return Bootstrap{}, infer.WhyNotComputable
		}
		sums[k] = c.Sum
	}
	resample := func(r *rand.Rand, into []float64) {
		for k, c := range cells {
			into[k] = 0
			if c.Sum > 0 {
				into[k] = draw.Gamma(r, c.Sum/c.Squares*c.Sum, c.Squares/c.Sum)
			}
		}
	}
	return percentile(resample, sums, statistic, draws, level, draw.New(seed, streamGamma), "gamma_bootstrap")
}

// percentile computes the statistic of all resamples and takes its quantiles.
func percentile(f resampler, cells []float64, statistic Statistic, draws int, level float64, r *rand.Rand, name string) (Bootstrap, infer.Why) {
	b, values, why := replicate(f, cells, statistic, draws, r)
	if why != infer.Defined {
		return b, why
	}
	tail := (1 - level) / 2
	b.Interval = audit.Interval{Lower: quantile(values, tail), Upper: quantile(values, 1-tail), Level: level, Method: name}
	return b, infer.Defined
}

// replicate returns the sorted values of the statistic over the resamples.
func replicate(f resampler, cells []float64, statistic Statistic, draws int, r *rand.Rand) (Bootstrap, []float64, infer.Why) {
	for _, c := range cells {
		if !(c >= 0) || math.IsInf(c, 0) {
			return Bootstrap{}, nil, infer.WhyNotComputable
		}
	}
	estimate, ok := statistic(cells)
	if !ok {
		return Bootstrap{}, nil, infer.WhyUndefinedPart
	}
	b := Bootstrap{Estimate: estimate, Draws: draws}
	values := make([]float64, 0, max(draws, 0))
	sample := make([]float64, len(cells))
	for range draws {
		f(r, sample)
		if v, ok := statistic(sample); ok && !math.IsNaN(v) {
			values = append(values, v)
		} else {
			b.Undefined++
		}
	}
	b.Frail = 100*b.Undefined > draws
	if len(values) < 2 {
		return b, nil, infer.WhyTooFew
	}
	slices.Sort(values)
	b.SE = deviation(values)
	return b, values, infer.Defined
}

// deviation is the standard deviation of sorted values; 0 where an infinite one leaves it without meaning.
func deviation(values []float64) float64 {
	if math.IsInf(values[0], 0) || math.IsInf(values[len(values)-1], 0) {
		return 0
	}
	mean, squares := 0.0, 0.0
	for k, v := range values {
		step := v - mean
		mean += step / float64(k+1)
		squares += step * (v - mean)
	}
	return math.Sqrt(squares / float64(len(values)-1))
}

// quantile returns the ⌈q·len⌉-th of sorted values.
func quantile(values []float64, q float64) float64 {
	rank := int(math.Ceil(q*float64(len(values)) - 1e-9))
	return values[min(max(rank, 1), len(values))-1]
}

func floats(cells []int64) []float64 {
	f := make([]float64, len(cells))
	for k, n := range cells {
		f[k] = float64(n)
	}
	return f
}
