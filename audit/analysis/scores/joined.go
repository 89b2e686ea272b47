package scores

import "auditd/audit/infer/score"

// joined returns two histograms with their scores joined to bins of nearly equal size, where there are too many to permute.
func joined(a, b score.Histogram) (score.Histogram, score.Histogram) {
	if len(a.Values) <= permutedBins && len(b.Values) <= permutedBins {
		return a, b
	}
	edges := score.EqualMassEdges([]score.Histogram{a, b}, permutedBins)
	return binned(a, edges), binned(b, edges)
}

// binned joins scores between edges. What follows from the order of scores alone needs no better value than the bin's number.
func binned(h score.Histogram, edges []float64) score.Histogram {
	out := score.Histogram{Values: make([]float64, len(edges)+1), Negative: make([]int64, len(edges)+1), Positive: make([]int64, len(edges)+1)}
	for k := range out.Values {
		out.Values[k] = float64(k)
	}
	k := 0
	for i, v := range h.Values {
		for k < len(edges) && v >= edges[k] {
			k++
		}
		out.Negative[k] += h.Negative[i]
		out.Positive[k] += h.Positive[i]
	}
	return out
}
