package report

import (
	"auditd/audit"
	"auditd/report/figure"
)

// mostClasses is the number of classes that one figure tells apart.
const mostClasses = 9

// classes compares decisions of many classes, when the audit has any.
func (b *builder) classes() {
	if len(b.a.ClassGroups) == 0 {
		return
	}
	b.part("classes", 1)
	b.add(&Paragraph{Lead: true, Text: b.classesLead()})
	if t := b.accuracyLead(); t != nil {
		b.add(&Paragraph{Text: t})
	}
	b.say("classes.examined", "groups", len(b.a.ClassGroups), "comparisons", len(b.a.Classes))
	b.exploratory("classes", true)
	b.note(NoteLimit, "classes.limit")
	b.classFigure()
	b.classTable()
	b.classGaps()
	b.classQuality()
	b.classMeans()
}

// classesLead says of the group that is farthest from the reference group, among those where the difference is shown, how many people
// would have to get another class.
func (b *builder) classesLead() Text {
	var worst *audit.ClassComparison
	shown := 0
	for i := range b.a.Classes {
		c := &b.a.Classes[i]
		if c.Status != audit.StatusOK || c.Distance == nil || c.Test == nil || float64(c.Test.PAdjusted) >= 1-b.a.Plan.Confidence {
			continue
		}
		shown++
		if c.Against == audit.AgainstReference && (worst == nil || *c.Distance > *worst.Distance) {
			worst = c
		}
	}
	if worst == nil {
		return b.l.text("classes.lead_none", "comparisons", len(b.a.Classes))
	}
	of := frequencyBase(worst.Distance.Round())
	t := b.l.text("classes.lead", "shown", shown, "comparisons", len(b.a.Classes), "of", of, "n", frequency(worst.Distance.Round(), of),
		"group", b.l.where(worst.Group), "reference", b.l.where(worst.Reference))
	for i := range worst.Classes {
		if g := &worst.Classes[i]; g.Metric == audit.ClassShare && g.Class == worst.WorstClass && g.Rate != nil && g.ReferenceRate != nil {
			t = append(t, b.l.text("classes.lead_class", "class", b.l.value(g.Class), "a", frequency(g.Rate.Round(), 100), "b", frequency(g.ReferenceRate.Round(), 100),
				"group", b.l.where(worst.Group), "reference", b.l.where(worst.Reference))...)
		}
	}
	if worst.Ridit != nil {
		t = append(t, b.l.text("classes.lead_ridit", "n", frequency(worst.Ridit.Round(), 100), "group", b.l.where(worst.Group), "reference", b.l.where(worst.Reference))...)
	}
	return t
}

// accuracyLead says who gets the right class least often, nil where the plan names no true class.
func (b *builder) accuracyLead() Text {
	var worst *audit.ClassGap
	var of *audit.ClassComparison
	for i := range b.a.Classes {
		c := &b.a.Classes[i]
		for k := range c.Classes {
			g := &c.Classes[k]
			if c.Against == audit.AgainstReference && c.Status == audit.StatusOK && g.Metric == audit.ClassAccuracy && g.Gap != nil && (worst == nil || *g.Gap < *worst.Gap) {
				worst, of = g, c
			}
		}
	}
	if worst == nil {
		return nil
	}
	return b.l.text("classes.accuracy", "group", b.l.where(of.Group), "reference", b.l.where(of.Reference), "a", frequency(worst.Rate.Round(), 100),
		"b", frequency(worst.ReferenceRate.Round(), 100))
}

// against names what a group is held against.
func (b *builder) against(c *audit.ClassComparison) Text {
	if c.Against == audit.AgainstComplement {
		return b.l.text("group.complement")
	}
	return b.l.where(c.Reference)
}

// classTable is the table of comparisons over all classes.
func (b *builder) classTable() {
	t := &Table{ID: "table-classes", Caption: b.l.text("caption.classes"), Columns: []TableColumn{
		b.left("group"), b.left("held_against"), b.right("n"), b.right("total_variation"), b.right("cramers_v"), b.right("p_adjusted"), b.right("ridit"), b.right("interval"),
		b.right("p_ridit"), b.left("remark"),
	}}
	for i := range b.a.Classes[:min(len(b.a.Classes), tableRows)] {
		c := &b.a.Classes[i]
		distance, interval, remark := b.l.str("value.none"), b.l.str("value.none"), Text(nil)
		if c.Distance != nil {
			distance = b.l.percent(float64(*c.Distance))
		}
		if x := c.RiditInterval; x != nil {
			interval = b.l.between(b.l.ratio(x.Lower, 0.5), b.l.ratio(x.Upper, 0.5))
		}
		if c.Why != "" {
			remark = b.l.why(c.Status, c.Why)
		}
		t.Rows = append(t.Rows, []TableCell{
			head(b.l.where(c.Group)), cell(b.against(c)), num(b.l.count(c.N)), num(distance), num(b.real(c.CramersV)), num(b.adjusted(c.Test)), num(b.real(c.Ridit)), num(interval),
			num(b.adjusted(c.RiditTest)), cell(remark),
		})
	}
	t.Notes = append(t.Notes, b.l.text("classes.note"))
	b.cutNote(t, len(b.a.Classes))
	b.add(t)
}

// gapRow is one comparison of one rate.
type gapRow struct {
	of  *audit.ClassComparison
	gap *audit.ClassGap
}

// gapsOf are the comparisons of some rates.
func (b *builder) gapsOf(wanted func(g *audit.ClassGap) bool) []gapRow {
	var out []gapRow
	for i := range b.a.Classes {
		for k := range b.a.Classes[i].Classes {
			if g := &b.a.Classes[i].Classes[k]; wanted(g) {
				out = append(out, gapRow{&b.a.Classes[i], g})
			}
		}
	}
	return out
}

// classGaps is the table of how often each class is given.
func (b *builder) classGaps() {
	b.gapTable("table-class-gaps", "class_gaps", b.gapsOf(func(g *audit.ClassGap) bool { return g.Metric == audit.ClassShare }), false)
}

// gapTable is a table of comparisons of rates.
func (b *builder) gapTable(id, name string, rows []gapRow, metrics bool) {
	if len(rows) == 0 {
		return
	}
	t := &Table{ID: id, Caption: b.l.text("caption." + name)}
	if metrics {
		t.Columns = []TableColumn{b.left("rate")}
	}
	t.Columns = append(t.Columns, b.left("class"), b.left("group"), b.right("class_rate"), b.left("held_against"), b.right("class_rate_other"), b.right("difference"), b.right("interval"),
		b.right("p_adjusted"), b.left("remark"))
	for _, r := range rows[:min(len(rows), tableRows)] {
		interval, remark, class := b.l.str("value.none"), Text(nil), b.l.text("classes.all")
		if r.gap.Interval != nil {
			interval = b.l.between(b.l.points(r.gap.Interval.Lower, 0), b.l.points(r.gap.Interval.Upper, 0))
		}
		switch {
		case r.gap.Class != "":
			class = Text{b.l.value(r.gap.Class)}
		case r.gap.Macro:
			class = b.l.text("classes.mean")
		}
		if r.gap.Why != "" {
			remark = b.l.said(r.gap.Why, nil)
		}
		var row []TableCell
		if metrics {
			row = []TableCell{head(b.l.text("classes.metric_" + r.gap.Metric)), cell(class)}
		} else {
			row = []TableCell{head(class)}
		}
		t.Rows = append(t.Rows, append(row, cell(b.l.where(r.of.Group)), num(b.share(r.gap.Rate)), cell(b.against(r.of)), num(b.share(r.gap.ReferenceRate)), num(b.pointsOf(r.gap.Gap)),
			num(interval), num(b.adjusted(r.gap.Test)), cell(remark)))
	}
	t.Notes = append(t.Notes, b.l.text("classes."+name+"_note"))
	b.cutNote(t, len(rows))
	b.add(t)
}

// classQuality is the table of the rates that need the true class, one class against all others.
func (b *builder) classQuality() {
	b.gapTable("table-class-quality", "class_quality", b.gapsOf(func(g *audit.ClassGap) bool { return g.Metric != audit.ClassShare }), true)
}

// classMeans is the table of the means over classes with the class that is worst off.
func (b *builder) classMeans() {
	t := &Table{ID: "table-class-means", Caption: b.l.text("caption.class_means"), Columns: []TableColumn{
		b.left("group"), b.right("labelled"), b.left("rate"), b.right("mean"), b.right("interval"), b.left("worst_class"), b.right("worst_rate"), b.left("remark"),
	}}
	all := 0
	for i := range b.a.ClassGroups {
		g := &b.a.ClassGroups[i]
		for k := range g.Macros {
			if all++; all > tableRows {
				continue
			}
			m := &g.Macros[k]
			interval, worst := b.l.str("value.none"), plain(b.l.str("value.none"))
			if m.Interval != nil {
				interval = b.l.between(b.l.percent(m.Interval.Lower), b.l.percent(m.Interval.Upper))
			}
			if m.Worst != "" {
				worst = Text{b.l.value(m.Worst)}
			}
			t.Rows = append(t.Rows, []TableCell{
				head(b.l.where(g.Group)), num(b.l.count(g.Labelled)), cell(b.l.text("classes.metric_" + m.Metric)), num(b.share(m.Value)), num(interval), cell(worst), num(b.share(m.WorstRate)),
				cell(b.meanRemark(m)),
			})
		}
	}
	if all == 0 {
		return
	}
	t.Notes = append(t.Notes, b.l.text("classes.means_note"))
	b.cutNote(t, all)
	b.add(t)
}

// meanRemark says what a mean lacks.
func (b *builder) meanRemark(m *audit.ClassMean) Text {
	switch {
	case m.Why != "":
		return b.l.why(m.Status, m.Why)
	case len(m.LeftOut) > 0:
		return b.l.text("classes.left_out", "classes", b.l.names(m.LeftOut))
	case m.IntervalWhy != "":
		return b.l.text("ranking.no_interval", "why", b.l.said(m.IntervalWhy, nil))
	}
	return nil
}

// classFigure shows how each group is divided among the classes.
func (b *builder) classFigure() {
	caption := b.l.text("caption.class_shares")
	p := figure.ClassShares{
		Text:  figure.Text{Title: caption.Plain(), Description: b.l.str("classes.alt")},
		Heads: figure.ClassHeads{Group: b.l.str("column.group"), N: b.l.str("column.n")}, Label: b.l.str("classes.axis"), Small: b.l.str("classes.small"),
	}
	for i := range b.a.ClassGroups {
		g := &b.a.ClassGroups[i]
		if len(g.Group) != 1 || len(p.Rows) == forestRows {
			continue
		}
		row := figure.ClassRow{Section: shown(g.Group.Attributes()), Label: b.l.name(g.Group).Plain(), N: b.l.count(g.N), Small: g.N < b.a.Plan.MinGroupSize}
		var names []string
		for k := range g.Rates {
			if r := &g.Rates[k]; r.Metric == audit.ClassShare {
				row.Shares, names = append(row.Shares, orNaN(r.Value)), append(names, b.l.value(r.Class).Text)
				if r.Why != "" {
					row.Reason = b.l.why(r.Status, r.Why).Plain()
				}
			}
		}
		if p.Classes == nil {
			p.Classes = names
		}
		if len(names) == len(p.Classes) { // without an order the classes can differ between attributes only if nobody gets one
			p.Rows = append(p.Rows, row)
		}
	}
	if len(p.Classes) > mostClasses || len(p.Rows) == 0 {
		b.say("classes.no_figure", "most", mostClasses)
		return
	}
	b.add(&Figure{ID: "figure-classes", Caption: caption, Alt: p.Description, Plot: p})
}

// classMethods names the methods behind the comparisons of classes.
func (b *builder) classMethods(use func(prefix, name string), interval func(*audit.Interval), test func(*audit.Test)) {
	if len(b.a.ClassGroups) == 0 {
		return
	}
	use("method.", "classes")
	for i := range b.a.ClassGroups {
		g := &b.a.ClassGroups[i]
		for k := range g.Rates {
			interval(g.Rates[k].Interval)
		}
		for k := range g.Macros {
			interval(g.Macros[k].Interval)
		}
	}
	for i := range b.a.Classes {
		c := &b.a.Classes[i]
		test(c.Test)
		test(c.RiditTest)
		interval(c.RiditInterval)
		for k := range c.Classes {
			interval(c.Classes[k].Interval)
			test(c.Classes[k].Test)
		}
	}
}
