package table

import (
	"strings"

	"auditd/audit"
)

// A classRateRow is a rate of one class in one group.
type classRateRow struct {
	group *audit.ClassGroup
	*audit.ClassRate
}

func classRates(a *audit.Audit) Table {
	type row = classRateRow
	var rows []row
	for i := range a.ClassGroups {
		g := &a.ClassGroups[i]
		for k := range g.Rates {
			rows = append(rows, row{g, &g.Rates[k]})
		}
	}
	return build("class_rates", "Rates of each class of a decision, one against all others", rows, groupFields(func(r *row) audit.Group { return r.group.Group }), []field[row]{
		{"metric", Text, "Rate: class_share, true_positive_rate, false_positive_rate, precision or accuracy.", func(r *row) any { return text(r.Metric) }},
		{"class", Text, "Class; no value means over all classes.", func(r *row) any { return text(r.Class) }},
		{"people", Integer, "People of the group with a known class.", func(r *row) any { return r.group.N }},
		{"unknown", Integer, "People of the group without.", func(r *row) any { return r.group.Unknown }},
		{"numerator", Integer, "People in the numerator of the rate.", func(r *row) any { return r.Numerator }},
		{"denominator", Integer, "People in the denominator of the rate.", func(r *row) any { return r.Denominator }},
		{"value", Number, "The rate; no value when nobody is in the denominator.", func(r *row) any { return real(r.Value) }},
	}, intervalFields(func(r *row) *audit.Interval { return r.Interval }), statusFields(func(r *row) (audit.Status, string) { return r.Status, r.Why }))
}

// A classMeanRow is the mean of a rate over the classes in one group.
type classMeanRow struct {
	group *audit.ClassGroup
	*audit.ClassMean
}

func classMeans(a *audit.Audit) Table {
	type row = classMeanRow
	var rows []row
	for i := range a.ClassGroups {
		g := &a.ClassGroups[i]
		for k := range g.Macros {
			rows = append(rows, row{g, &g.Macros[k]})
		}
	}
	return build("class_means", "Means over the classes, and the class that is worst off", rows, groupFields(func(r *row) audit.Group { return r.group.Group }), []field[row]{
		{"metric", Text, "Rate whose mean it is.", func(r *row) any { return text(r.Metric) }},
		{"labelled", Integer, "People of the group with a known class and a known true class.", func(r *row) any { return r.group.Labelled }},
		{"value", Number, "Mean over the classes that have the rate, each counting the same.", func(r *row) any { return real(r.Value) }},
		{"worst_class", Text, "Class with the lowest rate, of false positives the highest.", func(r *row) any { return text(r.Worst) }},
		{"worst_rate", Number, "Rate of that class.", func(r *row) any { return real(r.WorstRate) }},
		{"left_out", Text, "Classes without the rate, joined by semicolons.", func(r *row) any { return text(strings.Join(r.LeftOut, "; ")) }},
		{"interval_why", Text, "Key of the message that says why there is no interval.", func(r *row) any { return text(r.IntervalWhy) }},
	}, intervalFields(func(r *row) *audit.Interval { return r.Interval }), statusFields(func(r *row) (audit.Status, string) { return r.Status, r.Why }))
}

func classComparisons(a *audit.Audit) Table {
	type row = audit.ClassComparison
	ridit := func(get func(*audit.Interval) float64) func(*row) any {
		return func(r *row) any {
			if r.RiditInterval == nil {
				return nil
			}
			return finite(audit.Real(get(r.RiditInterval)))
		}
	}
	return build("class_comparisons", "How differently groups get the classes of a decision", a.Classes, groupFields(func(r *row) audit.Group { return r.Group }), []field[row]{
		{"against", Text, "What the group is held against: reference or complement.", func(r *row) any { return text(r.Against) }},
	}, namedGroup("reference", "Group it is compared with; no value means everybody else.", func(r *row) audit.Group { return r.Reference }), []field[row]{
		{"n", Integer, "People of the group with a known class.", func(r *row) any { return r.N }},
		{"reference_n", Integer, "People it is compared with.", func(r *row) any { return r.ReferenceN }},
		{"total_variation", Number, "Share of the group that would have to get another class.", func(r *row) any { return real(r.Distance) }},
		{"mean_gap", Number, "Mean distance of the shares of the classes.", func(r *row) any { return real(r.MeanGap) }},
		{"worst_class", Text, "Class with the largest distance.", func(r *row) any { return text(r.WorstClass) }},
		{"cramers_v", Number, "Cramér's V of group and class.", func(r *row) any { return real(r.CramersV) }},
		{"ridit", Number, "Chance that a person of the group gets the better class, ties half; no value without an order.", func(r *row) any { return real(r.Ridit) }},
		{"ridit_lower", Number, "Lower end of its confidence interval.", ridit(func(i *audit.Interval) float64 { return i.Lower })},
		{"ridit_upper", Number, "Upper end of its confidence interval.", ridit(func(i *audit.Interval) float64 { return i.Upper })},
		{"ridit_test", Text, "Test of equal laws of the ordered classes.", func(r *row) any {
			if r.RiditTest == nil {
				return nil
			}
			return text(r.RiditTest.Name)
		}},
		{"ridit_p", Number, "Its p-value, not adjusted.", func(r *row) any {
			if r.RiditTest == nil {
				return nil
			}
			return p(r.RiditTest.P)
		}},
		{"ridit_p_adjusted", Number, "Its p-value, adjusted within its family.", func(r *row) any {
			if r.RiditTest == nil {
				return nil
			}
			return p(r.RiditTest.PAdjusted)
		}},
	}, testFields(func(r *row) *audit.Test { return r.Test }), statusFields(func(r *row) (audit.Status, string) { return r.Status, r.Why }))
}

// A classGapRow is the comparison of one rate of one class.
type classGapRow struct {
	of *audit.ClassComparison
	*audit.ClassGap
}

func classGaps(a *audit.Audit) Table {
	type row = classGapRow
	var rows []row
	for i := range a.Classes {
		c := &a.Classes[i]
		for k := range c.Classes {
			rows = append(rows, row{c, &c.Classes[k]})
		}
	}
	return build("class_gaps", "Rates of each class compared between groups", rows, groupFields(func(r *row) audit.Group { return r.of.Group }), []field[row]{
		{"against", Text, "What the group is held against: reference or complement.", func(r *row) any { return text(r.of.Against) }},
	}, namedGroup("reference", "Group it is compared with; no value means everybody else.", func(r *row) audit.Group { return r.of.Reference }), []field[row]{
		{"metric", Text, "Rate that is compared.", func(r *row) any { return text(r.Metric) }},
		{"class", Text, "Class; no value means over all classes.", func(r *row) any { return text(r.Class) }},
		{"mean_of_classes", Boolean, "True where the rate is the mean over the classes that both have.", func(r *row) any { return r.Macro }},
		{"rate", Number, "Rate of the group.", func(r *row) any { return real(r.Rate) }},
		{"reference_rate", Number, "Rate of those it is compared with.", func(r *row) any { return real(r.ReferenceRate) }},
		{"difference", Number, "The first less the second.", func(r *row) any { return real(r.Gap) }},
	}, intervalFields(func(r *row) *audit.Interval { return r.Interval }), testFields(func(r *row) *audit.Test { return r.Test }),
		statusFields(func(r *row) (audit.Status, string) { return r.Status, r.Why }))
}
