package metric

import "auditd/audit"

// favourableRate is the share of a group that gets the decision which is good for the person: the selected where selection is
// favourable, else those not selected.
var favourableRate = Metric{
	Name:         "favourable_rate",
	Title:        "Favourable rate",
	Definition:   "People given the favourable decision over people with a decision, labelled or not.",
	Source:       "EEOC Uniform Guidelines, 29 CFR 1607.4(D), on the favourable complement (AIR(1−Ŷ) ≠ 1/AIR(Ŷ))",
	Empty:        WhyNoDecisions,
	Proportion:   true,
	Rate:         func(c audit.Counts) audit.Rate { return over(c, anyLabel, selected, anyLabel, decisions) },
	Unfavourable: func(c audit.Counts) audit.Rate { return over(c, anyLabel, notSelected, anyLabel, decisions) },
	// The favourable decision is a good by declaration, so a group that gets it less often is worse off.
	worse: lowerHurts,
}
