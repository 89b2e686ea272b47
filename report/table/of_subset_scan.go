package table

import (
	"strings"

	"auditd/audit"
)

func subsetScan(a *audit.Audit) Table {
	type row = audit.ScannedSubset
	var rows []row
	if a.SubsetScan != nil {
		rows = a.SubsetScan.Subsets
	}
	return build("subset_scan", "People whose favourable decisions depart farthest from what is expected", rows, []field[row]{
		{"direction", Text, "Whether more favourable decisions than expected were sought (higher), or fewer (lower).", func(r *row) any { return text(r.Direction) }},
		{"conditions", Text, "What describes the people; no value means everybody, where nothing was found.", func(r *row) any { return text(subsetConditions(r.Conditions)) }},
		{"n", Integer, "People of the subset with a decision, and a label where the plan names one.", func(r *row) any { return r.N }},
		{"events", Integer, "Their favourable decisions.", func(r *row) any { return r.Events }},
		{"expected", Number, "Favourable decisions expected of them.", func(r *row) any { return finite(r.Expected) }},
		{"odds_factor", Number, "Factor by which the odds of a favourable decision differ from what is expected; no value where all have one.", func(r *row) any { return real(r.OddsFactor) }},
		{"score", Number, "Logarithm of the likelihood ratio less the penalty.", func(r *row) any { return finite(r.Score) }},
	}, testFields(func(r *row) *audit.Test { return r.Test }))
}

func subsetConditions(list []audit.SubsetCondition) string {
	var out []string
	for _, c := range list {
		out = append(out, c.Dimension+" = "+strings.Join(c.Values, " | "))
	}
	return strings.Join(out, "; ")
}

func scoredGroups(a *audit.Audit) Table {
	type row = audit.ScoredGroup
	var rows []row
	if a.SubsetScan != nil {
		rows = a.SubsetScan.Groups
	}
	return build("subset_scan_groups", "Score of every single group in the subset scan; described, not tested", rows, groupFields(func(r *row) audit.Group { return r.Group }), []field[row]{
		{"n", Integer, "People of the group with a decision, and a label where the plan names one.", func(r *row) any { return r.N }},
		{"events", Integer, "Their favourable decisions.", func(r *row) any { return r.Events }},
		{"expected", Number, "Favourable decisions expected of them.", func(r *row) any { return finite(r.Expected) }},
		{"direction", Text, "Whether there are more favourable decisions than expected (higher) or fewer (lower).", func(r *row) any { return text(r.Direction) }},
		{"odds_factor", Number, "Factor by which their odds differ from what is expected; no value where all have a favourable decision.", func(r *row) any { return real(r.OddsFactor) }},
		{"score", Number, "Logarithm of the likelihood ratio less the penalty of one value.", func(r *row) any { return real(r.Score) }},
	}, statusFields(func(r *row) (audit.Status, string) { return r.Status, r.Why }))
}
