package report

import "auditd/audit"

// repeated shows the evidence of all audits of the system together.
func (b *builder) repeated() {
	r := b.a.Repeated
	if r == nil {
		return
	}
	b.part("repeated", 1)
	lead := true
	for i := range r.Evidence {
		if e := &r.Evidence[i]; e.Shown {
			b.add(&Paragraph{Lead: lead, Text: b.l.text("repeated.shown", "metric", b.l.metric(e.Metric), "group", b.l.name(e.Group), "reference", b.l.name(e.Reference), "e", b.evidence(e), "n", len(e.Blocks))})
			lead = false
		}
	}
	if lead {
		b.add(&Paragraph{Lead: true, Text: b.l.text("repeated.none", "n", r.Audits)})
	}
	b.say("repeated.intro", "n", r.Audits, "files", len(r.Inputs), "comparisons", len(r.Evidence))
	t := &Table{ID: "table-repeated", Caption: b.l.text("caption.repeated"), Columns: []TableColumn{
		b.left("group"), b.left("metric"), b.left("reference"), b.right("audits"), b.right("counts_group"), b.right("counts_reference"), b.right("own_evidence"), b.right("evidence"), b.right("p_anytime"), b.left("remark"),
	}}
	for i := range r.Evidence[:min(len(r.Evidence), tableRows)] {
		t.Rows = append(t.Rows, b.evidenceRow(&r.Evidence[i]))
	}
	b.cutNote(t, len(r.Evidence))
	b.add(t, &Note{Kind: NoteLimit, Title: b.l.str("finding.not_mean"), Text: []Text{b.l.text("repeated.not_mean")}})
}

// evidence prints an e-value, a large one as a whole number rounded down.
func (b *builder) evidence(e *audit.Evidence) string {
	switch {
	case e.E == nil || float64(*e.E) > 1e15:
		return b.l.str("repeated.huge")
	case float64(*e.E) >= 100:
		return b.l.count(int64(*e.E))
	default:
		return b.l.ratio(float64(*e.E))
	}
}

func (b *builder) evidenceRow(e *audit.Evidence) []TableCell {
	var of, out, referenceOf, referenceOut int64
	for _, k := range e.Blocks {
		of, out, referenceOf, referenceOut = of+k.Of, out+k.Out, referenceOf+k.ReferenceOf, referenceOut+k.ReferenceOut
	}
	remark := b.l.said(e.Why, nil)
	switch {
	case e.Shown:
		remark = b.l.text("repeated.is_shown")
	case e.Reached:
		remark = b.l.text("repeated.is_reached")
	}
	return []TableCell{
		head(b.l.where(e.Group)), words(b.l.metric(e.Metric)), cell(b.l.name(e.Reference)), num(b.l.count(int64(len(e.Blocks)))), num(b.l.count(of) + " / " + b.l.count(out)),
		num(b.l.count(referenceOf) + " / " + b.l.count(referenceOut)), num(b.optionalRatio(e.Own)), num(b.evidence(e)), num(b.l.pCell(e.P)), cell(remark),
	}
}
