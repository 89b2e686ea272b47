package report

import "auditd/audit"

// uncovered lists the combinations of attribute values with too few records, and the records that would cover them.
func (b *builder) uncovered() {
	c := b.a.Coverage
	if c == nil {
		return
	}
	b.part("uncovered", 1)
	if c.Status != audit.StatusOK && c.Status != "" {
		b.add(&Note{Kind: NoteCaution, Title: b.l.str("note.caution"), Text: []Text{b.l.why(c.Status, c.Why)}})
	}
	b.say("uncovered.intro", "threshold", c.Threshold, "attributes", b.l.attributes(c.Attributes))
	if len(c.Uncovered) == 0 {
		b.say("uncovered.none", "threshold", c.Threshold)
	} else {
		b.patterns()
	}
	b.collection()
}

// patterns is the table of uncovered patterns, with their figure.
func (b *builder) patterns() {
	c := b.a.Coverage
	t := &Table{ID: "table-uncovered", Caption: b.l.text("caption.uncovered", "threshold", c.Threshold), Columns: []TableColumn{
		b.left("pattern"), b.right("count"), b.right("population"), b.right("expected"), b.right("p_adjusted"), b.left("materiality"),
	}}
	for _, p := range c.Uncovered[:min(len(c.Uncovered), tableRows)] {
		expected := b.whole(p.Expected)
		if p.Expected != nil && p.Basis == "independence" {
			expected = b.l.str("uncovered.by_independence", "n", expected)
		}
		pv := b.l.str("value.none")
		if p.PAdjusted != nil {
			pv = b.l.pCell(*p.PAdjusted)
		}
		materiality := b.l.text("value.none")
		if p.Materiality != "" {
			materiality = b.l.text("materiality." + p.Materiality)
		}
		t.Rows = append(t.Rows, []TableCell{
			head(b.l.where(p.Pattern)), num(b.l.count(p.Count)), num(b.whole(p.Population)), num(expected), num(pv), cell(materiality),
		})
	}
	b.cutNote(t, len(c.Uncovered))
	if c.UncoveredMore > 0 {
		t.Notes = append(t.Notes, b.l.text("uncovered.more", "n", c.UncoveredMore))
	}
	t.Notes = append(t.Notes, b.l.text("uncovered.materiality"))
	if f := b.patternFigure(); f != nil {
		f.Data = t
		b.add(f)
		return
	}
	b.add(t)
}

// whole prints a number of people that may be an expectation: without decimals from 10 on.
func (b *builder) whole(v *audit.Real) string {
	switch {
	case v == nil:
		return b.l.str("value.none")
	case float64(*v) >= 10 || v.Round() == float64(int64(v.Round())):
		return b.l.count(int64(v.Round() + 0.5))
	default:
		return decimal(v.Round(), 1)
	}
}

// collection is the plan of records to collect.
func (b *builder) collection() {
	c := b.a.Coverage
	b.part("collection", 2)
	if len(c.Collection) == 0 {
		b.say("collection.none")
	} else {
		b.say("collection.intro", "n", c.CollectTotal, "level", c.CollectLevel, "threshold", c.Threshold)
		t := &Table{ID: "table-collection", Caption: b.l.text("caption.collection"), Columns: []TableColumn{b.left("combination"), b.right("records")}}
		for _, x := range c.Collection[:min(len(c.Collection), tableRows)] {
			t.Rows = append(t.Rows, []TableCell{head(b.l.where(x.Combination)), num(b.l.count(x.Records))})
		}
		b.cutNote(t, len(c.Collection))
		b.add(t)
	}
	if len(c.Unattainable) == 0 {
		return
	}
	list := &List{}
	for _, p := range c.Unattainable[:min(len(c.Unattainable), tableRows)] {
		list.Items = append(list.Items, b.l.where(p.Pattern))
	}
	b.say("collection.unattainable")
	b.add(list)
}
