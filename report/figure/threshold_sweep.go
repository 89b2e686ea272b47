package figure

import (
	"image/color"
	"math"

	"auditd/report/figure/sheet"
)

// A ThresholdSweep shows what every cut of the score would do: the ratio of the favoured shares of a group and the reference group over
// the cut, with its bands, the cut in use, and where the ratio passes four fifths. One panel a group.
type ThresholdSweep struct {
	Text
	X, Y         string // labels of the axes
	Min, Max     float64
	Band         *Band   // the ratios that count as alike, on the vertical axis
	Operating    float64 // the cut in use; NaN draws none
	Panels       []SweepPanel
	Ratio        string // explains the line
	Pointwise    string // explains the dark strip
	Simultaneous string // explains the light strip's marks
	InUse        string // explains the vertical line; printed when there is a cut in use
	Crossing     string // explains the triangles; printed when a panel has one
}

// A SweepPanel is one group held against the reference. With a Reason, nothing is drawn.
type SweepPanel struct {
	Label     string
	Cuts      []SweepCut // by rising cut
	Grid      []SweepCut // cuts with simultaneous intervals
	Crossings []float64
	Reason    string
}

// A SweepCut is one cut with the ratio there. What is not defined is NaN; Upper may be infinite.
type SweepCut struct{ At, Ratio, Lower, Upper float64 }

// Kind returns "threshold_sweep".
func (f ThresholdSweep) Kind() string { return "threshold_sweep" }

// The ratios that the vertical axis shows at least and at most.
const (
	sweepFloor   = 0.4
	sweepCeiling = 1.6
)

func (f ThresholdSweep) lay(s paper) {
	fr := &frame{x: Axis{Label: f.X, Min: f.Min, Max: f.Max}, y: Axis{Label: f.Y, Log: true, Min: sweepFloor, Max: sweepCeiling}, height: 0.8, most: 2}
	if !(f.Max > f.Min) {
		fr.x.Min, fr.x.Max = f.Min-0.5, f.Min+0.5
	}
	crossed := false
	for _, p := range f.Panels {
		crossed = crossed || len(p.Crossings) > 0
		for _, c := range p.Cuts {
			if c.Ratio > 0 && !math.IsInf(c.Ratio, 0) {
				fr.y.Min, fr.y.Max = min(fr.y.Min, max(c.Ratio*0.9, 0.1)), max(fr.y.Max, min(c.Ratio*1.1, 10))
			}
		}
	}
	for _, p := range f.Panels {
		fr.panels = append(fr.panels, panel{title: p.Label, reason: p.Reason, draw: func(s paper, at plane) { f.panel(s, at, p) }})
	}
	fr.keys = f.keys(crossed)
	fr.lay(s)
}

// panel draws one group.
func (f ThresholdSweep) panel(s paper, at plane, p SweepPanel) {
	if f.Band != nil {
		top, bottom := at.y.x(f.Band.Upper), at.y.x(f.Band.Lower)
		s.Rect(at.x.left, top, at.x.right-at.x.left, bottom-top, s.Band)
	}
	s.Line(at.x.left, at.y.x(1), at.x.right, at.y.x(1), s.Muted, 0.8, 3, 2)
	var ratio, lower, upper []Place
	for _, c := range p.Cuts {
		ratio = append(ratio, Place{c.At, held(c.Ratio, at)})
		lower, upper = append(lower, Place{c.At, held(c.Lower, at)}), append(upper, Place{c.At, held(c.Upper, at)})
	}
	s.curve(at, lower, s.Parity, 0.8, 1.2, 1.6)
	s.curve(at, upper, s.Parity, 0.8, 1.2, 1.6)
	for _, c := range p.Grid {
		s.upright(at, c.At, c.Lower, c.Upper, s.Muted, false)
	}
	s.curve(at, ratio, s.Parity, 1.7)
	if !math.IsNaN(f.Operating) {
		x := at.x.x(f.Operating)
		s.Line(x, at.y.left, x, at.y.right, s.Ink, 1.2)
	}
	for _, c := range p.Crossings {
		pt := at.at(c, 0.8)
		s.mark(pt.X, pt.Y, Disparity, true)
	}
}

// held keeps a ratio on the axis, so that its curve runs along the edge; what is no number stays none.
func held(v float64, p plane) float64 {
	if math.IsNaN(v) {
		return v
	}
	return min(max(v, p.y.Min), p.y.Max)
}

func (f ThresholdSweep) keys(crossed bool) []key {
	parity := func(s paper) color.NRGBA { return s.Parity }
	keys := []key{lineKey(f.Ratio, parity, 1.7), lineKey(f.Pointwise, parity, 0.8, 1.2, 1.6)}
	if f.Simultaneous != "" {
		keys = append(keys, key{func(s paper, x, y float64) {
			s.Line(x, y-0.5*s.Size, x, y+0.5*s.Size, s.Muted, 1.2)
			s.Line(x-0.25*s.Size, y-0.5*s.Size, x+0.25*s.Size, y-0.5*s.Size, s.Muted, 1.2)
			s.Line(x-0.25*s.Size, y+0.5*s.Size, x+0.25*s.Size, y+0.5*s.Size, s.Muted, 1.2)
		}, f.Simultaneous})
	}
	if f.Band != nil {
		keys = append(keys, key{func(s paper, x, y float64) { s.Rect(x-0.6*s.Size, y-0.35*s.Size, 1.2*s.Size, 0.7*s.Size, s.Band) }, f.Band.Label})
	}
	if !math.IsNaN(f.Operating) {
		keys = append(keys, key{func(s paper, x, y float64) {
			s.Add(sheet.Shape{Points: []sheet.Point{sheet.At(x, y-0.6*s.Size), sheet.At(x, y+0.6*s.Size)}, Stroke: s.Ink, Width: 1.2})
		}, f.InUse})
	}
	if crossed {
		keys = append(keys, key{func(s paper, x, y float64) { s.mark(x, y, Disparity, true) }, f.Crossing})
	}
	return keys
}
