package report

import (
	"math"

	"auditd/audit"
)

// oaxacaSplits shows differences split by regressions on numbers and categories, when the plan asks for it.
func (b *builder) oaxacaSplits() {
	o := b.a.Oaxaca
	if o == nil {
		return
	}
	b.part("oaxaca", 1)
	lead := true
	for i := range o.Splits {
		s := &o.Splits[i]
		if s.Gap.Value == nil || s.Explained.Value == nil || !lead {
			continue
		}
		b.add(&Paragraph{Lead: true, Text: b.oaxacaSentence(o, s)})
		lead = false
	}
	b.say("oaxaca.intro", "metric", b.l.inText(b.l.metric(o.Metric)), "numbers", b.l.names(o.Numbers), "n", len(o.Numbers))
	if len(o.Categories) > 0 {
		b.say("oaxaca.categories", "names", b.l.names(o.Categories))
	}
	if o.Error > 0 {
		b.note(NoteCaution, "oaxaca.rounded", "error", b.l.percent(o.Error.Round()))
	}
	b.exploratory("oaxaca", true)
	b.note(NoteLimit, "oaxaca.limit")
	t := &Table{ID: "table-oaxaca-numbers", Caption: b.l.text("caption.oaxaca_numbers"), Columns: []TableColumn{
		b.left("group"), b.right("whole"), b.right("explained"), b.right("unexplained"), b.right("endowment"), b.right("coefficient"), b.right("interaction"), b.right("n"), b.left("remark"),
	}}
	for i := range o.Splits[:min(len(o.Splits), tableRows)] {
		t.Rows = append(t.Rows, b.oaxacaRow(&o.Splits[i]))
	}
	b.cutNote(t, len(o.Splits))
	t.Notes = append(t.Notes, b.l.text("oaxaca.numbers_note"))
	b.add(t)
}

// oaxacaSentence tells the first split in natural frequencies.
func (b *builder) oaxacaSentence(o *audit.OaxacaSplits, s *audit.OaxacaSplit) Text {
	gap, explained, unexplained := s.Gap.Value.Round(), s.Explained.Value.Round(), s.Unexplained.Value.Round()
	whole := func(x float64) int64 { return int64(math.Round(math.Abs(x) * 1000)) }
	key := "oaxaca.fewer"
	if gap > 0 {
		key = "oaxaca.more"
	}
	t := b.l.text(key, "metric", b.l.metric(o.Metric), "group", b.l.name(s.Group), "reference", b.l.name(s.Reference), "n", whole(gap))
	t = append(t, Span{Text: b.l.str("punctuation.sentence")})
	if explained*gap < 0 || unexplained*gap < 0 {
		return append(t, b.l.text("oaxaca.opposite", "explained", b.pointsOf(s.Explained.Value), "unexplained", b.pointsOf(s.Unexplained.Value))...)
	}
	return append(t, b.l.text("oaxaca.of_these", "explained", whole(explained), "unexplained", whole(unexplained))...)
}

func (b *builder) oaxacaRow(s *audit.OaxacaSplit) []TableCell {
	effect := func(e *audit.Effect) TableCell {
		if e.Interval == nil {
			return num(b.effectCell(e))
		}
		return num(b.pointsOf(e.Value) + " (" + b.pointsInterval(e.Interval) + ")")
	}
	var remarks []Text
	if s.Status != audit.StatusOK {
		remarks = append(remarks, b.l.said(s.Why, nil))
	}
	if len(s.Dropped) > 0 {
		remarks = append(remarks, b.l.text("oaxaca.dropped", "columns", b.l.names(s.Dropped)))
	}
	if s.LeftOut > 0 {
		remarks = append(remarks, b.l.text("oaxaca.left_out", "n", s.LeftOut))
	}
	return []TableCell{
		head(b.l.where(s.Group)), effect(&s.Gap), effect(&s.Explained), effect(&s.Unexplained), effect(&s.Endowment), effect(&s.Coefficient), effect(&s.Interaction),
		num(b.l.count(s.N) + " / " + b.l.count(s.ReferenceN)), cell(b.l.join(remarks, b.l.str("punctuation.semicolon"))),
	}
}
