package metric

import "auditd/audit"

// positivePredictiveValue is also called precision.
var positivePredictiveValue = Metric{
	Name:       "positive_predictive_value",
	Title:      "Positive predictive value",
	Definition: "People with a positive label over people with a label, among those selected.",
	Source:     "Chouldechova 2017, Big Data 5, 153–163 (predictive parity)",
	Empty:      WhyNobodySelected,
	NeedsLabel: true,
	Proportion: true,
	Rate:       func(c audit.Counts) audit.Rate { return over(c, positive, selected, labels, selected) },
	// Two causes pull a predictive value apart: the bar that the system sets for the group, and the spread of merit within
	// it (infra-marginality; Simoiu, Corbett-Davies, Goel 2017, Annals of Applied Statistics 11, 1193–1216). A higher value
	// can come from a stricter bar or from other people, so the value alone does not say who is wronged.
	worse: neither,
}
