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
	b.add(&Paragraph{Lead: true, Text: b.rankingLead()})
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
		b.attentionSentence(r)
		if r.Rounded {
			b.note(NoteCaution, "ranking.rounded")
		}
		b.topFigure("figure-ranking-"+strconv.Itoa(i+1), r)
		b.exposures(id, r)
		b.pooledTops(id, r)
		b.rankedLists(id, r)
		b.fairTests(id, r)
		b.listedSkews(id, r)
	}
}

// rankingLead counts the lists in which a group stands lower than chance allows, and says of the clearest what was found.
func (b *builder) rankingLead() Text {
	tests, shown := 0, 0
	var worst *audit.FairTest
	var group, list string
	for i := range b.a.Ranking {
		for k := range b.a.Ranking[i].Details {
			l := &b.a.Ranking[i].Details[k]
			for g := range l.Groups {
				for f := range l.Groups[g].Fair {
					x := &l.Groups[g].Fair[f]
					if x.Test == nil {
						continue
					}
					tests++
					if x.FailsAt == 0 || float64(x.Test.PAdjusted) >= 1-b.a.Plan.Confidence {
						continue
					}
					shown++
					if worst == nil || x.Test.P < worst.Test.P {
						worst, group, list = x, l.Groups[g].Group, l.List
					}
				}
			}
		}
	}
	if worst == nil {
		return b.l.text("ranking.lead_none", "tests", tests)
	}
	return b.l.text("ranking.lead_"+worst.Against, "shown", shown, "tests", tests, "list", b.listName(list), "k", worst.FailsAt, "n", worst.FailsWith,
		"group", b.l.value(group), "share", b.l.percent(float64(worst.Share)), "least", worst.FailsMin, "alpha", b.l.percent(float64(worst.Alpha)))
}

func (b *builder) listName(name string) Text {
	if name == "" {
		return b.l.text("ranking.one_list")
	}
	return Text{b.l.value(name)}
}

// attentionSentence says of the group that is seen least how much of the reference group's attention it gets.
func (b *builder) attentionSentence(r *audit.Ranking) {
	var least *audit.RankedGroup
	for i := range r.Groups {
		if g := &r.Groups[i]; g.Ratio != nil && (least == nil || *g.Ratio < *least.Ratio) {
			least = g
		}
	}
	if least == nil {
		return
	}
	b.say("ranking.attention", "group", b.l.value(least.Group), "reference", b.l.value(r.Reference), "n", frequency(float64(*least.Ratio), 100))
}

// withInterval prints a ratio with its interval.
func (b *builder) withInterval(v *audit.Real, i *audit.Interval) string {
	if v == nil {
		return b.l.str("value.none")
	}
	s := b.optionalRatio(v)
	if i != nil {
		s += b.l.str("punctuation.open") + b.ratioInterval(i) + b.l.str("punctuation.close")
	}
	return s
}

// exposures is the table of the attention that groups get.
func (b *builder) exposures(id string, r *audit.Ranking) {
	t := &Table{ID: id, Caption: b.l.text("caption.exposure", "attribute", fromData(r.Attribute)), Columns: []TableColumn{
		b.left("group"), b.right("people"), b.right("exposure"), b.right("ratio"), b.right("interval"),
	}}
	type part struct {
		column, note string
		value        func(g *audit.RankedGroup) (*audit.Real, *audit.Interval)
	}
	parts := slices.DeleteFunc([]part{
		{"merit_ratio", "ranking.merit_note", func(g *audit.RankedGroup) (*audit.Real, *audit.Interval) { return g.MeritRatio, g.MeritInterval }},
		{"clicks", "ranking.clicks_note", func(g *audit.RankedGroup) (*audit.Real, *audit.Interval) { return g.Clicks, nil }},
		{"click_ratio", "", func(g *audit.RankedGroup) (*audit.Real, *audit.Interval) { return g.ClickRatio, g.ClickInterval }},
		{"click_merit_ratio", "ranking.click_merit_note", func(g *audit.RankedGroup) (*audit.Real, *audit.Interval) { return g.ImpactRatio, g.ImpactInterval }},
	}, func(p part) bool {
		return !slices.ContainsFunc(r.Groups, func(g audit.RankedGroup) bool { v, _ := p.value(&g); return v != nil })
	})
	for _, p := range parts {
		t.Columns = append(t.Columns, b.right(p.column))
	}
	t.Columns = append(t.Columns, b.right("lists_failed"), b.left("remark"))
	for k := range r.Groups[:min(len(r.Groups), tableRows)] {
		g := &r.Groups[k]
		ratio, remark := b.optionalRatio(g.Ratio), Text(nil)
		switch {
		case g.Why != "":
			remark = b.l.why(g.Status, g.Why)
		case g.Group == r.Reference:
			ratio, remark = b.l.str("value.none"), b.l.text("flag.reference")
		case g.IntervalWhy != "":
			remark = b.l.text("ranking.no_interval", "why", b.l.said(g.IntervalWhy, nil))
		}
		row := []TableCell{head(Text{b.l.value(g.Group)}), num(b.l.count(g.N)), num(b.real(g.Exposure)), num(ratio), num(b.ratioInterval(g.Interval))}
		for _, p := range parts {
			row = append(row, num(b.withInterval(p.value(g))))
		}
		t.Rows = append(t.Rows, append(row, num(strconv.Itoa(g.Failed)+" / "+strconv.Itoa(g.Testable)), cell(remark)))
	}
	t.Notes = append(t.Notes, b.l.text("ranking.exposure_note"))
	for _, p := range parts {
		if p.note != "" {
			t.Notes = append(t.Notes, b.l.text(p.note))
		}
	}
	b.cutNote(t, len(r.Groups))
	b.add(t)
}

// pooledTops is the table of first places over all lists.
func (b *builder) pooledTops(id string, r *audit.Ranking) {
	if len(r.Tops) == 0 {
		return
	}
	t := &Table{ID: id + "-tops", Caption: b.l.text("caption.pooled_tops", "attribute", fromData(r.Attribute)), Columns: []TableColumn{
		b.left("first_k"), b.left("group"), b.right("lists"), b.right("members"), b.right("members_expected"), b.right("ratio"), b.right("interval"), b.left("remark"),
	}}
	for i := range r.Tops[:min(len(r.Tops), tableRows)] {
		x, remark := &r.Tops[i], Text(nil)
		if x.IntervalWhy != "" {
			remark = b.l.text("ranking.no_interval", "why", b.l.said(x.IntervalWhy, nil))
		}
		t.Rows = append(t.Rows, []TableCell{
			head(b.l.text("ranking.first", "k", x.K)), cell(Text{b.l.value(x.Group)}), num(strconv.Itoa(x.Lists)), num(b.l.number(float64(x.Count))),
			num(decimal(float64(x.Expected), 1)), num(b.optionalRatio(x.Ratio)), num(b.ratioInterval(x.Interval)), cell(remark),
		})
	}
	t.Notes = append(t.Notes, b.l.text("ranking.pooled_note"))
	if m := r.NDKL; m != nil && m.Value != nil {
		key, interval := "ranking.mean_ndkl", ""
		if m.Interval != nil {
			key, interval = "ranking.mean_ndkl_interval", b.l.between(b.l.ratio(m.Interval.Lower), b.l.ratio(m.Interval.Upper))
		}
		t.Notes = append(t.Notes, b.l.text(key, "value", b.real(m.Value), "interval", interval))
	}
	b.cutNote(t, len(r.Tops))
	b.add(t)
}
