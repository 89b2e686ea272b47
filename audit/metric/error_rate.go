package metric

import "auditd/audit"

// errorRate is the complement of accuracy.
var errorRate = Metric{
	Name:       "error_rate",
	Title:      "Error rate",
	Definition: "People decided against their label over people with both a decision and a label.",
	Source:     "Fawcett 2006, Pattern Recognition Letters 27, 861–874",
	Empty:      WhyNoComplete,
	NeedsLabel: true,
	Proportion: true,
	Rate: func(c audit.Counts) audit.Rate {
		return audit.Rate{Of: tally(c.Sum(negative, selected), c.Sum(positive, notSelected)), Out: c.Sum(labels, decisions)}
	},
	// A group for which the system is more often wrong is served worse, whichever way the errors point.
	worse: higherHurts,
}
