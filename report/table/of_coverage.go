package table

import (
	"slices"

	"auditd/audit"
)

func representation(a *audit.Audit) Table {
	t := Table{Name: "representation", Title: "Share of the data against share of the population", Columns: slices.Concat([]Column{
		{"attributes", Text, "Attributes of the group."}, {"group", Text, "Group."}, {"count", Integer, "People of the group in the data."},
		{"n", Integer, "People with a known value that the reference has."}, {"share", Number, "count over n."}, {"population", Integer, "People of the group in the population."},
		{"reference_share", Number, "Share of the population."}, {"ratio", Number, "share over reference_share."},
	}, intervalColumns, []Column{
		{"p_adjusted", Number, "p-value adjusted within the attribute."}, {"verdict", Text, "disparity_shown, parity_shown or inconclusive."}, {"direction", Text, "under or over."},
		{"records_short", Number, "Further records that would bring the share to its reference."}, {"status", Text, "ok, or why the value must not be relied on."}, {"why", Text, "Reason."},
	})}
	if a.Coverage == nil {
		return t
	}
	for _, r := range a.Coverage.Representation {
		row := []any{r.Group.Attributes(), r.Group.Label(), r.Count, r.N, real(r.Share), count(r.Population), real(r.ReferenceShare), real(r.Ratio)}
		row = append(append(row, interval(r.Interval)...), adjusted(r.Test), string(r.Verdict), text(r.Direction), real(r.Missing), string(r.Status), text(r.Why))
		t.Rows = append(t.Rows, row)
	}
	return t
}

func uncovered(a *audit.Audit) Table {
	t := Table{Name: "uncovered_patterns", Title: "Combinations with too few records", Columns: []Column{
		{"attributes", Text, "Attributes of the pattern."}, {"pattern", Text, "Their values."}, {"level", Integer, "Number of attributes."}, {"count", Integer, "Records that match."},
		{"materiality", Text, "under_covered, rare, structural_zero or no_population."}, {"population", Number, "People in the population."},
		{"expected", Number, "Records in a proportional sample of this size."}, {"basis", Text, "How the population is known."}, {"p_adjusted", Number, "As few in a proportional sample, adjusted."},
	}}
	if a.Coverage == nil {
		return t
	}
	for _, u := range a.Coverage.Uncovered {
		var pv any
		if u.PAdjusted != nil {
			pv = p(*u.PAdjusted)
		}
		t.Rows = append(t.Rows, []any{text(u.Pattern.Attributes()), text(u.Pattern.Label()), int64(u.Level), u.Count, text(u.Materiality), real(u.Population), real(u.Expected), text(u.Basis), pv})
	}
	return t
}

func collection(a *audit.Audit) Table {
	t := Table{Name: "collection_plan", Title: "Records to collect", Columns: []Column{
		{"step", Integer, "Order of the plan."}, {"attributes", Text, "Attributes."}, {"combination", Text, "Values of the records to collect."}, {"records", Integer, "How many."},
	}}
	if a.Coverage == nil {
		return t
	}
	for i, c := range a.Coverage.Collection {
		t.Rows = append(t.Rows, []any{int64(i + 1), c.Combination.Attributes(), c.Combination.Label(), c.Records})
	}
	return t
}

func missing(a *audit.Audit) Table {
	t := Table{Name: "missing", Title: "Missing decisions and labels by group", Columns: []Column{
		{"attributes", Text, "Attribute of the group; empty for everybody."}, {"group", Text, "Group; empty for everybody."}, {"n", Integer, "People in the group."},
		{"decision_missing", Integer, "People without a decision."}, {"label_missing", Integer, "People without a label."},
	}}
	for _, m := range a.Missing {
		t.Rows = append(t.Rows, []any{text(m.Group.Attributes()), text(m.Group.Label()), m.N, m.Decision, m.Label})
	}
	return t
}

func excluded(a *audit.Audit) Table {
	t := Table{Name: "excluded", Title: "Rows that were read and not counted", Columns: []Column{
		{"reason", Text, "Reason."}, {"column", Text, "Column it is about."}, {"rows", Integer, "Number of rows."},
	}}
	for _, e := range a.Excluded {
		t.Rows = append(t.Rows, []any{e.Reason, text(e.Column), e.Rows})
	}
	return t
}

func values(a *audit.Audit) Table {
	t := Table{Name: "values", Title: "Values as they were read", Columns: []Column{
		{"column", Text, "Column of the file."}, {"role", Text, "What the column is."}, {"value", Text, "Value as decoded."}, {"rows", Integer, "Rows."}, {"taken_as", Text, "What it was taken for."},
	}}
	for _, c := range a.Values {
		for _, v := range c.Values {
			t.Rows = append(t.Rows, []any{c.Column, c.Role, v.Value, v.Rows, text(v.As)})
		}
	}
	return t
}

func profile(a *audit.Audit) Table {
	t := Table{Name: "profile", Title: "Numbers of another tool", Columns: []Column{
		{"tool", Text, "Tool and version."}, {"metric", Text, "The tool's own name."}, {"attribute", Text, "Attribute."}, {"group", Text, "Group; empty for all."},
		{"reference", Text, "Reference group."}, {"stratum", Text, "Group variable of a conditional metric."}, {"value", Number, "What the tool prints."},
		{"text", Text, "What it prints where that is no number."}, {"note", Text, "Where the answer misleads."},
	}}
	if a.Profile == nil {
		return t
	}
	for _, v := range a.Profile.Values {
		t.Rows = append(t.Rows, []any{a.Profile.Name + " " + a.Profile.Version, v.Metric, v.Attribute, text(v.Group), text(v.Reference), text(v.Stratum), real(v.Value), text(v.Text), text(v.Note)})
	}
	return t
}
