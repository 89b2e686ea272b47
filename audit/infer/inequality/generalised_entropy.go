package inequality

import (
	"math"

	"auditd/audit/infer"
)

// An Entropy is a generalised entropy with its exact split over groups: Within + Between = Total.
type Entropy struct {
	Alpha        float64
	Total        float64 // 0 when everybody has the same
	Within       float64
	Between      float64 // what would be left if everybody had their group's mean
	BetweenShare float64 // Between/Total; 0 when Total is
}

// GeneralisedEntropy returns GE(α): α = 0 is the mean logarithmic deviation, 1 Theil's index, 2 half the squared coefficient of
// variation. A larger α looks more at the top. With α ≤ 0 it is undefined as soon as somebody has nothing; at α = 1, 0·ln 0 is
// 0. Groups without weight add nothing. Shorrocks 1980, Econometrica 48:613; methods 8.
func GeneralisedEntropy(groups []Distribution, alpha float64) (Entropy, infer.Why) {
	e := Entropy{Alpha: alpha}
	for _, g := range groups {
		if len(g.Values) != len(g.Weights) {
			return e, infer.WhyNotComputable
		}
	}
	all := join(groups)
	weight, mean, why := all.total()
	switch {
	case why != infer.Defined:
		return e, why
	case math.IsNaN(alpha) || math.IsInf(alpha, 0):
		return e, infer.WhyNotComputable
	case alpha <= 0 && all.hasZero():
		return e, infer.WhyOutOfRange
	}
	e.Total = entropy(all, mean, alpha)
	means := Distribution{}
	for _, g := range groups {
		w, m, why := g.total()
		if w == 0 {
			continue
		}
		means.Values, means.Weights = append(means.Values, m), append(means.Weights, w)
		if why == infer.Defined { // a group in which nobody has anything is even within
			e.Within += w / weight * math.Pow(m/mean, alpha) * entropy(g, m, alpha)
		}
	}
	e.Between = entropy(means, mean, alpha)
	if e.Total > 0 {
		e.BetweenShare = e.Between / e.Total
	}
	return e, infer.Defined
}

// entropy is GE(α) of values about a positive mean.
func entropy(d Distribution, mean, alpha float64) float64 {
	sum, weight := 0.0, 0.0
	for k, v := range d.Values {
		w := d.Weights[k]
		if w == 0 {
			continue
		}
		weight += w
		share := v / mean
		switch {
		case alpha == 0:
			sum -= w * math.Log(share)
		case alpha == 1 && v > 0:
			sum += w * share * math.Log(share)
		case alpha == 1:
		case alpha == 2: // without cancellation: Σw(v/μ)² − Σw = Σw(v/μ − 1)²
			sum += w * (share - 1) * (share - 1) / 2
		default:
			sum += w * (math.Pow(share, alpha) - 1) / (alpha * (alpha - 1))
		}
	}
	return math.Max(0, sum/weight)
}

// CoefficientOfVariation returns the standard deviation over the mean, √(2·GE(2)). Methods 8.
func CoefficientOfVariation(d Distribution) (float64, infer.Why) {
	e, why := GeneralisedEntropy([]Distribution{d}, 2)
	return math.Sqrt(2 * e.Total), why
}
