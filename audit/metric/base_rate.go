package metric

import "auditd/audit"

// baseRate is the prevalence of the positive label in a group.
var baseRate = Metric{
	Name:       "base_rate",
	Title:      "Base rate",
	Definition: "People with a positive label over people with a label, with or without a decision.",
	Source:     "Barocas, Hardt, Narayanan 2023, Fairness and Machine Learning, ch. 3",
	Empty:      WhyNoLabels,
	NeedsLabel: true,
	Proportion: true,
	Rate:       func(c audit.Counts) audit.Rate { return over(c, positive, anyDecision, labels, anyDecision) },
	// A base rate describes the people, or how they were measured, and not what the system did to them.
	worse: neither,
}
