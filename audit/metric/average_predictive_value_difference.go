package metric

import "auditd/audit"

// averagePredictiveValueDifference is signed, and its two halves can cancel. sufficiency_difference stands beside it.
var averagePredictiveValueDifference = Composite{
	Name:       "average_predictive_value_difference",
	Title:      "Average predictive value difference",
	Definition: "Mean of the differences, group minus reference, in positive predictive value and false omission rate, for the group farthest from the reference.",
	Source:     "Bellamy et al. 2018, AI Fairness 360, arXiv:1810.01943",
	NeedsLabel: true,
	Compute: func(groups []GroupCounts, ref int, minSize int64) audit.Aggregate {
		return farthestFrom("average_predictive_value_difference", groups, ref, minSize, meanOf, positivePredictiveValue, falseOmissionRate)
	},
}
