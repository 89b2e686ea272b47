package rule

import "auditd/audit"

// parityTolerance asks of every rate whether two groups differ by more than a tolerance in percentage points.
var parityTolerance = Rule{
	Name:  "parity_tolerance",
	Title: "Parity within a tolerance",
	Definition: "A group's selection and error rates are compared with the reference group's; disparity is shown when the interval " +
		"of the difference lies outside ± the tolerance, parity when the 90 % interval lies inside it.",
	Source: "Equivalence testing by two one-sided tests (Schuirmann 1987); criteria of Hardt, Price, Srebro 2016 and Chouldechova 2017",
	Parameters: []Parameter{
		{Name: "tolerance", Default: 0.05, Low: 0, High: 1, Text: "Half the width of the band of differences; 0.05 is five percentage points."},
	},
	Metrics: parityMetrics,
	Judge: func(in *Input) []audit.Finding {
		return judged("parity_tolerance", audit.Difference, parityMetrics(in.Scope), in)
	},
}

// parityMetrics are independence, separation and sufficiency (methods 3.6). A complement of a listed rate would say the same
// twice. Without a decision the labels themselves are compared.
func parityMetrics(s Scope) []string {
	switch {
	case s.Decision && s.Label:
		return []string{"selection_rate", "true_positive_rate", "false_positive_rate", "positive_predictive_value", "negative_predictive_value"}
	case s.Decision:
		return []string{"selection_rate"}
	case s.Label:
		return []string{"base_rate"}
	default:
		return nil
	}
}
