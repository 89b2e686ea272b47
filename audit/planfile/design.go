package planfile

import "auditd/audit"

// design reads the columns of a sample that was drawn in clusters.
func (r *reader) design(m *mapping, c *audit.Columns) {
	c.Cluster, c.SurveyStratum = m.text("cluster", ""), m.text("survey_stratum", "")
	if c.SurveyStratum != "" && c.Cluster == "" {
		r.fail(m.node, "name the column of the primary sampling units: columns.cluster", "columns.survey_stratum is named and columns.cluster is not")
	}
}

// smallGroups reads whether more is to be said of small groups.
func (r *reader) smallGroups(o option, c *audit.Columns) bool {
	if !o.asked || o.off {
		return false
	}
	o.done()
	if c.Weight != "" {
		r.fail(o.node, "leave one of them out: exact tests and shrinkage count people", "analyses.small_groups is asked for and columns.weight is named")
	}
	return true
}
