package measure

import "auditd/audit/metric"

// hypothesisOf returns the name under which a metric's test is counted.
func hypothesisOf(met metric.Metric) string { return metric.Hypothesis(met.Name) }

// isPrimary reports whether a rule of the plan judges the metric or its complement.
func (m *measurement) isPrimary(met metric.Metric) bool {
	for name := range m.primary {
		if metric.Hypothesis(name) == hypothesisOf(met) {
			return true
		}
	}
	return false
}
