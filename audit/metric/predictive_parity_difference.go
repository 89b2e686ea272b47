package metric

import "auditd/audit"

// predictiveParityDifference compares what a selection is worth in each group.
var predictiveParityDifference = Composite{
	Name:       "predictive_parity_difference",
	Title:      "Predictive parity difference",
	Definition: "Highest positive predictive value less the lowest.",
	Source:     "Chouldechova 2017, Big Data 5, 153–163",
	NeedsLabel: true,
	Compute: func(groups []GroupCounts, _ int, minSize int64) audit.Aggregate {
		return rangeOf("predictive_parity_difference", groups, minSize, false, positivePredictiveValue)
	},
}
