package table

import "auditd/audit"

// finiteInterval are the columns of an interval that is never unbounded, under names of their own.
func finiteInterval[T any](prefix string, get func(*T) *audit.Interval) []field[T] {
	var out []field[T]
	for _, f := range intervalFields(get) {
		if f.name != "upper_why" {
			f.name = prefix + f.name
			out = append(out, f)
		}
	}
	return out
}

func stages(a *audit.Audit) Table {
	type row struct {
		s       *audit.Stages
		k       int
		broken  bool
		in, new int64
	}
	var items []row
	if s := a.Stages; s != nil {
		for k := range s.Names {
			r := row{s: s, k: k}
			for _, b := range s.Broken {
				if b.Stage == s.Names[k] {
					r.broken, r.in, r.new = true, b.Returned, b.New
				}
			}
			items = append(items, r)
		}
	}
	return build("stages", "Stages of the process", items, []field[row]{
		{"stage", Text, "Name of the stage.", func(r *row) any { return text(r.s.Names[r.k]) }},
		{"place", Integer, "Its place in the process, from 1.", func(r *row) any { return int64(r.k + 1) }},
		{"form", Text, "How the plan gives the stages: columns, first_failing or files.", func(r *row) any { return text(r.s.Form) }},
		{"entered", Integer, "People who entered the process.", func(r *row) any { return r.s.Entered }},
		{"left_out", Integer, "People of whom the first failing filter is not known.", func(r *row) any { return r.s.LeftOut }},
		{"broken", Boolean, "True when people came in here, so that the stage is no filter.", func(r *row) any { return r.broken }},
		{"returned", Integer, "People here who were absent from the stage before.", func(r *row) any { return r.in }},
		{"new", Integer, "Ids here that never entered.", func(r *row) any { return r.new }},
		{"filters_why", Text, "Key of the message that says why filters have no shares whatever their order.", func(r *row) any { return text(r.s.FiltersWhy) }},
	})
}

func stageGroups(a *audit.Audit) Table {
	type row struct {
		g     *audit.StageGroup
		stage string
		k     int
	}
	var items []row
	if s := a.Stages; s != nil {
		for i := range s.Groups {
			for k := range max(len(s.Groups[i].Left), len(s.Groups[i].Unknown)+1, len(s.Groups[i].Weights)) {
				r := row{g: &s.Groups[i], k: k}
				if k > 0 && k <= len(s.Names) {
					r.stage = s.Names[k-1]
				}
				items = append(items, r)
			}
		}
	}
	return build("stage_groups", "People left after every stage", items, groupFields(func(r *row) audit.Group { return r.g.Group }), []field[row]{
		{"place", Integer, "Place of the stage; 0 for those who entered.", func(r *row) any { return int64(r.k) }},
		{"stage", Text, "Name of the stage; no value for those who entered.", func(r *row) any { return text(r.stage) }},
		{"left", Integer, "People of the group left after it.", func(r *row) any {
			if r.k >= len(r.g.Left) {
				return nil
			}
			return r.g.Left[r.k]
		}},
		{"weight", Number, "Sum of the weights of those left after it; no value without a weight column.", func(r *row) any {
			if r.k >= len(r.g.Weights) {
				return nil
			}
			return finite(r.g.Weights[r.k])
		}},
		{"unknown", Integer, "People whose result was not known there, counted as not passed.", func(r *row) any {
			if r.k == 0 || r.k > len(r.g.Unknown) {
				return nil
			}
			return r.g.Unknown[r.k-1]
		}},
	})
}

func stageComparisons(a *audit.Audit) Table {
	type row struct {
		a    *audit.Attrition
		step *audit.StageStep // nil for the whole process
		c    *audit.Comparison
	}
	var items []row
	if s := a.Stages; s != nil {
		for i := range s.Attrition {
			w := &s.Attrition[i]
			items = append(items, row{w, nil, &w.Whole})
			for k := range w.Steps {
				items = append(items, row{w, &w.Steps[k], &w.Steps[k].Comparison})
			}
		}
	}
	var compared []field[row]
	for _, f := range comparisonFields() {
		compared = append(compared, field[row]{f.name, f.kind, f.text, func(r *row) any { return f.cell(r.c) }})
	}
	return build("stage_comparisons", "Groups against their reference, stage by stage and in all", items, []field[row]{
		{"stage", Text, "Name of the stage; no value for the whole process.", func(r *row) any {
			if r.step == nil {
				return nil
			}
			return text(r.step.Stage)
		}},
	}, groupFields(func(r *row) audit.Group { return r.c.Group }), namedGroup("reference", "Group it is compared with.", func(r *row) audit.Group { return r.c.Reference }),
		namedGroup("stratum", "Values that are held fixed; no value means none.", func(r *row) audit.Group { return r.c.Stratum }), compared,
		finiteInterval("log_", func(r *row) *audit.Interval {
			if r.step == nil {
				return r.a.Greenwood
			}
			return r.step.Katz
		}), []field[row]{
			{"log_ratio", Number, "Logarithm of the stage's ratio.", func(r *row) any {
				if r.step == nil {
					return nil
				}
				return real(r.step.LogRatio)
			}},
			{"share", Number, "Its part of the logarithm of the whole ratio.", func(r *row) any {
				if r.step == nil {
					return nil
				}
				return real(r.step.Share)
			}},
			{"shares_why", Text, "Key of the message that says why stages have no parts.", func(r *row) any { return text(r.a.SharesWhy) }},
			{"process_shortfall", Number, "People who would have been left at the reference's rate and were not; of the whole process.", func(r *row) any { return real(r.a.Shortfall) }},
		})
}

func stageFilters(a *audit.Audit) Table {
	type row struct {
		a *audit.Attrition
		f *audit.Filter
	}
	var items []row
	if s := a.Stages; s != nil {
		for i := range s.Attrition {
			for k := range s.Attrition[i].Filters {
				items = append(items, row{&s.Attrition[i], &s.Attrition[i].Filters[k]})
			}
		}
	}
	return build("filters", "What each filter contributes whatever the order", items, groupFields(func(r *row) audit.Group { return r.a.Group }),
		namedGroup("reference", "Group it is compared with.", func(r *row) audit.Group { return r.a.Reference }), []field[row]{
			{"stage", Text, "Name of the filter.", func(r *row) any { return text(r.f.Stage) }},
			{"shapley", Number, "Part of the logarithm of the whole ratio, on average over all orders.", func(r *row) any { return real(r.f.Shapley) }},
			{"leave_one_out", Number, "Whole ratio without this filter less the whole ratio.", func(r *row) any { return real(r.f.LeaveOneOut) }},
			{"why", Text, "Key of the message that says why a number is missing.", func(r *row) any { return text(r.f.Why) }},
		})
}
