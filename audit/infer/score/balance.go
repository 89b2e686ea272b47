package score

import "auditd/audit/infer"

// sample returns the scores of some people of the histogram as a sample.
func (h Histogram) sample(counts []int64) Sample {
	m := newMoments()
	for k, v := range h.Values {
		m.add(v, float64(counts[k]))
	}
	return Sample{N: sum(counts), Mean: m.mean(), Variance: m.variance()}
}

// Balance returns the difference A − B of the mean score among the positives, or among the negatives. A score that treats alike
// people alike who turned out alike has none. Kleinberg, Mullainathan and Raghavan 2016; Welch's test; methods 6.6.
func Balance(a, b Histogram, positives bool, level float64) (MeanDifference, infer.Why) {
	if why := checkAll(a, b); why != infer.Defined {
		return MeanDifference{}, why
	}
	if positives {
		return Welch(a.sample(a.Positive), b.sample(b.Positive), level)
	}
	return Welch(a.sample(a.Negative), b.sample(b.Negative), level)
}

// MeanGap returns the difference A − B of the mean scores of everybody, with Cohen's d. Methods 6.4.
func MeanGap(a, b Histogram, level float64) (MeanDifference, infer.Why) {
	if why := checkAll(a, b); why != infer.Defined {
		return MeanDifference{}, why
	}
	return Welch(a.sample(a.totals()), b.sample(b.totals()), level)
}
