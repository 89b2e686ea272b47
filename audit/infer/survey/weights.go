package survey

import (
	"math"
	"slices"

	"auditd/audit/infer"
)

// A PostStratification holds the weights that give a sample the shares of its population.
type PostStratification struct {
	Weights    []float64 // of a person in each group; 1 on average over the sample
	DesignEff  float64   // Kish's: how many times the variance grows
	EffectiveN float64
	Missing    []int   // groups of the population that nobody in the sample belongs to: no weight can make up for them
	Unreached  float64 // their share of the population
}

// PostStratify returns the weights wᵍ = nπᵍ/nᵍ. Shares must sum to 1 within 1e-6. A group with a share of 0 gets the weight 0;
// one that has a share and nobody in the sample is named and leaves the population out of reach: the weights are then those for
// the rest of it, and the reason says so. Kish 1965, Survey Sampling; methods 1.5.
func PostStratify(sample []int64, shares []float64) (PostStratification, infer.Why) {
	var p PostStratification
	if len(sample) != len(shares) {
		return p, infer.WhyNotComputable
	}
	n, total, reached := int64(0), 0.0, 0.0
	for k, c := range sample {
		if c < 0 || !(shares[k] >= 0) {
			return p, infer.WhyNotComputable
		}
		n += c
		total += shares[k]
		if c > 0 {
			reached += shares[k]
		} else if shares[k] > 0 {
			p.Missing = append(p.Missing, k)
		}
	}
	switch {
	case !(math.Abs(total-1) <= 1e-6):
		return p, infer.WhyNotComputable
	case n == 0 || reached == 0:
		return p, infer.WhyNobody
	}
	p.Unreached = 1 - reached/total
	p.Weights = make([]float64, len(sample))
	sum, squares := 0.0, 0.0
	for k, c := range sample {
		if c > 0 {
			p.Weights[k] = float64(n) * shares[k] / reached / float64(c)
			sum += float64(c) * p.Weights[k]
			squares += float64(c) * p.Weights[k] * p.Weights[k]
		}
	}
	p.DesignEff = float64(n) * squares / (sum * sum)
	p.EffectiveN = float64(n) / p.DesignEff
	if len(p.Missing) > 0 {
		p.Unreached = math.Max(0, p.Unreached)
		return p, infer.WhyInfeasible
	}
	p.Unreached = 0
	return p, infer.Defined
}

// Kish returns the design effect nΣw²/(Σw)², at least 1, and the effective number of people n over it, from the sums that cells
// keep. Kish 1965; 1992; methods 1.5.
func Kish(n int64, sum, squares float64) (deff, effective float64, why infer.Why) {
	switch {
	case n == 0:
		return 0, 0, infer.WhyNobody
	case n < 0 || !(sum > 0) || !(squares > 0) || math.IsInf(sum, 0) || math.IsInf(squares, 0):
		return 0, 0, infer.WhyNotComputable
	}
	deff = float64(n) * squares / sum / sum
	return deff, float64(n) / deff, infer.Defined
}

// Trim returns the weights with those above times the median cut down to it, five times by default, and how many were. Report
// the design effect before and after. The median of an even number is the mean of the two in the middle. Methods 1.5.
func Trim(weights []float64, times float64) (trimmed []float64, cut int) {
	trimmed = slices.Clone(weights)
	if len(weights) == 0 || !(times > 0) {
		return trimmed, 0
	}
	sorted := slices.Clone(weights)
	slices.Sort(sorted)
	limit := times * (sorted[(len(sorted)-1)/2]/2 + sorted[len(sorted)/2]/2)
	for k, w := range trimmed {
		if w > limit {
			trimmed[k] = limit
			cut++
		}
	}
	return trimmed, cut
}
