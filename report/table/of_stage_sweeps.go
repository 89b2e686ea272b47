package table

import "auditd/audit"

// stageSweepPairs are the filters whose number the plan names, with every group against its reference.
func stageSweepPairs(a *audit.Audit) Table {
	type row struct {
		s *audit.StageSweep
		p *audit.StageSweepPair
	}
	var items []row
	if a.Stages != nil {
		for i := range a.Stages.Sweeps {
			s := &a.Stages.Sweeps[i]
			for k := range s.Pairs {
				items = append(items, row{s, &s.Pairs[k]})
			}
		}
	}
	return build("stage_sweeps", "Filters by a number", items, []field[row]{
		{"stage", Text, "Name of the filter.", func(r *row) any { return text(r.s.Stage) }},
		{"column", Text, "Column of the number.", func(r *row) any { return text(r.s.Column) }},
		{"passes", Text, "Which numbers pass: at_least, above, at_most or below the cut.", func(r *row) any { return text(r.s.Passes) }},
		{"cut", Number, "The cut in use.", func(r *row) any { return finite(r.s.Cut) }},
		{"distinct", Integer, "Numbers that are told apart.", func(r *row) any { return int64(r.s.Distinct) }},
		{"bits", Integer, "Significant bits of the numbers that were kept; 0 means that they are exact.", func(r *row) any { return int64(r.s.Bits) }},
		{"error", Number, "Most by which a number differs from the one that stands for it, as a share of its size.", func(r *row) any { return finite(r.s.Error) }},
		{"agree", Integer, "Results that the cut in use explains, where the plan names results besides.", func(r *row) any { return r.s.Agree }},
		{"results", Integer, "Results of people whose number is known, likewise.", func(r *row) any { return r.s.Of }},
		{"whole", Boolean, "True when the whole process is told too.", func(r *row) any { return r.s.Whole }},
	}, groupFields(func(r *row) audit.Group { return r.p.Group }), namedGroup("reference", "Group it is compared with.", func(r *row) audit.Group { return r.p.Reference }), []field[row]{
		{"n", Integer, "People of the group whose number is known.", func(r *row) any { return r.p.N }},
		{"reference_n", Integer, "The same of the reference.", func(r *row) any { return r.p.ReferenceN }},
		{"unknown", Integer, "People of the group whose number is not known.", func(r *row) any { return r.p.Unknown }},
		{"reference_unknown", Integer, "The same of the reference.", func(r *row) any { return r.p.ReferenceUnknown }},
	})
}

// stageSweeps are the cuts of filters whose number the plan names.
func stageSweeps(a *audit.Audit) Table {
	type row struct {
		s *audit.StageSweep
		p *audit.StageSweepPair
		c *audit.StageSweepCut
	}
	var items []row
	if a.Stages != nil {
		for i := range a.Stages.Sweeps {
			s := &a.Stages.Sweeps[i]
			for k := range s.Pairs {
				for j := range s.Pairs[k].Cuts {
					items = append(items, row{s, &s.Pairs[k], &s.Pairs[k].Cuts[j]})
				}
			}
		}
	}
	return build("stage_cuts", "What other cuts of filters would do", items, []field[row]{
		{"stage", Text, "Name of the filter.", func(r *row) any { return text(r.s.Stage) }},
		{"column", Text, "Column of the number.", func(r *row) any { return text(r.s.Column) }},
		{"passes", Text, "Which numbers pass: at_least, above, at_most or below the cut.", func(r *row) any { return text(r.s.Passes) }},
	}, groupFields(func(r *row) audit.Group { return r.p.Group }), namedGroup("reference", "Group it is compared with.", func(r *row) audit.Group { return r.p.Reference }), []field[row]{
		{"n", Integer, "People of the group whose number is known.", func(r *row) any { return r.p.N }},
		{"reference_n", Integer, "The same of the reference.", func(r *row) any { return r.p.ReferenceN }},
		{"cut", Number, "The cut that the row is about.", func(r *row) any { return finite(r.c.At) }},
		{"operating", Boolean, "True for the cut in use.", func(r *row) any { return r.c.Operating }},
		{"group_passed", Number, "Share of them who would pass this filter.", func(r *row) any { return real(r.c.Group) }},
		{"reference_passed", Number, "The same of the reference.", func(r *row) any { return real(r.c.Reference) }},
		{"ratio", Number, "The first over the second; no value when it is undefined.", func(r *row) any { return real(r.c.Ratio) }},
	}, intervalFields(func(r *row) *audit.Interval { return r.c.Interval }), []field[row]{
		{"shortfall", Number, "People of the group who would pass at the reference's rate and would not; negative for more.", func(r *row) any { return real(r.c.Shortfall) }},
		{"whole_ratio", Number, "Ratio of those left after the whole process, of all who enter, with the other filters as they are.", func(r *row) any { return real(r.c.WholeRatio) }},
		{"whole_shortfall", Number, "People of the group who would be left at the reference's rate and would not.", func(r *row) any { return real(r.c.WholeShortfall) }},
		{"why", Text, "Key of the message that says why there is no ratio.", func(r *row) any { return text(r.c.Why) }},
	})
}
