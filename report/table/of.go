package table

import (
	"strings"

	"auditd/audit"
)

func criteria(a *audit.Audit) Table {
	return build("criteria", "Answer of every rule over all groups", a.Criteria, []field[audit.Criterion]{
		{"rule", Text, "Rule that judged.", func(c *audit.Criterion) any { return text(c.Rule) }},
		{"metric", Text, "Metric that was judged.", func(c *audit.Criterion) any { return text(c.Metric) }},
		{"attributes", Text, "Attributes whose groups were judged, joined by ×.", func(c *audit.Criterion) any { return text(strings.Join(c.Attributes, " × ")) }},
		{"attributes_json", Text, "The same as a JSON array.", func(c *audit.Criterion) any { return list(c.Attributes) }},
		{"verdict", Text, "Verdict: disparity_shown if any group shows it, parity_shown only if every group does, else inconclusive.", func(c *audit.Criterion) any { return text(string(c.Verdict)) }},
		{"disparity_shown", Integer, "Number of comparisons that show a disparity.", func(c *audit.Criterion) any { return int64(c.Disparity) }},
		{"parity_shown", Integer, "Number of comparisons that show parity.", func(c *audit.Criterion) any { return int64(c.Parity) }},
		{"inconclusive", Integer, "Number of comparisons that show neither.", func(c *audit.Criterion) any { return int64(c.Inconclusive) }},
	})
}

func findings(a *audit.Audit) Table {
	type finding = audit.Finding
	evidence := func(cell func(*audit.Comparison) any) func(*finding) any {
		return func(f *finding) any {
			if f.Evidence == nil {
				return nil
			}
			return cell(f.Evidence)
		}
	}
	judged := []field[finding]{
		{"id", Text, "Number of the finding, worst first.", func(f *finding) any { return text(f.ID) }},
		{"finding_level", Text, "How grave it is: disparity, inconclusive or note.", func(f *finding) any { return text(string(f.Level)) }},
		{"rule", Text, "Rule that judged.", func(f *finding) any { return text(f.Rule) }},
		{"metric", Text, "Metric that was judged.", func(f *finding) any { return text(f.Metric) }},
		{"verdict", Text, verdictText, func(f *finding) any { return text(string(f.Verdict)) }},
		{"adverse", Boolean, "True when the difference is to the disadvantage of the group.", func(f *finding) any { return f.Adverse }},
		{"reason", Text, "Key of the message that explains the verdict.", func(f *finding) any { return text(f.Reason) }},
		{"args_json", Text, "Arguments of that message, a JSON array.", func(f *finding) any { return list(f.Args) }},
		{"severity", Number, "Distance of the interval from the band in band widths, which orders findings of one level.", func(f *finding) any { return finite(f.Severity) }},
		{"exploratory", Boolean, "True when the test is not among those that the plan's rules declared.", func(f *finding) any { return f.Exploratory }},
	}
	var shown []field[finding] // the columns of the comparison that was judged, save those that the finding has itself
	has := map[string]bool{"metric": true, "verdict": true}
	for _, f := range comparisonFields() {
		if !has[f.name] {
			shown = append(shown, field[finding]{f.name, f.kind, f.text, evidence(f.cell)})
		}
	}
	return build("findings", "Findings, worst first", a.Findings, judged,
		groupFields(func(f *finding) audit.Group { return f.Group }),
		namedGroup("reference", "Group it is compared with; no value means everybody else.", func(f *finding) audit.Group { return f.Reference }),
		namedGroup("stratum", "Values that are held fixed; no value means none.", func(f *finding) audit.Group { return f.Stratum }), shown)
}

func estimates(a *audit.Audit) Table {
	type estimate = audit.Estimate
	weighted := func(cell func(*audit.Weighted) audit.Real) func(*estimate) any {
		return func(e *estimate) any {
			if e.Weighted == nil {
				return nil
			}
			return finite(cell(e.Weighted))
		}
	}
	return build("estimates", "Rates of every group", a.Estimates, []field[estimate]{
		{"metric", Text, "Metric that was estimated.", func(e *estimate) any { return text(e.Metric) }},
	}, groupFields(func(e *estimate) audit.Group { return e.Group }),
		namedGroup("stratum", "Values that are held fixed; no value means none.", func(e *estimate) audit.Group { return e.Stratum }),
		[]field[estimate]{
			{"n", Integer, "People in the group.", func(e *estimate) any { return e.N }},
			{"share", Number, "Share of the group among the people with a known value of its attributes.", func(e *estimate) any { return finite(e.Share) }},
			{"numerator", Integer, "People in the numerator of the rate, unweighted.", func(e *estimate) any { return e.Numerator }},
			{"denominator", Integer, "People in the denominator of the rate, unweighted.", func(e *estimate) any { return e.Denominator }},
			{"value", Number, "The rate, weighted where the plan names a weight; no value when it is undefined.", func(e *estimate) any { return real(e.Value) }},
		}, intervalFields(func(e *estimate) *audit.Interval { return e.Interval }), []field[estimate]{
			{"weighted_numerator", Number, "Sum of the weights in the numerator; no value without weights.", weighted(func(w *audit.Weighted) audit.Real { return w.Numerator })},
			{"weighted_denominator", Number, "Sum of the weights in the denominator; no value without weights.", weighted(func(w *audit.Weighted) audit.Real { return w.Denominator })},
			{"effective_n", Number, "Effective number of people of the weighted denominator (Kish 1965); no value without weights.", weighted(func(w *audit.Weighted) audit.Real { return w.EffectiveN })},
		}, statusFields(func(e *estimate) (audit.Status, string) { return e.Status, e.Why }), []field[estimate]{
			{"flags", Text, "Remarks as fixed words, separated by blanks.", func(e *estimate) any { return words(e.Flags) }},
		})
}

func comparisons(a *audit.Audit) Table {
	type comparison = audit.Comparison
	return build("comparisons", "Every comparison of two groups", a.Comparisons, groupFields(func(c *comparison) audit.Group { return c.Group }),
		namedGroup("reference", "Group it is compared with; no value means everybody else.", func(c *comparison) audit.Group { return c.Reference }),
		namedGroup("stratum", "Values that are held fixed; no value means none.", func(c *comparison) audit.Group { return c.Stratum }), comparisonFields())
}

func aggregates(a *audit.Audit) Table {
	type aggregate = audit.Aggregate
	return build("aggregates", "Numbers over all groups of an attribute", a.Aggregates, []field[aggregate]{
		{"metric", Text, "Metric whose rates are summed up.", func(g *aggregate) any { return text(g.Metric) }},
		{"kind", Text, "What is made of the groups' rates, such as range or min_max_ratio.", func(g *aggregate) any { return text(g.Kind) }},
		{"attributes", Text, "Attributes whose groups are covered, joined by ×.", func(g *aggregate) any { return text(strings.Join(g.Attributes, " × ")) }},
		{"attributes_json", Text, "The same as a JSON array.", func(g *aggregate) any { return list(g.Attributes) }},
		{"value", Number, "The number; no value when it is undefined.", func(g *aggregate) any { return real(g.Value) }},
		{"null_quantile", Number, "What parity alone would stay below in 95 of 100 samples.", func(g *aggregate) any { return real(g.NullQuantile) }},
		{"groups_used", Integer, "Number of groups that it rests on.", func(g *aggregate) any { return int64(g.GroupsUsed) }},
		{"groups_left_out", Integer, "Number of groups that it does not cover; the table groups_left_out names them.", func(g *aggregate) any { return int64(len(g.GroupsLeft)) }},
	}, namedGroup("low", "Group with the lowest rate.", func(g *aggregate) audit.Group { return g.Low }),
		namedGroup("high", "Group with the highest rate.", func(g *aggregate) audit.Group { return g.High }),
		testFields(func(g *aggregate) *audit.Test { return g.Test }),
		statusFields(func(g *aggregate) (audit.Status, string) { return g.Status, g.Why }))
}

func groupsLeftOut(a *audit.Audit) Table {
	type left struct {
		of   *audit.Aggregate
		item audit.GroupLeftOut
	}
	var items []left
	for i := range a.Aggregates {
		for _, g := range a.Aggregates[i].GroupsLeft {
			items = append(items, left{&a.Aggregates[i], g})
		}
	}
	return build("groups_left_out", "Groups that a number over all groups does not cover", items, []field[left]{
		{"metric", Text, "Metric of the number.", func(l *left) any { return text(l.of.Metric) }},
		{"kind", Text, "What is made of the groups' rates.", func(l *left) any { return text(l.of.Kind) }},
	}, groupFields(func(l *left) audit.Group { return l.item.Group }), []field[left]{
		{"why", Text, "Key of the message that says why the group is left out.", func(l *left) any { return text(l.item.Why) }},
	})
}
