package metric

import "auditd/audit"

// sufficiencyDifference is 0 when the decision says the same about the label in every group.
var sufficiencyDifference = Composite{
	Name:       "sufficiency_difference",
	Title:      "Sufficiency difference",
	Definition: "The wider of the ranges of the positive predictive value and of the negative predictive value.",
	Source:     "Barocas, Hardt, Narayanan 2023, Fairness and Machine Learning, ch. 3",
	NeedsLabel: true,
	Compute: func(groups []GroupCounts, _ int, minSize int64) audit.Aggregate {
		return rangeOf("sufficiency_difference", groups, minSize, false, positivePredictiveValue, negativePredictiveValue)
	},
}
