package figure

import (
	"math"
	"sync"

	"auditd/report/figure/sheet"
	"auditd/report/font"

	xfont "golang.org/x/image/font"
	"gonum.org/v1/plot"
	plotfont "gonum.org/v1/plot/font"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
)

// The names under which canvases of gonum/plot know the report's font, and the complete font an operator may add.
const (
	Typeface     plotfont.Typeface = "NotoSansSC"
	FullTypeface plotfont.Typeface = "Full"
)

// fonts gives gonum/plot the report's fonts, once: its defaults are package variables, and every plot made afterwards, in any
// goroutine, finds them set.
var fonts = sync.OnceFunc(func() {
	family := font.Default()
	cache := plotfont.NewCache(plotfont.Collection{
		{Font: plotfont.Font{Typeface: Typeface}, Face: family.Regular.Font()},
		{Font: plotfont.Font{Typeface: Typeface, Weight: xfont.WeightBold}, Face: family.Bold.Font()},
	})
	plotfont.DefaultCache = cache
	plot.DefaultFont = plotfont.Font{Typeface: Typeface}
	plotter.DefaultFont = plot.DefaultFont
	plot.DefaultTextHandler = text.Plain{Fonts: cache}
})

// Draw paints a drawing on a canvas of gonum/plot that is at least Width by Height points, its lower left corner at the
// canvas's origin. The face handed to the canvas holds the parsed font of a [font.Face] of the family the drawing was laid with, so
// a canvas that embeds fonts knows it by its pointer. A character without a glyph is an Invalid error that names it, and nothing
// is painted.
func Draw(d *sheet.Drawing, c vg.Canvas) error {
	fonts()
	for _, p := range d.Pieces {
		if l, ok := p.(sheet.Label); ok {
			if err := d.Family.Check(l.Text); err != nil {
				return err
			}
		}
	}
	at := func(p sheet.Point) vg.Point {
		return vg.Point{X: vg.Length(p.X), Y: vg.Length(sheet.Round(d.Height - p.Y))}
	}
	for _, p := range d.Pieces {
		switch p := p.(type) {
		case sheet.Shape:
			drawShape(c, p, at)
		case sheet.Label:
			if err := drawLabel(d, c, p, at); err != nil {
				return err
			}
		}
	}
	return nil
}

// drawLabel sets a label, one string for each face that it needs.
func drawLabel(d *sheet.Drawing, c vg.Canvas, l sheet.Label, at func(sheet.Point) vg.Point) error {
	runs, err := d.Family.Runs(l.Text, l.Bold)
	if err != nil {
		return err
	}
	c.SetColor(l.Colour)
	x := l.Left()
	for _, r := range runs {
		f := plotfont.Font{Typeface: Typeface, Size: vg.Length(l.Size)}
		switch r.Face {
		case d.Family.Bold:
			f.Weight = xfont.WeightBold
		case d.Family.Full:
			f.Typeface = FullTypeface
		}
		c.FillString(plotfont.Face{Font: f, Face: r.Face.Font()}, at(sheet.At(sheet.Round(x), l.At.Y)), r.Text)
		x += d.Family.Width(r.Text, r.Face == d.Family.Bold) * l.Size
	}
	return nil
}

func drawShape(c vg.Canvas, s sheet.Shape, at func(sheet.Point) vg.Point) {
	var path vg.Path
	for i, p := range s.Points {
		switch {
		case s.Radius > 0:
			centre := at(p)
			path.Move(vg.Point{X: centre.X + vg.Length(s.Radius), Y: centre.Y})
			path.Arc(centre, vg.Length(s.Radius), 0, 2*math.Pi)
			path.Close()
		case i == 0:
			path.Move(at(p))
		default:
			path.Line(at(p))
		}
	}
	if s.Closed {
		path.Close()
	}
	if s.Fill.A > 0 {
		c.SetColor(s.Fill)
		c.Fill(path)
	}
	if s.Stroke.A == 0 || s.Width <= 0 {
		return
	}
	var dash []vg.Length
	for _, d := range s.Dash {
		dash = append(dash, vg.Length(d))
	}
	c.SetColor(s.Stroke)
	c.SetLineWidth(vg.Length(s.Width))
	c.SetLineDash(dash, 0)
	c.Stroke(path)
}
