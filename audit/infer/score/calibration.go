package score

import (
	"math"

	"auditd/audit"
	"auditd/audit/infer"
	"auditd/audit/infer/strata"
)

// leastBin is the number of people from which on a bin counts for the maximum calibration error.
const leastBin = 30

// A Bin is a range of scores read as probabilities.
type Bin struct {
	N         int64
	Positives int64
	SumScore  float64 // mean score times N
}

// Bins counts a histogram into bins whose upper edges, all but the last included in the bin above, are given in rising order.
// Scores from the last edge on share a bin. Empty bins stay, so that the bins of two groups fit each other. All bins of a
// histogram that cannot be are empty.
func Bins(h Histogram, edges []float64) []Bin {
	bins := make([]Bin, len(edges)+1)
	if h.check() != infer.Defined {
		return bins
	}
	k := 0
	for i, v := range h.Values {
		for k < len(edges) && v >= edges[k] {
			k++
		}
		n := h.Negative[i] + h.Positive[i]
		bins[k].N += n
		bins[k].Positives += h.Positive[i]
		bins[k].SumScore += v * float64(n)
	}
	return bins
}

// EqualMassEdges returns at most bins−1 edges that cut all groups' people together into bins of nearly equal size; people with
// one score are never parted. The same edges serve every group. Methods 6.5.
func EqualMassEdges(groups []Histogram, bins int) []float64 {
	var all Histogram
	for _, g := range groups {
		if g.check() != infer.Defined {
			return nil
		}
		x, y := align(all, g)
		for k := range x.Values {
			x.Negative[k] += y.Negative[k]
			x.Positive[k] += y.Positive[k]
		}
		all = x
	}
	people := all.people()
	var edges []float64
	below := int64(0)
	for k, n := range all.totals() {
		// An edge stands before the score at which the next share of the people is full.
		if below > 0 && n > 0 && len(edges) < bins-1 && below*int64(bins) >= people*int64(len(edges)+1) {
			edges = append(edges, all.Values[k])
		}
		below += n
	}
	return edges
}

// A Calibration says how far observed rates lie from scores read as probabilities.
type Calibration struct {
	ECE       float64 // Σ(n_b/n)·|observed − mean score|
	NullMean  float64 // what ECE would be on average if every score were right
	MCE       float64 // largest |observed − mean score| of bins with at least 30 people
	MCEBins   int     // how many bins those are; MCE is not to be read when it is 0
	Debiased  float64 // Σ(n_b/n)·max(0, (observed − mean score)² − observed(1−observed)/(n_b−1)); bins of one person add nothing
	Bias      float64 // (Σ labels − Σ scores)/n: positive when scores are too low
	BinsUsed  int
	BinsEmpty int
}

// NewCalibration measures a group's calibration over bins. Mean scores outside [0, 1] are no probabilities and have none.
// Kumar, Liang and Ma 2019 (NeurIPS) for the debiased square; methods 6.5.
func NewCalibration(bins []Bin) (Calibration, infer.Why) {
	n, positives, scores, why := addUp(bins)
	if why != infer.Defined {
		return Calibration{}, why
	}
	c := Calibration{Bias: (positives - scores) / n}
	for _, b := range bins {
		if b.N == 0 {
			c.BinsEmpty++
			continue
		}
		c.BinsUsed++
		size := float64(b.N)
		observed, score := float64(b.Positives)/size, b.mean()
		gap := math.Abs(observed - score)
		c.ECE += size / n * gap
		c.NullMean += size / n * math.Sqrt(2*score*(1-score)/(math.Pi*size))
		if b.N > 1 {
			c.Debiased += size / n * math.Max(0, gap*gap-observed*(1-observed)/(size-1))
		}
		if b.N >= leastBin {
			c.MCEBins++
			c.MCE = math.Max(c.MCE, gap)
		}
	}
	return c, infer.Defined
}

// mean is the mean score, moved into [0, 1] where rounding left it.
func (b Bin) mean() float64 { return math.Min(1, math.Max(0, b.SumScore/float64(b.N))) }

// addUp returns the people, the positives and the sum of scores of all bins.
func addUp(bins []Bin) (n, positives, scores float64, why infer.Why) {
	for _, b := range bins {
		const slack = 1e-9 // of a sum of scores that were rounded when they were added
		size := float64(b.N)
		switch {
		case b.N < 0 || b.Positives < 0 || b.Positives > b.N || math.IsNaN(b.SumScore):
			return 0, 0, 0, infer.WhyNotComputable
		case b.SumScore < -slack*size || b.SumScore > size*(1+slack):
			return 0, 0, 0, infer.WhyOutOfRange
		}
		n += size
		positives += float64(b.Positives)
		scores += b.SumScore
	}
	if n == 0 {
		return 0, 0, 0, infer.WhyNobody
	}
	return n, positives, scores, infer.Defined
}

// CalibrationInTheLarge tests whether as many people are positive as the scores add up to: z = (ΣY − ΣS)/√ΣS(1−S). Within a
// bin the mean score stands for each, which is exact when a bin holds one score. Spiegelhalter 1986; methods 6.5.
func CalibrationInTheLarge(bins []Bin) (audit.Test, infer.Why) {
	_, positives, scores, why := addUp(bins)
	if why != infer.Defined {
		return audit.Test{}, why
	}
	variance := 0.0
	for _, b := range bins {
		if b.N > 0 {
			variance += float64(b.N) * b.mean() * (1 - b.mean())
		}
	}
	if variance == 0 {
		return audit.Test{}, infer.WhyNoVariance
	}
	z := (positives - scores) / math.Sqrt(variance)
	return infer.NewTest("calibration_in_the_large", z, 0, infer.NormalTwoSided(z)), infer.Defined
}

// HosmerLemeshow tests calibration bin by bin. The degrees of freedom are the bins in use, two fewer when the scores were fitted
// to these people. A bin whose mean score is 0 or 1 has no variance; it is left out unless it contradicts its score, which makes
// the test undefined. Hosmer and Lemeshow 1980, Communications in Statistics 9:1043; methods 6.5.
func HosmerLemeshow(bins []Bin, fitted bool) (audit.Test, infer.Why) {
	if _, _, _, why := addUp(bins); why != infer.Defined {
		return audit.Test{}, why
	}
	statistic, df := 0.0, 0
	for _, b := range bins {
		if b.N == 0 {
			continue
		}
		expected := float64(b.N) * b.mean()
		variance := expected * (1 - b.mean())
		deviation := float64(b.Positives) - expected
		if variance == 0 {
			if deviation != 0 {
				return audit.Test{}, infer.WhyOutOfRange
			}
			continue
		}
		statistic += deviation * deviation / variance
		df++
	}
	if fitted {
		df -= 2
	}
	if df < 1 {
		return audit.Test{}, infer.WhyTooFew
	}
	return infer.NewTest("hosmer_lemeshow", statistic, df, infer.ChiSquaredSurvival(statistic, df)), infer.Defined
}

// CalibrationDifference returns how much likelier members of A are to be positive than members of B with the same score: the
// Mantel–Haenszel difference over bins with the same edges. It is the test of sufficiency. Methods 6.5 and 4.6.
func CalibrationDifference(a, b []Bin, level float64) (strata.Effect, audit.Test, infer.Why) {
	if len(a) != len(b) {
		return strata.Effect{}, audit.Test{}, infer.WhyNotComputable
	}
	bins := make([]strata.Stratum, len(a))
	for k := range a {
		bins[k] = strata.Stratum{A: infer.P(a[k].Positives, a[k].N), B: infer.P(b[k].Positives, b[k].N)}
	}
	effect, why := strata.RiskDifference(bins, level)
	if why != infer.Defined {
		return effect, audit.Test{}, why
	}
	z := effect.Value / effect.SE
	return effect, infer.NewTest("calibration_difference", z, 0, infer.NormalTwoSided(z)), infer.Defined
}

// Brier returns the mean squared distance of scores, read as probabilities, from labels. Brier 1950.
func Brier(h Histogram) (float64, infer.Why) {
	if why := h.check(); why != infer.Defined {
		return 0, why
	}
	n := float64(h.people())
	if n == 0 {
		return 0, infer.WhyNobody
	}
	total := 0.0
	for k, v := range h.Values {
		if v < 0 || v > 1 {
			return 0, infer.WhyOutOfRange
		}
		total += (float64(h.Positive[k])*(1-v)*(1-v) + float64(h.Negative[k])*v*v) / n
	}
	return total, infer.Defined
}
