package metric

import "auditd/audit"

// trueNegativeRate is also called specificity.
var trueNegativeRate = Metric{
	Name:       "true_negative_rate",
	Title:      "True negative rate",
	Definition: "People not selected over people with a decision, among those whose label is negative.",
	Source:     "Fawcett 2006, Pattern Recognition Letters 27, 861–874",
	Empty:      WhyNoNegative,
	NeedsLabel: true,
	Proportion: true,
	Rate:       func(c audit.Counts) audit.Rate { return over(c, negative, notSelected, negative, decisions) },
	// Where selection is a burden, a lower rate puts it on people who gave no cause. Where it is a good, the complement
	// counts people favoured by mistake. An error in the person's favour has no fixed direction: it may be a gift or a
	// burden that the person cannot bear.
	worse: func(favourable bool) int {
		if favourable {
			return 0
		}
		return -1
	},
}
