package metric

import "auditd/audit"

// accuracyDifference asks whether the system serves one group better than another, whichever way it errs.
var accuracyDifference = Composite{
	Name:       "accuracy_difference",
	Title:      "Accuracy difference",
	Definition: "Highest accuracy less the lowest.",
	Source:     "Barocas, Hardt, Narayanan 2023, Fairness and Machine Learning, ch. 3 (overall accuracy equality)",
	NeedsLabel: true,
	Compute: func(groups []GroupCounts, _ int, minSize int64) audit.Aggregate {
		return rangeOf("accuracy_difference", groups, minSize, false, accuracy)
	},
}
