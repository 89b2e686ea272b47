package metric

import "auditd/audit"

// betweenGroupGeneralizedEntropyIndex is 0 when everybody has the same benefit. Each person stands with the mean benefit of
// the group.
var betweenGroupGeneralizedEntropyIndex = Composite{
	Name:       "between_group_generalized_entropy_index",
	Title:      "Between-group generalized entropy index",
	Definition: "Between-group generalized entropy with α = 2 of the benefit decision − label + 1: the mean of (b/μ)² − 1, over 2.",
	Source:     "Speicher et al. 2018, KDD; Shorrocks 1980, Econometrica 48, 613–625",
	NeedsLabel: true,
	Benefit:    true,
	Compute: func(groups []GroupCounts, _ int, minSize int64) audit.Aggregate {
		return betweenGroups("between_group_generalized_entropy_index", groups, minSize, entropyTwo)
	},
}
