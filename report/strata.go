package report

// strata shows comparisons within strata, when the audit has any.
func (b *builder) strata() {
	t := &Table{ID: "table-strata", Caption: b.l.text("caption.strata"), Columns: []TableColumn{
		b.left("stratum"), b.left("group"), b.left("metric"), b.right("comparison"), b.right("interval"), b.right("n"), b.left("verdict"),
	}}
	all := 0
	for i := range b.a.Comparisons {
		c := &b.a.Comparisons[i]
		if len(c.Stratum) == 0 {
			continue
		}
		all++
		if all > tableRows {
			continue
		}
		t.Rows = append(t.Rows, []TableCell{
			head(b.l.where(c.Stratum)), cell(b.l.where(c.Group)), words(b.l.metric(c.Metric)), num(b.l.compareValue(c)), num(b.l.compareInterval(c)),
			num(b.l.count(c.N) + " / " + b.l.count(c.ReferenceN)), cell(b.l.verdict(c.Verdict)),
		})
	}
	if all == 0 {
		return
	}
	b.part("strata", 1)
	b.say("strata.intro")
	b.cutNote(t, all)
	b.add(t)
}
