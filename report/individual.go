package report

import "auditd/audit"

// consistency says how often people are decided as those most like them, when the plan asks for it.
func (b *builder) consistency() {
	x := b.a.Consistency
	if x == nil {
		return
	}
	b.part("consistency", 1)
	names := make([]Text, len(x.Features))
	for i, f := range x.Features {
		names[i] = Text{fromData(f)}
	}
	if x.Why != "" {
		b.say("value.undefined_because", "why", b.l.why(x.Status, x.Why))
		return
	}
	if all := &x.Groups[0]; all.Value != nil && x.Chance != nil {
		same, chance := all.Value.Round(), x.Chance.Round()
		of := frequencyBase(same, chance)
		b.add(&Paragraph{Lead: true, Text: b.l.text("consistency.lead", "k", x.K, "of", of, "n", frequency(same, of), "chance", frequency(chance, of))})
	}
	b.say("consistency.examined", "people", x.People, "undecided", x.Undecided, "features", b.l.list(names), "combinations", x.Combinations, "alike", x.Alike, "k", x.K)
	b.exploratory("consistency", true)
	b.note(NoteLimit, "consistency.limit")
	b.consistencyTable(x)
}

func (b *builder) consistencyTable(x *audit.Consistency) {
	t := &Table{ID: "table-consistency", Caption: b.l.text("caption.consistency", "k", x.K), Columns: []TableColumn{
		b.left("group"), b.right("people"), b.right("same_decision"), b.right("interval"), b.left("remark"),
	}}
	for i := range x.Groups[:min(len(x.Groups), tableRows)] {
		g := &x.Groups[i]
		interval, remark := b.l.str("value.none"), Text(nil)
		if g.Interval != nil {
			interval = b.l.between(b.l.percent(g.Interval.Lower), b.l.percent(g.Interval.Upper))
		}
		if g.Why != "" {
			remark = b.l.why(g.Status, g.Why)
		}
		t.Rows = append(t.Rows, []TableCell{head(b.l.where(g.Group)), num(b.l.count(g.N)), num(b.share(g.Value)), num(interval), cell(remark)})
	}
	t.Notes = append(t.Notes, b.l.text("consistency.note_distance"), b.l.text("consistency.note_groups"))
	b.cutNote(t, len(x.Groups))
	b.add(t)
}

// consistencyMethods names the method and its intervals.
func (b *builder) consistencyMethods(use func(prefix, name string), interval func(*audit.Interval)) {
	x := b.a.Consistency
	if x == nil {
		return
	}
	use("method.", "consistency")
	for i := range x.Groups {
		interval(x.Groups[i].Interval)
	}
}
