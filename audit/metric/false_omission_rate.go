package metric

import "auditd/audit"

// falseOmissionRate is the complement of the negative predictive value.
var falseOmissionRate = Metric{
	Name:       "false_omission_rate",
	Title:      "False omission rate",
	Definition: "People with a positive label over people with a label, among those not selected.",
	Source:     "Fawcett 2006, Pattern Recognition Letters 27, 861–874",
	Empty:      WhyEverybodySelected,
	NeedsLabel: true,
	Proportion: true,
	Rate:       func(c audit.Counts) audit.Rate { return over(c, positive, notSelected, labels, notSelected) },
	// Two causes pull a predictive value apart: the bar that the system sets for the group, and the spread of merit within
	// it (infra-marginality; Simoiu, Corbett-Davies, Goel 2017, Annals of Applied Statistics 11, 1193–1216). A higher value
	// can come from a stricter bar or from other people, so the value alone does not say who is wronged.
	worse: neither,
}
