package planfile

import (
	"go.yaml.in/yaml/v3"

	"auditd/audit"
)

// period reads columns.period; nil when the plan has none.
func (r *reader) period(n *yaml.Node) *audit.PeriodColumn {
	if n == nil {
		return nil
	}
	m := r.mapping(n, "columns.period")
	p := &audit.PeriodColumn{Column: m.required("column", "name the column with the date of each decision"), By: m.choice("by", "month", "year", "quarter", "month", "day"), Missing: m.texts("missing")}
	m.done()
	return p
}
