package metric

import "auditd/audit"

// betweenGroupTheilIndex is generalized entropy with α = 1. A benefit of 0 adds 0, the limit of x ln x. Each person stands
// with the mean benefit of the group.
var betweenGroupTheilIndex = Composite{
	Name:       "between_group_theil_index",
	Title:      "Between-group Theil index",
	Definition: "Between-group mean of (b/μ) ln(b/μ), where b is the benefit decision − label + 1.",
	Source:     "Speicher et al. 2018, KDD; Shorrocks 1980, Econometrica 48, 613–625",
	NeedsLabel: true,
	Benefit:    true,
	Compute: func(groups []GroupCounts, _ int, minSize int64) audit.Aggregate {
		return betweenGroups("between_group_theil_index", groups, minSize, theil)
	},
}
