package metric

import "auditd/audit"

// truePositiveRate is also called recall, sensitivity and hit rate.
var truePositiveRate = Metric{
	Name:       "true_positive_rate",
	Title:      "True positive rate",
	Definition: "People selected over people with a decision, among those whose label is positive.",
	Source:     "Hardt, Price, Srebro 2016 (equal opportunity); Fawcett 2006, Pattern Recognition Letters 27, 861–874",
	Empty:      WhyNoPositive,
	NeedsLabel: true,
	Proportion: true,
	Rate:       func(c audit.Counts) audit.Rate { return over(c, positive, selected, positive, decisions) },
	// Where selection is a good, a lower rate denies it to people who merited it. Where it is a burden, the complement
	// counts people spared by mistake. An error in the person's favour has no fixed direction: it may be a gift or a burden
	// that the person cannot bear.
	worse: func(favourable bool) int {
		if favourable {
			return -1
		}
		return 0
	},
}
