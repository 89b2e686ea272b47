package table

import "auditd/audit"

func items(a *audit.Audit) Table {
	type row = audit.ItemComparison
	var rows []row
	if a.Items != nil {
		rows = a.Items.Comparisons
	}
	end := func(get func(*row) *audit.Interval, cell func(*audit.Interval) float64) func(*row) any {
		return func(r *row) any {
			if i := get(r); i != nil {
				return finite(audit.Real(cell(i)))
			}
			return nil
		}
	}
	lower, upper := func(i *audit.Interval) float64 { return i.Lower }, func(i *audit.Interval) float64 { return i.Upper }
	odds := func(r *row) *audit.Interval { return r.OddsRatio.Interval }
	difference := func(r *row) *audit.Interval { return r.Difference.Interval }
	return build("items", "Single items, among people with the same total", rows, []field[row]{
		{"item", Text, "Name of the item.", func(r *row) any { return text(r.Item) }},
	}, groupFields(func(r *row) audit.Group { return r.Group }),
		namedGroup("reference", "Group it is compared with.", func(r *row) audit.Group { return r.Reference }), []field[row]{
			{"n", Integer, "People of the group with a total.", func(r *row) any { return r.N }},
			{"reference_n", Integer, "People of the reference group with a total.", func(r *row) any { return r.ReferenceN }},
			{"unknown", Integer, "People of the group without a total, because an item is missing.", func(r *row) any { return r.Unknown }},
			{"rate", Number, "Share of the group that meets the item, whatever the total.", func(r *row) any { return real(r.Rate) }},
			{"reference_rate", Number, "Share of the reference group that does.", func(r *row) any { return real(r.ReferenceRate) }},
			{"totals", Integer, "Totals that carry information: both groups and both answers occur.", func(r *row) any { return int64(r.Totals) }},
			{"totals_skipped", Integer, "Totals that occur and carry none.", func(r *row) any { return int64(r.Skipped) }},
			{"people_skipped", Number, "People in those.", func(r *row) any { return finite(r.SkippedN) }},
			{"difference", Number, "Share of the group less that of the reference group, among people with the same total.", func(r *row) any { return real(r.Difference.Value) }},
			{"difference_lower", Number, "Lower end of its confidence interval.", end(difference, lower)},
			{"difference_upper", Number, "Upper end of its confidence interval.", end(difference, upper)},
			{"odds_ratio", Number, "Odds of the reference group over those of the group, within totals.", func(r *row) any { return real(r.OddsRatio.Value) }},
			{"odds_ratio_lower", Number, "Lower end of its confidence interval.", end(odds, lower)},
			{"odds_ratio_upper", Number, "Upper end of its confidence interval.", end(odds, upper)},
			{"delta", Number, "The odds ratio on the delta scale, −2.35 times its logarithm; below 0 the item is harder for the group.", func(r *row) any { return real(r.Delta) }},
		}, intervalFields(func(r *row) *audit.Interval { return r.DeltaInterval }), []field[row]{
			{"class", Text, "Class of the size: A, B or C.", func(r *row) any { return text(r.Class) }},
			{"p_beyond_one", Number, "One-sided p-value of a size above 1, not adjusted.", func(r *row) any { return p(r.BeyondP) }},
		}, testFields(func(r *row) *audit.Test { return r.Test }), statusFields(func(r *row) (audit.Status, string) { return r.Status, r.Why }))
}
