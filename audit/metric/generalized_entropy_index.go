package metric

import "auditd/audit"

// generalizedEntropyIndex is 0 when everybody has the same benefit. It looks at people, not at groups, so everybody with a
// decision and a label counts, unknown groups included.
var generalizedEntropyIndex = Composite{
	Name:       "generalized_entropy_index",
	Title:      "Generalized entropy index",
	Definition: "Generalized entropy with α = 2 of the benefit decision − label + 1: the mean of (b/μ)² − 1, over 2.",
	Source:     "Speicher et al. 2018, KDD; Shorrocks 1980, Econometrica 48, 613–625",
	NeedsLabel: true,
	Benefit:    true,
	Compute: func(groups []GroupCounts, _ int, _ int64) audit.Aggregate {
		return amongPeople("generalized_entropy_index", groups, entropyTwo)
	},
}
