package metric

import "auditd/audit"

// selectionRate is the share of a group that the system selects. People without a decision are in neither count.
var selectionRate = Metric{
	Name:       "selection_rate",
	Title:      "Selection rate",
	Definition: "People selected over people with a decision, labelled or not.",
	Source:     "EEOC Uniform Guidelines, 29 CFR 1607.4(D) and 1607.16(R)",
	Empty:      WhyNoDecisions,
	Proportion: true,
	Rate:       func(c audit.Counts) audit.Rate { return over(c, anyLabel, selected, anyLabel, decisions) },
	// Being selected less often hurts where selection is a good, more often where it is a burden.
	worse: func(favourable bool) int {
		if favourable {
			return -1
		}
		return +1
	},
}
