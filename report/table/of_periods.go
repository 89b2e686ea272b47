package table

import (
	"slices"

	"auditd/audit"
)

// A periodRow is one period with what holds for all of them.
type periodRow struct {
	*audit.Periods
	period audit.Period
}

func periods(a *audit.Audit) Table {
	var rows []periodRow
	if a.Periods != nil {
		for _, one := range a.Periods.Periods {
			rows = append(rows, periodRow{a.Periods, one})
		}
	}
	return build("periods", "Periods of the date column", rows, []field[periodRow]{
		{"period", Text, "Period: 2024, 2024-Q1, 2024-03 or 2024-03-07.", func(r *periodRow) any { return r.period.Name }},
		{"n", Integer, "People in the period; 0 is a gap.", func(r *periodRow) any { return r.period.N }},
		{"small", Boolean, "Whether these are fewer people than the plan asks for.", func(r *periodRow) any { return r.period.Small }},
		{"column", Text, "Column that holds the dates.", func(r *periodRow) any { return text(r.Column) }},
		{"by", Text, "Length of a period: year, quarter, month or day.", func(r *periodRow) any { return text(r.By) }},
		{"undated", Integer, "People whose date is not known: in no period.", func(r *periodRow) any { return r.Undated }},
		{"tests", Integer, "Tests of drift that were made.", func(r *periodRow) any { return int64(r.Examined.Tests) }},
		{"tests_shown", Integer, "Tests of drift that show a change after adjustment for all of them.", func(r *periodRow) any { return int64(r.Examined.Shown) }},
	})
}

// A pointRow is a rate or a share in one period.
type pointRow struct {
	metric string // empty for a share of the people
	group  audit.Group
	period string
	audit.PeriodPoint
}

func periodPoints(a *audit.Audit) Table {
	var rows []pointRow
	add := func(metric string, g audit.Group, points []audit.PeriodPoint) {
		for i, q := range points {
			name := ""
			if i < len(a.Periods.Periods) {
				name = a.Periods.Periods[i].Name
			}
			rows = append(rows, pointRow{metric, g, name, q})
		}
	}
	if a.Periods != nil {
		for i := range a.Periods.Rates {
			add(a.Periods.Rates[i].Metric, a.Periods.Rates[i].Group, a.Periods.Rates[i].Points)
		}
		for i := range a.Periods.Mixes {
			for _, s := range a.Periods.Mixes[i].Shares {
				add("", s.Group, s.Points)
			}
		}
	}
	fields := slices.Concat([]field[pointRow]{
		{"metric", Text, "Metric; no value for the share of the group among the people of the period.", func(r *pointRow) any { return text(r.metric) }},
	}, groupFields(func(r *pointRow) audit.Group { return r.group }), []field[pointRow]{
		{"period", Text, "Period that the number is of.", func(r *pointRow) any { return text(r.period) }},
		{"numerator", Integer, "People counted in the numerator.", func(r *pointRow) any { return r.Numerator }},
		{"denominator", Integer, "People counted in the denominator.", func(r *pointRow) any { return r.Denominator }},
		{"value", Number, "The rate or share; no value when it is undefined.", func(r *pointRow) any { return real(r.Value) }},
	}, intervalFields(func(r *pointRow) *audit.Interval { return r.Interval }), []field[pointRow]{
		{"small", Boolean, "Whether fewer people are in the denominator than the plan asks for.", func(r *pointRow) any { return r.Small }},
		{"why", Text, "Key of the message that says why there is no value.", func(r *pointRow) any { return text(r.Why) }},
	})
	return build("period_points", "Rates and shares by period", rows, fields)
}

// A driftRow is one test of drift.
type driftRow struct {
	question         string
	metric           string
	group, reference audit.Group
	step             audit.PeriodStep // zero but for its test and reason where nothing is set against anything
	status           audit.Status
	drift            bool
}

func periodTests(a *audit.Audit) Table {
	var rows []driftRow
	if a.Periods != nil {
		for i := range a.Periods.Rates {
			rows = append(rows, driftRows(&a.Periods.Rates[i])...)
		}
		for i := range a.Periods.Mixes {
			for _, s := range a.Periods.Mixes[i].Shares {
				rows = append(rows, driftRow{question: "share_trend", group: s.Group, step: audit.PeriodStep{Test: s.Trend}})
			}
		}
	}
	fields := slices.Concat([]field[driftRow]{
		{"question", Text, "What is asked: rate_trend, rate_departure, rate_step, gap_step or share_trend.", func(r *driftRow) any { return r.question }},
		{"metric", Text, "Metric; no value for a share of the people.", func(r *driftRow) any { return text(r.metric) }},
	}, groupFields(func(r *driftRow) audit.Group { return r.group }),
		namedGroup("reference", "Group it is compared with.", func(r *driftRow) audit.Group { return r.reference }), []field[driftRow]{
			{"earlier", Number, "Value in all periods but the last together.", func(r *driftRow) any { return real(r.step.Earlier) }},
			{"last", Number, "Value in the last period.", func(r *driftRow) any { return real(r.step.Last) }},
			{"value", Number, "Last less earlier.", func(r *driftRow) any { return real(r.step.Value) }},
		}, intervalFields(func(r *driftRow) *audit.Interval { return r.step.Interval }), testFields(func(r *driftRow) *audit.Test { return r.step.Test }),
		statusFields(func(r *driftRow) (audit.Status, string) { return r.status, r.step.Why }), []field[driftRow]{
			{"drift", Boolean, "Whether any test of this rate shows a change after adjustment.", func(r *driftRow) any { return r.drift }},
		})
	return build("period_tests", "Tests of drift", rows, fields)
}

// driftRows are the tests of one rate.
func driftRows(r *audit.PeriodRate) []driftRow {
	row := func(question string, s audit.PeriodStep) driftRow {
		return driftRow{question: question, metric: r.Metric, group: r.Group, reference: r.Reference, step: s, status: r.Status, drift: r.Drift}
	}
	rows := []driftRow{
		row("rate_trend", audit.PeriodStep{Test: r.Trend, Why: r.Why}), row("rate_departure", audit.PeriodStep{Test: r.Departure, Why: r.Why}), row("rate_step", r.Step),
	}
	if r.Gap != nil {
		rows = append(rows, row("gap_step", *r.Gap))
	}
	return rows
}

func periodMixes(a *audit.Audit) Table {
	type mix = audit.PeriodMix
	var rows []mix
	if a.Periods != nil {
		rows = a.Periods.Mixes
	}
	return build("period_mixes", "Mix of the groups: last period against all before", rows, []field[mix]{
		{"attribute", Text, "Attribute whose groups are compared.", func(m *mix) any { return text(m.Attribute) }},
		{"earlier_n", Integer, "People in all periods but the last.", func(m *mix) any { return m.Earlier }},
		{"last_n", Integer, "People in the last period.", func(m *mix) any { return m.Last }},
		{"jensen_shannon", Number, "Jensen–Shannon distance in nats.", func(m *mix) any { return real(m.Distance) }},
		{"jensen_shannon_null_quantile", Number, "Limit under no change: of 100 samples of one mix, 95 lie at or below it.", func(m *mix) any { return real(m.Distance95) }},
		{"population_stability_index", Number, "Population stability index; no value when a group is on one side only.", func(m *mix) any { return real(m.Stability) }},
		{"population_stability_null_quantile", Number, "Limit under no change: of 100 samples of one mix, 95 lie at or below it.", func(m *mix) any { return real(m.Stability95) }},
		{"why", Text, "Key of the message that says why nothing could be compared.", func(m *mix) any { return text(m.Why) }},
		{"population_stability_why", Text, "Key of the message that says why there is no index.", func(m *mix) any { return text(m.StabilityWhy) }},
	}, testFields(func(m *mix) *audit.Test { return m.Test }))
}
