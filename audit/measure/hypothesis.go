package measure

import "auditd/audit/metric"

// complements are the rates that say the same as another one of the same people, turned round: a test that the one is equal in two
// groups is the test that the other is. Such a pair is one hypothesis and counts once in its family.
var complements = map[string]string{
	"favourable_rate":      "selection_rate",
	"false_negative_rate":  "true_positive_rate",
	"true_negative_rate":   "false_positive_rate",
	"false_discovery_rate": "positive_predictive_value",
	"false_omission_rate":  "negative_predictive_value",
	"error_rate":           "accuracy",
}

// hypothesisOf returns the name under which a metric's test is counted.
func hypothesisOf(met metric.Metric) string {
	if c, ok := complements[met.Name]; ok {
		return c
	}
	return met.Name
}

// isPrimary reports whether a rule of the plan judges the metric or its complement.
func (m *measurement) isPrimary(met metric.Metric) bool {
	name := hypothesisOf(met)
	if m.primary[name] {
		return true
	}
	for c, of := range complements {
		if of == name && m.primary[c] {
			return true
		}
	}
	return false
}
