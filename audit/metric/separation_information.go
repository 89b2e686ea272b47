package metric

import "auditd/audit"

// separationInformation is 0 when true and false positive rates are equal: the criterion of equalized odds as one number.
var separationInformation = Composite{
	Name:       "separation_information",
	Title:      "Information of the decision on the group, label known",
	Definition: "Share of the uncertainty about a person's group that knowing the decision takes away when the label is known already.",
	Source:     "Theil 1970, American Journal of Sociology 76, 103–154; Steinberg, Reid, O'Callaghan 2020, arXiv:2001.06089",
	NeedsLabel: true,
	OnRequest:  true,
	Compute: func(groups []GroupCounts, _ int, minSize int64) audit.Aggregate {
		return information("separation_information", groups, minSize, func(l audit.Label, d audit.Decision) (stratum, outcome int, ok bool) {
			return int(l) - int(audit.Negative), int(d) - int(audit.NotSelected), l != audit.NoLabel && d != audit.NoDecision
		})
	},
}
