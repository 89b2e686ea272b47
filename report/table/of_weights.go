package table

import "auditd/audit"

// weightUses are what the sections do with the weights of the plan: one row for each number that does without them, at least one a
// section.
func weightUses(a *audit.Audit) Table {
	type row struct {
		section string
		use     *audit.WeightUse
		without audit.Unweighted
	}
	var items []row
	add := func(section string, use *audit.WeightUse) {
		if use == nil {
			return
		}
		if len(use.Unweighted) == 0 {
			items = append(items, row{section: section, use: use})
		}
		for _, u := range use.Unweighted {
			items = append(items, row{section, use, u})
		}
	}
	if s := a.Stages; s != nil {
		add("stages", s.Weights)
	}
	if s := a.Scores; s != nil {
		add("scores", s.Weights)
	}
	if s := a.Subgroups; s != nil {
		add("subgroups", s.Weights)
	}
	if p := a.Proxies; p != nil {
		add("proxies", p.Weights)
	}
	return build("weight_use", "Use of weights by section", items, []field[row]{
		{"section", Text, "The section of the audit.", func(r *row) any { return text(r.section) }},
		{"column", Text, "Column of the weights.", func(r *row) any { return text(r.use.Column) }},
		{"used", Text, "Whether its numbers are weighted: all, part or none.", func(r *row) any { return text(r.use.Used) }},
		{"part", Text, "What counts people nevertheless; no value means everything, or nothing where all is weighted.", func(r *row) any { return text(r.without.Part) }},
		{"why", Text, "Key of the message that says why.", func(r *row) any { return text(r.without.Why) }},
	})
}
