package sheet

import (
	"image/color"
	"math"

	"auditd/report/font"
)

// A Drawing is a figure laid out: pieces to paint in order. Lengths are points of 1/72 inch; x grows to the right from the left
// edge and y downwards from the upper edge. Coordinates are rounded to a thousandth of a point.
type Drawing struct {
	Width, Height float64
	Pieces        []Piece
	Family        *font.Family // that it was measured with

	size float64     // type size of its labels
	ink  color.NRGBA // colour of most of them
}

// A Piece is a [Shape] or a [Label].
type Piece interface{ piece() }

// A Point is a place on a drawing.
type Point struct{ X, Y float64 }

// At returns the point at x, y.
func At(x, y float64) Point { return Point{X: x, Y: y} }

// A Shape is a path of straight lines through its points, or a circle around its only point when Radius is above 0. A colour
// with alpha 0 means no fill or no stroke; all other colours are opaque.
type Shape struct {
	Points []Point
	Closed bool
	Radius float64
	Fill   color.NRGBA
	Stroke color.NRGBA
	Width  float64   // of the stroke
	Dash   []float64 // lengths on and off; nil is a solid line
}

// Anchor is the part of a label that stands at its point.
type Anchor int

// The anchors.
const (
	Start Anchor = iota
	Middle
	End
)

// A Label is one line of text with its baseline at At.
type Label struct {
	At     Point
	Text   string // without control and direction characters
	Size   float64
	Width  float64 // as measured with the report's font
	Bold   bool
	Anchor Anchor
	Colour color.NRGBA
}

func (Shape) piece() {}
func (Label) piece() {}

// Left returns the x coordinate at which the text begins.
func (l Label) Left() float64 {
	switch l.Anchor {
	case Middle:
		return Round(l.At.X - l.Width/2)
	case End:
		return Round(l.At.X - l.Width)
	default:
		return l.At.X
	}
}

// Round rounds a coordinate to a thousandth. Processors that fuse multiply and add differ in the last digits of a float64;
// rounding to a millionth first keeps such a difference from deciding the third decimal.
func Round(x float64) float64 {
	r := math.Round(math.Round(x*1e6)/1e3) / 1e3
	return r + 0 // turns −0 into 0
}
