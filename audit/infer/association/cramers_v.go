package association

import (
	"math"

	"auditd/audit/infer"
)

// CramersV returns √(X²/n/min(K−1, C−1)), 0 for independence, 1 when one side settles the other. It is too high for many
// categories and few people. With one group or category it is 0 and the reason says so. Cramér 1946; methods 9.1.
func CramersV(t Table) (float64, infer.Why) {
	m, why := t.comparable()
	if why != infer.Defined {
		return 0, why
	}
	least := float64(min(len(m.rows), len(m.columns)) - 1)
	return math.Min(1, math.Sqrt(m.chiSquared()/m.total/least)), infer.Defined
}

// CramersVCorrected returns the same with the part that chance gives taken out, the one to judge by: weak below 0.1, a stand-in
// from 0.3 on. Bergsma 2013, Journal of the Korean Statistical Society 42:323; methods 9.1.
func CramersVCorrected(t Table) (float64, infer.Why) {
	m, why := t.comparable()
	if why != infer.Defined {
		return 0, why
	}
	if m.total < 2 {
		return 0, infer.WhyTooFew
	}
	k, c := float64(len(m.rows)), float64(len(m.columns))
	phi := math.Max(0, m.chiSquared()/m.total-(k-1)*(c-1)/(m.total-1))
	shrink := func(k float64) float64 { return k - (k-1)*(k-1)/(m.total-1) }
	least := math.Min(shrink(k), shrink(c)) - 1
	if least <= 0 {
		return 0, infer.WhyTooFew // as many categories as people
	}
	return math.Min(1, math.Sqrt(phi/least)), infer.Defined
}
