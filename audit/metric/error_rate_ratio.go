package metric

import "auditd/audit"

// errorRateRatio is undefined when nobody is decided wrongly.
var errorRateRatio = Composite{
	Name:       "error_rate_ratio",
	Title:      "Error rate ratio",
	Definition: "Lowest error rate over the highest.",
	Source:     "Bellamy et al. 2018, AI Fairness 360, arXiv:1810.01943",
	NeedsLabel: true,
	Compute: func(groups []GroupCounts, _ int, minSize int64) audit.Aggregate {
		return ratioOf("error_rate_ratio", groups, minSize, errorRate)
	},
}
