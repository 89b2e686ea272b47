package pdf

import (
	"strings"

	"auditd/audit"
	"auditd/report"
	"auditd/report/figure"
	"auditd/report/figure/sheet"
	"auditd/report/pdf/tagged"
)

// A float is a figure that did not fit where it was met and waits for the top of a page, or the table of its data that waits with
// it. Its elements have their places in the structure already, so a reader of the structure meets it there.
type float struct {
	figure  *report.Figure
	drawing *sheet.Drawing
	caption *box
	outer   *tagged.Element
	element *tagged.Element

	table *tableElements // instead of a figure
}

// least is the smallest height of a float: a figure may shrink a little to fit.
func (f *float) least() float64 {
	const shrink = 0.8
	if f.table != nil {
		return 120
	}
	return f.drawing.Height*shrink + f.below()
}

// below is the height of the caption with the space above it.
func (f *float) below() float64 {
	return figureSpace + float64(len(f.caption.lines))*f.caption.st.leading
}

// figureSpace is the space between a figure and its caption.
const figureSpace = 7.0

// folded is a data table that stands in the annex.
type folded struct {
	table *report.Table
	label string
}

// figure sets a figure here when it fits, and else at the top of the next page, while the text goes on.
func (c *composer) figure(e *tagged.Element, f *report.Figure) {
	drawing, err := c.draw(f)
	if err != nil {
		c.fail(err)
		return
	}
	w := &float{figure: f, drawing: drawing, outer: e.Child("Div")}
	w.element = w.outer.Child("Figure").Alt(audit.Clean(f.Alt))
	w.caption = c.box(c.caption(c.labels.Name(f.ID), f.Caption), c.st.small, marginLeft, c.st.width, w.outer.Child("Caption"))
	c.space(c.st.body.leading * 0.8)
	c.floats = append(c.floats, w)
	if f.Data != nil && f.Folded {
		c.folded = append(c.folded, folded{f.Data, c.labels.Name(f.Data.ID)})
	} else if f.Data != nil {
		c.floats = append(c.floats, &float{table: newTableElements(e, f.Data, c.labels.Name(f.Data.ID))})
	}
	c.placeFloats()
}

// figureHeight returns the least height of a figure with one line of caption.
func (c *composer) figureHeight(f *report.Figure) float64 {
	d, err := c.draw(f)
	if err != nil {
		c.fail(err)
		return 0
	}
	return 0.8*d.Height + 30
}

// draw lays a figure out as wide as the page. One that would be higher than a page is made smaller.
func (c *composer) draw(f *report.Figure) (*sheet.Drawing, error) {
	plot, ok := f.Plot.(figure.Figure)
	if !ok {
		return nil, audit.Errorf(audit.Internal, "pdf: figure %s holds %T, which cannot be drawn", f.ID, f.Plot)
	}
	d, err := figure.Lay(plot, figure.Options{Lang: c.doc.Lang, Width: measure, Family: c.setter.Family.Source})
	if err != nil {
		return nil, err
	}
	for i, p := range d.Pieces {
		if l, ok := p.(sheet.Label); ok {
			l.Text = c.drawable(l.Text)
			d.Pieces[i] = l
		}
	}
	return d, nil
}

// geta is the sign that printers of Chinese and Japanese put for a type that they lack. It is as wide as the figure has
// reckoned for a character without a glyph; the table of the figure's data names the character.
const geta = "〓"

// drawable replaces characters of a label that cannot be set.
func (c *composer) drawable(text string) string {
	var b strings.Builder
	for _, r := range text {
		if c.setter.Family.Draws(r, false) {
			b.WriteRune(r)
			continue
		}
		b.WriteString(geta)
	}
	return b.String()
}

// placeFloats sets the figures that wait, in their order, as long as they fit. On an empty page the first one always does.
func (c *composer) placeFloats() {
	for c.err == nil && len(c.floats) > 0 && (c.fresh || c.floats[0].least() <= c.room()) {
		f := c.floats[0]
		c.floats = c.floats[1:]
		if f.table != nil {
			c.setTable(f.table)
			continue
		}
		c.place(f)
	}
}

// flushFloats sets all figures that wait, on new pages if need be.
func (c *composer) flushFloats() {
	for c.err == nil && len(c.floats) > 0 {
		c.newPage()
	}
}

// barrier keeps figures from drifting into the next section, unless that would leave much of the page white.
func (c *composer) barrier() {
	const most = 0.33 // of the page
	if len(c.floats) > 0 && c.room() < most*(pageHeight-marginTop-marginBottom) {
		c.flushFloats()
	}
}

// place paints a figure with its caption, smaller when there is too little room for it.
func (c *composer) place(f *float) {
	scale := min(1, (c.room()-f.below())/f.drawing.Height)
	width, height := f.drawing.Width*scale, f.drawing.Height*scale
	top := c.advance(height)
	c.page.Destination(f.figure.ID, top)
	f.element.Box(c.page, marginLeft, top, marginLeft+width, top+height)
	c.page.Mark(f.element)
	canvas := c.page.NewCanvas(marginLeft, top, width, height)
	canvas.Scale(scale, scale)
	c.fail(figure.Draw(f.drawing, canvas))
	c.fail(canvas.Close())
	f.element.Close()
	c.space(figureSpace)
	c.flow(&band{boxes: []*box{f.caption}, leading: f.caption.st.leading, whole: true})
	f.outer.Close()
	c.space(c.st.body.leading)
}
