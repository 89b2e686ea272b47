package metric

import "auditd/audit"

// falseNegativeRate is the share of the people with a positive label whom the system passes over.
var falseNegativeRate = Metric{
	Name:       "false_negative_rate",
	Title:      "False negative rate",
	Definition: "People not selected over people with a decision, among those whose label is positive.",
	Source:     "Chouldechova 2017, Big Data 5, 153–163; Fawcett 2006, Pattern Recognition Letters 27, 861–874",
	Empty:      WhyNoPositive,
	NeedsLabel: true,
	Proportion: true,
	Rate:       func(c audit.Counts) audit.Rate { return over(c, positive, notSelected, positive, decisions) },
	// Where selection is a good, a higher rate denies it to people who merited it. Where it is a burden, these are people
	// spared by mistake. An error in the person's favour has no fixed direction: it may be a gift or a burden that the
	// person cannot bear.
	worse: func(favourable bool) int {
		if favourable {
			return +1
		}
		return 0
	},
}
