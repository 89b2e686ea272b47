package report

import "auditd/audit"

// besideFact says what the further methods of the plan find in the counts of a comparison, and in the two rates behind it.
func (b *builder) besideFact(f *audit.Finding) Text {
	var items []Text
	e := f.Evidence
	said := func(kind string, g, reference audit.Group) []*audit.Beside {
		return b.index.beside[key(kind, f.Metric, g.Key(), reference.Key(), f.Stratum.Key())]
	}
	for _, m := range said(e.Kind, e.Group, e.Reference) {
		items = append(items, b.besideItem(m, b.l.compared(e), nil))
	}
	for _, g := range []audit.Group{e.Group, e.Reference} {
		if len(g) == 0 {
			continue
		}
		for _, m := range said(audit.OfRate, g, nil) {
			items = append(items, b.besideItem(m, b.l.percent, b.l.name(g)))
		}
	}
	if len(items) == 0 {
		return nil
	}
	return append(b.l.join(items, b.l.str("punctuation.semicolon")), b.l.text("beside.judges_nothing")...)
}

// besideItem is one method: its interval, its p-value, or why it says nothing. group is nil for a comparison.
func (b *builder) besideItem(m *audit.Beside, show func(float64) string, group Text) Text {
	prefix := "interval."
	if !b.l.has(prefix + m.Method) {
		prefix = "test."
	}
	name := b.l.text(prefix + m.Method)
	if group != nil {
		name = b.l.text("beside.of", "group", group, "method", name)
	}
	switch {
	case m.Interval != nil:
		return b.l.text("beside.interval", "method", name, "interval", b.l.between(show(m.Interval.Lower), b.l.upper(m.Interval.Upper, show)))
	case m.P != nil:
		return b.l.text("beside.test", "method", name, "p", b.l.pValue(*m.P))
	default:
		return b.l.text("beside.none", "method", name, "why", b.l.why("", m.Why))
	}
}
