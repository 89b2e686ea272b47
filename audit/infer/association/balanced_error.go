package association

import (
	"math"

	"auditd/audit/infer"
)

// A Prediction says how well one discrete column predicts which of two groups a person is in.
type Prediction struct {
	BER float64 // balanced error rate of the best classifier, 0 … ½: ½·Σ min(P(x|1), P(x|0))
	TV  float64 // total variation distance of the two groups' categories, 1 − 2·BER
	AUC float64 // area under the curve of the best score, ½ … 1
}

// PredictGroup compares one group with another over the categories of a column. It is what the best classifier achieves on
// these very people: with many categories it flatters, and cross-fitted scores must replace it. Zhao et al. 2015 for the balanced
// error; methods 9.1.
func PredictGroup(group, other []int64) (Prediction, infer.Why) {
	m, why := Table{group, other}.margins()
	switch {
	case why != infer.Defined:
		return Prediction{}, why
	case len(m.rows) < 2:
		return Prediction{}, infer.WhyOneGroup
	}
	var p Prediction
	for j := range m.columns {
		a, b := m.cells[0][j]/m.rows[0], m.cells[1][j]/m.rows[1]
		p.BER += math.Min(a, b) / 2
		// The best score orders categories by a/b; the area is a mean over all pairs of categories.
		for k := range m.columns {
			c, d := m.cells[0][k]/m.rows[0], m.cells[1][k]/m.rows[1]
			switch {
			case a*d > c*b:
				p.AUC += a * d
			case a*d == c*b:
				p.AUC += a * d / 2
			}
		}
	}
	p.TV = 1 - 2*p.BER
	return p, infer.Defined
}

// A Certificate bounds the balanced error of predicting the group by what a disparate decision would need.
type Certificate struct {
	Bound    float64 // ½ − β/8
	Observed float64 // the balanced error it is held against
	// Holds is true when Observed exceeds Bound: no decision made from the same columns, with the selection rate β for the group,
	// can then have an impact ratio of 0.8 or less.
	Holds bool
}

// FeldmanCertificate holds the balanced error of the best known predictor of a group against the bound for decisions that select
// the group at the rate beta. It is one-way: not holding shows nothing, and holding shows it only as far as no better predictor
// exists. beta lies in [0, 1], ber in [0, ½]. Feldman, Friedler, Moeller, Scheidegger and Venkatasubramanian 2015 (KDD), theorem
// 4.1; methods 9.2.
func FeldmanCertificate(beta, ber float64) (Certificate, infer.Why) {
	if !(beta >= 0 && beta <= 1) || !(ber >= 0 && ber <= 0.5) {
		return Certificate{}, infer.WhyOutOfRange
	}
	bound := 0.5 - beta/8
	return Certificate{Bound: bound, Observed: ber, Holds: ber > bound}, infer.Defined
}
