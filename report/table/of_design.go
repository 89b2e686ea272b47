package table

import (
	"strings"

	"auditd/audit"
)

// ofDesign adds what the whole design is to every row of its tables.
func ofDesign[T any](get func(*T) *audit.Design) []field[T] {
	return []field[T]{
		{"clusters", Integer, "Clusters of the sample.", func(v *T) any { return int64(get(v).Clusters) }},
		{"strata", Integer, "Strata of the design.", func(v *T) any { return int64(get(v).Strata) }},
		{"lonely_strata", Integer, "Strata with one cluster, which were collapsed.", func(v *T) any { return int64(get(v).Lonely) }},
		{"design_df", Integer, "Clusters less strata.", func(v *T) any { return int64(get(v).DF) }},
		{"left_out", Integer, "People whose cluster is not known.", func(v *T) any { return get(v).LeftOut }},
	}
}

func designRates(a *audit.Audit) Table {
	type row struct {
		d *audit.Design
		r *audit.DesignRate
	}
	var items []row
	if a.Design != nil {
		for i := range a.Design.Rates {
			items = append(items, row{a.Design, &a.Design.Rates[i]})
		}
	}
	return build("design_rates", "Rates under the design of the sample", items, []field[row]{
		{"metric", Text, "Metric that was estimated.", func(r *row) any { return text(r.r.Metric) }},
	}, groupFields(func(r *row) audit.Group { return r.r.Group }), []field[row]{
		{"n", Integer, "People in the denominator.", func(r *row) any { return r.r.N }},
		{"value", Number, "The rate; no value when it is undefined.", func(r *row) any { return real(r.r.Rate.Value) }},
	}, intervalFields(func(r *row) *audit.Interval { return r.r.Rate.Interval }), []field[row]{
		{"why", Text, "Key of the message that says why a number is missing.", func(r *row) any { return text(r.r.Rate.Why) }},
		{"effective_n", Number, "People drawn one by one who would tell as much.", func(r *row) any { return real(r.r.EffectiveN) }},
	}, ofDesign(func(r *row) *audit.Design { return r.d }))
}

func designComparisons(a *audit.Audit) Table {
	type row struct {
		metric, attribute string
		group, reference  audit.Group
		n                 number
	}
	var items []row
	if a.Design != nil {
		for i := range a.Design.Comparisons {
			c := &a.Design.Comparisons[i]
			items = append(items, row{metric: c.Metric, group: c.Group, reference: c.Reference, n: number{name: "ratio", effect: c.Ratio}},
				row{metric: c.Metric, group: c.Group, reference: c.Reference, n: number{name: "difference", effect: c.Difference, test: c.Test}})
		}
		for i := range a.Design.Tests {
			t := &a.Design.Tests[i]
			items = append(items, row{metric: t.Metric, attribute: t.Attribute, n: number{name: "all_equal", effect: audit.Effect{Why: t.Why}, test: t.Test}})
		}
	}
	return build("design_comparisons", "Comparisons under the design of the sample", items, []field[row]{
		{"metric", Text, "Metric that is compared.", func(r *row) any { return text(r.metric) }},
		{"attribute", Text, "Attribute whose groups are tested together; no value for a single group.", func(r *row) any { return text(r.attribute) }},
	}, groupFields(func(r *row) audit.Group { return r.group }), namedGroup("reference", "Group it is compared with.", func(r *row) audit.Group { return r.reference }),
		numberFields(func(r *row) *number { return &r.n }))
}

func shrinkage(a *audit.Audit) Table {
	type row struct {
		s *audit.Shrinkage
		g audit.Shrunk
	}
	var items []row
	if a.SmallGroups != nil {
		for i := range a.SmallGroups.Shrinkage {
			s := &a.SmallGroups.Shrinkage[i]
			for _, g := range s.Groups {
				items = append(items, row{s, g})
			}
			if len(s.Groups) == 0 {
				items = append(items, row{s: s})
			}
		}
	}
	return build("shrinkage", "Raw rates beside rates drawn towards the common one", items, []field[row]{
		{"metric", Text, "Metric of the rates.", func(r *row) any { return text(r.s.Metric) }},
		{"attribute_set", Text, "Attributes whose groups share a law of rates, joined by ×.", func(r *row) any { return text(strings.Join(r.s.Attributes, " × ")) }},
		{"method", Text, "How the law was fitted.", func(r *row) any { return text(r.s.Method) }},
		{"prior_mean", Number, "Common rate that the groups are drawn to.", func(r *row) any { return real(r.s.Mean) }},
		{"prior_strength", Number, "How many people the common rate weighs as much as.", func(r *row) any { return real(r.s.Strength) }},
		{"pooled", Boolean, "True when the groups differ by no more than chance.", func(r *row) any { return r.s.Pooled }},
		{"prior_why", Text, "Key of the message that says why there is no common law.", func(r *row) any { return text(r.s.Why) }},
	}, groupFields(func(r *row) audit.Group { return r.g.Group }), []field[row]{
		{"numerator", Integer, "People in the numerator.", func(r *row) any { return r.g.Of }},
		{"denominator", Integer, "People in the denominator.", func(r *row) any { return r.g.Out }},
		{"raw", Number, "Raw rate of the group, as it was counted.", func(r *row) any { return real(r.g.Raw) }},
		{"value", Number, "Rate drawn towards the common one.", func(r *row) any { return real(r.g.Rate.Value) }},
	}, intervalFields(func(r *row) *audit.Interval { return r.g.Rate.Interval }), []field[row]{
		{"why", Text, "Key of the message that says why it is missing.", func(r *row) any { return text(r.g.Rate.Why) }},
	})
}

func spreadIntervals(a *audit.Audit) Table {
	type row = audit.SpreadInterval
	var items []row
	if a.SmallGroups != nil {
		items = a.SmallGroups.Spreads
	}
	return build("spreads", "Numbers over all groups with resampled intervals", items, []field[row]{
		{"metric", Text, "Metric of the rates.", func(s *row) any { return text(s.Metric) }},
		{"attributes", Text, "Attributes whose groups are covered, joined by ×.", func(s *row) any { return text(strings.Join(s.Attributes, " × ")) }},
		{"kind", Text, "What is made of the rates: range or min_max_ratio.", func(s *row) any { return text(s.Kind) }},
		{"value", Number, "The number; no value when it is undefined.", func(s *row) any { return real(s.Value.Value) }},
	}, intervalFields(func(s *row) *audit.Interval { return s.Value.Interval }), []field[row]{
		{"why", Text, "Key of the message that says why it is missing.", func(s *row) any { return text(s.Value.Why) }},
		{"draws", Integer, "Number of resamples.", func(s *row) any { return int64(s.Draws) }},
		{"undefined", Integer, "Resamples in which it has no value.", func(s *row) any { return int64(s.Undefined) }},
	})
}

func smallComparisons(a *audit.Audit) Table {
	type row = audit.SmallComparison
	var items []row
	if a.SmallGroups != nil {
		items = a.SmallGroups.Comparisons
	}
	return build("small_comparisons", "Exact tests and posterior probabilities", items, []field[row]{
		{"metric", Text, "Metric that is compared.", func(c *row) any { return text(c.Metric) }},
	}, groupFields(func(c *row) audit.Group { return c.Group }), namedGroup("reference", "Group it is compared with.", func(c *row) audit.Group { return c.Reference }),
		testFields(func(c *row) *audit.Test { return c.Test }), []field[row]{
			{"probability_below", Number, "Probability that the ratio lies below the limit.", func(c *row) any { return real(c.Below) }},
			{"limit", Number, "Lower end of the band of ratios.", func(c *row) any { return finite(c.Limit) }},
		}, intervalFields(func(c *row) *audit.Interval { return c.Interval }), []field[row]{
			{"why", Text, "Key of the message that says why a number is missing.", func(c *row) any { return text(c.Why) }},
		})
}

func brokenStages(a *audit.Audit) Table {
	type row = audit.BrokenStage
	var items []row
	if a.Stages != nil {
		items = a.Stages.Broken
	}
	return build("stages_broken", "Stages that are no filters", items, []field[row]{
		{"stage", Text, "Name of the stage.", func(b *row) any { return text(b.Stage) }},
		{"returned", Integer, "People here who were absent from the stage before.", func(b *row) any { return b.Returned }},
		{"new", Integer, "Ids here that never entered.", func(b *row) any { return b.New }},
	})
}
