package report

import (
	"math"

	"auditd/audit"
	"auditd/report/figure"
)

// printedLists is how many lists the tables of single lists print. FA*IR's table, whose lists are tested, prints all.
const printedLists = 5

// printed returns the lists that are printed, and a note when there are more.
func (b *builder) printed(r *audit.Ranking) (lists []audit.RankedList, notes []Text) {
	lists = r.Details[:min(len(r.Details), printedLists)]
	if r.Lists > len(lists) {
		notes = append(notes, b.l.text("ranking.cut", "shown", len(lists), "all", r.Lists, "held", len(r.Details)))
	}
	return lists, notes
}

// rankedLists is the table of single lists by group.
func (b *builder) rankedLists(id string, r *audit.Ranking) {
	t := &Table{ID: id + "-lists", Caption: b.l.text("caption.ranked_lists", "attribute", fromData(r.Attribute)), Columns: []TableColumn{
		b.left("list"), b.left("group"), b.right("people"), b.left("first_places"), b.right("rnd"), b.right("ndkl"), b.right("infeasible"),
	}}
	all, tied := 0, false
	lists, cut := b.printed(r)
	for i := range lists {
		l := &lists[i]
		tied = tied || l.Tied > 0
		for k := range l.Groups {
			g := &l.Groups[k]
			if all++; all > tableRows {
				continue
			}
			t.Rows = append(t.Rows, []TableCell{
				head(b.listName(l.List)), cell(Text{b.l.value(g.Group)}), num(b.l.count(g.N)), cell(b.tops(g)), num(b.real(g.RND)), num(b.real(l.NDKL)), num(b.optionalNumber(l.Infeasible)),
			})
		}
	}
	t.Notes = append(t.Notes, b.l.text("ranking.list_note"))
	if tied {
		t.Notes = append(t.Notes, b.l.text("ranking.ties_note"))
	}
	t.Notes = append(t.Notes, cut...)
	b.cutNote(t, all)
	b.add(t)
}

// optionalNumber prints a number as it is, "–" without one.
func (b *builder) optionalNumber(v *audit.Real) string {
	if v == nil {
		return b.l.str("value.none")
	}
	return b.l.number(v.Round())
}

// tops says how many of a group stand among the first places.
func (b *builder) tops(g *audit.ListedGroup) Text {
	if g.Why != "" {
		return b.l.why(g.Status, g.Why)
	}
	var items []Text
	for i := range g.Tops {
		x := &g.Tops[i]
		n := b.l.number(float64(x.Count))
		if x.Fewest != nil {
			n = b.l.str("ranking.tied_count", "n", decimal(float64(x.Count), 1), "fewest", *x.Fewest, "most", *x.Most)
		}
		key := "ranking.top"
		if x.Count == 0 {
			key = "ranking.top_absent"
		}
		items = append(items, b.l.text(key, "k", x.K, "n", n, "expected", decimal(float64(x.Expected), 1)))
	}
	if len(items) == 0 {
		return plain(b.l.str("value.none"))
	}
	return b.l.join(items, b.l.str("punctuation.semicolon"))
}

// fairTests is the table of FA*IR for single lists.
func (b *builder) fairTests(id string, r *audit.Ranking) {
	t := &Table{ID: id + "-fair", Caption: b.l.text("caption.fair_tests", "attribute", fromData(r.Attribute)), Columns: []TableColumn{
		b.left("list"), b.left("group"), b.left("held_against"), b.right("share"), b.right("positions"), b.left("fair"), b.right("p"), b.right("p_adjusted"), b.right("fair_size"),
	}}
	all := 0
	for i := range r.Details {
		l := &r.Details[i]
		for k := range l.Groups {
			g := &l.Groups[k]
			for f := range g.Fair {
				if all++; all > tableRows {
					continue
				}
				x := &g.Fair[f]
				t.Rows = append(t.Rows, []TableCell{
					head(b.listName(l.List)), cell(Text{b.l.value(g.Group)}), cell(b.l.text("ranking.against_" + x.Against)), num(b.l.percent(float64(x.Share))),
					num(b.l.count(int64(x.Positions))), cell(b.fairWords(x)), num(b.plainP(x.Test)), num(b.adjusted(x.Test)), num(b.share(x.Size)),
				})
			}
		}
	}
	if all == 0 {
		return
	}
	t.Notes = append(t.Notes, b.l.text("ranking.fair_note", "alpha", b.l.percent(0.1)))
	b.cutNote(t, all)
	b.add(t)
}

// plainP prints the p-value of a test by itself.
func (b *builder) plainP(t *audit.Test) string {
	if t == nil {
		return b.l.str("value.none")
	}
	return b.l.pCell(t.P)
}

// fairWords says what a FA*IR test found.
func (b *builder) fairWords(x *audit.FairTest) Text {
	switch chance := orNaN(x.FailsChance); {
	case x.Why != "":
		return b.l.text("ranking.not_testable", "why", b.l.why(x.Status, x.Why))
	case x.FailsAt > 0:
		return b.l.text("ranking.fails", "k", x.FailsAt, "n", x.FailsWith, "least", x.FailsMin)
	case chance > 0:
		return b.l.text("ranking.fails_by_ties", "share", b.l.percent(chance))
	}
	return b.l.text("ranking.passes")
}

// listedSkews is the table of the lowest and highest skew of single lists.
func (b *builder) listedSkews(id string, r *audit.Ranking) {
	t := &Table{ID: id + "-skews", Caption: b.l.text("caption.skews", "attribute", fromData(r.Attribute)), Columns: []TableColumn{
		b.left("list"), b.left("first_k"), b.right("min_skew"), b.right("max_skew"), b.left("absent"),
	}}
	all := 0
	named := func(v *audit.Real, group string) TableCell {
		if v == nil {
			return num(b.l.str("value.none"))
		}
		t := plain(decimal(float64(*v), 3) + b.l.str("punctuation.open"))
		return cell(append(append(t, b.l.value(group)), plain(b.l.str("punctuation.close"))...))
	}
	lists, cut := b.printed(r)
	for i := range lists {
		l := &lists[i]
		for k := range l.Skews {
			if all++; all > tableRows {
				continue
			}
			x, absent := &l.Skews[k], plain(b.l.str("value.none"))
			if len(x.Absent) > 0 {
				absent = b.l.names(x.Absent)
			}
			t.Rows = append(t.Rows, []TableCell{head(b.listName(l.List)), cell(b.l.text("ranking.first", "k", x.K)), named(x.Min, x.MinGroup), named(x.Max, x.MaxGroup), cell(absent)})
		}
	}
	if all == 0 {
		return
	}
	t.Notes = append(t.Notes, b.l.text("ranking.skew_note"))
	t.Notes = append(t.Notes, cut...)
	b.cutNote(t, all)
	b.add(t)
}

// topFigure sets the groups' shares of the first places against their shares of all: of all lists together, or of the one list with
// the fewest that FA*IR lets pass.
func (b *builder) topFigure(id string, r *audit.Ranking) {
	caption := b.l.text("caption.top_shares", "attribute", fromData(r.Attribute))
	p := figure.TopShares{
		Text:  figure.Text{Title: caption.Plain(), Description: b.l.str("ranking.alt", "attribute", shown(r.Attribute))},
		Heads: figure.TopHeads{Top: b.l.str("column.first_k"), Share: b.l.str("column.share_of_top"), Whole: b.l.str("column.share_of_all")},
		Label: b.l.str("ranking.axis"), Share: b.l.str("ranking.share_key"), Whole: b.l.str("ranking.whole_key"), Minimum: b.l.str("ranking.minimum_key"),
	}
	if len(r.Tops) > 0 {
		b.pooledRows(&p, r)
	} else if len(r.Details) == 1 {
		b.listRows(&p, &r.Details[0])
	}
	if len(p.Rows) == 0 {
		return
	}
	b.add(&Figure{ID: id, Caption: caption, Alt: p.Description, Plot: p})
}

// pooledRows are the first places of all lists, group by group.
func (b *builder) pooledRows(p *figure.TopShares, r *audit.Ranking) {
	for i := range r.Groups {
		for k := range r.Tops {
			x := &r.Tops[k]
			if x.Group != r.Groups[i].Group || len(p.Rows) == forestRows {
				continue
			}
			row := figure.TopRow{
				Section: b.l.value(x.Group).Text, Label: b.l.str("ranking.first", "k", x.K), Share: orNaN(x.Share), Whole: orNaN(x.Whole), Lower: math.NaN(), Upper: math.NaN(),
				Minimum: math.NaN(), Printed: b.share(x.Share), PrintedWhole: b.share(x.Whole),
			}
			if x.Interval != nil { // of the ratio to what is expected
				row.Lower, row.Upper = x.Interval.Lower*row.Whole, min(1, x.Interval.Upper*row.Whole)
			}
			p.Rows = append(p.Rows, row)
		}
	}
}

// listRows are the first places of one list, group by group.
func (b *builder) listRows(p *figure.TopShares, l *audit.RankedList) {
	for i := range l.Groups {
		g := &l.Groups[i]
		for k := range g.Tops {
			if len(p.Rows) == forestRows {
				continue
			}
			x := &g.Tops[k]
			of := float64(x.K)
			row := figure.TopRow{
				Section: b.l.value(g.Group).Text, Label: b.l.str("ranking.first", "k", x.K), Share: float64(x.Count) / of, Whole: float64(x.Expected) / of,
				Lower: math.NaN(), Upper: math.NaN(), Minimum: math.NaN(),
				Printed: b.l.percent(float64(x.Count) / of), PrintedWhole: b.l.percent(float64(x.Expected) / of),
			}
			if x.Fewest != nil {
				row.Lower, row.Upper = float64(*x.Fewest)/of, float64(*x.Most)/of
			}
			if x.Minimum != nil {
				row.Minimum = float64(*x.Minimum) / of
			}
			p.Rows = append(p.Rows, row)
		}
	}
}

// rankingMethods names the methods behind the rankings.
func (b *builder) rankingMethods(use func(prefix, name string), interval func(*audit.Interval), test func(*audit.Test)) {
	if len(b.a.Ranking) == 0 {
		return
	}
	use("method.", "ranking")
	for i := range b.a.Ranking {
		r := &b.a.Ranking[i]
		for k := range r.Groups {
			interval(r.Groups[k].Interval)
		}
		for k := range r.Details {
			for g := range r.Details[k].Groups {
				for f := range r.Details[k].Groups[g].Fair {
					test(r.Details[k].Groups[g].Fair[f].Test)
				}
			}
		}
	}
}
