package metric

import "auditd/audit"

// treatmentEqualityDifference leaves out groups without false positives, whose ratio has no value.
var treatmentEqualityDifference = Composite{
	Name:       "treatment_equality_difference",
	Title:      "Treatment equality difference",
	Definition: "Highest ratio of false negatives to false positives less the lowest.",
	Source:     "Berk, Heidari, Jabbari, Kearns, Roth 2021, Sociological Methods and Research 50, 3–44",
	NeedsLabel: true,
	Compute: func(groups []GroupCounts, _ int, minSize int64) audit.Aggregate {
		return rangeOf("treatment_equality_difference", groups, minSize, false, treatmentRatio)
	},
}
