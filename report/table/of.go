package table

import (
	"slices"
	"strings"

	"auditd/audit"
)

func findings(a *audit.Audit) Table {
	t := Table{Name: "findings", Title: "Findings, worst first", Columns: slices.Concat([]Column{
		{"id", Text, "Number of the finding."}, {"level", Text, "disparity, inconclusive or note."}, {"rule", Text, "Rule that judged."},
		{"metric", Text, "Metric that was judged."}, {"attributes", Text, "Attributes of the group."}, {"group", Text, "Group."},
		{"reference", Text, "Group it is compared with."}, {"verdict", Text, "disparity_shown, parity_shown or inconclusive."},
		{"adverse", Boolean, "The group fares worse."}, {"kind", Text, "ratio or difference."}, {"value", Number, "Ratio or difference."},
	}, intervalColumns, []Column{
		{"n", Integer, "People in the denominator of the group's rate."}, {"reference_n", Integer, "Likewise of the reference."},
		{"p_adjusted", Number, "p-value adjusted within its family."}, {"reason", Text, "Why this verdict."},
		{"records_needed", Integer, "Further records of the group that would settle it."},
	})}
	for _, f := range a.Findings {
		row := []any{f.ID, string(f.Level), f.Rule, f.Metric, text(f.Group.Attributes()), text(f.Group.Label()), text(f.Reference.Label()), string(f.Verdict), f.Adverse}
		e := f.Evidence
		if e == nil {
			row = append(row, nil, nil, nil, nil, nil, nil, nil, nil, nil, text(f.Reason), nil)
		} else {
			row = append(append(append(row, e.Kind, real(e.Value)), interval(e.Interval)...), e.N, e.ReferenceN, adjusted(e.Test), text(f.Reason), count(e.RecordsNeeded))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func adjusted(t *audit.Test) any {
	if t == nil {
		return nil
	}
	return p(t.PAdjusted)
}

func estimates(a *audit.Audit) Table {
	t := Table{Name: "estimates", Title: "Rates of every group", Columns: slices.Concat([]Column{
		{"metric", Text, "Metric."}, {"attributes", Text, "Attributes of the group; empty for everybody."}, {"group", Text, "Group; empty for everybody."},
		{"stratum", Text, "Stratum that is held fixed; empty for none."}, {"n", Integer, "People in the group."}, {"share", Number, "Share of the people with a known value."},
		{"numerator", Integer, "People in the numerator."}, {"denominator", Integer, "People in the denominator."}, {"value", Number, "Rate; empty when undefined."},
	}, intervalColumns, []Column{{"status", Text, "ok, or why the value must not be relied on."}, {"why", Text, "Reason."}, {"flags", Text, "Remarks, separated by blanks."}})}
	for _, e := range a.Estimates {
		row := []any{e.Metric, text(e.Group.Attributes()), text(e.Group.Label()), text(e.Stratum.Label()), e.N, finite(e.Share), e.Numerator, e.Denominator, real(e.Value)}
		row = append(append(row, interval(e.Interval)...), string(e.Status), text(e.Why), text(strings.Join(e.Flags, " ")))
		t.Rows = append(t.Rows, row)
	}
	return t
}

func comparisons(a *audit.Audit) Table {
	t := Table{Name: "comparisons", Title: "Every comparison of two groups", Columns: slices.Concat([]Column{
		{"metric", Text, "Metric."}, {"kind", Text, "ratio or difference."}, {"against", Text, "reference or complement."}, {"attributes", Text, "Attributes of the group."},
		{"group", Text, "Group."}, {"reference", Text, "Reference group; empty for everybody else."}, {"stratum", Text, "Stratum that is held fixed."},
		{"group_rate", Number, "Rate of the group."}, {"reference_rate", Number, "Rate of the reference."}, {"n", Integer, "Denominator of the group."},
		{"reference_n", Integer, "Denominator of the reference."}, {"value", Number, "Group over reference, or group minus reference."},
	}, intervalColumns, []Column{
		{"test", Text, "Test of equal rates."}, {"statistic", Number, "Its statistic."}, {"p", Number, "Two-sided p-value."}, {"p_adjusted", Number, "Adjusted within the family."},
		{"family", Text, "Tests adjusted together."}, {"family_size", Integer, "Their number."}, {"verdict", Text, "disparity_shown, parity_shown or inconclusive."},
		{"status", Text, "ok, or why the value must not be relied on."}, {"why", Text, "Reason."}, {"minimum_detectable", Number, "Nearest value that these numbers would show with power 0.8."},
		{"records_needed", Integer, "Further records of the group that would settle it."},
	})}
	for _, c := range a.Comparisons {
		row := []any{
			c.Metric, c.Kind, c.Against, text(c.Group.Attributes()), text(c.Group.Label()), text(c.Reference.Label()), text(c.Stratum.Label()),
			real(c.GroupRate), real(c.ReferenceRate), c.N, c.ReferenceN, real(c.Value),
		}
		row = append(row, interval(c.Interval)...)
		if c.Test == nil {
			row = append(row, nil, nil, nil, nil, nil, nil)
		} else {
			row = append(row, c.Test.Name, real(c.Test.Statistic), p(c.Test.P), p(c.Test.PAdjusted), text(c.Test.Family), int64(c.Test.FamilyN))
		}
		t.Rows = append(t.Rows, append(row, string(c.Verdict), string(c.Status), text(c.Why), real(c.MinDetectable), count(c.RecordsNeeded)))
	}
	return t
}

func aggregates(a *audit.Audit) Table {
	t := Table{Name: "aggregates", Title: "Numbers over all groups of an attribute", Columns: []Column{
		{"metric", Text, "Metric."}, {"kind", Text, "What is made of the groups' rates."}, {"attributes", Text, "Attributes."}, {"value", Number, "Value; empty when undefined."},
		{"null_quantile", Number, "What parity alone would give in 95 of 100 samples."}, {"p", Number, "p-value where it is a test."}, {"low", Text, "Group with the lowest rate."},
		{"high", Text, "Group with the highest rate."}, {"groups_used", Integer, "Groups the number rests on."}, {"groups_left_out", Integer, "Groups it does not cover."},
		{"status", Text, "ok, or why the value must not be relied on."}, {"why", Text, "Reason."},
	}}
	for _, g := range a.Aggregates {
		var pv any
		if g.Test != nil {
			pv = p(g.Test.P)
		}
		t.Rows = append(t.Rows, []any{
			g.Metric, g.Kind, strings.Join(g.Attributes, " × "), real(g.Value), real(g.NullQuantile), pv, text(g.Low.Label()), text(g.High.Label()),
			int64(g.GroupsUsed), int64(len(g.GroupsLeft)), string(g.Status), text(g.Why),
		})
	}
	return t
}
