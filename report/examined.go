package report

import (
	"math"

	"auditd/audit"
)

// examined says how much was looked at, so that a reader can judge how surprising the findings are.
func (b *builder) examined() {
	b.part("examined", 1)
	x := &b.a.Examined
	b.say("examined.intro")
	var facts []Fact
	fact := func(key string, t Text) {
		if len(t) > 0 {
			facts = append(facts, Fact{Term: b.l.text("examined." + key), Text: t})
		}
	}
	fact("attributes", b.l.names(x.Attributes))
	var sets []Text
	for _, s := range x.Intersections {
		sets = append(sets, b.l.attributes(s))
	}
	fact("intersections", b.l.list(sets))
	fact("strata", b.l.names(x.Strata))
	fact("groups", b.l.text("examined.groups_text", "n", x.Groups, "cells", x.Cells))
	fact("metrics", b.wordList("metric.", x.Metrics))
	fact("rules", b.wordList("rule.", x.Rules))
	fact("estimates", b.l.text("examined.estimates_text", "n", x.Estimates, "undefined", x.Undefined))
	fact("comparisons", b.l.text("examined.comparisons_text", "n", x.Comparisons, "tests", x.Tests))
	if b.a.Coverage != nil {
		fact("patterns", plain(b.whole(&x.Patterns)))
	}
	b.add(&Facts{Items: facts})
	b.references()
	b.families()
	b.aggregates()
	b.allRates()
}

func (b *builder) wordList(prefix string, names []string) Text {
	items := make([]Text, len(names))
	for i, n := range names {
		items[i] = b.l.text(prefix + n)
	}
	return b.l.list(items)
}

// references lists the reference groups and how they were chosen.
func (b *builder) references() {
	if len(b.a.Examined.References) == 0 {
		return
	}
	t := &Table{ID: "table-references", Caption: b.l.text("caption.references"), Columns: []TableColumn{
		b.left("attributes"), b.left("reference"), b.left("how"), b.left("remark"),
	}}
	for _, c := range b.a.Examined.References[:min(len(b.a.Examined.References), tableRows)] {
		group := b.l.name(c.Group)
		if len(c.Group) == 0 {
			group = b.l.text("value.none")
		}
		var remarks []Text
		if c.Why != "" {
			remarks = append(remarks, b.l.said(c.Why, nil))
		}
		if len(c.Tied) > 0 {
			var tied []Text
			for _, g := range c.Tied {
				tied = append(tied, b.l.name(g))
			}
			remarks = append(remarks, b.l.text("references.tied", "groups", b.l.list(tied)))
		}
		t.Rows = append(t.Rows, []TableCell{head(b.l.attributes(c.Attributes)), cell(group), cell(b.l.text("how." + c.How)), cell(b.l.join(remarks, b.l.str("punctuation.semicolon")))})
	}
	b.cutNote(t, len(b.a.Examined.References))
	b.add(t)
}

// families lists the tests that were adjusted together.
func (b *builder) families() {
	if len(b.a.Examined.Families) == 0 {
		return
	}
	t := &Table{ID: "table-families", Caption: b.l.text("caption.families"), Columns: []TableColumn{
		b.left("family"), b.right("tests"), b.right("family_size"), b.left("adjustment"),
	}}
	for _, f := range b.a.Examined.Families[:min(len(b.a.Examined.Families), tableRows)] {
		t.Rows = append(t.Rows, []TableCell{head(Text{fromData(f.Name)}), num(b.l.count(int64(f.Tests))), num(b.l.count(int64(f.Size))), words(b.l.str("adjustment." + f.Method))})
	}
	b.cutNote(t, len(b.a.Examined.Families))
	b.add(t)
}

// aggregates are numbers over all groups, each with what parity alone would give.
func (b *builder) aggregates() {
	if len(b.a.Aggregates) == 0 {
		return
	}
	b.part("aggregates", 2)
	b.say("aggregates.intro")
	t := &Table{ID: "table-aggregates", Caption: b.l.text("caption.aggregates"), Columns: []TableColumn{
		b.left("attributes"), b.left("metric"), b.left("number"), b.right("value"), b.right("null_quantile"), b.right("p"), b.right("groups_used"), b.left("remark"),
	}}
	for i := range b.a.Aggregates[:min(len(b.a.Aggregates), tableRows)] {
		t.Rows = append(t.Rows, b.aggregateRow(&b.a.Aggregates[i]))
	}
	b.cutNote(t, len(b.a.Aggregates))
	b.add(t)
}

func (b *builder) aggregateRow(g *audit.Aggregate) []TableCell {
	value := b.l.str("value.undefined")
	if g.Value != nil {
		value = b.l.ratio(float64(*g.Value))
	}
	p := b.l.str("value.none")
	if g.Test != nil {
		p = b.l.pCell(g.Test.P)
	}
	var remarks []Text
	if g.Status != audit.StatusOK && g.Status != "" {
		remarks = append(remarks, b.l.why(g.Status, g.Why))
	}
	if len(g.Low) > 0 && len(g.High) > 0 {
		remarks = append(remarks, b.l.text("aggregates.ends", "low", b.l.name(g.Low), "high", b.l.name(g.High)))
	}
	if n := len(g.GroupsLeft); n > 0 {
		var left []Text
		for _, x := range g.GroupsLeft[:min(n, 5)] {
			left = append(left, b.l.text("aggregates.left", "group", b.l.name(x.Group), "why", b.l.said(x.Why, nil)))
		}
		remarks = append(remarks, b.l.text("aggregates.left_out", "n", n, "groups", b.l.list(left)))
	}
	return []TableCell{
		head(b.l.attributes(g.Attributes)), words(b.l.metric(g.Metric)), words(b.l.str("aggregate." + g.Kind)), num(value), num(b.real(g.NullQuantile)), num(p),
		num(b.l.count(int64(g.GroupsUsed))), cell(b.l.join(remarks, b.l.str("punctuation.semicolon"))),
	}
}

// profile is the table of numbers that another tool would print.
func (b *builder) profile() {
	p := b.a.Profile
	if p == nil {
		return
	}
	b.part("profile", 1)
	b.say("profile.intro", "tool", shown(p.Name), "version", shown(p.Version))
	b.note(NoteCaution, "profile.caution")
	t := &Table{ID: "table-profile", Caption: b.l.text("caption.profile", "tool", shown(p.Name)), Columns: []TableColumn{
		b.left("tool_metric"), b.left("attribute"), b.left("group"), b.left("reference"), b.right("value"), b.left("remark"),
	}}
	for _, v := range p.Values[:min(len(p.Values), tableRows)] {
		value := v.Text
		if v.Value != nil {
			value = toolNumber(v.Value.Round())
		}
		remark := b.l.said(v.Note, nil)
		if v.Stratum != "" {
			remark = append(remark, b.l.text("profile.stratum", "stratum", fromData(v.Stratum))...)
		}
		t.Rows = append(t.Rows, []TableCell{
			head(Text{{Text: shown(v.Metric), Code: true}}), cell(Text{fromData(v.Attribute)}), cell(b.orAll(v.Group)), cell(b.orNone(v.Reference)),
			num(shown(value)), cell(remark),
		})
	}
	b.cutNote(t, len(p.Values))
	b.add(t)
}

// toolNumber prints a number of another tool with six decimals, so that it can be compared; counts have none.
func toolNumber(x float64) string {
	if x == math.Trunc(x) && math.Abs(x) >= 2 {
		return decimal(x, 0)
	}
	return decimal(x, 6)
}

func (b *builder) orAll(group string) Text {
	if group == "" {
		return b.l.text("group.all")
	}
	return Text{b.l.value(group)}
}

func (b *builder) orNone(s string) Text {
	if s == "" {
		return b.l.text("value.none")
	}
	return Text{b.l.value(s)}
}
