package report

import (
	"slices"
	"strconv"

	"auditd/audit"
)

// ranking says who stands where in lists, when the audit looked.
func (b *builder) ranking() {
	if len(b.a.Ranking) == 0 {
		return
	}
	b.part("ranking", 1)
	b.say("ranking.intro")
	b.exploratory("ranking", true)
	b.note(NoteLimit, "ranking.limit")
	for i := range b.a.Ranking {
		r := &b.a.Ranking[i]
		id := "table-ranking-" + strconv.Itoa(i+1)
		if r.Status != audit.StatusOK {
			b.say("value.undefined_because", "why", b.l.why(r.Status, r.Why))
			continue
		}
		b.say("ranking.lists", "attribute", fromData(r.Attribute), "lists", r.Lists, "people", r.People, "unranked", r.Unranked)
		b.exposures(id, r)
		b.rankedLists(id, r)
	}
}

// exposures is the table of the attention that groups get.
func (b *builder) exposures(id string, r *audit.Ranking) {
	t := &Table{ID: id, Caption: b.l.text("caption.exposure", "attribute", fromData(r.Attribute)), Columns: []TableColumn{
		b.left("group"), b.right("people"), b.right("exposure"), b.right("ratio"), b.right("interval"),
	}}
	merit := slices.ContainsFunc(r.Groups, func(g audit.RankedGroup) bool { return g.MeritRatio != nil })
	if merit {
		t.Columns = append(t.Columns, b.right("merit_ratio"))
	}
	for k := range r.Groups[:min(len(r.Groups), tableRows)] {
		g := &r.Groups[k]
		row := []TableCell{
			head(Text{b.l.value(g.Group)}), num(b.l.count(g.N)), num(b.real(g.Exposure)), num(b.optionalRatio(g.Ratio)), num(b.ratioInterval(g.Interval)),
		}
		if merit {
			row = append(row, num(b.optionalRatio(g.MeritRatio)))
		}
		t.Rows = append(t.Rows, row)
	}
	t.Notes = append(t.Notes, b.l.text("ranking.exposure_note"))
	if merit {
		t.Notes = append(t.Notes, b.l.text("ranking.merit_note"))
	}
	b.cutNote(t, len(r.Groups))
	b.add(t)
}

// rankedLists is the table of single lists by group.
func (b *builder) rankedLists(id string, r *audit.Ranking) {
	t := &Table{ID: id + "-lists", Caption: b.l.text("caption.ranked_lists", "attribute", fromData(r.Attribute)), Columns: []TableColumn{
		b.left("list"), b.left("group"), b.right("people"), b.left("first_places"), b.right("rnd"), b.right("ndkl"), b.left("fair"),
	}}
	all := 0
	for i := range r.Details {
		l := &r.Details[i]
		for k := range l.Groups {
			g := &l.Groups[k]
			if all++; all > tableRows {
				continue
			}
			fair := b.l.text("ranking.passes")
			switch {
			case g.Why != "":
				fair = b.l.said(g.Why, nil)
			case g.FailsAt > 0:
				fair = b.l.text("ranking.fails", "n", g.FailsAt)
			}
			name := b.l.text("ranking.one_list")
			if l.List != "" {
				name = Text{b.l.value(l.List)}
			}
			t.Rows = append(t.Rows, []TableCell{
				head(name), cell(Text{b.l.value(g.Group)}), num(b.l.count(g.N)), cell(b.tops(g)), num(b.real(g.RND)), num(b.real(l.NDKL)), cell(fair),
			})
		}
	}
	t.Notes = append(t.Notes, b.l.text("ranking.list_note"))
	if r.Lists > len(r.Details) {
		t.Notes = append(t.Notes, b.l.text("ranking.cut", "shown", len(r.Details), "all", r.Lists))
	}
	b.cutNote(t, all)
	b.add(t)
}

// tops says how many of a group stand among the first places.
func (b *builder) tops(g *audit.ListedGroup) Text {
	var items []Text
	for i := range g.Tops {
		x := &g.Tops[i]
		items = append(items, b.l.text("ranking.top", "k", x.K, "n", x.Count, "expected", decimal(float64(x.Expected), 1)))
	}
	if len(items) == 0 {
		return plain(b.l.str("value.none"))
	}
	return b.l.join(items, b.l.str("punctuation.semicolon"))
}

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

// regression says how far predictions lie from the truth, when the audit looked.
func (b *builder) regression() {
	if len(b.a.Regression) == 0 {
		return
	}
	b.part("regression", 1)
	b.say("regression.intro")
	b.exploratory("regression", true)
	t := &Table{ID: "table-regression", Caption: b.l.text("caption.regression"), Columns: []TableColumn{
		b.left("group"), b.right("n"), b.right("bias"), b.right("mae"), b.right("rmse"), b.right("bias_difference"), b.right("interval"), b.right("p_adjusted"), b.left("remark"),
	}}
	for i := range b.a.Regression[:min(len(b.a.Regression), tableRows)] {
		p := &b.a.Regression[i]
		interval, remark := b.l.str("value.none"), Text(nil)
		if p.Interval != nil {
			interval = b.l.between(b.l.ratio(p.Interval.Lower), b.l.ratio(p.Interval.Upper))
		}
		switch {
		case p.Why != "":
			remark = b.l.why(p.Status, p.Why)
		case p.HeavyTails:
			remark = b.l.text("regression.heavy")
		}
		t.Rows = append(t.Rows, []TableCell{
			head(b.l.where(p.Group)), num(b.l.count(p.N)), num(b.real(p.Bias)), num(b.real(p.MAE)), num(b.real(p.RMSE)), num(b.real(p.Difference)), num(interval),
			num(b.adjusted(p.Test)), cell(remark),
		})
	}
	t.Notes = append(t.Notes, b.l.text("regression.note"))
	b.cutNote(t, len(b.a.Regression))
	b.add(t)
}

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
