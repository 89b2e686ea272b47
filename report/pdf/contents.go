package pdf

import (
	"strconv"

	"auditd/audit"
	"auditd/report"
	"auditd/report/pdf/layout"
	"auditd/report/pdf/tagged"
	"auditd/report/pdf/truetype"
)

// contents sets the table of contents, with the page numbers of the pass before.
func (c *composer) contents() {
	c.newPage()
	e := c.file.Root().Child("Sect")
	c.headingRuns(e, contentsID, "H1", "", c.plain(c.doc.Words.Contents, c.st.head1), c.st.head1, 30, 60)
	st := c.contentsStyle()
	toc := e.Child("TOC")
	var sub *tagged.Element
	for i := range c.doc.Sections {
		s := &c.doc.Sections[i]
		if s.Level == 2 && sub == nil {
			sub = toc.Child("TOC")
		}
		if s.Level == 1 && sub != nil {
			sub.Close()
			sub = nil
		}
		parent := toc
		if sub != nil {
			parent = sub
		}
		c.entry(parent, s.ID, c.labels.Number(s.ID), c.runs(s.Title, st), st, s.Level)
	}
	if sub != nil {
		sub.Close()
	}
	if c.hasAnnex() {
		c.entry(toc, annexID, "", c.plain(c.words.annex, st), st, 1)
	}
	toc.Close()
	e.Close()
}

// levelSpace is the space above an entry of the first level.
const levelSpace = 4.0

// contentsStyle sets the contents a little tighter when that brings them onto one page.
func (c *composer) contentsStyle() style {
	st := c.st.contents
	above, lines := 0.0, 1.0
	for i := range c.doc.Sections {
		lines++
		if c.doc.Sections[i].Level == 1 {
			above += levelSpace
		}
	}
	const tightest = 0.86
	if scale := (c.room() - above - 2*levelSpace) / (lines * st.leading); scale < 1 && scale >= tightest {
		st.leading *= scale
	}
	return st
}

func (c *composer) hasAnnex() bool {
	for i := range c.doc.Sections {
		for _, b := range c.doc.Sections[i].Blocks {
			if f, ok := b.(*report.Figure); ok && f.Data != nil && f.Folded {
				return true
			}
		}
	}
	return false
}

// entry sets a line of the contents: number, title, dots and page.
func (c *composer) entry(toc *tagged.Element, id, number string, title []layout.Run, st style, level int) {
	number1, column := hang, 26.0 // where titles begin, and the room of page numbers
	left := marginLeft - hang
	if level == 1 {
		c.space(levelSpace)
	} else {
		left, number1 = marginLeft, 32
	}
	item := toc.Child("TOCI")
	reference := item.Child("Reference")
	link := reference.Child("Link")
	page := strconv.Itoa(c.known.page[id])
	text := audit.Clean(layout.TextOf(title))
	says := text + ", " + page
	if number != "" {
		says = number + " " + says
	}
	// Footnotes and links of a heading have no place here, only its words.
	plain := []layout.Run{{Text: c.setter.Family.Readable(text), Size: st.size, Bold: level == 1, Mark: &inline{colour: st.colour}}}
	right := marginLeft + measure
	titleBox := c.box(plain, st, left+number1, right-column-left-number1, link)
	titleBox.keep = true
	numberBox := c.box(c.plain(number, style{size: st.size, leading: st.leading, colour: mutedColour}), st, left, number1, link)
	numberBox.keep = true
	d := &band{boxes: []*box{numberBox, titleBox}, leading: st.leading, whole: true}
	d.paint = func(y, h float64) {
		c.page.Link(link, left, y, right, y+h, id, says)
	}
	c.flow(d)
	if c.err == nil {
		c.leader(link, titleBox, page, right, column)
	}
	link.Close()
	reference.Close()
	item.Close()
}

// leader paints the dots and the page number of an entry, on its last line.
func (c *composer) leader(link *tagged.Element, title *box, page string, right, column float64) {
	st := title.st
	y := c.y - st.leading + (st.leading-st.size)/2 + ascent*st.size
	from := title.left
	if n := len(title.lines); n > 0 {
		from += title.lines[n-1].Width
	}
	const step = 5.0 // from dot to dot, at the same places in every line
	c.page.Artifact(tagged.Layout)
	for x := right - column; x > from+step; x -= step {
		c.page.Rect(x, y-0.8, 0.8, 0.8, mutedColour)
	}
	signs, end := c.setter.Family.Line(page, false, st.size, 0)
	truetype.Shift(signs, right-end)
	c.page.Mark(link)
	c.page.Show(signs, y, st.size, st.colour)
}
