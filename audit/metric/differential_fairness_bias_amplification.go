package metric

import "auditd/audit"

// differentialFairnessBiasAmplification is positive when the decisions set the groups farther apart than the labels do.
var differentialFairnessBiasAmplification = Composite{
	Name:       "differential_fairness_bias_amplification",
	Title:      "Differential fairness bias amplification",
	Definition: "Smoothed differential fairness of the decisions less that of the labels.",
	Source:     "Foulds, Islam, Keya, Pan 2020, ICDE (arXiv:1807.08362)",
	NeedsLabel: true,
	Compute: func(groups []GroupCounts, _ int, minSize int64) audit.Aggregate {
		return biasAmplification(groups, minSize)
	},
}
