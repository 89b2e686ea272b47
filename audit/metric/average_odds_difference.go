package metric

import "auditd/audit"

// averageOddsDifference is signed, and its two halves can cancel: 0 is no proof of equal odds.
// average_absolute_odds_difference stands beside it.
var averageOddsDifference = Composite{
	Name:       "average_odds_difference",
	Title:      "Average odds difference",
	Definition: "Mean of the differences, group minus reference, in false positive rate and true positive rate, for the group farthest from the reference.",
	Source:     "Bellamy et al. 2018, AI Fairness 360, arXiv:1810.01943",
	NeedsLabel: true,
	Compute: func(groups []GroupCounts, ref int, minSize int64) audit.Aggregate {
		return farthestFrom("average_odds_difference", groups, ref, minSize, meanOf, falsePositiveRate, truePositiveRate)
	},
}
