package table

import "auditd/audit"

func concentration(a *audit.Audit) Table {
	type row = audit.GroupConcentration
	var rows []row
	if a.Concentration != nil {
		rows = a.Concentration.Groups
	}
	value := func(get func(*row) *audit.Effect) func(*row) any {
		return func(r *row) any { return real(get(r).Value) }
	}
	end := func(get func(*row) *audit.Effect, upper bool) func(*row) any {
		return func(r *row) any {
			i := get(r).Interval
			switch {
			case i == nil:
				return nil
			case upper:
				return finite(audit.Real(i.Upper))
			}
			return finite(audit.Real(i.Lower))
		}
	}
	wagstaff := func(r *row) *audit.Effect { return &r.Wagstaff }
	erreygers := func(r *row) *audit.Effect { return &r.Erreygers }
	return build("concentration", "Where favourable decisions gather along a number", rows, groupFields(func(r *row) audit.Group { return r.Group }), []field[row]{
		{"n", Integer, "People of the group with a decision and a number.", func(r *row) any { return r.N }},
		{"rate", Number, "Share of them who are decided favourably.", func(r *row) any { return real(r.Rate) }},
		{"lower_half", Number, "Share of the favourable decisions that went to the half with the lowest numbers.", func(r *row) any { return real(r.LowerHalf) }},
		{"index", Number, "Concentration index; below 0 favourable decisions gather at low numbers.", value(func(r *row) *audit.Effect { return &r.Index })},
	}, intervalFields(func(r *row) *audit.Interval { return r.Index.Interval }), []field[row]{
		{"wagstaff", Number, "The index over the share who are not decided favourably (Wagstaff 2005).", value(wagstaff)},
		{"wagstaff_lower", Number, "Lower end of its confidence interval.", end(wagstaff, false)},
		{"wagstaff_upper", Number, "Upper end of its confidence interval.", end(wagstaff, true)},
		{"erreygers", Number, "Four times the rate times the index (Erreygers 2009).", value(erreygers)},
		{"erreygers_lower", Number, "Lower end of its confidence interval.", end(erreygers, false)},
		{"erreygers_upper", Number, "Upper end of its confidence interval.", end(erreygers, true)},
	}, statusFields(func(r *row) (audit.Status, string) { return r.Status, r.Why }))
}
