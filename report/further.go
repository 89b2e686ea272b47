package report

import "auditd/audit"

// inequality says how benefits are spread, when the audit was asked.
func (b *builder) inequality() {
	if len(b.a.Inequality) == 0 {
		return
	}
	b.part("inequality", 1)
	b.say("inequality.intro")
	b.exploratory("inequality", true)
	t := &Table{ID: "table-inequality", Caption: b.l.text("caption.inequality"), Columns: []TableColumn{
		b.left("attribute"), b.left("measure"), b.right("value"), b.right("within_groups"), b.right("between"), b.right("interval"), b.right("between_share"),
	}}
	for i := range b.a.Inequality {
		x := &b.a.Inequality[i]
		if x.Why != "" {
			b.say("value.undefined_because", "why", b.l.why(x.Status, x.Why))
			continue
		}
		for k := range x.Measures {
			m := &x.Measures[k]
			interval := b.l.str("value.none")
			if m.Interval != nil {
				interval = b.l.between(decimal(m.Interval.Lower, 5), decimal(m.Interval.Upper, 5))
			}
			within, between, share := b.five(m.Within), b.five(m.Between), b.share(m.BetweenShare)
			if m.Within == nil && m.Value != nil { // an index that does not split
				within, between, share = b.l.str("value.none"), b.l.str("value.none"), b.l.str("value.none")
			}
			t.Rows = append(t.Rows, []TableCell{
				head(Text{fromData(x.Attribute)}), cell(b.l.text("index." + m.Name)), num(b.five(m.Value)), num(within), num(between), num(interval), num(share),
			})
		}
	}
	t.Notes = append(t.Notes, b.l.text("inequality.note"))
	b.add(t)
}

// five prints a small number with five decimals.
func (b *builder) five(v *audit.Real) string {
	if v == nil {
		return b.l.str("value.undefined")
	}
	return decimal(float64(*v), 5)
}

// pairs says what changing only the protected attribute does, when the file tells.
func (b *builder) pairs() {
	if len(b.a.Pairs) == 0 {
		return
	}
	b.part("pairs", 1)
	if x := &b.a.Pairs[0]; x.Rate != nil {
		of := frequencyBase(x.Rate.Round())
		b.add(&Paragraph{Lead: true, Text: b.l.text("pairs.lead", "of", of, "n", frequency(x.Rate.Round(), of), "lost", x.Lost, "gained", x.Gained)})
	}
	b.exploratory("pairs", true)
	b.note(NoteLimit, "pairs.limit")
	t := &Table{ID: "table-pairs", Caption: b.l.text("caption.pairs"), Columns: []TableColumn{
		b.left("group"), b.right("n"), b.right("lost"), b.right("gained"), b.right("changed"), b.right("interval"), b.right("p_adjusted"), b.left("remark"),
	}}
	for i := range b.a.Pairs[:min(len(b.a.Pairs), tableRows)] {
		x := &b.a.Pairs[i]
		interval, remark := b.l.str("value.none"), Text(nil)
		if x.Interval != nil {
			interval = b.l.between(b.l.percent(x.Interval.Lower), b.l.percent(x.Interval.Upper))
		}
		if x.Why != "" {
			remark = b.l.why(x.Status, x.Why)
		}
		t.Rows = append(t.Rows, []TableCell{
			head(b.l.where(x.Group)), num(b.l.count(x.N)), num(b.l.count(x.Lost)), num(b.l.count(x.Gained)), num(b.share(x.Rate)), num(interval), num(b.adjusted(x.Test)), cell(remark),
		})
	}
	b.cutNote(t, len(b.a.Pairs))
	b.add(t)
}
