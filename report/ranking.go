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
