package figure

import (
	"image/color"
	"math"

	"auditd/report/figure/sheet"
)

// Mark is the form of a point, so that colour is never the only sign of a verdict.
type Mark int

// The marks.
const (
	Unjudged     Mark = iota // open square: nothing was decided about the group
	Disparity                // triangle
	Parity                   // circle
	Inconclusive             // diamond
	Under                    // triangle pointing left: less than its share
	Over                     // triangle pointing right: more than its share
)

// A paper is a sheet with the signs that several figures share: marks, intervals, bars and keys.
type paper struct{ *sheet.Sheet }

// radius is the size of marks: about the height of a small letter.
func (s paper) radius() float64 { return s.Size * 0.37 }

// inset is the room that a mark at the end of an axis needs beyond it.
func (s paper) inset() float64 { return 1.4 * s.radius() }

// colourOf returns the colour of a mark.
func (s paper) colourOf(m Mark) color.NRGBA {
	switch m {
	case Disparity, Under, Over:
		return s.Disparity
	case Parity:
		return s.Parity
	case Inconclusive:
		return s.Inconclusive
	default:
		return s.Unjudged
	}
}

// mark draws a mark centred on x, y. An open one, for groups too small to rely on, is an outline on white.
func (s paper) mark(x, y float64, m Mark, open bool) {
	r, c := s.radius(), s.colourOf(m)
	sh := sheet.Shape{Closed: true, Fill: c}
	if open || m == Unjudged {
		sh.Fill, sh.Stroke, sh.Width = s.Page, c, 1.2
	}
	switch m {
	case Disparity:
		sh.Points = []sheet.Point{sheet.At(x, y-1.25*r), sheet.At(x+1.2*r, y+0.85*r), sheet.At(x-1.2*r, y+0.85*r)}
	case Under:
		sh.Points = []sheet.Point{sheet.At(x-1.25*r, y), sheet.At(x+0.85*r, y-1.2*r), sheet.At(x+0.85*r, y+1.2*r)}
	case Over:
		sh.Points = []sheet.Point{sheet.At(x+1.25*r, y), sheet.At(x-0.85*r, y-1.2*r), sheet.At(x-0.85*r, y+1.2*r)}
	case Inconclusive:
		sh.Points = []sheet.Point{sheet.At(x, y-1.3*r), sheet.At(x+1.3*r, y), sheet.At(x, y+1.3*r), sheet.At(x-1.3*r, y)}
	case Parity:
		sh.Points, sh.Radius = []sheet.Point{sheet.At(x, y)}, r*1.05
	default:
		sh.Points = sheet.Corners(x-r*0.9, y-r*0.9, r*1.8, r*1.8)
	}
	s.Add(sh)
}

// interval draws a confidence interval. An end that runs off the axis, or that does not exist, is an arrowhead at the edge.
// Small groups get a broken line.
func (s paper) interval(ax scale, y, lower, upper float64, c color.NRGBA, small bool) {
	if math.IsNaN(lower) || math.IsNaN(upper) {
		return
	}
	var dash []float64
	if small {
		dash = []float64{2.5, 1.5}
	}
	s.Line(ax.x(lower), y, ax.x(upper), y, c, 1.3, dash...)
	if lower < ax.Min || ax.Log && lower <= 0 {
		s.arrow(ax.left, y, -1, c)
	}
	if upper > ax.Max {
		s.arrow(ax.right, y, 1, c)
	}
}

// arrow draws an arrowhead with its tip at x; direction is −1 for left and 1 for right.
func (s paper) arrow(x, y, direction float64, c color.NRGBA) {
	back, half := x-direction*s.Size*0.5, s.Size*0.28
	s.Add(sheet.Shape{Points: []sheet.Point{sheet.At(x, y), sheet.At(back, y-half), sheet.At(back, y+half)}, Closed: true, Fill: c})
}

// lying draws a bar from 0 to v. Small groups get a hatched bar.
func (s paper) lying(ax scale, y, v float64, c color.NRGBA, small bool) {
	x, h := ax.x(0), s.Size*0.95
	w := ax.x(v) - x
	if !small {
		s.Rect(x, y-h/2, w, h, c)
		return
	}
	s.Rect(x, y-h/2, w, h, s.Page)
	s.Hatch(x, y-h/2, w, h, 3, c, 0.7)
	s.Frame(x, y-h/2, w, h, c, 0.8)
}
