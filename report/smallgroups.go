package report

import (
	"fmt"
	"strings"

	"auditd/audit"
)

// smallGroups shows what can be said of groups that are too small for a rate of their own to tell much.
func (b *builder) smallGroups() {
	s := b.a.SmallGroups
	if s == nil {
		return
	}
	b.part("small-groups", 1)
	b.say("small_groups.intro")
	for i := range s.Shrinkage {
		b.shrinkage(fmt.Sprintf("table-shrinkage-%d", i+1), &s.Shrinkage[i])
	}
	b.add(b.spreadTable())
	b.add(b.exactTable())
	b.add(&Note{Kind: NoteLimit, Title: b.l.str("finding.not_mean"), Text: []Text{b.l.text("small_groups.not_mean")}})
}

func (b *builder) shrinkage(id string, s *audit.Shrinkage) {
	if s.Why != "" {
		return // with fewer than three groups there is no common law of rates to draw to
	}
	t := &Table{ID: id, Caption: b.l.text("caption.shrinkage", "metric", b.l.metric(s.Metric), "attributes", b.l.attributes(s.Attributes)), Columns: []TableColumn{
		b.left("group"), b.right("counts"), b.right("rate"), b.right("shrunk"), b.right("interval"),
	}}
	for _, g := range s.Groups[:min(len(s.Groups), tableRows)] {
		t.Rows = append(t.Rows, []TableCell{
			head(b.l.name(g.Group)), num(b.l.count(g.Of) + " / " + b.l.count(g.Out)), num(b.share(g.Raw)), num(b.share(g.Rate.Value)), num(b.l.rateInterval(s.Metric, g.Rate.Interval)),
		})
	}
	b.cutNote(t, len(s.Groups))
	if s.Pooled {
		t.Notes = append(t.Notes, b.l.text("small_groups.pooled"))
	} else if s.Strength != nil {
		t.Notes = append(t.Notes, b.l.text("small_groups.strength", "n", b.l.ratio(float64(*s.Strength)), "mean", b.share(s.Mean)))
	}
	b.add(t)
}

func (b *builder) spreadTable() *Table {
	t := &Table{ID: "table-spreads", Caption: b.l.text("caption.spreads"), Columns: []TableColumn{
		b.left("attributes"), b.left("metric"), b.left("number"), b.right("value"), b.right("interval"), b.left("remark"),
	}}
	all := b.a.SmallGroups.Spreads
	for i := range all[:min(len(all), tableRows)] {
		s := &all[i]
		value := b.pointsOf(s.Value.Value)
		interval := b.pointsInterval(s.Value.Interval)
		if s.Kind != "range" {
			value, interval = b.optionalRatio(s.Value.Value), b.ratioInterval(s.Value.Interval)
		}
		remark := b.l.said(s.Value.Why, nil)
		if s.Undefined > 0 {
			remark = b.l.text("small_groups.undefined", "n", s.Undefined, "all", s.Draws)
		}
		t.Rows = append(t.Rows, []TableCell{head(b.l.attributes(s.Attributes)), words(b.l.metric(s.Metric)), words(b.l.str("spread." + s.Kind)), num(strings.TrimPrefix(value, "+")), num(interval), cell(remark)})
	}
	b.cutNote(t, len(all))
	return t
}

func (b *builder) exactTable() *Table {
	t := &Table{ID: "table-exact", Caption: b.l.text("caption.exact"), Columns: []TableColumn{
		b.left("group"), b.left("metric"), b.left("reference"), b.right("p"), b.right("p_adjusted"), b.right("below"), b.right("posterior"), b.left("remark"),
	}}
	all := b.a.SmallGroups.Comparisons
	for i := range all[:min(len(all), tableRows)] {
		c := &all[i]
		p := b.l.str("value.none")
		if c.Test != nil {
			p = b.l.pCell(c.Test.P)
		}
		t.Rows = append(t.Rows, []TableCell{
			head(b.l.where(c.Group)), words(b.l.metric(c.Metric)), cell(b.l.name(c.Reference)), num(p), num(b.testCell(c.Test)), num(b.probability(c.Below)), num(b.ratioInterval(c.Interval)), cell(b.l.said(c.Why, nil)),
		})
	}
	b.cutNote(t, len(all))
	if len(all) > 0 {
		t.Notes = append(t.Notes, b.l.text("small_groups.below", "limit", b.l.number(float64(all[0].Limit))))
	}
	return t
}

// probability writes a probability, of Jeffreys posteriors never 0 or 1; near these it says no more: nothing hangs on the fourth decimal.
func (b *builder) probability(v *audit.Real) string {
	switch {
	case v != nil && *v < 0.0005:
		return "< 0.1%"
	case v != nil && *v > 0.9995:
		return "> 99.9%"
	}
	return b.share(v)
}

// smallGroupMethods names the methods behind what is said of small groups.
func (b *builder) smallGroupMethods(use func(prefix, name string), interval func(*audit.Interval), test func(*audit.Test)) {
	s := b.a.SmallGroups
	if s == nil {
		return
	}
	for i := range s.Shrinkage {
		use("method.", s.Shrinkage[i].Method)
	}
	for i := range s.Spreads {
		interval(s.Spreads[i].Value.Interval)
	}
	for i := range s.Comparisons {
		test(s.Comparisons[i].Test)
		interval(s.Comparisons[i].Interval)
	}
}
