package metric

import "auditd/audit"

// theilIndex is generalized entropy with α = 1. A benefit of 0 adds 0, the limit of x ln x. It looks at people, not at groups,
// so everybody with a decision and a label counts, unknown groups included.
var theilIndex = Composite{
	Name:       "theil_index",
	Title:      "Theil index",
	Definition: "Mean of (b/μ) ln(b/μ), where b is the benefit decision − label + 1.",
	Source:     "Speicher et al. 2018, KDD; Shorrocks 1980, Econometrica 48, 613–625",
	NeedsLabel: true,
	Benefit:    true,
	Compute: func(groups []GroupCounts, _ int, _ int64) audit.Aggregate {
		return amongPeople("theil_index", groups, theil)
	},
}
