package metric

import "auditd/audit"

// demographicParityDifference grows with the number of groups even under parity (methods 0.3), so it is shown with its null
// quantile.
var demographicParityDifference = Composite{
	Name:       "demographic_parity_difference",
	Title:      "Demographic parity difference",
	Definition: "Highest selection rate less the lowest.",
	Source:     "Calders, Verwer 2010; range over groups as in Agarwal et al. 2018, ICML",
	Compute: func(groups []GroupCounts, _ int, minSize int64) audit.Aggregate {
		return rangeOf("demographic_parity_difference", groups, minSize, false, selectionRate)
	},
}
