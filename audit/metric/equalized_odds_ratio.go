package metric

import "auditd/audit"

// equalizedOddsRatio is undefined when the highest of either rate is zero.
var equalizedOddsRatio = Composite{
	Name:       "equalized_odds_ratio",
	Title:      "Equalized odds ratio",
	Definition: "The smaller of lowest over highest true positive rate and lowest over highest false positive rate.",
	Source:     "Hardt, Price, Srebro 2016, NeurIPS; Agarwal et al. 2018, ICML",
	NeedsLabel: true,
	Compute: func(groups []GroupCounts, _ int, minSize int64) audit.Aggregate {
		return ratioOf("equalized_odds_ratio", groups, minSize, truePositiveRate, falsePositiveRate)
	},
}
