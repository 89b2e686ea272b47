package table

import (
	"slices"

	"auditd/audit"
)

// OfChange returns the tables of two audits compared that have rows, in a fixed order, and at last their [Dictionary].
func OfChange(c *audit.Change) []Table {
	all := []Table{changedGaps(c), changedRates(c), changedCriteria(c), changedGroups(c), changedPlan(c)}
	out := slices.DeleteFunc(all, func(t Table) bool { return len(t.Rows) == 0 })
	return append(out, Dictionary(out))
}

const changeVerdictText = "What is shown: improved, worse, changed (gaps), higher, lower (rates), no_change_shown, not_compared."

func changedGaps(c *audit.Change) Table {
	type gap = audit.GapChange
	fields := slices.Concat([]field[gap]{
		{"metric", Text, "Metric that is compared.", func(g *gap) any { return text(g.Metric) }},
		{"kind", Text, "Kind of comparison: ratio or difference.", func(g *gap) any { return text(g.Kind) }},
		{"against", Text, "What the group is held against: reference or complement.", func(g *gap) any { return text(g.Against) }},
	}, groupFields(func(g *gap) audit.Group { return g.Group }),
		namedGroup("reference", "Group it is compared with; no value means everybody else.", func(g *gap) audit.Group { return g.Reference }),
		namedGroup("stratum", "Stratum within which the groups are compared.", func(g *gap) audit.Group { return g.Stratum }), []field[gap]{
			{"primary", Boolean, "Whether a rule of both plans judges it.", func(g *gap) any { return g.Primary }},
			{"before", Number, "Gap in the earlier audit; no value when it is undefined.", func(g *gap) any { return real(g.Before) }},
			{"after", Number, "Gap in the later audit; no value when it is undefined.", func(g *gap) any { return real(g.After) }},
			{"before_n", Integer, "People in the denominator of the group's rate, earlier audit.", func(g *gap) any { return g.BeforeN }},
			{"after_n", Integer, "People in the denominator of the group's rate, later audit.", func(g *gap) any { return g.AfterN }},
			{"value", Number, "After less before of differences, after over before of ratios; no value when it is undefined.", func(g *gap) any { return real(g.Value) }},
		}, intervalFields(func(g *gap) *audit.Interval { return g.Interval }), testFields(func(g *gap) *audit.Test { return g.Test }), []field[gap]{
			{"parity_p_adjusted", Number, "Adjusted p-value of the test that the gap is as far from parity as before.", func(g *gap) any {
				if g.Parity == nil {
					return nil
				}
				return p(g.Parity.PAdjusted)
			}},
			{"verdict", Text, changeVerdictText, func(g *gap) any { return text(string(g.Verdict)) }},
			{"why", Text, "Key of the message that says why there is no test or no verdict.", func(g *gap) any { return text(g.Why) }},
			{"before_verdict", Text, "Verdict on the gap in the earlier audit.", func(g *gap) any { return text(string(g.BeforeVerdict)) }},
			{"after_verdict", Text, "Verdict on the gap in the later audit.", func(g *gap) any { return text(string(g.AfterVerdict)) }},
			{"cause", Text, "What may have moved the verdict: data, plan, precision, chance, open; no value when it did not move.", func(g *gap) any { return text(g.Cause) }},
		})
	return build("gaps", "Comparisons of groups in both audits", c.Gaps, fields)
}

func changedRates(c *audit.Change) Table {
	type rate = audit.RateChange
	fields := slices.Concat([]field[rate]{
		{"metric", Text, "Metric of the rate.", func(r *rate) any { return text(r.Metric) }},
	}, groupFields(func(r *rate) audit.Group { return r.Group }), namedGroup("stratum", "Stratum within which the groups are compared.", func(r *rate) audit.Group { return r.Stratum }), []field[rate]{
		{"before", Number, "Rate in the earlier audit; no value when it is undefined.", func(r *rate) any { return real(r.Before) }},
		{"after", Number, "Rate in the later audit; no value when it is undefined.", func(r *rate) any { return real(r.After) }},
		{"before_n", Integer, "People in its denominator, earlier audit.", func(r *rate) any { return r.BeforeN }},
		{"after_n", Integer, "People in its denominator, later audit.", func(r *rate) any { return r.AfterN }},
		{"value", Number, "After less before; no value when it is undefined.", func(r *rate) any { return real(r.Value) }},
	}, intervalFields(func(r *rate) *audit.Interval { return r.Interval }), testFields(func(r *rate) *audit.Test { return r.Test }), []field[rate]{
		{"verdict", Text, changeVerdictText, func(r *rate) any { return text(string(r.Verdict)) }},
		{"why", Text, "Key of the message that says why there is no test or no verdict.", func(r *rate) any { return text(r.Why) }},
	})
	return build("rates", "Rates in both audits", c.Rates, fields)
}

func changedCriteria(c *audit.Change) Table {
	type criterion = audit.CriterionChange
	return build("criteria", "Criteria in either audit", c.Criteria, []field[criterion]{
		{"rule", Text, "Rule that was applied.", func(k *criterion) any { return text(k.Rule) }},
		{"metric", Text, "Metric that is judged.", func(k *criterion) any { return text(k.Metric) }},
		{"attributes", Text, "Attributes whose groups are compared, joined by blanks.", func(k *criterion) any { return words(k.Attributes) }},
		{"before", Text, "Verdict of the earlier audit; no value when it did not apply the criterion.", func(k *criterion) any { return text(string(k.Before)) }},
		{"after", Text, "Verdict of the later audit; no value when it does not apply the criterion.", func(k *criterion) any { return text(string(k.After)) }},
	})
}

func changedGroups(c *audit.Change) Table {
	type group = audit.GroupChange
	return build("groups", "Groups with people in one audit only", c.Groups, groupFields(func(g *group) audit.Group { return g.Group }), []field[group]{
		{"before", Integer, "People in the earlier audit.", func(g *group) any { return g.Before }},
		{"after", Integer, "People in the later audit.", func(g *group) any { return g.After }},
	})
}

func changedPlan(c *audit.Change) Table {
	type key = audit.PlanChange
	return build("plan", "Keys of the plan that differ", c.Plan, []field[key]{
		{"key", Text, "Key of the plan as it is written.", func(k *key) any { return text(k.Key) }},
		{"before", Text, "Value in the earlier plan as JSON; no value when it is not there.", func(k *key) any { return text(k.Before) }},
		{"after", Text, "Value in the later plan as JSON; no value when it is not there.", func(k *key) any { return text(k.After) }},
		{"effect", Text, "What the change does to the numbers: none, caution, judgement, definition, reach.", func(k *key) any { return text(k.Effect) }},
	})
}
