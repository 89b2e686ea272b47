package strata

import "auditd/audit/infer"

// A ConditionalDisparity is the over-representation of group A among the rejected, within strata.
type ConditionalDisparity struct {
	Overall       float64   // DD of all people together, −1 … 1; positive when A is over-represented among the rejected
	Conditional   float64   // average of the strata's DD, weighted by their people
	Strata        []float64 // DD of each stratum, in order
	Undefined     []bool    // strata where nobody was accepted or nobody rejected: left out of the average
	DroppedPeople float64   // the people in those
}

// DemographicDisparity returns A's share of the rejected minus A's share of the accepted, the events being acceptances, overall
// and on average over strata. Strata without accepted or without rejected people have no disparity: they are dropped and their
// people counted. Wachter, Mittelstadt and Russell 2021, Computer Law & Security Review 41:105567; methods 5.1.
func DemographicDisparity(strata []Stratum) (ConditionalDisparity, infer.Why) {
	var c ConditionalDisparity
	for _, s := range strata {
		if !s.valid() {
			return c, infer.WhyNotComputable
		}
	}
	all := crude(strata)
	overall, ok := all.disparity()
	if !ok {
		return c, infer.WhyNoDenominator
	}
	c.Overall = overall
	c.Strata, c.Undefined = make([]float64, len(strata)), make([]bool, len(strata))
	kept := 0.0
	for k, s := range strata {
		dd, ok := s.disparity()
		c.Strata[k], c.Undefined[k] = dd, !ok
		if !ok {
			c.DroppedPeople += s.people()
			continue
		}
		c.Conditional += s.people() * dd
		kept += s.people()
	}
	if kept == 0 {
		return c, infer.WhyNoInformation
	}
	c.Conditional /= kept
	return c, infer.Defined
}

// disparity is A's share of the rejected minus its share of the accepted.
func (s Stratum) disparity() (float64, bool) {
	a, b, c, d := s.cells()
	if a+c == 0 || b+d == 0 {
		return 0, false
	}
	return b/(b+d) - a/(a+c), true
}
