package report

import "auditd/audit"

// design shows rates and comparisons with the variance that a sample drawn in clusters leaves.
func (b *builder) design() {
	d := b.a.Design
	if d == nil {
		return
	}
	b.part("design", 1)
	b.add(&Paragraph{Lead: true, Text: b.l.text("design.lead", "clusters", d.Clusters, "strata", d.Strata, "df", d.DF)})
	b.say("design.intro")
	if d.LeftOut > 0 {
		b.note(NoteCaution, "design.left_out", "n", d.LeftOut)
	}
	if d.Lonely > 0 {
		b.note(NoteCaution, "design.lonely", "n", d.Lonely)
	}
	b.add(b.designComparisons(), b.designRates())
	for i := range d.Tests {
		t := &d.Tests[i]
		if t.Test == nil {
			b.say("design.no_together", "metric", b.l.metric(t.Metric), "attribute", fromData(t.Attribute), "why", b.l.said(t.Why, nil))
			continue
		}
		b.say("design.together", "metric", b.l.metric(t.Metric), "attribute", fromData(t.Attribute), "test", b.testText(t.Test))
	}
}

func (b *builder) designComparisons() *Table {
	t := &Table{ID: "table-design-comparisons", Caption: b.l.text("caption.design_comparisons"), Columns: []TableColumn{
		b.left("group"), b.left("metric"), b.left("reference"), b.right("ratio"), b.right("difference"), b.right("p_adjusted"), b.left("remark"),
	}}
	all := b.a.Design.Comparisons
	for i := range all[:min(len(all), tableRows)] {
		c := &all[i]
		why := c.Difference.Why
		if why == "" {
			why = c.Ratio.Why
		}
		t.Rows = append(t.Rows, []TableCell{
			head(b.l.where(c.Group)), words(b.l.metric(c.Metric)), cell(b.l.name(c.Reference)), num(b.ratioCell(&c.Ratio)), num(b.effectCell(&c.Difference)),
			num(b.testCell(c.Test)), cell(b.l.said(why, nil)),
		})
	}
	b.cutNote(t, len(all))
	return t
}

func (b *builder) designRates() *Table {
	t := &Table{ID: "table-design-rates", Caption: b.l.text("caption.design_rates"), Columns: []TableColumn{
		b.left("group"), b.left("metric"), b.right("people"), b.right("rate"), b.right("interval"), b.right("effective_n"), b.left("remark"),
	}}
	all := b.a.Design.Rates
	for i := range all[:min(len(all), tableRows)] {
		r := &all[i]
		effective := b.l.str("value.none")
		if r.EffectiveN != nil {
			effective = b.l.count(int64(r.EffectiveN.Round() + 0.5))
		}
		t.Rows = append(t.Rows, []TableCell{
			head(b.l.where(r.Group)), words(b.l.metric(r.Metric)), num(b.l.count(r.N)), num(b.l.rate(r.Metric, r.Rate.Value)), num(b.l.rateInterval(r.Metric, r.Rate.Interval)),
			num(effective), cell(b.l.said(r.Rate.Why, nil)),
		})
	}
	b.cutNote(t, len(all))
	return t
}

// designMethods names the methods behind a sample drawn in clusters.
func (b *builder) designMethods(interval func(*audit.Interval), test func(*audit.Test)) {
	d := b.a.Design
	if d == nil {
		return
	}
	for i := range d.Rates {
		interval(d.Rates[i].Rate.Interval)
	}
	for i := range d.Comparisons {
		interval(d.Comparisons[i].Ratio.Interval)
		interval(d.Comparisons[i].Difference.Interval)
		test(d.Comparisons[i].Test)
	}
	for i := range d.Tests {
		test(d.Tests[i].Test)
	}
}
