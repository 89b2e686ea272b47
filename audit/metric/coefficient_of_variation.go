package metric

import "auditd/audit"

// coefficientOfVariation is the root of twice the generalized entropy with α = 2. It looks at people, not at groups, so
// everybody with a decision and a label counts, unknown groups included.
var coefficientOfVariation = Composite{
	Name:       "coefficient_of_variation",
	Title:      "Coefficient of variation",
	Definition: "Standard deviation of the benefit decision − label + 1 over its mean.",
	Source:     "Speicher et al. 2018, KDD; Shorrocks 1980, Econometrica 48, 613–625",
	NeedsLabel: true,
	Benefit:    true,
	Compute: func(groups []GroupCounts, _ int, _ int64) audit.Aggregate {
		return amongPeople("coefficient_of_variation", groups, variation)
	},
}
