package ranking

import (
	"math"

	"auditd/audit/infer"
)

// An Exposure is the attention that a group can expect from its positions.
type Exposure struct {
	People int64
	Mean   float64   // of 1/log₂(1+position), 0 … 1
	Why    infer.Why // why there is no mean
}

// Exposures returns the mean exposure of each of k groups. Tied positions share their exposure equally, which is the expectation
// over random tie-breaks. Singh and Joachims 2018 (KDD); methods 7.2.
func Exposures(l List, k int) ([]Exposure, infer.Why) {
	counts, why := l.count(k)
	if why != infer.Defined {
		return nil, why
	}
	e := make([]Exposure, k)
	at := 0
	for _, run := range l.runs() {
		mean := 0.0
		for i := at; i < at+run; i++ {
			mean += position(i) / float64(run)
		}
		for i := at; i < at+run; i++ {
			g := l.Groups[i]
			e[g].Mean += mean / float64(counts[g])
		}
		at += run
	}
	for g := range e {
		e[g].People = counts[g]
		if counts[g] == 0 {
			e[g].Why = infer.WhyNobody
		}
	}
	return e, infer.Defined
}

// position is the exposure of a position counted from 0.
func position(i int) float64 { return 1 / math.Log2(float64(i)+2) }
