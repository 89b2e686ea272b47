package ranking

import (
	"math"

	"auditd/audit/infer"
)

// An Exposure is the attention that a group can expect from its positions.
type Exposure struct {
	People int64
	Mean   float64   // of 1/log₂(1+position), 0 … 1
	Merit  float64   // Mean over the group's mean relevance; 0 where no relevance was given
	Why    infer.Why // why there is no mean, or no merit
}

// Exposures returns the mean exposure of each of k groups. Tied positions share their exposure equally, which is the expectation
// over random tie-breaks. relevance is that of the person at each position, nil when unknown. Singh and Joachims 2018 (KDD);
// methods 7.2.
func Exposures(l List, k int, relevance []float64) ([]Exposure, infer.Why) {
	counts, why := l.count(k)
	if why != infer.Defined {
		return nil, why
	}
	if relevance != nil && len(relevance) != len(l.Groups) {
		return nil, infer.WhyNotComputable
	}
	e, merit := make([]Exposure, k), make([]float64, k)
	at := 0
	for _, run := range l.runs() {
		mean := 0.0
		for i := at; i < at+run; i++ {
			mean += position(i) / float64(run)
		}
		for i := at; i < at+run; i++ {
			g := l.Groups[i]
			e[g].Mean += mean / float64(counts[g])
			if relevance != nil {
				if !(relevance[i] >= 0) || math.IsInf(relevance[i], 0) {
					return nil, infer.WhyNotComputable
				}
				merit[g] += relevance[i] / float64(counts[g])
			}
		}
		at += run
	}
	for g := range e {
		e[g].People = counts[g]
		switch {
		case counts[g] == 0:
			e[g].Why = infer.WhyNobody
		case relevance != nil && merit[g] == 0:
			e[g].Why = infer.WhyNoDenominator
		case relevance != nil:
			e[g].Merit = e[g].Mean / merit[g]
		}
	}
	return e, infer.Defined
}

// position is the exposure of a position counted from 0.
func position(i int) float64 { return 1 / math.Log2(float64(i)+2) }

// ExposureRatio returns the mean exposure of one group over another's. Methods 7.2.
func ExposureRatio(group, reference Exposure) (float64, infer.Why) {
	if group.People == 0 || reference.People == 0 {
		return 0, infer.WhyNobody
	}
	return group.Mean / reference.Mean, infer.Defined // exposure is above 0 at every position
}

// MeritRatio returns the disparate treatment ratio: exposure per relevance of one group over another's.
func MeritRatio(group, reference Exposure) (float64, infer.Why) {
	for _, e := range []Exposure{group, reference} {
		switch {
		case e.Why != infer.Defined:
			return 0, e.Why
		case e.Merit == 0:
			return 0, infer.WhyNoDenominator
		}
	}
	return group.Merit / reference.Merit, infer.Defined
}
