package inequality

import (
	"cmp"
	"math"
	"slices"

	"auditd/audit/infer"
)

// A Person has a standing, by which people are ranked, and something whose concentration is asked about. Several people alike
// are one with their weight.
type Person struct {
	Standing float64
	Has      float64 // not negative
	Weight   float64 // 1 for one person
}

// A Concentration says whether something gathers at the bottom (below 0) or at the top (above 0) of a ranking, −1 … 1.
type Concentration struct {
	Index     float64
	Wagstaff  float64 // Index/(1 − mean), for what one has or has not; 0 when everybody has it
	Erreygers float64 // 4·mean·Index, likewise
	Binary    bool    // every Has is 0 or 1; the two corrections are not to be read otherwise
}

// NewConcentration returns twice the covariance of what people have with their fractional rank, over its mean; ties share the
// middle rank. Kakwani, Wagstaff and van Doorslaer 1997, Journal of Econometrics 77:87; Wagstaff 2005; Erreygers 2009; methods 8.
func NewConcentration(people []Person) (Concentration, infer.Why) {
	weight, sum, why := addUp(people)
	if why != infer.Defined {
		return Concentration{}, why
	}
	mean := sum / weight
	sorted := slices.Clone(people)
	slices.SortStableFunc(sorted, func(a, b Person) int { return cmp.Compare(a.Standing, b.Standing) })
	c := Concentration{Binary: true}
	below := 0.0
	for i := 0; i < len(sorted); {
		j, tied := i, 0.0
		for ; j < len(sorted) && sorted[j].Standing == sorted[i].Standing; j++ {
			tied += sorted[j].Weight
		}
		rank := (below + tied/2) / weight
		for ; i < j; i++ {
			p := sorted[i]
			c.Binary = c.Binary && (p.Has == 0 || p.Has == 1)
			c.Index += 2 * p.Weight / weight * (p.Has/mean - 1) * (rank - 0.5)
		}
		below += tied
	}
	if mean < 1 {
		c.Wagstaff = c.Index / (1 - mean)
	}
	c.Erreygers = 4 * mean * c.Index
	return c, infer.Defined
}

func addUp(people []Person) (weight, sum float64, why infer.Why) {
	for _, p := range people {
		if math.IsNaN(p.Standing) || !(p.Has >= 0) || !(p.Weight >= 0) || math.IsInf(p.Has, 0) || math.IsInf(p.Weight, 0) {
			return 0, 0, infer.WhyNotComputable
		}
		weight += p.Weight
		sum += p.Weight * p.Has
	}
	switch {
	case weight == 0:
		return 0, 0, infer.WhyNobody
	case sum == 0:
		return 0, 0, infer.WhyNoDenominator
	}
	return weight, sum, infer.Defined
}
