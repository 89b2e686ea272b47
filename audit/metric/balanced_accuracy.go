package metric

import "auditd/audit"

// balancedAccuracy is no proportion: it has two denominators, and is undefined when either is empty.
var balancedAccuracy = Metric{
	Name:       "balanced_accuracy",
	Title:      "Balanced accuracy",
	Definition: "Plain mean of the true positive rate and the true negative rate.",
	Source:     "Brodersen et al. 2010, ICPR, 3121–3124",
	Empty:      WhyOneLabelOnly,
	NeedsLabel: true,
	Mean: func(c audit.Counts) []audit.Rate {
		return []audit.Rate{truePositiveRate.Rate(c), trueNegativeRate.Rate(c)}
	},
	// A group for which the system separates the labels less well is served worse.
	worse: lowerHurts,
}
