package metric

import "auditd/audit"

// independenceInformation is 0 when all groups are selected at one rate.
var independenceInformation = Composite{
	Name:       "independence_information",
	Title:      "Information of the decision on the group",
	Definition: "Share of the uncertainty about a person's group that knowing the decision takes away.",
	Source:     "Theil 1970, American Journal of Sociology 76, 103–154; Steinberg, Reid, O'Callaghan 2020, arXiv:2001.06089",
	OnRequest:  true,
	Compute: func(groups []GroupCounts, _ int, minSize int64) audit.Aggregate {
		return information("independence_information", groups, minSize, func(_ audit.Label, d audit.Decision) (stratum, outcome int, ok bool) {
			return 0, int(d) - int(audit.NotSelected), d != audit.NoDecision
		})
	},
}
