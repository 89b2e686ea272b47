package metric

import "auditd/audit"

// falsePositiveRate is the share of the people with a negative label whom the system selects.
var falsePositiveRate = Metric{
	Name:       "false_positive_rate",
	Title:      "False positive rate",
	Definition: "People selected over people with a decision, among those whose label is negative.",
	Source:     "Chouldechova 2017, Big Data 5, 153–163; Fawcett 2006, Pattern Recognition Letters 27, 861–874",
	Empty:      WhyNoNegative,
	NeedsLabel: true,
	Proportion: true,
	Rate:       func(c audit.Counts) audit.Rate { return over(c, negative, selected, negative, decisions) },
	// Where selection is a burden, a higher rate puts it on people who gave no cause. Where it is a good, these are people
	// favoured by mistake. An error in the person's favour has no fixed direction: it may be a gift or a burden that the
	// person cannot bear.
	worse: func(favourable bool) int {
		if favourable {
			return 0
		}
		return +1
	},
}
