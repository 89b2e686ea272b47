package metric

import "auditd/audit"

// equalizedOddsMeanDifference lets one rate make up for half of the other, which the worst case does not.
var equalizedOddsMeanDifference = Composite{
	Name:       "equalized_odds_mean_difference",
	Title:      "Equalized odds mean difference",
	Definition: "Plain mean of the ranges of the true positive rate and of the false positive rate.",
	Source:     "Hardt, Price, Srebro 2016, NeurIPS; mean as in mlr3fairness eod and fairlearn agg=mean",
	NeedsLabel: true,
	Compute: func(groups []GroupCounts, _ int, minSize int64) audit.Aggregate {
		return rangeOf("equalized_odds_mean_difference", groups, minSize, true, truePositiveRate, falsePositiveRate)
	},
}
