package score

import (
	"math"

	"auditd/audit"
	"auditd/audit/infer"
	"auditd/audit/infer/strata"
)

// A WeightedBin is a range of scores read as probabilities, of people with weights.
type WeightedBin struct {
	Negative, Positive Mass
	SumScore           float64 // Σws
}

// All returns the people of the bin.
func (b WeightedBin) All() Mass { return b.Negative.Plus(b.Positive) }

// mean is the weighted mean score, moved into [0, 1] where rounding left it.
func (b WeightedBin) mean() float64 { return math.Min(1, math.Max(0, b.SumScore/b.All().W)) }

// WeightedBins is [Bins] with weights.
func WeightedBins(h Weighted, edges []float64) []WeightedBin {
	bins := make([]WeightedBin, len(edges)+1)
	if h.check() != infer.Defined {
		return bins
	}
	k := 0
	for i, v := range h.Values {
		for k < len(edges) && v >= edges[k] {
			k++
		}
		bins[k].Negative, bins[k].Positive = bins[k].Negative.Plus(h.Negative[i]), bins[k].Positive.Plus(h.Positive[i])
		bins[k].SumScore += float64(v * (h.Negative[i].W + h.Positive[i].W))
	}
	return bins
}

// WeightedCalibration is [NewCalibration] with weights: bins count with their weight, and what chance adds follows from Kish's number of
// people in each. MCE is of bins with at least 30 people. Bias is the weighted one. Methods 6.5 and 1.5.
func WeightedCalibration(bins []WeightedBin) (Calibration, infer.Why) {
	all := 0.0
	for _, b := range bins {
		const slack = 1e-9
		w := b.All().W
		switch {
		case !b.Negative.possible() || !b.Positive.possible() || math.IsNaN(b.SumScore):
			return Calibration{}, infer.WhyNotComputable
		case b.SumScore < -slack*w || b.SumScore > w*(1+slack):
			return Calibration{}, infer.WhyOutOfRange
		}
		all += w
	}
	if all <= 0 {
		return Calibration{}, infer.WhyNobody
	}
	var c Calibration
	for _, b := range bins {
		in := b.All()
		if in.W == 0 {
			c.BinsEmpty++
			continue
		}
		c.BinsUsed++
		share, observed, score, people := in.W/all, b.Positive.W/in.W, b.mean(), in.Effective()
		gap := math.Abs(observed - score)
		c.Bias += float64(share * (observed - score))
		c.ECE += float64(share * gap)
		c.NullMean += share * math.Sqrt(2*score*(1-score)/(math.Pi*people))
		if in.N > 1 && people > 1 { // of one person the number is 1 but for rounding
			c.Debiased += share * math.Max(0, gap*gap-observed*(1-observed)/(people-1))
		}
		if in.N >= leastBin {
			c.MCEBins++
			c.MCE = math.Max(c.MCE, gap)
		}
	}
	return c, infer.Defined
}

// Deviations returns how far labels lie from scores read as probabilities: the mean of label minus score, which is the bias, and the mean
// of its square, Brier's score. Their variances are those of the people, with or without weights. The reasons are those of [NewMean],
// one for each, and [infer.WhyOutOfRange] for both. Brier 1950; methods 6.5 and 4.12.
func Deviations(h Weighted, level float64) (bias, brier Mean, biasWhy, brierWhy infer.Why) {
	var errors, squares []float64
	var people []Mass
	for k, v := range h.Values {
		if v < 0 || v > 1 {
			return bias, brier, infer.WhyOutOfRange, infer.WhyOutOfRange
		}
		errors = append(errors, 1-v, -v)
		squares = append(squares, (1-v)*(1-v), v*v)
		people = append(people, h.Positive[k], h.Negative[k])
	}
	bias, biasWhy = NewMean(errors, people, level)
	brier, brierWhy = NewMean(squares, people, level)
	return bias, brier, biasWhy, brierWhy
}

// WeightedCalibrationDifference is [CalibrationDifference] with weights: the Mantel–Haenszel difference of weighted rates over bins with
// the same edges. Its variance is linearised in every person's weight, with the correction n/(n−1) in every bin, so that it holds for bins
// of few people as well. Greenland and Robins 1985; Binder 1983; methods 4.6, 4.12 and 6.5.
func WeightedCalibrationDifference(a, b []WeightedBin, level float64) (strata.Effect, audit.Test, infer.Why) {
	if len(a) != len(b) {
		return strata.Effect{}, audit.Test{}, infer.WhyNotComputable
	}
	sum, norm := 0.0, 0.0
	for k := range a {
		x, y := a[k].All().W, b[k].All().W
		if x > 0 && y > 0 {
			sum += (a[k].Positive.W*y - b[k].Positive.W*x) / (x + y)
			norm += x / (x + y) * y
		}
	}
	if norm <= 0 {
		return strata.Effect{}, audit.Test{}, infer.WhyNoInformation
	}
	e := strata.Effect{Value: sum / norm}
	variance := 0.0
	for k := range a {
		variance += differenceVariance(&a[k], &b[k], e.Value, norm)
	}
	if e.SE = math.Sqrt(variance); !(e.SE > 1e-15) {
		return e, audit.Test{}, infer.WhyNoVariance
	}
	half := infer.CriticalValue(level) * e.SE
	e.Interval = audit.Interval{Lower: e.Value - half, Upper: e.Value + half, Level: level, Method: "mantel_haenszel_linearised"}
	z := e.Value / e.SE
	return e, infer.NewTest("calibration_difference", z, 0, infer.NormalTwoSided(z)), infer.Defined
}

// differenceVariance is what one bin adds to the variance of the difference: of its people, the sum of w² times the square of what one more
// unit of weight would change.
func differenceVariance(a, b *WeightedBin, difference, norm float64) float64 {
	x, y := a.All(), b.All()
	if x.W <= 0 || y.W <= 0 {
		return 0
	}
	inA, inB := x.W/(x.W+y.W), y.W/(x.W+y.W)
	rate := (a.Positive.W + b.Positive.W) / (x.W + y.W)
	influence := func(label, sign, other float64) float64 {
		d := (sign*other*(label-rate) - difference*other*other) / norm
		return d * d
	}
	sum := float64(a.Positive.W2*influence(1, 1, inB)) + float64(a.Negative.W2*influence(0, 1, inB)) +
		float64(b.Positive.W2*influence(1, -1, inA)) + float64(b.Negative.W2*influence(0, -1, inA))
	n := float64(x.N + y.N)
	return sum * n / (n - 1)
}
