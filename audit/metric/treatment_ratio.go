package metric

import "auditd/audit"

// treatmentRatio sets the two kinds of error of one group against each other. It is no proportion and can exceed 1; it is
// undefined when nobody is falsely selected.
var treatmentRatio = Metric{
	Name:       "treatment_ratio",
	Title:      "Treatment ratio",
	Definition: "False negatives over false positives.",
	Source:     "Berk, Heidari, Jabbari, Kearns, Roth 2021, Sociological Methods and Research 50, 3–44 (treatment equality)",
	Empty:      WhyNoFalsePositives,
	NeedsLabel: true,
	Rate:       func(c audit.Counts) audit.Rate { return over(c, positive, notSelected, negative, selected) },
	// Where selection is a good, a higher ratio means that the errors fall on the side of denying it; where it is a burden,
	// a lower ratio means that they fall on the side of imposing it.
	worse: func(favourable bool) int {
		if favourable {
			return +1
		}
		return -1
	},
}
