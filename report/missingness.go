package report

import "auditd/audit"

// missingness says whose values and labels are missing and what that leaves open, when the audit looked.
func (b *builder) missingness() {
	m := b.a.Missingness
	if m == nil {
		return
	}
	b.part("missingness", 1)
	b.add(&Paragraph{Lead: true, Text: b.missingnessLead(m)})
	b.say("missingness.examined", "columns", len(m.Gaps), "tests", m.Tests)
	b.exploratory("missingness", true)
	b.note(NoteLimit, "missingness.limit")
	if s := m.Selective; s != nil {
		b.note(NoteCaution, "missingness.selective_"+s.Observed, "labelled", s.Labelled, "of", s.Of, "other", s.OtherLabelled, "all", s.OtherOf)
	}
	b.missingGaps(m)
	b.missingCourses(m)
	b.labelBounds(m)
	b.labelTipping(m)
	b.corrected(m)
	b.agreement(m)
}

// missingnessLead says the widest gap in natural frequencies.
func (b *builder) missingnessLead(m *audit.Missingness) Text {
	shown := 0
	var worst *audit.MissingGap
	for i := range m.Gaps {
		if m.Gaps[i].Comparison.Verdict == audit.DisparityShown {
			shown++
			if worst == nil {
				worst = &m.Gaps[i] // they are sorted by size
			}
		}
	}
	if worst == nil {
		return b.l.text("missingness.lead_none", "gaps", len(m.Gaps))
	}
	c := &worst.Comparison
	x, y := c.GroupRate.Round(), c.ReferenceRate.Round()
	of := frequencyBase(x, y)
	return b.l.text("missingness.lead", "shown", shown, "gaps", len(m.Gaps), "column", b.missingColumn(worst.Column), "of", of,
		"group", b.l.where(c.Group), "a", frequency(x, of), "reference", b.l.where(c.Reference), "b", frequency(y, of))
}

// missingColumn names a column that can be missing.
func (b *builder) missingColumn(name string) Text {
	if name == "label" || name == "decision" {
		return b.l.text("role." + name)
	}
	return Text{fromData(name)}
}

func (b *builder) missingGaps(m *audit.Missingness) {
	if len(m.Gaps) == 0 {
		return
	}
	t := &Table{ID: "table-missing-gaps", Caption: b.l.text("caption.missing_gaps"), Columns: []TableColumn{
		b.left("column"), b.left("group"), b.right("missing_of"), b.right("difference"), b.right("interval"), b.right("p_adjusted"), b.left("verdict"),
	}}
	for i := range m.Gaps[:min(len(m.Gaps), tableRows)] {
		g := &m.Gaps[i]
		t.Rows = append(t.Rows, []TableCell{
			head(b.missingColumn(g.Column)), cell(b.l.where(g.Comparison.Group)), num(b.l.count(g.Missing) + " / " + b.l.count(g.N)),
			num(b.l.compareValue(&g.Comparison)), num(b.l.compareInterval(&g.Comparison)), num(b.adjusted(g.Comparison.Test)), cell(b.l.verdict(g.Comparison.Verdict)),
		})
	}
	b.cutNote(t, len(m.Gaps))
	b.add(t)
}

// adjusted prints the adjusted p-value of a test, "–" without one.
func (b *builder) adjusted(t *audit.Test) string {
	if t == nil {
		return b.l.str("value.none")
	}
	return b.l.pCell(t.PAdjusted)
}

func (b *builder) missingCourses(m *audit.Missingness) {
	if len(m.Decisions) == 0 {
		return
	}
	t := &Table{ID: "table-missing-decisions", Caption: b.l.text("caption.missing_decisions"), Columns: []TableColumn{
		b.left("column"), b.right("rate_missing"), b.right("rate_present"), b.right("difference"), b.right("interval"), b.right("n"), b.right("p_adjusted"), b.left("verdict"),
	}}
	for i := range m.Decisions[:min(len(m.Decisions), tableRows)] {
		c := &m.Decisions[i].Comparison
		t.Rows = append(t.Rows, []TableCell{
			head(b.missingColumn(m.Decisions[i].Column)), num(b.l.rate(c.Metric, c.GroupRate)), num(b.l.rate(c.Metric, c.ReferenceRate)), num(b.l.compareValue(c)),
			num(b.l.compareInterval(c)), num(b.l.count(c.N)), num(b.adjusted(c.Test)), cell(b.l.verdict(c.Verdict)),
		})
	}
	b.cutNote(t, len(m.Decisions))
	b.add(t)
}

func (b *builder) labelBounds(m *audit.Missingness) {
	if len(m.Bounds) == 0 {
		return
	}
	t := &Table{ID: "table-label-bounds", Caption: b.l.text("caption.label_bounds"), Columns: []TableColumn{
		b.left("metric"), b.left("group"), b.right("unlabelled"), b.right("observed"), b.right("bounds"), b.right("difference_bounds"), b.left("remark"),
	}}
	for i := range m.Bounds[:min(len(m.Bounds), tableRows)] {
		x := &m.Bounds[i]
		bounds, difference, remark := b.l.str("value.none"), b.l.str("value.none"), Text(nil)
		if x.Lower != nil {
			bounds = b.l.between(b.l.percent(float64(*x.Lower)), b.l.percent(float64(*x.Upper)))
		}
		if x.DifferenceLower != nil {
			difference = b.l.between(b.l.points(float64(*x.DifferenceLower)), b.l.points(float64(*x.DifferenceUpper)))
			remark = b.l.text("bounds." + robustness(x))
		}
		if x.Why != "" {
			remark = b.l.why(x.Status, x.Why)
		}
		t.Rows = append(t.Rows, []TableCell{
			head(words(b.l.metric(x.Metric)).Text), cell(b.l.where(x.Group)), num(b.l.count(x.Unlabelled)), num(b.l.rate(x.Metric, x.Observed)), num(bounds), num(difference), cell(remark),
		})
	}
	t.Notes = append(t.Notes, b.l.text("bounds.note"))
	b.cutNote(t, len(m.Bounds))
	b.add(t)
}

// robustness says what no missing label can change.
func robustness(x *audit.LabelBounds) string {
	switch {
	case x.DirectionRobust && x.RuleRobust:
		return "both"
	case x.DirectionRobust:
		return "direction"
	case x.RuleRobust:
		return "rule"
	}
	return "neither"
}

func (b *builder) labelTipping(m *audit.Missingness) {
	if len(m.Tipping) == 0 {
		return
	}
	t := &Table{ID: "table-label-tipping", Caption: b.l.text("caption.label_tipping"), Columns: []TableColumn{
		b.left("group"), b.right("rate"), b.right("rate_reference"), b.left("lower_group"), b.right("sensitivity"), b.left("remark"),
	}}
	for i := range m.Tipping[:min(len(m.Tipping), tableRows)] {
		x := &m.Tipping[i]
		sensitivity, remark := b.l.str("value.undefined"), Text(nil)
		if x.Sensitivity != nil {
			sensitivity = b.l.percent(float64(*x.Sensitivity))
		}
		if x.Why != "" {
			remark = b.l.why(x.Status, x.Why)
		}
		t.Rows = append(t.Rows, []TableCell{
			head(b.l.where(x.Group)), num(b.l.percent(float64(x.Rate))), num(b.l.percent(float64(x.ReferenceRate))), cell(b.l.where(x.Lower)), num(sensitivity), cell(remark),
		})
	}
	t.Notes = append(t.Notes, b.l.text("tipping.note"))
	b.cutNote(t, len(m.Tipping))
	b.add(t)
}

func (b *builder) agreement(m *audit.Missingness) {
	if len(m.Agreement) == 0 {
		return
	}
	t := &Table{ID: "table-agreement", Caption: b.l.text("caption.agreement"), Columns: []TableColumn{
		b.left("group"), b.right("n"), b.right("agree"), b.right("kappa"), b.right("interval"), b.right("alpha"), b.right("p_adjusted"), b.left("remark"),
	}}
	for i := range m.Agreement[:min(len(m.Agreement), tableRows)] {
		x := &m.Agreement[i]
		agree, interval, remark := b.l.str("value.none"), b.l.str("value.none"), Text(nil)
		if x.Observed != nil {
			agree = b.l.percent(float64(*x.Observed))
		}
		if x.Interval != nil {
			interval = b.l.between(b.l.ratio(x.Interval.Lower), b.l.ratio(x.Interval.Upper))
		}
		if x.Why != "" {
			remark = b.l.why(x.Status, x.Why)
		}
		t.Rows = append(t.Rows, []TableCell{
			head(b.l.where(x.Group)), num(b.l.count(x.N)), num(agree), num(b.real(x.Kappa)), num(interval), num(b.real(x.Alpha)), num(b.adjusted(x.Test)), cell(remark),
		})
	}
	t.Notes = append(t.Notes, b.l.text("agreement.note"))
	b.cutNote(t, len(m.Agreement))
	b.add(t)
}

// corrected is the table of shares of positives without the errors of labels that the plan names.
func (b *builder) corrected(m *audit.Missingness) {
	if len(m.Corrected) == 0 {
		return
	}
	t := &Table{ID: "table-label-errors", Caption: b.l.text("caption.label_errors"), Columns: []TableColumn{
		b.left("group"), b.right("n"), b.right("rate"), b.right("rate_corrected"), b.right("interval"), b.left("remark"),
	}}
	for i := range m.Corrected[:min(len(m.Corrected), tableRows)] {
		x := &m.Corrected[i]
		observed, value, interval, remark := b.l.str("value.undefined"), b.l.str("value.undefined"), b.l.str("value.none"), Text(nil)
		switch {
		case x.Value == nil:
			remark = b.l.why(x.Status, x.Why)
		default:
			observed, value = b.l.percent(float64(*x.Observed)), b.l.percent(float64(*x.Value))
			interval = b.l.between(b.l.percent(x.Interval.Lower), b.l.percent(x.Interval.Upper))
			if x.Clipped {
				remark = b.l.text("label_errors.clipped")
			}
		}
		t.Rows = append(t.Rows, []TableCell{head(b.l.where(x.Group)), num(b.l.count(x.N)), num(observed), num(value), num(interval), cell(remark)})
	}
	t.Notes = append(t.Notes, b.l.text("label_errors.note"))
	b.cutNote(t, len(m.Corrected))
	b.add(t)
}
