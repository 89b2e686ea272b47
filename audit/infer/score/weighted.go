package score

import (
	"math"

	"auditd/audit"
	"auditd/audit/infer"
)

// WeightedAUC returns the area under the ROC curve in which every pair counts with the product of its weights. The variance is DeLong's,
// linearised: for the positives m/(m−1)·Σw²(V₁₀−A)²/(Σw)², likewise for the negatives; without weights it is his. Perfect separation has
// the bound of [NewAUC] on Kish's number of people of the class that has fewer. DeLong, DeLong and Clarke-Pearson 1988, Biometrics 44:837;
// Binder 1983; methods 4.12 and 6.1.
func WeightedAUC(h Weighted, level float64) (AUC, infer.Why) {
	if why := h.check(); why != infer.Defined {
		return AUC{}, why
	}
	return weightedAUC(h.Positive, h.Negative, level)
}

// weightedAUC ranks the positives against the negatives of bins with the same values.
func weightedAUC(positive, negative []Mass, level float64) (AUC, infer.Why) {
	m, n := total(positive), total(negative)
	a := AUC{Positives: m.N, Negatives: n.N, LowN: m.Effective() < fewPeople || n.Effective() < fewPeople}
	if m.W <= 0 || n.W <= 0 {
		return a, infer.WhyNoDenominator
	}
	higher, lower := placements(positive, negative, m, n)
	up, down := newMoments(), newMoments()
	for k := range positive {
		up.add(higher[k], positive[k].W)
		down.add(lower[k], negative[k].W)
		a.BinError += positive[k].W / m.W * negative[k].W / n.W / 2
	}
	a.Value = up.mean()
	if a.Separated = a.Value <= 1e-15 || a.Value >= 1-1e-15; a.Separated {
		a.Value = math.Round(a.Value)
		a.Interval = separated(a.Value, min(m.Effective(), n.Effective()), level)
		return a, infer.Defined
	}
	if m.N < 2 || n.N < 2 {
		return a, infer.WhyTooFew
	}
	a.SE = math.Sqrt(linearised(higher, positive, m, up.mean()) + linearised(lower, negative, n, down.mean()))
	if !(a.SE > 1e-15) {
		a.SE = 0
		return a, infer.WhyNoVariance
	}
	logit := math.Log(a.Value / (1 - a.Value))
	half := infer.CriticalValue(level) * a.SE / (a.Value * (1 - a.Value))
	a.Interval = audit.Interval{Lower: expit(logit - half), Upper: expit(logit + half), Level: level, Method: "delong_linearised"}
	return a, infer.Defined
}

// placements returns, for every value, the share of negatives below a positive there and that of positives above a negative there, ties
// counting half.
func placements(positive, negative []Mass, m, n Mass) (higher, lower []float64) {
	higher, lower = make([]float64, len(positive)), make([]float64, len(positive))
	below, above := 0.0, m.W
	for k := range positive {
		p, q := positive[k].W, negative[k].W
		above -= p
		higher[k] = (below + q/2) / n.W
		lower[k] = (math.Max(0, above) + p/2) / m.W
		below += q
	}
	return higher, lower
}

// linearised is the variance of the weighted mean of values that people have.
func linearised(values []float64, people []Mass, all Mass, mean float64) float64 {
	sum := 0.0
	for k, v := range values {
		d := (v - mean) / all.W
		sum += float64(people[k].W2 * d * d)
	}
	return sum * float64(all.N) / float64(all.N-1)
}

// separated bounds an area of 0 or 1 by so many people, all of whom are on their side.
func separated(value, people, level float64) audit.Interval {
	i := infer.ClopperPearson(infer.Proportion{X: people, N: people}, level)
	i.Method = "separated"
	if value == 0 {
		i.Lower, i.Upper = 1-i.Upper, 1-i.Lower
	}
	return i
}

// WeightedCrossAUC is [NewCrossAUC] with weights. Methods 6.2 and 4.12.
func WeightedCrossAUC(a, b Weighted, level float64) (CrossAUC, infer.Why) {
	if why := twoWeighted(a, b); why != infer.Defined {
		return CrossAUC{}, why
	}
	a, b = alignWeighted(a, b)
	var c CrossAUC
	var why infer.Why
	if c.AB, why = weightedAUC(a.Positive, b.Negative, level); why != infer.Defined {
		return c, why
	}
	if c.BA, why = weightedAUC(b.Positive, a.Negative, level); why != infer.Defined {
		return c, why
	}
	c.Difference = c.AB.Value - c.BA.Value
	c.SE = math.Hypot(c.AB.SE, c.BA.SE)
	if c.SE == 0 {
		return c, infer.WhyNoVariance
	}
	half := infer.CriticalValue(level) * c.SE
	c.Interval = audit.Interval{Lower: c.Difference - half, Upper: c.Difference + half, Level: level, Method: "delong_linearised"}
	c.Test = infer.NewTest("delong_z", c.Difference/c.SE, 0, infer.NormalTwoSided(c.Difference/c.SE))
	return c, infer.Defined
}

// Ordering returns how often a member of group A scores higher than a member of group B, ties counting half, with DeLong's interval: the
// members of A are ranked as positives against those of B. It is what [NewSuperiority] tests. Methods 6.1 and 6.4.
func Ordering(a, b Weighted, level float64) (AUC, infer.Why) {
	if why := twoWeighted(a, b); why != infer.Defined {
		return AUC{}, why
	}
	a, b = alignWeighted(a, b)
	return weightedAUC(a.Totals(), b.Totals(), level)
}

// WeightedDistances returns the largest distance of two groups' weighted cumulative distributions, 0 … 1; the area between them, in units
// of the score; and the distance from the lowest to the highest score of both. Methods 6.4.
func WeightedDistances(a, b Weighted) (largest, area, width float64, why infer.Why) {
	if why := twoWeighted(a, b); why != infer.Defined {
		return 0, 0, 0, why
	}
	a, b = alignWeighted(a, b)
	x, y := a.Totals(), b.Totals()
	first, second := make([]float64, len(x)), make([]float64, len(x))
	for k := range x {
		first[k], second[k] = x[k].W, y[k].W
	}
	largest, area, ok := distances(a.Values, first, second)
	if !ok {
		return 0, 0, 0, infer.WhyNobody
	}
	low, high := math.Inf(1), math.Inf(-1)
	for k, v := range a.Values {
		if first[k]+second[k] > 0 {
			low, high = math.Min(low, v), v
		}
	}
	return largest, area, high - low, infer.Defined
}

// distances compares two distributions over the same values; false when one of them is empty.
func distances(values, x, y []float64) (largest, area float64, ok bool) {
	n, m := 0.0, 0.0
	for k := range values {
		n += x[k]
		m += y[k]
	}
	if n <= 0 || m <= 0 {
		return 0, 0, false
	}
	cx, cy := 0.0, 0.0
	for k := range len(values) - 1 {
		cx += x[k]
		cy += y[k]
		gap := math.Abs(cx/n - cy/m)
		largest = math.Max(largest, gap)
		area += float64(gap * (values[k+1] - values[k]))
	}
	return largest, area, true
}

// WeightedMedian returns the score that parts the weight of everybody in halves, that in the middle of two where they do so, and the share
// of the weight that lies on it. Methods 3.8.
func WeightedMedian(values []float64, people []Mass) (median, ties float64, why infer.Why) {
	all := total(people).W
	if len(values) != len(people) || all <= 0 {
		return 0, 0, infer.WhyNobody
	}
	// Half of the weight, but for the rounding of the sums.
	below, half, slack := 0.0, all/2, all*1e-12
	for k, v := range values {
		if below += people[k].W; people[k].W == 0 || below < half-slack {
			continue
		}
		median = v
		if below <= half+slack {
			for j := k + 1; j < len(values); j++ {
				if people[j].W > 0 {
					median = v/2 + values[j]/2
					break
				}
			}
		}
		break
	}
	for k, v := range values {
		if v == median {
			ties = people[k].W / all
		}
	}
	return median, ties, infer.Defined
}
