package planfile

import (
	"slices"
	"strings"

	"auditd/audit"
)

// furtherMetrics reads the metrics that are measured only on request.
func (r *reader) furtherMetrics(m *mapping, c audit.Columns) []string {
	n := m.at("metrics")
	names := m.texts("metrics")
	known := audit.FurtherMetrics()
	for i, name := range names {
		switch {
		case !slices.Contains(known, name):
			remedy := "metrics measured on request: " + strings.Join(known, ", ")
			if near := audit.Nearest(name, known); near != "" {
				remedy = "did you mean \"" + near + "\"?"
			}
			r.fail(n, remedy, "metrics names %s, which is not measured on request", audit.Quote(name))
		case slices.Contains(names[:i], name):
			r.fail(n, "name each once", "metrics names %s twice", audit.Quote(name))
		case c.Decision == nil:
			r.fail(n, "name columns.decision", "metrics names %s, which needs decisions", audit.Quote(name))
		case c.Label == nil && audit.FurtherMetricNeedsLabel(name):
			r.fail(n, "name columns.label", "metrics names %s, which needs labels", audit.Quote(name))
		}
	}
	return names
}
