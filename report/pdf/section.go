package pdf

import (
	"fmt"
	"slices"
	"strconv"

	"auditd/audit"
	"auditd/report"
	"auditd/report/pdf/layout"
	"auditd/report/pdf/tagged"
	"auditd/report/pdf/truetype"
)

// section sets a section.
func (c *composer) section(i int) {
	s := &c.doc.Sections[i]
	e := c.file.Root().Child("Sect")
	c.heading(s, e)
	for k, b := range s.Blocks {
		c.block(e, b, k+1 < len(s.Blocks))
	}
	e.Close()
}

// heading sets the title of a section, with its number in the margin.
func (c *composer) heading(s *report.Section, sect *tagged.Element) {
	c.barrier()
	st, kind, above := c.st.head1, "H1", 30.0
	if s.Level == 2 {
		st, kind, above = c.st.head2, "H2", 20
	}
	runs := c.runs(s.Title, st)
	if s.Badge != nil {
		st := st
		st.size *= 0.8
		line := styled{st: st}
		c.badgeRuns(&line, s.Badge)
		runs = slices.Concat(runs, c.plain("\u2002", st), line.runs)
	}
	c.headingRuns(sect, s.ID, kind, c.labels.Number(s.ID), runs, st, above, c.following(s))
}

// following is how much room the beginning of a section needs below its heading.
func (c *composer) following(s *report.Section) float64 {
	if len(s.Blocks) == 0 {
		return 90 // the heading below it and what follows that
	}
	switch b := s.Blocks[0].(type) {
	case *report.Figure:
		return min(c.figureHeight(b), pageHeight-marginTop-marginBottom-80)
	case *report.Table:
		return 110
	default:
		return 3 * c.st.body.leading
	}
}

func (c *composer) headingRuns(sect *tagged.Element, id, kind, number string, runs []layout.Run, st style, above, below float64) {
	h := sect.Child(kind)
	c.space(above)
	b := c.box(runs, st, marginLeft, measure, h)
	c.need(float64(len(b.lines))*st.leading + below)
	if c.err != nil {
		return
	}
	c.page.Destination(id, c.y+c.before())
	c.found.page[id] = c.number
	title := audit.Clean(layout.TextOf(runs))
	if number != "" {
		title = number + " " + title
		c.hanging(h, number+" ", st)
	}
	level := 1
	if kind == "H2" {
		level = 2
	}
	c.file.Outline(title, level, id, h)
	c.flow(&band{boxes: []*box{b}, leading: st.leading, whole: true})
	if kind == "H1" {
		c.page.Artifact(tagged.Layout)
		y := c.advance(5)
		c.page.Rule(marginLeft, y+4, pageWidth-marginRight, y+4, 0.8, accentColour)
	}
	c.space(7)
}

// hanging paints the number of a heading in the margin, on the height of the line that comes next.
func (c *composer) hanging(h *tagged.Element, number string, st style) {
	size := st.size
	signs, end := c.setter.Family.Line(number, false, size, 0)
	if end > hang {
		size *= hang / end
		signs, _ = c.setter.Family.Line(number, false, size, 0)
	}
	truetype.Shift(signs, marginLeft-hang)
	c.page.Mark(h)
	c.page.Show(signs, c.y+c.before()+(st.leading-st.size)/2+ascent*st.size, size, mutedColour)
}

// block sets a block as part of a section.
func (c *composer) block(e *tagged.Element, b report.Block, more bool) {
	if c.err != nil {
		return
	}
	switch b := b.(type) {
	case *report.Paragraph:
		c.paragraph(e, b)
	case *report.List:
		c.space(c.st.body.leading * 0.3)
		c.list(e, b, c.st.body, marginLeft, c.st.width)
	case *report.Facts:
		c.facts(e, b)
	case *report.Note:
		c.note(e, b)
	case *report.Table:
		c.table(e, b, c.labels.Name(b.ID))
	case *report.Figure:
		c.figure(e, b)
	case *report.Verdicts:
		c.verdicts(e, b)
	default:
		c.fail(audit.Errorf(audit.Internal, "pdf: block %T is not known", b))
	}
}

func (c *composer) paragraph(e *tagged.Element, p *report.Paragraph) {
	st := c.st.body
	if p.Lead {
		st = c.st.lead
	}
	c.space(st.leading * 0.45)
	c.flow(&band{boxes: []*box{c.text(p.Text, st, marginLeft, c.st.width, e.Child("P"))}, leading: st.leading})
	c.space(st.leading * 0.45)
}

// list sets a list; its marks stand in a column of their own.
func (c *composer) list(e *tagged.Element, l *report.List, st style, left, width float64) {
	numbering := "Disc"
	indent := 1.5 * st.size
	if l.Ordered {
		numbering = "Decimal"
		_, w := c.setter.Family.Line(strconv.Itoa(len(l.Items))+".", false, st.size, 0)
		indent = max(indent, w+0.6*st.size)
	}
	list := e.Child("L").Attribute("/O/List/ListNumbering/" + numbering)
	for i, item := range l.Items {
		mark := "•"
		if l.Ordered {
			mark = fmt.Sprintf("%d.", i+1)
		}
		li := list.Child("LI")
		boxes := []*box{
			c.box(c.plain(mark, st), st, left, indent, li.Child("Lbl")),
			c.text(item, st, left+indent, width-indent, li.Child("LBody")),
		}
		c.flow(&band{boxes: boxes, leading: st.leading})
		li.Close()
		c.space(st.leading * 0.22)
	}
	list.Close()
	c.space(st.leading * 0.45)
}

// facts sets terms beside what is said of them, with a light rule below each.
func (c *composer) facts(e *tagged.Element, f *report.Facts) {
	c.space(c.st.body.leading * 0.4)
	c.pairs(e, f.Items, marginLeft, measure, 0.26, c.st.field)
	c.space(c.st.body.leading * 0.6)
}

// pairs sets a list of terms and texts in two columns; share is the part of the width that the first takes.
func (c *composer) pairs(e *tagged.Element, items []report.Fact, left, width, share float64, st style) {
	const gutter, padding = 12.0, 3.0
	list := e.Child("L").Attribute("/O/List/ListNumbering/None")
	first := width * share
	var bands []*band
	for i, item := range items {
		li := list.Child("LI")
		term := st
		term.colour = mutedColour
		boxes := []*box{
			c.text(item.Term, term, left, first-gutter, li.Child("Lbl")),
			c.text(item.Text, st, left+first, width-first, li.Child("LBody")),
		}
		bands = append(bands, &band{boxes: boxes, leading: st.leading, above: padding, below: padding, whole: true, element: li, paint: func(y, h float64) {
			c.page.Artifact(tagged.Layout)
			if i == 0 {
				c.page.Rule(left, y, left+width, y, 0.4, ruleColour)
			}
			c.page.Rule(left, y+h, left+width, y+h, 0.4, ruleColour)
		}})
	}
	c.flowAll(bands)
	list.Close()
}

// note sets a note: its texts beside a bar in the colour of its kind.
func (c *composer) note(e *tagged.Element, n *report.Note) {
	colour := ruleColour
	switch n.Kind {
	case report.NoteCaution:
		colour = disparity
	case report.NoteLimit:
		colour = inconclusive
	}
	const inset = 12.0
	st := c.st.field
	div := e.Child("Div")
	c.space(c.st.body.leading * 0.6)
	bar := func(y, h float64) {
		c.page.Artifact(tagged.Layout)
		c.page.Rect(marginLeft, y, measure, h, faintColour)
		c.page.Rect(marginLeft, y, 2.5, h, colour)
	}
	var bands []*band
	add := func(b *box) {
		bands = append(bands, &band{boxes: []*box{b}, leading: st.leading, above: 1, below: 1, paint: bar, whole: true})
	}
	if n.Title != "" {
		bold := st
		bold.bold = true
		add(c.box(c.plain(n.Title, bold), bold, marginLeft+inset, measure-2*inset, div.Child("P")))
	}
	for _, t := range n.Text {
		add(c.text(t, st, marginLeft+inset, measure-2*inset, div.Child("P")))
	}
	if len(bands) > 0 {
		bands[0].above, bands[len(bands)-1].below = 6, 7
	}
	if len(bands) > 2 {
		c.together(bands[0], bands[1])
	}
	c.flowAll(bands)
	div.Close()
	c.space(c.st.body.leading * 0.7)
}
