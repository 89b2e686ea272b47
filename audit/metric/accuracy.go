package metric

import "auditd/audit"

// accuracy is the share of right decisions.
var accuracy = Metric{
	Name:       "accuracy",
	Title:      "Accuracy",
	Definition: "People decided in agreement with their label over people with both a decision and a label.",
	Source:     "Fawcett 2006, Pattern Recognition Letters 27, 861–874",
	Empty:      WhyNoComplete,
	NeedsLabel: true,
	Proportion: true,
	Rate: func(c audit.Counts) audit.Rate {
		return audit.Rate{Of: tally(c.Sum(positive, selected), c.Sum(negative, notSelected)), Out: c.Sum(labels, decisions)}
	},
	// A group for which the system is more often wrong is served worse, whichever way the errors point.
	worse: lowerHurts,
}
