package report

import (
	"slices"

	"auditd/audit"
)

// scope says what was audited, by which rules, and what was not looked at.
func (b *builder) scope() {
	b.part("scope", 1)
	p := &b.a.Plan
	var facts []Fact
	fact := func(key string, t Text) { facts = append(facts, Fact{Term: b.l.text("scope." + key), Text: t}) }
	fact("system", b.l.optional(p.System.Name))
	fact("purpose", b.l.optional(p.System.Purpose))
	fact("people", b.l.text("scope.people_text", "counted", b.a.Rows.Counted, "read", b.a.Rows.Read))
	for _, at := range p.Columns.Attributes {
		fact("attribute", b.attribute(at))
	}
	if len(p.Columns.Strata) > 0 {
		var items []Text
		for _, s := range p.Columns.Strata {
			items = append(items, Text{fromData(s.Name)})
		}
		fact("strata", b.l.list(items))
	}
	fact("decision", b.binary(p.Columns.Decision, "scope.decision"))
	fact("label", b.binary(p.Columns.Label, "scope.label"))
	if p.Columns.Weight != "" {
		fact("weight", b.l.text("scope.weight_text", "column", fromData(p.Columns.Weight)))
	}
	fact("intersections", b.l.text("scope.intersections_text", "n", p.Intersections))
	for _, r := range b.rules() {
		fact("rule", b.ruleChoice(r))
	}
	fact("confidence", b.l.text("scope.confidence_text", "level", b.l.number(p.Confidence*100)+"%"))
	fact("multiplicity", b.l.text("scope.multiplicity_text", "method", b.l.str("adjustment."+p.Multiplicity.Method), "family", b.l.str("family."+p.Multiplicity.Family)))
	fact("min_group_size", b.l.text("scope.min_group_size_text", "n", p.MinGroupSize))
	b.add(&Facts{Items: facts})
	b.add(&Note{Kind: NoteLimit, Title: b.l.str("scope.not_audited"), Text: b.notAudited()})
}

// attribute says which column an attribute is and how its values were grouped.
func (b *builder) attribute(a audit.Attribute) Text {
	t := Text{fromData(a.Name)}
	if a.Column != a.Name {
		t = append(t, b.l.text("scope.column", "column", fromData(a.Column))...)
	}
	switch {
	case len(a.Labels) > 0:
		t = append(t, b.l.text("scope.bins", "bins", b.l.names(a.Labels))...)
	case len(a.Map) > 0:
		t = append(t, b.l.text("scope.mapped", "n", len(a.Map))...)
	}
	return t
}

func (b *builder) binary(c *audit.Binary, key string) Text {
	if c == nil {
		return b.l.text(key + "_none")
	}
	t := b.l.text(key+"_text", "column", fromData(c.Column), "values", b.l.names(c.True))
	if key != "scope.decision" {
		return t
	}
	if c.Favourable {
		return append(t, b.l.text("scope.favourable")...)
	}
	return append(t, b.l.text("scope.unfavourable")...)
}

// rules returns the rules that were applied, with the parameters that the plan sets for them. A plan may name none: defaults
// and the rules that always apply stand in what was examined.
func (b *builder) rules() []audit.RuleChoice {
	chosen := slices.Clone(b.a.Plan.Rules)
	for _, name := range b.a.Examined.Rules {
		if !slices.ContainsFunc(chosen, func(r audit.RuleChoice) bool { return r.Name == name }) {
			chosen = append(chosen, audit.RuleChoice{Name: name})
		}
	}
	return chosen
}

// ruleChoice names a rule with the parameters of the plan, in the order of their names.
func (b *builder) ruleChoice(r audit.RuleChoice) Text {
	t := b.ruleText(r.Name)
	names := make([]string, 0, len(r.Parameters))
	for n := range r.Parameters {
		names = append(names, n)
	}
	slices.Sort(names)
	for _, n := range names {
		t = append(t, b.l.text("scope.parameter", "name", b.l.str("parameter."+n), "value", b.l.number(r.Parameters[n]))...)
	}
	return t
}

func (b *builder) notAudited() []Text {
	texts := []Text{b.l.text("limit.inside"), b.l.text("limit.causes"), b.l.text("limit.other_attributes")}
	p := &b.a.Plan
	if p.Columns.Label == nil {
		texts = append(texts, b.l.text("limit.no_label"))
	}
	if p.Columns.Decision == nil {
		texts = append(texts, b.l.text("limit.no_decision"))
	}
	if p.Columns.Score != nil && b.a.Scores == nil {
		texts = append(texts, b.l.text("limit.score"))
	}
	if b.a.Coverage == nil {
		texts = append(texts, b.l.text("limit.no_coverage"))
	}
	return texts
}
