package metric

import "auditd/audit"

// equalizedOddsDifference is undefined when either rate can be compared on fewer than two groups: one half of the criterion
// says nothing about the other.
var equalizedOddsDifference = Composite{
	Name:       "equalized_odds_difference",
	Title:      "Equalized odds difference",
	Definition: "The wider of the ranges of the true positive rate and of the false positive rate.",
	Source:     "Hardt, Price, Srebro 2016, NeurIPS; worst case over groups as in Agarwal et al. 2018, ICML",
	NeedsLabel: true,
	Compute: func(groups []GroupCounts, _ int, minSize int64) audit.Aggregate {
		return rangeOf("equalized_odds_difference", groups, minSize, false, truePositiveRate, falsePositiveRate)
	},
}
