package tagged

import (
	"fmt"
	"image/color"

	"auditd/report/pdf/object"
	"auditd/report/pdf/truetype"
)

// A Page is a page being painted. It is written by Finish.
type Page struct {
	file          *File
	ref           object.Ref
	width, height float64
	body          []byte
	owners        []object.Ref // element of each marked content, by its number
	annotations   []object.Ref

	element  *Element // whose content is being painted, nil for none
	artifact Artifact // what is being painted instead, empty for none
	ink      color.NRGBA
}

// Artifact is the kind of content that is not part of the document's text (clause 14.8.2.2).
type Artifact string

// The kinds of artifacts.
const (
	Layout Artifact = "/Type/Layout" // rules, leaders, backgrounds
	Header Artifact = "/Type/Pagination/Subtype/Header"
	Footer Artifact = "/Type/Pagination/Subtype/Footer"
	Repeat Artifact = "/Type/Pagination" // heads of a table that goes on
)

// NewPage begins a page of a size in points.
func (f *File) NewPage(width, height float64) *Page {
	p := &Page{file: f, ref: f.w.Reserve(), width: width, height: height, ink: color.NRGBA{A: 255}}
	f.pages = append(f.pages, p.ref)
	return p
}

// Mark says that what follows is content of an element, until the next Mark or Artifact.
func (p *Page) Mark(e *Element) {
	if p.element == e {
		return
	}
	p.end()
	p.body = fmt.Appendf(p.body, "/%s<</MCID %d>>BDC\n", e.kind, len(p.owners))
	e.content(p.ref, len(p.owners))
	p.owners = append(p.owners, e.ref)
	p.element = e
}

// Artifact says that what follows is not part of the text, until the next Mark or Artifact.
func (p *Page) Artifact(kind Artifact) {
	if p.artifact == kind {
		return
	}
	p.end()
	p.body = append(p.body, "/Artifact<<"+string(kind)+">>BDC\n"...)
	p.artifact = kind
}

// end closes the marked content that is open.
func (p *Page) end() {
	if p.element != nil || p.artifact != "" {
		p.body = append(p.body, "EMC\n"...)
	}
	p.element, p.artifact = nil, ""
}

// numbers appends operands and an operator.
func (p *Page) numbers(operator string, values ...float64) {
	for _, v := range values {
		p.body = append(object.AppendNumber(p.body, v), ' ')
	}
	p.body = append(append(p.body, operator...), '\n')
}

// colour appends a colour operator: rg to fill, RG to stroke.
func (p *Page) colour(operator string, c color.NRGBA) {
	p.numbers(operator, float64(c.R)/255, float64(c.G)/255, float64(c.B)/255)
}

// fill sets the colour of fills and texts, when it changes.
func (p *Page) fill(c color.NRGBA) {
	if p.ink != c {
		p.ink = c
		p.colour("rg", c)
	}
}

// Rect fills a rectangle.
func (p *Page) Rect(left, top, width, height float64, c color.NRGBA) {
	p.fill(c)
	p.numbers("re f", left, p.height-top-height, width, height)
}

// Rule draws a straight line of a width in points.
func (p *Page) Rule(x0, y0, x1, y1, width float64, c color.NRGBA) {
	p.colour("RG", c)
	p.numbers("w", width)
	p.numbers("m", x0, p.height-y0)
	p.numbers("l S", x1, p.height-y1)
}

// Polygon fills a closed path of straight lines through points x, y, x, y …
func (p *Page) Polygon(c color.NRGBA, points ...float64) {
	p.fill(c)
	p.path(points)
	p.numbers("h f")
}

// Outline strokes a closed path of straight lines.
func (p *Page) Outline(c color.NRGBA, width float64, points ...float64) {
	p.colour("RG", c)
	p.numbers("w", width)
	p.path(points)
	p.numbers("h S")
}

func (p *Page) path(points []float64) {
	operator := "m"
	for i := 0; i+1 < len(points); i += 2 {
		p.numbers(operator, points[i], p.height-points[i+1])
		operator = "l"
	}
}

// Disc fills a circle.
func (p *Page) Disc(x, y, radius float64, c color.NRGBA) {
	p.fill(c)
	p.numbers("m", x+radius, p.height-y)
	for quarter := range 4 {
		p.quarter(x, p.height-y, radius, quarter)
	}
	p.numbers("h f")
}

// quarter appends a quarter of a circle around x, y as a Bézier curve; the constant is 4/3·tan(π/8).
func (p *Page) quarter(x, y, r float64, n int) {
	const k = 0.5522847498307936
	cos, sin := [5]float64{1, 0, -1, 0, 1}, [5]float64{0, 1, 0, -1, 0}
	c0, s0, c1, s1 := cos[n], sin[n], cos[n+1], sin[n+1]
	p.numbers("c", x+r*(c0-k*s0), y+r*(s0+k*c0), x+r*(c1+k*s1), y+r*(s1-k*c1), x+r*c1, y+r*s1)
}

// Show paints signs on a baseline. Each stands at its own X, so kerning and justification are the caller's.
func (p *Page) Show(signs []truetype.Placed, y, size float64, c color.NRGBA) {
	p.fill(c)
	p.show(signs, p.height-y, size)
}

// show is Show with y counted upwards.
func (p *Page) show(signs []truetype.Placed, y, size float64) {
	for len(signs) > 0 {
		n := 1
		for n < len(signs) && signs[n].Face == signs[0].Face {
			n++
		}
		p.showFace(signs[:n], y, size)
		signs = signs[n:]
	}
}

// showFace paints signs of one face as a text object.
func (p *Page) showFace(signs []truetype.Placed, y, size float64) {
	face := p.file.embedded[signs[0].Face]
	p.body = fmt.Appendf(p.body, "BT/F%d ", signs[0].Face+1)
	p.numbers("Tf", size)
	p.numbers("Td", signs[0].X, y)
	p.body = append(p.body, '[', '<')
	pen := signs[0].X
	for i, s := range signs {
		// A shift is in thousandths of the type size and moves to the left. Smaller ones than one thousandth are not seen, and
		// the pen remembers them.
		if shift := (pen - s.X) / size * 1000; i > 0 && (shift >= 1 || shift <= -1) {
			p.body = append(object.AppendNumber(append(p.body, '>'), shift), '<')
			pen = s.X
		}
		p.body = object.AppendHex16(p.body, face.cid(p.file, s.Sign))
		pen += s.Advance * size
	}
	p.body = append(p.body, ">]TJ ET\n"...)
}

// Destination names a place on the page, for links and outlines.
func (p *Page) Destination(name string, y float64) {
	p.file.dests = append(p.file.dests, named{name, "[" + p.ref.String() + "/XYZ 0 " + object.Number(p.height-y) + " null]"})
}

// Link adds a link over a rectangle to a destination of the file, as part of an element of type Link. text is what a screen
// reader says of it.
func (p *Page) Link(e *Element, left, top, right, bottom float64, destination, text string) {
	p.file.wanted = append(p.file.wanted, destination)
	p.annotate(e, [4]float64{left, top, right, bottom}, "/Dest"+object.Text(destination), text)
}

// LinkURL is Link to an address outside the file.
func (p *Page) LinkURL(e *Element, left, top, right, bottom float64, url, text string) {
	p.annotate(e, [4]float64{left, top, right, bottom}, "/A<</S/URI/URI"+object.Text(url)+">>", text)
}

func (p *Page) annotate(e *Element, r [4]float64, target, text string) {
	ref := p.file.w.Reserve()
	key := p.file.key(e.ref)
	e.annotation(p.ref, ref)
	p.annotations = append(p.annotations, ref)
	b := []byte("<</Type/Annot/Subtype/Link/F 4/Border[0 0 0]/Rect[")
	for _, v := range []float64{r[0], p.height - r[3], r[2], p.height - r[1]} {
		b = append(object.AppendNumber(b, v), ' ')
	}
	b = append(object.AppendText(append(b, "]/Contents"...), text), target...)
	p.file.w.Put(ref, fmt.Appendf(b, "/StructParent %d>>", key))
}

// Finish writes the page.
func (p *Page) Finish() {
	p.end()
	w := p.file.w
	content := w.Reserve()
	w.Stream(content, "", p.body)
	owners := w.Reserve()
	w.Put(owners, append(appendRefs([]byte("["), p.owners), ']'))
	b := fmt.Appendf(nil, "<</Type/Page/Parent %s/MediaBox[0 0 %s %s]/Resources %s/Contents %s/StructParents %d/Tabs/S/Group<</S/Transparency/CS/DeviceRGB>>",
		p.file.pagesRef, object.Number(p.width), object.Number(p.height), p.file.resources, content, p.file.key(owners))
	if p.file.widget != 0 && p.ref == p.file.pages[0] {
		p.annotations = append(p.annotations, p.file.widget)
	}
	if len(p.annotations) > 0 {
		b = append(appendRefs(append(b, "/Annots["...), p.annotations), ']')
	}
	w.Put(p.ref, append(b, ">>"...))
	p.body, p.owners, p.annotations = nil, nil, nil
}
