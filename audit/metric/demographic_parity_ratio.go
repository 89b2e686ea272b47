package metric

import "auditd/audit"

// demographicParityRatio is undefined when nobody is selected in any group; it is not 1.
var demographicParityRatio = Composite{
	Name:       "demographic_parity_ratio",
	Title:      "Demographic parity ratio",
	Definition: "Lowest selection rate over the highest.",
	Source:     "29 CFR 1607.4(D); Agarwal et al. 2018, ICML",
	Compute: func(groups []GroupCounts, _ int, minSize int64) audit.Aggregate {
		return ratioOf("demographic_parity_ratio", groups, minSize, selectionRate)
	},
}
