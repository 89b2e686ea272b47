package metric

import "auditd/audit"

// smoothedDifferentialFairness is ε: every probability of a decision lies within a factor of exp(ε) between groups. Smoothing
// (x+½)/(n+1) keeps it finite at 0 and at n.
var smoothedDifferentialFairness = Composite{
	Name:       "smoothed_differential_fairness",
	Title:      "Smoothed differential fairness",
	Definition: "Largest absolute log ratio, over pairs of groups, of the smoothed rates of selection or of its complement.",
	Source:     "Foulds, Islam, Keya, Pan 2020, ICDE (arXiv:1807.08362), Dirichlet concentration 1",
	Compute: func(groups []GroupCounts, _ int, minSize int64) audit.Aggregate {
		return differentialFairness("smoothed_differential_fairness", groups, minSize, selectionRate)
	},
}
