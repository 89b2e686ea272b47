package metric

import "auditd/audit"

// f1Score is 2t/(1+t) of the threat score t, and takes its interval from that of t. It is no proportion of people: right
// selections count twice.
var f1Score = Metric{
	Name:       "f1_score",
	Title:      "F1 score",
	Definition: "Harmonic mean of the positive predictive value and the true positive rate.",
	Source:     "van Rijsbergen 1979, Information Retrieval, 2nd ed., ch. 7",
	Empty:      WhyNobodySelectedOrPositive,
	NeedsLabel: true,
	OnRequest:  true,
	Rate: func(c audit.Counts) audit.Rate {
		right := c.Sum(positive, selected)
		r := audit.Rate{Of: tally(right, right), Out: tally(c.Sum(positive, decisions), c.Sum(labels, selected))}
		return r
	},
	Within: selectedOrPositive,
	Link:   func(p float64) float64 { return 2 * p / (1 + p) },
	worse:  lowerHurts,
}
