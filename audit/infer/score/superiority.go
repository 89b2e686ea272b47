package score

import (
	"math"

	"auditd/audit"
	"auditd/audit/infer"
)

// A Superiority says how often a member of group A scores higher than a member of group B.
type Superiority struct {
	Probability float64 // P(A > B) + ½P(A = B); ½ is parity
	Test        audit.Test
}

// NewSuperiority compares two groups' scores by ranks: the Mann–Whitney statistic over the number of pairs, with the asymptotic
// test corrected for ties and for continuity. There is no test when all scores are alike; the probability is then ½. Mann and
// Whitney 1947, Annals of Mathematical Statistics 18:50; methods 6.4.
func NewSuperiority(a, b Histogram) (Superiority, infer.Why) {
	if why := twoGroups(a, b); why != infer.Defined {
		return Superiority{}, why
	}
	a, b = align(a, b)
	x, y := a.totals(), b.totals()
	n, m := float64(sum(x)), float64(sum(y))
	people := n + m
	wins, below, ties := 0.0, 0.0, 0.0
	for k := range x {
		p, q := float64(x[k]), float64(y[k])
		wins += p * (below + q/2)
		below += q
		t := p + q
		ties += (t - 1) * t / people * ((t + 1) / (people - 1))
	}
	s := Superiority{Probability: wins / n / m}
	variance := n * m / 12 * (people + 1 - ties)
	if variance <= 1e-12*n*m {
		return s, infer.WhyNoVariance
	}
	z := math.Max(0, math.Abs(wins-n*m/2)-0.5) / math.Sqrt(variance)
	s.Test = infer.NewTest("mann_whitney", math.Copysign(z, wins-n*m/2), 0, infer.NormalTwoSided(z))
	return s, infer.Defined
}
