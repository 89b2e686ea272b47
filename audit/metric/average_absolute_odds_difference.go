package metric

import "auditd/audit"

// averageAbsoluteOddsDifference is 0 only when both rates equal those of the reference.
var averageAbsoluteOddsDifference = Composite{
	Name:       "average_absolute_odds_difference",
	Title:      "Average absolute odds difference",
	Definition: "Mean of the absolute differences from the reference in false positive rate and true positive rate, for the group farthest from the reference.",
	Source:     "Bellamy et al. 2018, AI Fairness 360, arXiv:1810.01943",
	NeedsLabel: true,
	Compute: func(groups []GroupCounts, ref int, minSize int64) audit.Aggregate {
		return farthestFrom("average_absolute_odds_difference", groups, ref, minSize, meanOfAbsolute, falsePositiveRate, truePositiveRate)
	},
}
