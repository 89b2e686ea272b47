package metric

import "auditd/audit"

// negativePredictiveValue is the share of those not selected who are rightly so.
var negativePredictiveValue = Metric{
	Name:       "negative_predictive_value",
	Title:      "Negative predictive value",
	Definition: "People with a negative label over people with a label, among those not selected.",
	Source:     "Fawcett 2006, Pattern Recognition Letters 27, 861–874",
	Empty:      WhyEverybodySelected,
	NeedsLabel: true,
	Proportion: true,
	Rate:       func(c audit.Counts) audit.Rate { return over(c, negative, notSelected, labels, notSelected) },
	// Two causes pull a predictive value apart: the bar that the system sets for the group, and the spread of merit within
	// it (infra-marginality; Simoiu, Corbett-Davies, Goel 2017, Annals of Applied Statistics 11, 1193–1216). A lower value
	// can come from a stricter bar or from other people, so the value alone does not say who is wronged.
	worse: neither,
}
