package score

import "math"

// moments are the weighted mean and spread of values, updated one at a time (West 1979), which loses no digits when the mean is
// large against the spread.
type moments struct {
	weight, average, squares float64
}

func newMoments() *moments { return &moments{} }

func (m *moments) add(value, weight float64) {
	if weight == 0 {
		return
	}
	m.weight += weight
	step := value - m.average
	m.average += step * weight / m.weight
	m.squares += weight * step * (value - m.average)
}

func (m *moments) mean() float64 { return m.average }

// variance is the unbiased variance of so many values as the weights add up to; 0 with fewer than two.
func (m *moments) variance() float64 {
	if m.weight < 2 {
		return 0
	}
	return math.Max(0, m.squares/(m.weight-1))
}

// sample returns what the values added up to, each with weight 1.
func (m *moments) sample() Sample {
	return Sample{N: int64(m.weight), Mean: m.mean(), Variance: m.variance()}
}
