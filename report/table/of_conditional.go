package table

import (
	"strings"

	"auditd/audit"
)

func conditional(a *audit.Audit) Table {
	type row = audit.Conditional
	oaxaca := func(get func(*audit.Oaxaca) any) func(*row) any {
		return func(c *row) any {
			if c.Oaxaca == nil {
				return nil
			}
			return get(c.Oaxaca)
		}
	}
	return build("conditional", "Differences among people alike in what is held fixed", a.Conditional, heldFields(func(c *row) *audit.Conditional { return c }), []field[row]{
		{"pattern", Text, "What holding them fixed does: vanishes, reversal, masked or stable; no value where nothing can be judged.", func(c *row) any { return text(c.Pattern) }},
		{"n", Integer, "People in the denominator of the group's rate.", func(c *row) any { return c.N }},
		{"reference_n", Integer, "People in the denominator of the reference's rate.", func(c *row) any { return c.ReferenceN }},
		{"unknown", Integer, "People left out because a held column is not known.", func(c *row) any { return c.Unknown }},
		{"strata", Integer, "Strata with people of both groups.", func(c *row) any { return int64(c.Strata) }},
		{"strata_skipped", Integer, "Strata with one group only.", func(c *row) any { return int64(c.Skipped) }},
		{"people_skipped", Number, "People in those.", func(c *row) any { return finite(c.SkippedN) }},
		{"homogeneity_trusted", Boolean, "True when expected counts are large enough to test whether the strata agree.", func(c *row) any { return c.Trusted }},
		{"interaction", Boolean, "True when the strata disagree: no pooled number describes them.", func(c *row) any { return c.Interaction }},
		{"people_dropped", Number, "People in strata without accepted or without rejected people, left out of the conditional demographic disparity.", func(c *row) any {
			if c.Demographic == nil {
				return nil
			}
			return finite(c.Demographic.Dropped)
		}},
		{"regression_columns", Integer, "Columns of the regressions behind the Oaxaca–Blinder decomposition.", oaxaca(func(o *audit.Oaxaca) any { return int64(o.Columns) })},
		{"regression_dropped_json", Text, "Values that were dropped from them, a JSON array.", oaxaca(func(o *audit.Oaxaca) any { return list(o.Dropped) })},
		{"regression_low_n", Boolean, "True when a group has fewer than ten people a column.", oaxaca(func(o *audit.Oaxaca) any { return o.LowN })},
	}, statusFields(func(c *row) (audit.Status, string) { return c.Status, c.Why }))
}

// heldFields say which comparison a row belongs to.
func heldFields[T any](get func(*T) *audit.Conditional) []field[T] {
	fields := []field[T]{{"metric", Text, "Metric that is compared.", func(v *T) any { return text(get(v).Metric) }}}
	fields = append(fields, groupFields(func(v *T) audit.Group { return get(v).Group })...)
	fields = append(fields, namedGroup("reference", "Group it is compared with.", func(v *T) audit.Group { return get(v).Reference })...)
	return append(fields, []field[T]{
		{"held_fixed", Text, "Columns that are held fixed, joined by ×.", func(v *T) any { return text(strings.Join(get(v).Held, " × ")) }},
		{"held_fixed_json", Text, "The same as a JSON array.", func(v *T) any { return list(get(v).Held) }},
	}...)
}

// A number is one named number with its interval or its test.
type number struct {
	name   string
	effect audit.Effect
	test   *audit.Test
}

// numberFields are the columns of a named number.
func numberFields[T any](get func(*T) *number) []field[T] {
	fields := []field[T]{
		{"number", Text, "Which number it is.", func(v *T) any { return text(get(v).name) }},
		{"value", Number, "The number; no value when it is undefined, or when it is a test.", func(v *T) any { return real(get(v).effect.Value) }},
	}
	fields = append(fields, intervalFields(func(v *T) *audit.Interval { return get(v).effect.Interval })...)
	fields = append(fields, field[T]{"why", Text, "Key of the message that says why the number or its interval is missing.", func(v *T) any { return text(get(v).effect.Why) }})
	return append(fields, testFields(func(v *T) *audit.Test { return get(v).test })...)
}

// valueOf is a number without interval.
func valueOf(name string, v audit.Real) number {
	return number{name: name, effect: audit.Effect{Value: &v}}
}

func conditionalNumbers(a *audit.Audit) Table {
	type row struct {
		of *audit.Conditional
		n  number
	}
	var items []row
	for i := range a.Conditional {
		for _, n := range numbersOf(&a.Conditional[i]) {
			items = append(items, row{&a.Conditional[i], n})
		}
	}
	return build("conditional_numbers", "Numbers of the differences among people alike in what is held fixed", items,
		heldFields(func(r *row) *audit.Conditional { return r.of }), numberFields(func(r *row) *number { return &r.n }))
}

// numbersOf lists the numbers of one comparison.
func numbersOf(c *audit.Conditional) []number {
	out := []number{
		{name: "crude_difference", effect: c.Crude}, {name: "difference", effect: c.Difference}, {name: "ratio", effect: c.Ratio}, {name: "odds_ratio", effect: c.OddsRatio},
	}
	for _, t := range []*audit.Test{c.Test, c.BreslowDay, c.Tarone, c.Woolf} {
		if t != nil {
			out = append(out, number{name: t.Name, test: t})
		}
	}
	if d := c.Demographic; d != nil {
		out = append(out, valueOf("demographic_disparity", d.Overall), number{name: "conditional_demographic_disparity", effect: d.Conditional})
	}
	if k := c.Kitagawa; k != nil {
		out = append(out, valueOf("gap", k.Gap), number{name: "composition", effect: k.Composition}, number{name: "rate", effect: k.Rate},
			valueOf("endowment", k.Endowment), valueOf("coefficient", k.Coefficient), valueOf("interaction", k.Interaction),
			valueOf("standardised_rate", k.StandardisedRate), valueOf("standardised_reference_rate", k.StandardisedReferenceRate),
			valueOf("no_common_support", k.NoSupport), valueOf("reference_no_common_support", k.ReferenceNoSupport))
	}
	if o := c.Oaxaca; o != nil {
		out = append(out, valueOf("oaxaca_gap", o.Gap), valueOf("oaxaca_endowment", o.Endowment), valueOf("oaxaca_coefficient", o.Coefficient),
			valueOf("oaxaca_interaction", o.Interaction), valueOf("oaxaca_explained", o.Explained), valueOf("oaxaca_unexplained", o.Unexplained))
	}
	return out
}

func byStratum(a *audit.Audit) Table {
	type row struct {
		of *audit.Conditional
		s  audit.StratumPair
	}
	var items []row
	for i := range a.Conditional {
		for _, s := range a.Conditional[i].ByStratum {
			items = append(items, row{&a.Conditional[i], s})
		}
	}
	return build("decomposition", "Differences split into spread and rates, by stratum", items, []field[row]{
		{"metric", Text, "Metric that is decomposed.", func(r *row) any { return text(r.of.Metric) }},
	}, groupFields(func(r *row) audit.Group { return r.of.Group }),
		namedGroup("reference", "Group it is compared with.", func(r *row) audit.Group { return r.of.Reference }),
		namedGroup("stratum", "Values that are held fixed.", func(r *row) audit.Group { return r.s.Stratum }),
		[]field[row]{
			{"numerator", Integer, "People of the group in the numerator here.", func(r *row) any { return r.s.Of }},
			{"denominator", Integer, "People of the group in the denominator here.", func(r *row) any { return r.s.Out }},
			{"reference_numerator", Integer, "People of the reference in the numerator here.", func(r *row) any { return r.s.ReferenceOf }},
			{"reference_denominator", Integer, "People of the reference in the denominator here.", func(r *row) any { return r.s.ReferenceOut }},
			{"rate", Number, "Rate of the group here; no value when nobody is.", func(r *row) any { return real(r.s.Rate) }},
			{"reference_rate", Number, "Rate of the reference here; no value when nobody is.", func(r *row) any { return real(r.s.ReferenceRate) }},
			{"composition", Number, "Part of the difference from the groups' spread; no value where one group has nobody.", func(r *row) any { return real(r.s.Composition) }},
			{"within", Number, "Part of the difference from different rates here; no value where one group has nobody.", func(r *row) any { return real(r.s.Within) }},
		})
}
