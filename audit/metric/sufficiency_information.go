package metric

import "auditd/audit"

// sufficiencyInformation is 0 when positive and negative predictive values are equal.
var sufficiencyInformation = Composite{
	Name:       "sufficiency_information",
	Title:      "Information of the label on the group, decision known",
	Definition: "Share of the uncertainty about a person's group that knowing the label takes away when the decision is known already.",
	Source:     "Theil 1970, American Journal of Sociology 76, 103–154; Steinberg, Reid, O'Callaghan 2020, arXiv:2001.06089",
	NeedsLabel: true,
	OnRequest:  true,
	Compute: func(groups []GroupCounts, _ int, minSize int64) audit.Aggregate {
		return information("sufficiency_information", groups, minSize, func(l audit.Label, d audit.Decision) (stratum, outcome int, ok bool) {
			return int(d) - int(audit.NotSelected), int(l) - int(audit.Negative), l != audit.NoLabel && d != audit.NoDecision
		})
	},
}
