package table

import (
	"strings"

	"auditd/audit"
)

// within turns the fields of a part into those of a row that holds the part.
func within[T, P any](fields []field[P], part func(*T) *P) []field[T] {
	out := make([]field[T], len(fields))
	for i, f := range fields {
		out[i] = field[T]{f.name, f.kind, f.text, func(row *T) any { return f.cell(part(row)) }}
	}
	return out
}

func subgroupsTested(a *audit.Audit) Table {
	var rows []audit.TestedSubgroup
	if a.Subgroups != nil {
		for i := range a.Subgroups.Metrics {
			rows = append(rows, a.Subgroups.Metrics[i].Tested...)
		}
	}
	return build("subgroups_tested", "Subgroups that the search put forward, against everybody outside", rows, []field[audit.TestedSubgroup]{
		{"people", Integer, "People of the subgroup on whom it was tested.", func(t *audit.TestedSubgroup) any { return t.N }},
		{"found", Number, "Divergence where the subgroup was sought; too large on average.", func(t *audit.TestedSubgroup) any { return finite(t.Found) }},
	}, within(comparisonFields(), func(t *audit.TestedSubgroup) *audit.Comparison { return &t.Comparison }))
}

// A describedSubgroup is a subgroup of everybody with the rate that it was found by.
type describedSubgroup struct {
	metric string
	order  string // above, below: by distance; gamma_unfairness, slice_score
	*audit.Subgroup
}

func subgroupsDescribed(a *audit.Audit) Table {
	var rows []describedSubgroup
	if a.Subgroups != nil {
		for i := range a.Subgroups.Metrics {
			m := &a.Subgroups.Metrics[i]
			for _, by := range []struct {
				order string
				list  []audit.Subgroup
			}{{"above", m.Above}, {"below", m.Below}, {"gamma_unfairness", m.Heaviest}, {"slice_score", m.Slices}} {
				for k := range by.list {
					rows = append(rows, describedSubgroup{m.Metric, by.order, &by.list[k]})
				}
			}
		}
	}
	return build("subgroups", "Subgroups farthest from everybody or weighing most, described and not tested", rows, []field[describedSubgroup]{
		{"metric", Text, "Rate that the subgroup lies far from everybody by.", func(s *describedSubgroup) any { return text(s.metric) }},
		{"order", Text, "Order in which the subgroup stands among the first: above or below everybody by distance, gamma_unfairness, or slice_score.", func(s *describedSubgroup) any { return text(s.order) }},
	}, groupFields(func(s *describedSubgroup) audit.Group { return s.Group }), []field[describedSubgroup]{
		{"n", Integer, "People in the subgroup.", func(s *describedSubgroup) any { return s.N }},
		{"support", Number, "Share of everybody.", func(s *describedSubgroup) any { return finite(s.Support) }},
		{"numerator", Integer, "People in the numerator of the rate.", func(s *describedSubgroup) any { return s.Numerator }},
		{"denominator", Integer, "People in the denominator of the rate.", func(s *describedSubgroup) any { return s.Denominator }},
		{"value", Number, "Value of the rate in the subgroup.", func(s *describedSubgroup) any { return finite(s.Value) }},
		{"divergence", Number, "The rate minus that of everybody.", func(s *describedSubgroup) any { return finite(s.Divergence) }},
		{"gamma_unfairness", Number, "Share of everybody who are in the subgroup and to whom the rate applies, times the size of the divergence.", func(s *describedSubgroup) any { return finite(s.Gamma) }},
		{"slice_score", Number, "SliceLine's score with weight 0.95; of rates of errors only.", func(s *describedSubgroup) any { return real(s.SliceScore) }},
		{"redundant", Boolean, "True when a condition less changes hardly anything.", func(s *describedSubgroup) any { return s.Redundant }},
	}, intervalFields(func(s *describedSubgroup) *audit.Interval { return s.Interval }))
}

// A proxyRow is a feature with the attribute that it is held against.
type proxyRow struct {
	attribute string
	*audit.Proxy
}

func proxies(a *audit.Audit) Table {
	var rows []proxyRow
	if a.Proxies != nil {
		for i := range a.Proxies.Attributes {
			x := &a.Proxies.Attributes[i]
			for k := range x.Features {
				rows = append(rows, proxyRow{x.Attribute, &x.Features[k]})
			}
		}
	}
	return build("proxies", "What features tell of protected attributes", rows, []field[proxyRow]{
		{"attribute", Text, "Name of the protected attribute.", func(r *proxyRow) any { return text(r.attribute) }},
		{"feature", Text, "Feature that is held against it.", func(r *proxyRow) any { return text(r.Feature) }},
		{"strength", Text, "How strong the tie is: proxy, watch, weak or identifier.", func(r *proxyRow) any { return text(r.Strength) }},
		{"cramers_v", Number, "Cramér's V of the feature and the attribute.", func(r *proxyRow) any { return real(r.CramersV) }},
		{"cramers_v_corrected", Number, "The same with chance taken out (Bergsma 2013).", func(r *proxyRow) any { return real(r.Corrected) }},
		{"mutual_information", Number, "Mutual information in nats.", func(r *proxyRow) any { return real(r.Mutual) }},
		{"uncertainty", Number, "Share of the attribute's entropy that the feature takes away.", func(r *proxyRow) any { return real(r.Uncertainty) }},
		{"auc", Number, "Area under the curve for the group that the feature tells best, out of fold.", func(r *proxyRow) any { return real(r.AUC) }},
		{"auc_without", Number, "Mean area under the curve of all other features.", func(r *proxyRow) any { return real(r.Without) }},
	}, intervalFields(func(r *proxyRow) *audit.Interval { return r.Interval }), testFields(func(r *proxyRow) *audit.Test { return r.Test }),
		statusFields(func(r *proxyRow) (audit.Status, string) { return r.Status, r.Why }))
}

func missingGaps(a *audit.Audit) Table {
	var rows []audit.MissingGap
	if a.Missingness != nil {
		rows = a.Missingness.Gaps
	}
	return build("missing_gaps", "Values missing by group, against the reference group", rows, []field[audit.MissingGap]{
		{"column", Text, "Name of the column whose values are missing.", func(g *audit.MissingGap) any { return text(g.Column) }},
		{"missing", Integer, "People of the group whose value is missing.", func(g *audit.MissingGap) any { return g.Missing }},
		{"people", Integer, "People in the group.", func(g *audit.MissingGap) any { return g.N }},
	}, within(comparisonFields(), func(g *audit.MissingGap) *audit.Comparison { return &g.Comparison }))
}

func labelBounds(a *audit.Audit) Table {
	type row = audit.LabelBounds
	var rows []row
	if a.Missingness != nil {
		rows = a.Missingness.Bounds
	}
	return build("label_bounds", "What missing labels leave open", rows, []field[row]{
		{"metric", Text, "Rate whose bounds are given.", func(b *row) any { return text(b.Metric) }},
	}, groupFields(func(b *row) audit.Group { return b.Group }), []field[row]{
		{"unlabelled", Integer, "People without a label.", func(b *row) any { return b.Unlabelled }},
		{"observed", Number, "Rate of those with a label.", func(b *row) any { return real(b.Observed) }},
		{"lower", Number, "Lowest rate that missing labels allow.", func(b *row) any { return real(b.Lower) }},
		{"upper", Number, "Highest rate that they allow.", func(b *row) any { return real(b.Upper) }},
		{"difference_lower", Number, "Lowest difference from the reference group.", func(b *row) any { return real(b.DifferenceLower) }},
		{"difference_upper", Number, "Highest difference from the reference group.", func(b *row) any { return real(b.DifferenceUpper) }},
		{"direction_robust", Boolean, "True when no missing labels can turn the difference round.", func(b *row) any { return b.DirectionRobust }},
		{"rule_robust", Boolean, "True when none can move the ratio across the lower limit of its band.", func(b *row) any { return b.RuleRobust }},
	}, statusFields(func(b *row) (audit.Status, string) { return b.Status, b.Why }))
}

func clusters(a *audit.Audit) Table {
	var rows []audit.Cluster
	if a.Scan != nil {
		rows = a.Scan.Clusters
	}
	return build("clusters", "Groups that the scan found, against everybody outside", rows, []field[audit.Cluster]{
		{"conditions", Text, "What describes the group.", func(c *audit.Cluster) any { return text(conditions(c)) }},
		{"people", Integer, "People of the second half in the group.", func(c *audit.Cluster) any { return c.N }},
	}, within(comparisonFields(), func(c *audit.Cluster) *audit.Comparison { return &c.Comparison }))
}

func conditions(c *audit.Cluster) string {
	var out []string
	for _, x := range c.Conditions {
		sign := " = "
		if x.Not {
			sign = " ≠ "
		}
		out = append(out, x.Feature+sign+x.Value)
	}
	return strings.Join(out, "; ")
}
