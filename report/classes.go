package report

// classes compares decisions of many classes, when the audit has any.
func (b *builder) classes() {
	if len(b.a.Classes) == 0 {
		return
	}
	b.part("classes", 1)
	b.say("classes.intro")
	b.exploratory("classes", true)
	t := &Table{ID: "table-classes", Caption: b.l.text("caption.classes"), Columns: []TableColumn{
		b.left("group"), b.right("n"), b.right("total_variation"), b.right("ridit"), b.left("class_gaps"), b.right("p_adjusted"),
	}}
	for i := range b.a.Classes[:min(len(b.a.Classes), tableRows)] {
		c := &b.a.Classes[i]
		var gaps []Text
		for k := range c.Classes {
			g := &c.Classes[k]
			gaps = append(gaps, b.l.text("classes.gap", "class", b.l.value(g.Class), "points", b.l.points(float64(g.Gap))))
		}
		distance := b.l.str("value.undefined")
		if c.Distance != nil {
			distance = b.l.percent(float64(*c.Distance))
		}
		t.Rows = append(t.Rows, []TableCell{
			head(b.l.where(c.Group)), num(b.l.count(c.N)), num(distance), num(b.real(c.Ridit)), cell(b.l.join(gaps, b.l.str("punctuation.semicolon"))), num(b.adjusted(c.Test)),
		})
	}
	t.Notes = append(t.Notes, b.l.text("classes.note"))
	b.cutNote(t, len(b.a.Classes))
	b.add(t)
}
