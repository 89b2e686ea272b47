package metric

import "auditd/audit"

// falseDiscoveryRate is the complement of the positive predictive value. It is not the false discovery rate of multiple
// testing.
var falseDiscoveryRate = Metric{
	Name:       "false_discovery_rate",
	Title:      "False discovery rate",
	Definition: "People with a negative label over people with a label, among those selected.",
	Source:     "Fawcett 2006, Pattern Recognition Letters 27, 861–874",
	Empty:      WhyNobodySelected,
	NeedsLabel: true,
	Proportion: true,
	Rate:       func(c audit.Counts) audit.Rate { return over(c, negative, selected, labels, selected) },
	// Two causes pull a predictive value apart: the bar that the system sets for the group, and the spread of merit within
	// it (infra-marginality; Simoiu, Corbett-Davies, Goel 2017, Annals of Applied Statistics 11, 1193–1216). A lower value
	// can come from a stricter bar or from other people, so the value alone does not say who is wronged.
	worse: neither,
}
