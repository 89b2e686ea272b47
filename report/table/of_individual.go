package table

import "auditd/audit"

func consistency(a *audit.Audit) Table {
	type row = audit.GroupConsistency
	var rows []row
	if a.Consistency != nil {
		rows = a.Consistency.Groups
	}
	return build("consistency", "How often people are decided as those most like them", rows, groupFields(func(r *row) audit.Group { return r.Group }), []field[row]{
		{"n", Integer, "People of the group with a decision.", func(r *row) any { return r.N }},
		{"value", Number, "Mean share of a person's nearest others, of any group, who have the person's decision.", func(r *row) any { return real(r.Value) }},
	}, intervalFields(func(r *row) *audit.Interval { return r.Interval }), statusFields(func(r *row) (audit.Status, string) { return r.Status, r.Why }))
}
