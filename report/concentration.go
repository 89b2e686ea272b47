package report

import "auditd/audit"

// concentration says where favourable decisions gather along a number, when the plan names one.
func (b *builder) concentration() {
	x := b.a.Concentration
	if x == nil {
		return
	}
	b.part("concentration", 1)
	column := fromData(x.Column)
	if len(x.Groups) > 0 && x.Groups[0].LowerHalf != nil {
		low := x.Groups[0].LowerHalf.Round()
		of := frequencyBase(low)
		b.add(&Paragraph{Lead: true, Text: b.l.text("concentration.lead", "of", of, "n", frequency(low, of), "column", column, "half", of/2)})
	}
	b.say("concentration.people", "people", x.People, "unknown", x.Unknown, "column", column)
	if x.Rounding > 0 {
		b.say("concentration.rounded", "share", b.l.percent(float64(x.Rounding)))
	}
	b.exploratory("concentration", false)
	b.note(NoteLimit, "concentration.limit")
	b.concentrationTable(x)
}

func (b *builder) concentrationTable(x *audit.Concentration) {
	t := &Table{ID: "table-concentration", Caption: b.l.text("caption.concentration", "column", fromData(x.Column)), Columns: []TableColumn{
		b.left("group"), b.right("people"), b.right("favourable"), b.right("lower_half"), b.right("concentration"), b.right("wagstaff"), b.right("erreygers"), b.left("remark"),
	}}
	for i := range x.Groups[:min(len(x.Groups), tableRows)] {
		g := &x.Groups[i]
		remark := Text(nil)
		switch {
		case g.Why != "":
			remark = b.l.why(g.Status, g.Why)
		case g.Index.Why != "":
			remark = b.l.said(g.Index.Why, nil)
		}
		t.Rows = append(t.Rows, []TableCell{
			head(b.l.where(g.Group)), num(b.l.count(g.N)), num(b.share(g.Rate)), num(b.share(g.LowerHalf)),
			num(b.indexCell(&g.Index)), num(b.indexCell(&g.Wagstaff)), num(b.indexCell(&g.Erreygers)), cell(remark),
		})
	}
	t.Notes = append(t.Notes, b.l.text("concentration.note_index", "column", fromData(x.Column)), b.l.text("concentration.note_corrections"))
	b.cutNote(t, len(x.Groups))
	b.add(t)
}

// indexCell prints a number around 0 with its interval.
func (b *builder) indexCell(e *audit.Effect) string {
	if e.Value == nil {
		return b.l.str("value.undefined")
	}
	s := decimal(float64(*e.Value), places(float64(*e.Value), 3, 0))
	if e.Interval != nil {
		s += b.l.str("punctuation.open") + b.l.between(decimal(e.Interval.Lower, 3), decimal(e.Interval.Upper, 3)) + b.l.str("punctuation.close")
	}
	return s
}

// concentrationMethods names the index and its intervals.
func (b *builder) concentrationMethods(use func(prefix, name string), interval func(*audit.Interval)) {
	if b.a.Concentration == nil {
		return
	}
	use("method.", "concentration")
	for i := range b.a.Concentration.Groups {
		interval(b.a.Concentration.Groups[i].Index.Interval)
	}
}
