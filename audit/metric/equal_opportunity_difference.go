package metric

import "auditd/audit"

// equalOpportunityDifference asks whether people who merit selection have the same chance of it in every group.
var equalOpportunityDifference = Composite{
	Name:       "equal_opportunity_difference",
	Title:      "Equal opportunity difference",
	Definition: "Highest true positive rate less the lowest.",
	Source:     "Hardt, Price, Srebro 2016, NeurIPS",
	NeedsLabel: true,
	Compute: func(groups []GroupCounts, _ int, minSize int64) audit.Aggregate {
		return rangeOf("equal_opportunity_difference", groups, minSize, false, truePositiveRate)
	},
}
