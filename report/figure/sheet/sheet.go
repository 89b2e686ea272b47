// Package sheet is what figures are drawn on: a sheet in points that measures, wraps and cuts texts with the report's font, a
// palette with readable contrasts, and the drawing that results, as plain pieces or as inline SVG.
//
// It does not know what a figure shows, and it draws on no canvas: package figure does both.
package sheet

import (
	"image/color"

	"auditd/report/font"
)

// A Sheet collects the pieces of a figure. Its methods round, clean and measure, so that figures need not. Lengths are points;
// y grows downwards.
type Sheet struct {
	Palette
	Width  float64
	Height float64 // set by the figure when it is laid out
	Size   float64 // type size; the smallest there is on the sheet
	Narrow bool    // for a telephone

	family *font.Family
	pieces []Piece
}

// Type sizes in points. Nothing is set smaller.
const (
	wideSize   = 9.0
	narrowSize = 10.0
)

// New returns an empty sheet of a width in points; grey and narrow choose the palette and the type size.
func New(width float64, narrow, grey bool, family *font.Family) *Sheet {
	s := &Sheet{Palette: colours, Width: width, Size: wideSize, Narrow: narrow, family: family}
	if grey {
		s.Palette = greys
	}
	if narrow {
		s.Size = narrowSize
	}
	return s
}

// Drawing returns what was drawn.
func (s *Sheet) Drawing() *Drawing {
	return &Drawing{Width: Round(s.Width), Height: Round(s.Height), Pieces: s.pieces, Family: s.family, size: s.Size, ink: s.Ink}
}

// A Style is how a label is set; its zero value is ink, regular, starting at its point.
type Style struct {
	Colour color.NRGBA // alpha 0 means ink
	Bold   bool
	Anchor Anchor
}

// Text sets one line with its baseline at y. An empty line sets nothing.
func (s *Sheet) Text(x, y float64, line string, st Style) {
	line = clean(line)
	if line == "" {
		return
	}
	if st.Colour.A == 0 {
		st.Colour = s.Ink
	}
	s.pieces = append(s.pieces, Label{
		At: Point{Round(x), Round(y)}, Text: line, Size: s.Size, Width: Round(s.Measure(line, st.Bold)),
		Bold: st.Bold, Anchor: st.Anchor, Colour: st.Colour,
	})
}

// Measure returns the width of a line in points.
func (s *Sheet) Measure(line string, bold bool) float64 {
	return s.family.Width(clean(line), bold) * s.Size
}

// Leading is the distance of baselines of one label.
func (s *Sheet) Leading() float64 { return s.Size * 1.3 }

// Drop is how far below the middle of a row its baseline lies: half the height of a capital letter.
func (s *Sheet) Drop() float64 { return s.Size * 0.36 }

// Block sets several lines, centred vertically on y.
func (s *Sheet) Block(x, y float64, lines []string, st Style) {
	y += s.Drop() - s.Leading()*float64(len(lines)-1)/2
	for i, line := range lines {
		s.Text(x, y+s.Leading()*float64(i), line, st)
	}
}

// Add adds a shape with its coordinates rounded.
func (s *Sheet) Add(sh Shape) {
	points := make([]Point, len(sh.Points))
	for i, p := range sh.Points {
		points[i] = Point{Round(p.X), Round(p.Y)}
	}
	sh.Points, sh.Radius = points, Round(sh.Radius)
	s.pieces = append(s.pieces, sh)
}

// Line draws a straight line; dash gives its lengths on and off, none a solid one.
func (s *Sheet) Line(x1, y1, x2, y2 float64, c color.NRGBA, width float64, dash ...float64) {
	s.Add(Shape{Points: []Point{{x1, y1}, {x2, y2}}, Stroke: c, Width: width, Dash: dash})
}

// Rect fills a rectangle given by its upper left corner, width and height.
func (s *Sheet) Rect(x, y, w, h float64, fill color.NRGBA) {
	s.Add(Shape{Points: Corners(x, y, w, h), Closed: true, Fill: fill})
}

// Frame outlines a rectangle; dash makes the outline a broken one.
func (s *Sheet) Frame(x, y, w, h float64, c color.NRGBA, width float64, dash ...float64) {
	s.Add(Shape{Points: Corners(x, y, w, h), Closed: true, Stroke: c, Width: width, Dash: dash})
}

// Corners returns the corners of a rectangle given by its upper left corner, width and height.
func Corners(x, y, w, h float64) []Point {
	return []Point{{x, y}, {x + w, y}, {x + w, y + h}, {x, y + h}}
}

// Hatch fills a rectangle with rising lines, step apart, cut at its edges: plain lines print alike everywhere, where patterns
// and clipping need ids that could clash in a page.
func (s *Sheet) Hatch(x, y, w, h, step float64, c color.NRGBA, width float64) {
	for d := step; d < w+h; d += step {
		// The line through (x+d, y) and (x, y+d), cut to the rectangle.
		x1, y1 := x+d, y
		if d > w {
			x1, y1 = x+w, y+d-w
		}
		x2, y2 := x, y+d
		if d > h {
			x2, y2 = x+d-h, y+h
		}
		s.Line(x1, y1, x2, y2, c, width)
	}
}
