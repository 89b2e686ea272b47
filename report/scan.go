package report

import "auditd/audit"

// scan shows groups that nobody named, when the audit looked for them.
func (b *builder) scan() {
	s := b.a.Scan
	if s == nil {
		return
	}
	b.part("scan", 1)
	b.say("scan.intro", "features", len(s.Features), "names", b.l.names(s.Features), "metric", b.l.inText(b.l.metric(s.Metric)), "first", s.FirstHalf,
		"second", s.SecondHalf, "tried", s.Tried, "tests", s.Tests)
	b.exploratory("scan", true)
	b.note(NoteLimit, "scan.limit")
	if s.Status != audit.StatusOK {
		b.say("value.undefined_because", "why", b.l.why(s.Status, s.Why))
		return
	}
	t := &Table{ID: "table-scan", Caption: b.l.text("caption.scan", "metric", b.l.metric(s.Metric)), Columns: []TableColumn{
		b.left("group"), b.right("rate"), b.right("rate_outside"), b.right("difference"), b.right("interval"), b.right("n"), b.right("p_adjusted"), b.left("verdict"),
		b.left("made_of"),
	}}
	for i := range s.Clusters[:min(len(s.Clusters), tableRows)] {
		c := &s.Clusters[i].Comparison
		t.Rows = append(t.Rows, []TableCell{
			head(b.conditions(s.Clusters[i].Conditions)), num(b.l.rate(c.Metric, c.GroupRate)), num(b.l.rate(c.Metric, c.ReferenceRate)), num(b.l.compareValue(c)),
			num(b.l.compareInterval(c)), num(b.l.count(c.N)), num(b.adjusted(c.Test)), cell(b.l.verdict(c.Verdict)), cell(b.madeOf(&s.Clusters[i])),
		})
	}
	t.Notes = append(t.Notes, b.l.text("scan.note"))
	b.add(t)
}

// conditions describes a group of the scan.
func (b *builder) conditions(list []audit.ScanCondition) Text {
	var items []Text
	for _, c := range list {
		key := "scan.is"
		if c.Not {
			key = "scan.is_not"
		}
		items = append(items, b.l.text(key, "feature", fromData(c.Feature), "value", b.l.value(c.Value)))
	}
	return b.l.join(items, b.l.str("punctuation.comma"))
}

// madeOf names the protected groups that are over-represented in a group of the scan.
func (b *builder) madeOf(c *audit.Cluster) Text {
	if len(c.Make) == 0 {
		return plain(b.l.str("value.none"))
	}
	var items []Text
	for i := range c.Make[:min(len(c.Make), 2)] {
		m := &c.Make[i]
		items = append(items, b.l.text("scan.share", "group", b.l.where(m.Group), "share", b.l.percent(float64(m.Share)), "outside", b.l.percent(float64(m.Outside))))
	}
	return b.l.join(items, b.l.str("punctuation.semicolon"))
}
