package figure

import (
	"image/color"

	"auditd/report/font"
)

// A sheet collects the pieces of a figure. Its methods round, clean and measure, so that figures need not.
type sheet struct {
	palette
	width, height float64
	size          float64 // type size; the smallest there is on the sheet
	narrow        bool
	family        *font.Family
	pieces        []Piece
}

// Type sizes in points. Nothing is set smaller.
const (
	wideSize   = 9.0
	narrowSize = 10.0
)

func newSheet(o Options) *sheet {
	s := &sheet{palette: colours, width: o.Width, size: wideSize, narrow: o.Narrow, family: o.Family}
	if o.Grey {
		s.palette = greys
	}
	if o.Narrow {
		s.size = narrowSize
	}
	return s
}

func (s *sheet) drawing() *Drawing {
	return &Drawing{Width: round(s.width), Height: round(s.height), Pieces: s.pieces, family: s.family}
}

// A style is how a label is set; its zero value is ink, regular, starting at its point.
type style struct {
	colour color.NRGBA // alpha 0 means ink
	bold   bool
	anchor Anchor
}

// text sets one line with its baseline at y. An empty line sets nothing.
func (s *sheet) text(x, y float64, line string, st style) {
	line = clean(line)
	if line == "" {
		return
	}
	if st.colour.A == 0 {
		st.colour = s.ink
	}
	s.pieces = append(s.pieces, Label{
		At: Point{round(x), round(y)}, Text: line, Size: s.size, Width: round(s.measure(line, st.bold)),
		Bold: st.bold, Anchor: st.anchor, Colour: st.colour,
	})
}

// measure returns the width of a line in points.
func (s *sheet) measure(line string, bold bool) float64 {
	return s.family.Width(clean(line), bold) * s.size
}

// leading is the distance of baselines of one label.
func (s *sheet) leading() float64 { return s.size * 1.3 }

// drop is how far below the middle of a row its baseline lies: half the height of a capital letter.
func (s *sheet) drop() float64 { return s.size * 0.36 }

// block sets several lines, centred vertically on y.
func (s *sheet) block(x, y float64, lines []string, st style) {
	y += s.drop() - s.leading()*float64(len(lines)-1)/2
	for i, line := range lines {
		s.text(x, y+s.leading()*float64(i), line, st)
	}
}

// shape adds a shape with its coordinates rounded.
func (s *sheet) shape(sh Shape) {
	points := make([]Point, len(sh.Points))
	for i, p := range sh.Points {
		points[i] = Point{round(p.X), round(p.Y)}
	}
	sh.Points, sh.Radius = points, round(sh.Radius)
	s.pieces = append(s.pieces, sh)
}

func (s *sheet) line(x1, y1, x2, y2 float64, c color.NRGBA, width float64, dash ...float64) {
	s.shape(Shape{Points: []Point{{x1, y1}, {x2, y2}}, Stroke: c, Width: width, Dash: dash})
}

func (s *sheet) rect(x, y, w, h float64, fill color.NRGBA) {
	s.shape(Shape{Points: corners(x, y, w, h), Closed: true, Fill: fill})
}

// frame outlines a rectangle; dash makes the outline a broken one.
func (s *sheet) frame(x, y, w, h float64, c color.NRGBA, width float64, dash ...float64) {
	s.shape(Shape{Points: corners(x, y, w, h), Closed: true, Stroke: c, Width: width, Dash: dash})
}

func corners(x, y, w, h float64) []Point {
	return []Point{{x, y}, {x + w, y}, {x + w, y + h}, {x, y + h}}
}

// hatch fills a rectangle with rising lines, step apart, cut at its edges: plain lines print alike everywhere, where patterns
// and clipping need ids that could clash in a page.
func (s *sheet) hatch(x, y, w, h, step float64, c color.NRGBA, width float64) {
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
		s.line(x1, y1, x2, y2, c, width)
	}
}
