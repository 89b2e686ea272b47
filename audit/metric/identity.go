package metric

import "auditd/audit"

// An Identity ties the error rates of one group to its base rate (Chouldechova 2017, Big Data 5, 153–163, eq. 2.6):
//
//	FPR = base rate/(1 − base rate) · (1 − PPV)/PPV · (1 − FNR)
//
// It holds for every group exactly. Groups with different base rates can therefore not have equal PPV, FPR and FNR all at once
// unless prediction is perfect, and a report that flags one of them and clears another shows this line.
type Identity struct {
	BaseRate                float64
	PositivePredictiveValue float64
	FalseNegativeRate       float64
	FalsePositiveRate       float64 // as counted
	Implied                 float64 // the right-hand side
}

// IdentityOf returns the identity of a group, over the people with both a decision and a label. ok is false when one of its
// rates is undefined or zero where it is divided by.
func IdentityOf(c audit.Counts) (id Identity, ok bool) {
	weighted := isWeighted(c)
	read := func(m Metric) float64 {
		x, defined := quotient(m.Rate(c), weighted)
		ok = ok && defined
		return x
	}
	ok = true
	complete := over(c, positive, decisions, labels, decisions)
	x, defined := quotient(complete, weighted)
	id = Identity{
		BaseRate:                x,
		PositivePredictiveValue: read(positivePredictiveValue),
		FalseNegativeRate:       read(falseNegativeRate),
		FalsePositiveRate:       read(falsePositiveRate),
	}
	if !ok || !defined || id.PositivePredictiveValue == 0 {
		return Identity{}, false
	}
	id.Implied = ImpliedFalsePositiveRate(id.BaseRate, id.PositivePredictiveValue, id.FalseNegativeRate)
	return id, true
}

// ImpliedFalsePositiveRate returns the right-hand side of the [Identity]: the only false positive rate that a group with this base rate,
// positive predictive value and false negative rate can have. The base rate is below 1 and the predictive value above 0.
func ImpliedFalsePositiveRate(baseRate, positivePredictiveValue, falseNegativeRate float64) float64 {
	odds := baseRate / (1 - baseRate)
	return odds * (1 - positivePredictiveValue) / positivePredictiveValue * (1 - falseNegativeRate)
}
