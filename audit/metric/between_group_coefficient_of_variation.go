package metric

import "auditd/audit"

// betweenGroupCoefficientOfVariation is the root of twice the generalized entropy with α = 2. Each person stands with the mean
// benefit of the group.
var betweenGroupCoefficientOfVariation = Composite{
	Name:       "between_group_coefficient_of_variation",
	Title:      "Between-group coefficient of variation",
	Definition: "Between-group standard deviation of the benefit decision − label + 1 over its mean.",
	Source:     "Speicher et al. 2018, KDD; Shorrocks 1980, Econometrica 48, 613–625",
	NeedsLabel: true,
	Benefit:    true,
	Compute: func(groups []GroupCounts, _ int, minSize int64) audit.Aggregate {
		return betweenGroups("between_group_coefficient_of_variation", groups, minSize, variation)
	},
}
