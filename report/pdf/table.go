package pdf

import (
	"slices"

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

// tableElements are the elements of a table and its notes. They are made where the table is met, which may be before it is set.
type tableElements struct {
	table   *report.Table
	label   string
	element *tagged.Element
	notes   []*tagged.Element
}

func newTableElements(e *tagged.Element, t *report.Table, label string) *tableElements {
	x := &tableElements{table: t, label: label}
	if len(t.Columns) == 0 {
		return x
	}
	x.element = e.Child("Table")
	for range t.Notes {
		x.notes = append(x.notes, e.Child("P"))
	}
	return x
}

// table sets a table where it is met.
func (c *composer) table(e *tagged.Element, t *report.Table, label string) {
	c.setTable(newTableElements(e, t, label))
}

// setTable sets a table under its caption. It goes on over as many pages as it needs; each page repeats the heads.
func (c *composer) setTable(x *tableElements) {
	t := x.table
	if len(t.Columns) == 0 {
		return
	}
	g := c.columns(t, x.label)
	width := max(g.end-g.start, min(measure, 300))
	c.space(c.st.body.leading * 0.9)
	caption := &band{
		leading: c.st.small.leading, whole: true,
		boxes: []*box{c.box(c.caption(x.label, t.Caption), c.st.small, g.start, width, x.element.Child("Caption"))},
	}
	head := x.element.Child("THead")
	row := head.Child("TR")
	heads := c.heads(g, row)
	heads.element = row
	set := &rowSetter{c: c, grid: g}
	if len(t.Rows) > 0 {
		set.body = x.element.Child("TBody")
	}
	c.need(min(caption.height()+3+heads.height()+set.beginning(), (pageHeight-marginTop-marginBottom)/2))
	if c.err != nil {
		return
	}
	c.page.Destination(t.ID, c.y+c.before())
	c.flow(caption)
	c.space(3)
	c.flow(heads)
	head.Close()
	set.all()
	x.element.Close()
	c.space(4)
	for i, n := range t.Notes {
		c.flow(&band{boxes: []*box{c.text(n, c.st.note, g.start, width, x.notes[i])}, leading: c.st.note.leading})
		c.space(1)
	}
	c.space(c.st.body.leading * 0.9)
}

// caption returns the caption of a table or figure with its label.
func (c *composer) caption(label string, t report.Text) []layout.Run {
	bold := c.st.small
	bold.bold, bold.colour = true, accentColour
	gap := gapBetween(c.doc.Lang)
	return slices.Concat(c.plain(label+gap, bold), c.runs(t, c.st.small))
}

// heads returns the heads of the columns between two strong rules; without an element they are an artifact, repeated on a new page.
func (c *composer) heads(g *grid, row *tagged.Element) *band {
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
		c.page.Rule(g.start, y, g.end, y, 0.9, inkColour)
		c.page.Rule(g.start, y+h, g.end, y+h, 0.6, inkColour)
	}
	return d
}

// repeat says that a table goes on, and sets its heads again. Both are artifacts: readers of the structure have met the heads.
func (c *composer) repeat(g *grid) {
	st := c.st.note
	b := c.box(c.plain(g.label+gapBetween(c.doc.Lang)+c.doc.Words.Continued, st), st, g.start, max(g.end-g.start, 200), nil)
	c.flow(&band{boxes: []*box{b}, leading: st.leading, below: 3, paint: func(float64, float64) { c.page.Artifact(tagged.Repeat) }})
	c.flow(c.heads(g, nil))
	c.repeated = true
}

// A rowSetter sets the rows of a table. A row is laid out when its turn comes, so that a long table takes no more memory than a
// short one.
type rowSetter struct {
	c     *composer
	grid  *grid
	body  *tagged.Element
	ahead []*band // rows that are laid out already
	next  int     // the first row that is not
}

// take returns the next row.
func (r *rowSetter) take() *band {
	if len(r.ahead) == 0 {
		r.look(1)
	}
	b := r.ahead[0]
	r.ahead = r.ahead[1:]
	return b
}

// look lays rows out ahead of their turn, n in all as far as there are so many.
func (r *rowSetter) look(n int) {
	for len(r.ahead) < n && r.next < len(r.grid.table.Rows) {
		r.ahead = append(r.ahead, r.c.row(r.grid, r.body, r.next))
		r.next++
	}
}

// beginning is the height of the first two rows, which stand on one page with the heads.
func (r *rowSetter) beginning() float64 {
	r.look(2)
	h := 0.0
	for _, b := range r.ahead {
		h += b.height()
	}
	return h
}

// all sets the rows, the last two of them on one page.
func (r *rowSetter) all() {
	rows := len(r.grid.table.Rows)
	for i := range rows {
		if i > 0 && i == rows-2 {
			r.look(2)
			r.c.together(r.ahead[0], r.ahead[1])
		}
		r.c.flow(r.take())
	}
	if r.body != nil {
		r.body.Close()
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
			width, colour = 0.9, inkColour
		}
		c.page.Rule(g.start, y+h, g.end, y+h, width, colour)
	}
	return d
}
