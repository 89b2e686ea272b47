package pdf

import (
	"auditd/report"
	"auditd/report/pdf/layout"
	"auditd/report/pdf/tagged"
)

// Padding of tables, in points. The first and the last column stand flush with the rules.
const (
	cellPadding = 5.5
	rowPadding  = 2.6
)

// A grid is a table being set: where its columns stand and how.
type grid struct {
	table *report.Table
	label string
	st    style
	left  []float64 // of each column's text
	width []float64 // of each column's text
	start float64
	end   float64
}

// table sets a table under its caption. It goes on over as many pages as it needs; each page repeats the heads.
func (c *composer) table(e *tagged.Element, t *report.Table, label string) {
	if len(t.Columns) == 0 {
		return
	}
	g := c.columns(t, label)
	element := e.Child("Table")
	c.space(c.st.body.leading * 0.9)
	caption := c.box(c.caption(label, t.Caption), c.st.small, g.start, max(g.end-g.start, min(measure, 300)), element.Child("Caption"))
	c.need(float64(len(caption.lines))*c.st.small.leading + 5*(g.st.leading+2*rowPadding))
	if c.err != nil {
		return
	}
	c.page.Destination(t.ID, c.y+c.before())
	c.flow(&band{boxes: []*box{caption}, leading: c.st.small.leading, whole: true})
	c.space(3)

	head := element.Child("THead")
	row := head.Child("TR")
	c.headRow(g, row)
	row.Close()
	head.Close()
	if len(t.Rows) > 0 {
		body := element.Child("TBody")
		c.rows(g, body)
		body.Close()
	}
	element.Close()
	c.space(4)
	for _, n := range t.Notes {
		st := c.st.note
		c.flow(&band{boxes: []*box{c.text(n, st, g.start, max(g.end-g.start, min(measure, 300)), e.Child("P"))}, leading: st.leading})
		c.space(1)
	}
	c.space(c.st.body.leading * 0.9)
}

// caption returns the caption of a table or figure with its label.
func (c *composer) caption(label string, t report.Text) []layout.Run {
	bold := c.st.small
	bold.bold, bold.colour = true, accentColour
	gap := gapBetween(c.doc.Lang)
	return joined(c.plain(label+gap, bold), c.runs(t, c.st.small))
}

// headRow sets the heads of the columns between two strong rules; without an element they are an artifact, repeated on a new page.
func (c *composer) headRow(g *grid, row *tagged.Element) {
	st := g.st
	st.bold = true
	d := &band{leading: st.leading, above: rowPadding + 0.5, below: rowPadding + 1, whole: true}
	for i, col := range g.table.Columns {
		var th *tagged.Element
		if row != nil {
			th = row.Child("TH").Attribute("/O/Table/Scope/Column")
		}
		b := c.box(c.plain(col.Title, st), st, g.left[i], g.width[i], th)
		b.right = col.Align == report.Right
		d.boxes = append(d.boxes, b)
	}
	// Heads of several lines stand on the line of the shortest one's last.
	n := d.lines()
	for _, b := range d.boxes {
		for len(b.lines) < n {
			b.lines = append([]layout.Line{{}}, b.lines...)
		}
	}
	kind := tagged.Layout
	if row == nil {
		kind = tagged.Repeat
	}
	d.paint = func(y, h float64) {
		c.page.Artifact(kind)
		c.page.Rule(g.start, y, g.end, y, 0.9, strongRule)
		c.page.Rule(g.start, y+h, g.end, y+h, 0.6, strongRule)
	}
	c.flow(d)
}

// repeat says that a table goes on, and sets its heads again. Both are artifacts: readers of the structure have met the heads.
func (c *composer) repeat(g *grid) {
	st := c.st.note
	b := c.box(c.plain(g.label+gapBetween(c.doc.Lang)+c.doc.Words.Continued, st), st, g.start, max(g.end-g.start, 200), nil)
	c.flow(&band{boxes: []*box{b}, leading: st.leading, below: 3, paint: func(float64, float64) { c.page.Artifact(tagged.Repeat) }})
	c.headRow(g, nil)
	c.repeated = true
}

// rows sets the rows, the last two of them on one page. A row is laid out when its turn comes, so that a long table takes no more
// memory than a short one.
func (c *composer) rows(g *grid, body *tagged.Element) {
	var next *band
	for i := range g.table.Rows {
		b := next
		if b == nil {
			b = c.row(g, body, i)
		}
		next = nil
		if i > 0 && i == len(g.table.Rows)-2 {
			next = c.row(g, body, i+1)
			c.together(b, next)
		}
		c.flow(b)
	}
}

// row returns a row, with a light rule below it and a strong one below the last.
func (c *composer) row(g *grid, body *tagged.Element, i int) *band {
	tr := body.Child("TR")
	last := i == len(g.table.Rows)-1
	d := &band{leading: g.st.leading, above: rowPadding, below: rowPadding, whole: true, element: tr}
	for k, cell := range g.table.Rows[i] {
		var e *tagged.Element
		if cell.Header {
			e = tr.Child("TH").Attribute("/O/Table/Scope/Row")
		} else {
			e = tr.Child("TD")
		}
		b := c.text(cell.Text, g.st, g.left[k], g.width[k], e)
		b.right = g.table.Columns[k].Align == report.Right
		d.boxes = append(d.boxes, b)
	}
	d.broken = func() { c.repeat(g) }
	d.paint = func(y, h float64) {
		c.page.Artifact(tagged.Layout)
		width, colour := 0.35, ruleColour
		if last {
			width, colour = 0.9, strongRule
		}
		c.page.Rule(g.start, y+h, g.end, y+h, width, colour)
	}
	return d
}
