package pdf

import (
	"auditd/report"
	"auditd/report/pdf/layout"
	"auditd/report/pdf/tagged"
	"auditd/report/pdf/truetype"
)

// A box is text broken into lines of one width, with the element that it is the content of.
type box struct {
	runs    []layout.Run
	lines   []layout.Line
	st      style
	left    float64
	width   float64
	right   bool            // lines end at the right edge
	element *tagged.Element // nil: the box is an artifact
	keep    bool            // the caller closes the element
}

// box breaks runs into a box. A missing glyph is the composer's error.
func (c *composer) box(runs []layout.Run, st style, left, width float64, e *tagged.Element) *box {
	b := &box{runs: runs, st: st, left: left, width: width, element: e}
	t, err := c.setter.Measure(runs)
	if err != nil {
		c.fail(err)
		return b
	}
	b.lines = t.Lines(width, 0, st.justify)
	return b
}

// text is box for spans.
func (c *composer) text(t report.Text, st style, left, width float64, e *tagged.Element) *box {
	return c.box(c.runs(t, st), st, left, width, e)
}

// A band is boxes side by side, with their first lines on one height, that share the distance of lines: a paragraph is a
// band of one box, a row of a table has a box for each cell.
type band struct {
	boxes   []*box
	leading float64
	above   float64 // padding
	below   float64
	element *tagged.Element    // closed when the band is set; may be nil
	whole   bool               // not split, unless it is taller than a page
	broken  func()             // called on a new page, before the band goes on or begins
	paint   func(y, h float64) // called for each piece of the band, before its text; may be nil
}

func (b *band) lines() int {
	n := 0
	for _, x := range b.boxes {
		n = max(n, len(x.lines))
	}
	return n
}

func (b *band) height() float64 { return b.above + float64(b.lines())*b.leading + b.below }

// flow sets a band, on as many pages as it takes.
func (c *composer) flow(b *band) {
	total := b.lines()
	for from := 0; c.err == nil; {
		n := c.fitting(b, from, total)
		if n < total-from {
			n = c.cutAt(b, from, n, total)
		}
		if n == 0 && !(total == 0) {
			c.newPage()
			if b.broken != nil {
				b.broken()
			}
			continue
		}
		c.slice(b, from, from+n, total)
		if from += n; from >= total {
			break
		}
		c.newPage()
		if b.broken != nil {
			b.broken()
		}
	}
	for _, x := range b.boxes {
		x.close()
	}
	if b.element != nil {
		b.element.Close()
	}
}

// flowAll sets bands, the last two of them on one page.
func (c *composer) flowAll(bands []*band) {
	for i, b := range bands {
		if i == len(bands)-2 {
			c.together(b, bands[i+1])
		}
		c.flow(b)
	}
}

// together begins a new page when the first of two bands fits on this one and the second does not.
func (c *composer) together(a, b *band) {
	if h := a.height() + b.height(); h < (pageHeight-marginTop-marginBottom)*0.3 && !c.fresh && c.room() < h {
		c.newPage()
		if a.broken != nil {
			a.broken()
		}
	}
}

// fitting returns how many lines of a band fit on the page, with the footnotes that they bring along.
func (c *composer) fitting(b *band, from, total int) int {
	room := c.room() - b.below
	if from == 0 {
		room -= b.above
	}
	used := noteUse{}
	for n := from; n < total; n++ {
		for _, x := range b.boxes {
			if n < len(x.lines) {
				c.countNotes(&used, x.lines[n])
			}
		}
		room -= b.leading
		if room+0.01 < used.height {
			return n - from
		}
	}
	return total - from
}

// cutAt returns how many of the lines that fit are set before a break. Paragraphs keep two lines together at either end; whole
// bands move to the next page unless they fill more than half of one.
func (c *composer) cutAt(b *band, from, fit, total int) int {
	start := c.fresh || c.repeated
	if b.whole && from == 0 && !start && b.height() < (pageHeight-marginTop-marginBottom)*0.5 {
		return 0
	}
	n := fit
	if total-from-n == 1 {
		n--
	}
	if n == 1 && from == 0 && total > 1 {
		n = 0
	}
	if n <= 0 && start {
		// There is no better page to come: something must be set, or nothing ever is.
		return max(fit, 1)
	}
	return max(n, 0)
}

// slice paints the lines of a band from one to another.
func (c *composer) slice(b *band, from, to, total int) {
	h := float64(to-from) * b.leading
	above, below := 0.0, 0.0
	if from == 0 {
		above = b.above
	}
	if to >= total {
		below = b.below
	}
	top := c.advance(above + h + below)
	c.repeated = false
	if b.paint != nil {
		b.paint(top, above+h+below)
	}
	for _, x := range b.boxes {
		for i := from; i < min(to, len(x.lines)); i++ {
			line := top + above + float64(i-from)*b.leading
			c.paintLine(x, &x.lines[i], line+(b.leading-x.st.size)/2+ascent*x.st.size)
		}
	}
}

// ascent is how far the em box of an ideograph reaches above the baseline, in ems. Latin letters share it, so that lines of
// both scripts stand alike.
const ascent = 0.88

// paintLine paints a line with its baseline at y.
func (c *composer) paintLine(b *box, l *layout.Line, y float64) {
	x := b.left
	if b.right {
		x += b.width - l.Width
	}
	for i := range l.Parts {
		c.paintPart(b, &l.Parts[i], x, y)
	}
}

func (c *composer) paintPart(b *box, p *layout.Part, x, y float64) {
	in := p.Run.Mark.(*inline)
	fresh := false
	if b.element != nil {
		if in.foot != nil {
			fresh = c.refer(in)
		}
		e := c.elementOf(in, b.element)
		if p.Run.Box > 0 {
			c.page.Artifact(tagged.Layout)
			c.sign(in.badge.Shape, x+p.Left, y, p.Run.Size)
		}
		if len(p.Signs) > 0 {
			c.page.Mark(e)
		}
		c.link(in, e, x+p.Left, y, x+p.Right, p.Run)
	}
	if len(p.Signs) == 0 {
		return
	}
	signs := p.Signs
	truetype.Shift(signs, x)
	c.page.Show(signs, y-p.Run.Rise, p.Run.Size, in.colour)
	truetype.Shift(signs, -x)
	if fresh {
		c.print(in.foot, b.element)
	}
}

// elementOf returns the element of an inline, made when it is first asked for.
func (c *composer) elementOf(in *inline, parent *tagged.Element) *tagged.Element {
	if in.element != nil {
		return in.element
	}
	switch {
	case in.to != "":
		in.outer = parent.Child("Reference")
		in.element = in.outer.Child("Link")
	case in.url != "":
		in.element = parent.Child("Link")
	case in.span:
		in.element = parent.Child("Span")
	default:
		return parent
	}
	in.element.Lang(in.lang).ActualText(in.actual)
	return in.element
}

// link makes a part of a line a link, when its inline is one.
func (c *composer) link(in *inline, e *tagged.Element, left, y, right float64, r *layout.Run) {
	top, bottom := y-r.Rise-0.95*r.Size, y-r.Rise+0.25*r.Size
	switch {
	case in.to != "":
		c.page.Link(e, left, top, right, bottom, in.to, in.says)
	case in.url != "":
		c.page.LinkURL(e, left, top, right, bottom, in.url, in.says)
	}
}

// close closes the elements of a box.
func (b *box) close() {
	if b.element == nil {
		return
	}
	for i := range b.runs {
		in := b.runs[i].Mark.(*inline)
		for _, e := range []*tagged.Element{in.element, in.outer} {
			if e != nil {
				e.Close()
			}
		}
		in.element, in.outer = nil, nil
	}
	if !b.keep {
		b.element.Close()
	}
}
