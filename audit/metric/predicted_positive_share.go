package metric

import "auditd/audit"

// predictedPositiveShare is a share of the selected and not a rate within the group: its denominator spans all groups, and the
// shares of two groups are not independent, so no interval for two proportions applies.
var predictedPositiveShare = Metric{
	Name:       "predicted_positive_share",
	Title:      "Share of all selected",
	Definition: "People of the group who are selected over all people selected in any group.",
	Source:     "Saleiro et al. 2018, Aequitas, arXiv:1811.05577 (predicted positive rate, ppr)",
	Empty:      WhyNobodySelectedAll,
	Share: func(group, total audit.Counts) audit.Rate {
		return audit.Rate{Of: group.Sum(anyLabel, selected), Out: total.Sum(anyLabel, selected)}
	},
	// The share grows with the size of the group, so that a small group has a small one under perfect parity.
	worse: neither,
}
