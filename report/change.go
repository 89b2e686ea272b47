package report

import (
	"math"
	"strings"
	"time"

	"auditd/audit"
	"auditd/report/figure"
)

// NewChange returns the report that sets an audit against an earlier one, in one language. Of the options, Lang, Date, Command and
// Results (of the change) are used. Errors are as those of New.
func NewChange(c *audit.Change, opt Options) (*Document, error) {
	if opt.Lang == "" {
		opt.Lang = Chinese
	}
	l, ok := languages()[opt.Lang]
	if !ok {
		return nil, audit.Errorf(audit.Invalid, "no reports in language %s", audit.Quote(opt.Lang))
	}
	b := &changeBuilder{builder: &builder{a: &audit.Audit{}, opt: opt, l: l}, c: c}
	b.doc = &Document{Lang: l.tag, Words: l.words(), Date: l.date(opt.Date)}
	b.cover()
	for _, part := range []func(){b.summary, b.primaryGaps, b.verdicts, b.plan, b.inputs, b.groups, b.otherGaps, b.rates, b.closing} {
		part()
	}
	return b.doc, b.doc.Check()
}

// A changeBuilder makes the document of a change.
type changeBuilder struct {
	*builder
	c *audit.Change
}

func (b *changeBuilder) cover() {
	b.doc.Title, b.doc.Subtitle = b.l.str("change.title"), b.l.str("change.subtitle")
	field := func(name, value string, code bool) {
		b.doc.Cover = append(b.doc.Cover, Field{Name: name, Value: value, Code: code})
	}
	for _, s := range []struct {
		key  string
		side *audit.ChangeSide
	}{{"change.before", &b.c.Before}, {"change.after", &b.c.After}} {
		name := b.l.str(s.key)
		field(b.l.str("change.cover_title", "audit", name), b.l.optional(s.side.Title).Plain(), false)
		field(b.l.str("change.cover_system", "audit", name), b.l.optional(s.side.System.Name).Plain(), false)
		field(b.l.str("change.cover_plan", "audit", name), shown(s.side.PlanSHA256), true)
	}
	if b.opt.Date != (time.Time{}) {
		field(b.l.str("cover.date"), b.doc.Date, false)
	}
	field(b.l.str("cover.generator"), shown(b.c.Generator), false)
	if b.opt.Command != "" {
		field(b.l.str("cover.command"), shown(b.opt.Command), true)
	}
	if r := b.opt.Results; r.Load != nil {
		b.doc.Attachments = append(b.doc.Attachments, Attachment{
			Name: "change.json", MIME: "application/json", Description: b.l.str("change.attachment"), Bytes: r.Bytes, Size: b.l.size(r.Bytes), SHA256: r.SHA256, Load: r.Load,
		})
	}
}

// summary says first what is shown of the gaps that rules judge, then what a reader must know before using any number.
func (b *changeBuilder) summary() {
	b.part("change-summary", 1)
	n := map[audit.ChangeVerdict]int{}
	all := 0
	for i := range b.c.Gaps {
		if g := &b.c.Gaps[i]; g.Primary {
			all++
			n[g.Verdict]++
		}
	}
	lead := b.l.text("change.lead_none")
	if all > 0 {
		lead = b.l.text("change.lead", "all", all, "improved", n[audit.ChangeImproved], "worse", n[audit.ChangeWorse],
			"changed", n[audit.ChangeOther], "open", n[audit.ChangeNotShown], "none", n[audit.ChangeNone])
	}
	b.add(&Paragraph{Lead: true, Text: lead})
	b.say("change.independence_" + b.c.Independence)
	list := &List{}
	for _, note := range b.c.Notices {
		list.Items = append(list.Items, b.l.said(note.Key, note.Args))
	}
	if len(list.Items) > 0 {
		b.add(list)
	}
	b.people()
	b.note(NoteLimit, "change.limit")
}

// changePeople is how many changes are told in natural frequencies.
const changePeople = 6

// people tells the changes that are shown of gaps that rules judge, in people of 100.
func (b *changeBuilder) people() {
	list := &List{}
	told := map[string]bool{}
	more := 0
	for i := range b.c.Gaps {
		g := &b.c.Gaps[i]
		key := key(g.Metric, g.Group.Key(), g.Reference.Key())
		if !g.Primary || told[key] || !shownChange(g.Verdict) || g.GroupBefore == nil || g.ReferenceBefore == nil || g.GroupAfter == nil || g.ReferenceAfter == nil {
			continue
		}
		told[key] = true
		if len(list.Items) == changePeople {
			more++
			continue
		}
		of100 := func(v *audit.Real) string { return b.l.number(math.Round(float64(*v) * 100)) }
		item := b.l.text("change.people", "group", b.l.where(g.Group), "reference", b.l.where(g.Reference), "metric", b.l.inText(b.l.metric(g.Metric)),
			"before", of100(g.GroupBefore), "after", of100(g.GroupAfter), "reference_before", of100(g.ReferenceBefore), "reference_after", of100(g.ReferenceAfter))
		item = append(item, Span{Text: b.l.str("punctuation.sentence")})
		list.Items = append(list.Items, append(item, b.l.text("change.people_"+string(g.Verdict))...))
	}
	if len(list.Items) == 0 {
		return
	}
	b.say("change.people_intro")
	b.add(list)
	if more > 0 {
		b.say("change.people_more", "n", more)
	}
}

func shownChange(v audit.ChangeVerdict) bool {
	return v == audit.ChangeImproved || v == audit.ChangeWorse || v == audit.ChangeOther
}

// primaryGaps shows the gaps that rules of both plans judge: differences as a figure, both kinds in the table.
func (b *changeBuilder) primaryGaps() {
	var gaps []*audit.GapChange
	for i := range b.c.Gaps {
		if b.c.Gaps[i].Primary {
			gaps = append(gaps, &b.c.Gaps[i])
		}
	}
	if len(gaps) == 0 {
		return
	}
	b.part("change-gaps", 1)
	b.say("change.gaps_intro", "level", b.level())
	table := b.gapTable("table-change-gaps", b.l.text("change.caption_gaps"), gaps)
	if f := b.gapFigure(gaps); f != nil {
		f.Data = table
		b.add(f)
		return
	}
	b.add(table)
}

func (b *changeBuilder) level() string { return b.l.number(float64(b.c.Confidence)*100) + "%" }

// gapFigure draws the change of differences, nil when none can be drawn.
func (b *changeBuilder) gapFigure(gaps []*audit.GapChange) *Figure {
	caption := b.l.text("change.figure")
	p := figure.Forest{
		Text:  figure.Text{Title: caption.Plain(), Description: b.l.str("change.figure_alt")},
		Heads: figure.ForestHeads{Group: b.l.str("column.group"), Value: b.l.str("change.figure_value"), N: b.l.str("column.n"), Verdict: b.l.str("column.verdict")},
		Axis:  figure.Axis{Label: b.l.str("change.figure_axis"), Form: figure.Hundred}, Line: &figure.Line{At: 0},
		Small: b.l.str("figure.small"), Arrow: b.l.str("figure.arrow"),
	}
	all := 0
	for _, g := range gaps {
		if g.Kind != audit.Difference || g.Value == nil {
			continue
		}
		if all++; all > forestRows {
			continue
		}
		lower, upper := ends(g.Interval)
		r := figure.ForestRow{
			Section: b.l.metric(g.Metric), Label: b.l.where(g.Group).Plain(), Value: orNaN(g.Value), Lower: lower, Upper: upper,
			Printed: b.gapValue(g), N: b.l.count(g.BeforeN) + " / " + b.l.count(g.AfterN), Mark: changeMark(g.Verdict), Verdict: b.l.str("change.verdict_" + string(g.Verdict)),
			Small: g.Why == "fewer_people_than_min_group_size",
		}
		if g.Interval != nil {
			r.Printed += b.l.str("punctuation.open") + b.gapInterval(g) + b.l.str("punctuation.close")
		}
		p.Rows = append(p.Rows, r)
	}
	if len(p.Rows) == 0 {
		return nil
	}
	return &Figure{ID: "figure-change", Caption: caption, Alt: p.Description, Plot: p}
}

func changeMark(v audit.ChangeVerdict) figure.Mark {
	switch v {
	case audit.ChangeImproved:
		return figure.Parity
	case audit.ChangeWorse:
		return figure.Disparity
	case audit.ChangeNotShown:
		return figure.Inconclusive
	}
	return figure.Unjudged
}

func (b *changeBuilder) gapValue(g *audit.GapChange) string {
	if g.Value == nil {
		return b.l.str("value.undefined")
	}
	return b.gapNumber(g.Kind)(float64(*g.Value))
}

func (b *changeBuilder) gapInterval(g *audit.GapChange) string {
	if g.Interval == nil {
		return b.l.str("value.none")
	}
	show := b.gapNumber(g.Kind)
	return b.l.between(show(g.Interval.Lower), b.l.upper(g.Interval.Upper, show))
}

func (b *changeBuilder) gapNumber(kind string) func(float64) string {
	if kind == audit.Difference {
		return func(x float64) string { return b.l.points(x) }
	}
	return func(x float64) string { return b.l.ratio(x, 1) }
}

func (b *changeBuilder) was(kind string, v *audit.Real) string {
	if v == nil {
		return b.l.str("value.undefined")
	}
	return b.gapNumber(kind)(float64(*v))
}

func (b *changeBuilder) gapTable(id string, caption Text, gaps []*audit.GapChange) *Table {
	t := &Table{ID: id, Caption: caption, Columns: []TableColumn{
		b.left("group"), b.left("metric"), b.left("kind"), b.right("before"), b.right("after"), b.right("change"), b.right("interval"), b.right("p_adjusted"), b.left("verdict"),
	}}
	for _, g := range gaps[:min(len(gaps), tableRows)] {
		t.Rows = append(t.Rows, []TableCell{
			head(b.who(g)), words(b.l.metric(g.Metric)), words(b.l.str("forest." + g.Kind)),
			num(b.was(g.Kind, g.Before)), num(b.was(g.Kind, g.After)), num(b.gapValue(g)), num(b.gapInterval(g)), num(b.adjusted(g.Test)), cell(b.changeVerdict(g.Verdict, g.Why)),
		})
	}
	b.cutNote(t, len(gaps))
	return t
}

// who names the group of a gap, what it is held against, and the stratum.
func (b *changeBuilder) who(g *audit.GapChange) Text {
	who := b.l.where(g.Group)
	if len(g.Stratum) > 0 {
		who = b.l.text("change.within", "group", who, "stratum", b.l.where(g.Stratum))
	}
	against := b.l.text("group.complement")
	if g.Against == audit.AgainstReference {
		against = b.l.name(g.Reference)
	}
	return b.l.text("change.against", "group", who, "reference", against)
}

func (b *changeBuilder) adjusted(t *audit.Test) string {
	if t == nil || math.IsNaN(float64(t.PAdjusted)) {
		return b.l.str("value.none")
	}
	return b.l.pCell(t.PAdjusted)
}

func (b *changeBuilder) changeVerdict(v audit.ChangeVerdict, why string) Text {
	t := b.l.text("change.verdict_" + string(v))
	if why != "" {
		t = append(t, Span{Text: b.l.str("punctuation.colon")})
		t = append(t, b.l.said(why, nil)...)
	}
	return t
}

// planValue returns a value of a plan, which may be broken after the members of a list.
func planValue(s string) Span {
	if s == "" {
		return Span{}
	}
	return code(strings.ReplaceAll(shown(s), `","`, `", "`))
}
