package metric

import "auditd/audit"

// threatScore leaves out the people whom nobody would select: it is not moved by how many there are of them.
var threatScore = Metric{
	Name:       "threat_score",
	Title:      "Threat score",
	Definition: "True positives over everybody who is selected, positive or both.",
	Source:     "Jaccard 1901; Schaefer 1990, Weather and Forecasting 5, 570–575 (critical success index)",
	Empty:      WhyNobodySelectedOrPositive,
	NeedsLabel: true,
	Proportion: true,
	OnRequest:  true,
	Rate:       selectedOrPositive,
	// A group for which selection and need meet less often is served worse.
	worse: lowerHurts,
}

// selectedOrPositive returns the true positives among the decided and labelled people who are selected, positive or both.
func selectedOrPositive(c audit.Counts) audit.Rate {
	r := over(c, positive, selected, positive, decisions)
	r.Out = tally(r.Out, c.Sum(negative, selected))
	return r
}
