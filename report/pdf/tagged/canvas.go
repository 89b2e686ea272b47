package tagged

import (
	"image"
	"image/color"
	"math"

	"auditd/audit"
	"auditd/report/pdf/object"
	"auditd/report/pdf/truetype"

	"golang.org/x/image/font/sfnt"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
)

// A Canvas lets gonum/plot draw on a page: vectors as vectors, text as text. It draws opaque colours only, since figures of
// a report have no others; anything else becomes the error that Close returns.
type Canvas struct {
	page   *Page
	faces  map[*sfnt.Font]int // by the parsed font that plots are set with; looked up, never iterated
	width  vg.Length
	height vg.Length
	state  canvasState
	stack  []canvasState
	err    error
}

type canvasState struct {
	colour color.NRGBA
	line   vg.Length
	dash   []vg.Length
	offset vg.Length
}

var _ vg.CanvasSizer = (*Canvas)(nil)

// NewCanvas begins a drawing whose upper left corner lies at left, top; it is marked as content of the element or as the artifact
// that the page is painting. Plots name a face by the font that the report's family has parsed.
func (p *Page) NewCanvas(left, top, width, height float64) *Canvas {
	c := &Canvas{page: p, faces: map[*sfnt.Font]int{}, width: vg.Length(width), height: vg.Length(height)}
	for i, f := range p.file.family.Faces {
		c.faces[f.Source()] = i
	}
	p.numbers("q")
	p.numbers("cm", 1, 0, 0, 1, left, p.height-top-height)
	vg.Initialize(c)
	return c
}

// Close ends the drawing and returns the first thing that could not be drawn.
func (c *Canvas) Close() error {
	for range c.stack {
		c.page.numbers("Q")
	}
	c.page.numbers("Q")
	// Whatever the drawing set is gone with Q, and so is what the page remembers of it.
	c.page.colour("rg", c.page.ink)
	return c.err
}

func (c *Canvas) fail(format string, args ...any) {
	if c.err == nil {
		c.err = audit.Errorf(audit.Internal, "pdf: "+format, args...)
	}
}

// Size returns the size of the drawing.
func (c *Canvas) Size() (w, h vg.Length) { return c.width, c.height }

// SetLineWidth sets the width of strokes.
func (c *Canvas) SetLineWidth(w vg.Length) { c.state.line = w }

// SetLineDash sets the lengths on and off of strokes; none draws a solid line.
func (c *Canvas) SetLineDash(pattern []vg.Length, offset vg.Length) {
	c.state.dash, c.state.offset = append([]vg.Length(nil), pattern...), offset
}

// SetColor sets the colour of strokes, fills and texts; nil is black.
func (c *Canvas) SetColor(col color.Color) {
	if col == nil {
		col = color.Black
	}
	c.state.colour = color.NRGBAModel.Convert(col).(color.NRGBA)
	if a := c.state.colour.A; a != 0 && a != 255 {
		c.fail("a figure has a translucent colour")
	}
}

// Rotate turns what follows by an angle in radians.
func (c *Canvas) Rotate(angle float64) {
	sin, cos := math.Sincos(angle)
	c.page.numbers("cm", cos, sin, -sin, cos, 0, 0)
}

// Translate moves what follows.
func (c *Canvas) Translate(p vg.Point) {
	c.page.numbers("cm", 1, 0, 0, 1, p.X.Points(), p.Y.Points())
}

// Scale stretches what follows.
func (c *Canvas) Scale(x, y float64) { c.page.numbers("cm", x, 0, 0, y, 0, 0) }

// Push remembers the state of the drawing.
func (c *Canvas) Push() {
	c.stack = append(c.stack, c.state)
	c.page.numbers("q")
}

// Pop restores what Push remembered last.
func (c *Canvas) Pop() {
	if len(c.stack) == 0 {
		c.fail("a figure restores a state that it did not save")
		return
	}
	c.state = c.stack[len(c.stack)-1]
	c.stack = c.stack[:len(c.stack)-1]
	c.page.numbers("Q")
}

// Stroke draws along a path.
func (c *Canvas) Stroke(path vg.Path) {
	if c.state.line <= 0 || c.state.colour.A == 0 {
		return
	}
	p := c.page
	p.colour("RG", c.state.colour)
	p.numbers("w", c.state.line.Points())
	p.body = append(p.body, '[')
	for _, d := range c.state.dash {
		p.body = append(object.AppendNumber(p.body, d.Points()), ' ')
	}
	p.body = append(p.body, ']', ' ')
	p.numbers("d", c.state.offset.Points())
	c.path(path)
	p.numbers("S")
}

// Fill fills a path.
func (c *Canvas) Fill(path vg.Path) {
	if c.state.colour.A == 0 {
		return
	}
	c.page.colour("rg", c.state.colour)
	c.path(path)
	c.page.numbers("f")
}

func (c *Canvas) path(path vg.Path) {
	var at vg.Point // where the pen is
	for _, s := range path {
		switch s.Type {
		case vg.MoveComp:
			c.points("m", s.Pos)
		case vg.LineComp:
			c.points("l", s.Pos)
		case vg.ArcComp:
			at = c.arc(s)
			continue
		case vg.CurveComp:
			c.curve(at, s)
		case vg.CloseComp:
			c.page.numbers("h")
			continue
		}
		at = s.Pos
	}
}

func (c *Canvas) points(operator string, points ...vg.Point) {
	values := make([]float64, 0, 6)
	for _, p := range points {
		values = append(values, p.X.Points(), p.Y.Points())
	}
	c.page.numbers(operator, values...)
}

// curve draws a Bézier curve; one of the second degree is raised to the third.
func (c *Canvas) curve(from vg.Point, s vg.PathComp) {
	switch len(s.Control) {
	case 1:
		toward := func(p vg.Point) vg.Point {
			return vg.Point{X: p.X + (s.Control[0].X-p.X)*2/3, Y: p.Y + (s.Control[0].Y-p.Y)*2/3}
		}
		c.points("c", toward(from), toward(s.Pos), s.Pos)
	case 2:
		c.points("c", s.Control[0], s.Control[1], s.Pos)
	default:
		c.fail("a figure has a curve with %d control points", len(s.Control))
	}
}

// arc draws part of a circle in pieces of at most a quarter and returns where it ends.
func (c *Canvas) arc(s vg.PathComp) vg.Point {
	on := func(t, out float64) vg.Point { // the point at an angle, and out of it along the tangent
		sin, cos := math.Sincos(t)
		return vg.Point{X: s.Pos.X + s.Radius*vg.Length(cos-out*sin), Y: s.Pos.Y + s.Radius*vg.Length(sin+out*cos)}
	}
	n := int(math.Ceil(math.Abs(s.Angle) / (math.Pi / 2)))
	c.points("l", on(s.Start, 0))
	if n == 0 {
		return on(s.Start, 0)
	}
	step := s.Angle / float64(n)
	k := 4.0 / 3 * math.Tan(step/4)
	for i := range n {
		a, b := s.Start+step*float64(i), s.Start+step*float64(i+1)
		c.points("c", on(a, k), on(b, -k), on(b, 0))
	}
	return on(s.Start+s.Angle, 0)
}

// FillString sets a line of text with its baseline at a point.
func (c *Canvas) FillString(face font.Face, at vg.Point, text string) {
	size := face.Font.Size.Points()
	i, ok := c.faces[face.Face]
	if !ok {
		c.fail("a figure is set in a font that is not the report's")
		return
	}
	if size <= 0 || text == "" {
		return
	}
	family := c.page.file.family
	x := at.X.Points()
	var signs []truetype.Placed
	for _, r := range text {
		// Figures choose the face of each character as the family does.
		s, ok := family.Find(r, i == truetype.Bold)
		if !ok || s.Face != i {
			c.fail("a figure has a character without a glyph (U+%04X)", r)
			return
		}
		if n := len(signs); n > 0 {
			x += family.Kern(signs[n-1].Sign, s) * size
		}
		signs = append(signs, truetype.Placed{Sign: s, X: x})
		x += s.Advance * size
	}
	c.page.colour("rg", c.state.colour)
	c.page.show(signs, at.Y.Points(), size)
}

// DrawImage is refused: a report has no bitmaps.
func (c *Canvas) DrawImage(vg.Rectangle, image.Image) { c.fail("a figure has a bitmap") }
