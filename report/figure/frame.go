package figure

import (
	"image/color"
	"math"
	"slices"

	"auditd/report/figure/sheet"
)

// A frame is the common form of figures with two axes: one panel, or several side by side that share their axes, with keys below.
// On a narrow sheet the panels stand one below the other.
type frame struct {
	x, y   Axis    // with their ranges set
	height float64 // of the plot over its width; 0 means 1
	most   int     // panels side by side on a wide sheet; 0 means 3
	panels []panel
	keys   []key
}

// A panel is one plot of a frame. With a reason, nothing is drawn in it.
type panel struct {
	title  string
	note   string // one line below the title: how many people, a number
	reason string
	draw   func(s paper, p plane)
}

// A plane maps the values of two axes to the sheet.
type plane struct{ x, y scale }

// at returns the place of a value, held to the ends of both axes.
func (p plane) at(x, y float64) sheet.Point { return sheet.At(p.x.x(x), p.y.x(y)) }

// Measures of a frame in type sizes.
const (
	leastPanel = 9.0  // below this width of a plot fewer panels stand side by side
	panelGap   = 2.2  // between panels
	tallest    = 24.0 // a single plot is not higher
)

func (f *frame) lay(s paper) {
	if f.height == 0 {
		f.height = 1
	}
	if f.most == 0 {
		f.most = 3
	}
	f.x, f.y = f.x.within(), f.y.within()
	side := f.sideRoom(s)
	columns := max(1, min(f.most, len(f.panels)))
	if s.Narrow {
		columns = 1
	}
	width := func() float64 {
		return (s.Width - float64(columns-1)*panelGap*s.Size) / float64(columns)
	}
	for columns > 1 && width()-side < leastPanel*s.Size {
		columns--
	}
	y := f.layLabel(s)
	for i := 0; i < len(f.panels); i += columns {
		row := f.panels[i:min(i+columns, len(f.panels))]
		y = f.layRow(s, row, y, width(), side)
	}
	// The label of the horizontal axis stands once, below the last row.
	for _, line := range s.Wrap(f.x.Label, s.Width, 3, false) {
		y += s.Leading()
		s.Text(0, y-0.3*s.Size, line, sheet.Style{})
	}
	s.Height = y + 0.4*s.Size
	for _, k := range f.keys {
		s.key(k)
	}
}

// within returns an axis whose range can be divided into ticks, whatever the data were.
func (a Axis) within() Axis {
	if a.Log {
		return a
	}
	if !(a.Min >= -farCount && a.Min <= farCount) {
		a.Min = 0
	}
	a.Max = min(a.Max, farCount)
	if !(a.Max-a.Min >= nearest) {
		a.Max = a.Min + 1
	}
	return a
}

// layLabel prints what the vertical axis shows, above it and level, where it is easiest to read.
func (f *frame) layLabel(s paper) float64 {
	y := 0.0
	for _, line := range s.Wrap(f.y.Label, s.Width, 3, false) {
		y += s.Leading()
		s.Text(0, y-0.3*s.Size, line, sheet.Style{})
	}
	return y + 0.4*s.Size
}

// sideRoom is the room of the numbers of the vertical axis.
func (f *frame) sideRoom(s paper) float64 {
	widest := 0.0
	for _, t := range (scale{Axis: f.y, left: tallest * s.Size, right: 0}).risingTicks(s) {
		widest = max(widest, s.Measure(t.label, false))
	}
	return widest + 0.8*s.Size
}

// layRow draws panels side by side below y and returns where the next row begins.
func (f *frame) layRow(s paper, row []panel, y, width, side float64) float64 {
	heads := 0
	for _, p := range row {
		heads = max(heads, len(f.headOf(s, p, width)))
	}
	top := y + s.Leading()*float64(heads) + 0.8*s.Size // the highest number of the axis reaches above its line
	height := min((width-side-s.inset())*f.height, tallest*s.Size)
	for i, p := range row {
		left := float64(i) * (width + panelGap*s.Size)
		for k, h := range f.headOf(s, p, width) {
			s.Text(left, y+s.Leading()*float64(k+1)-0.3*s.Size, h.text, h.style)
		}
		at := plane{
			x: scale{Axis: f.x, left: left + side, right: left + width - s.inset()},
			y: scale{Axis: f.y, left: top + height, right: top},
		}
		if len(row) > 1 || width < s.Width-s.Size { // labels keep off those of the panel beside
			at.x.from, at.x.to = max(0, left-0.4*panelGap*s.Size), min(s.Width, left+width+0.4*panelGap*s.Size)
		}
		f.ground(s, at)
		if p.reason != "" {
			f.layReason(s, at, p.reason)
			continue
		}
		p.draw(s, at)
	}
	return top + height + 2.3*s.Size
}

// A headLine is one line above a panel.
type headLine struct {
	text  string
	style sheet.Style
}

func (f *frame) headOf(s paper, p panel, width float64) []headLine {
	var out []headLine
	if p.title != "" {
		for _, line := range s.Wrap(p.title, width, 2, true) {
			out = append(out, headLine{line, sheet.Style{Bold: true}})
		}
	}
	if p.note != "" {
		for _, line := range s.Wrap(p.note, width, 2, false) {
			out = append(out, headLine{line, sheet.Style{Colour: s.Muted}})
		}
	}
	return out
}

// layReason says in words why a panel is empty.
func (f *frame) layReason(s paper, p plane, reason string) {
	lines := s.Wrap(reason, p.x.right-p.x.left-s.Size, 4, false)
	middle := (p.y.left + p.y.right) / 2
	h := s.Leading() * float64(len(lines))
	s.Rect(p.x.left+0.5, middle-h/2-0.3*s.Size, p.x.right-p.x.left-1, h+0.6*s.Size, s.Page)
	s.Block(p.x.left+0.5*s.Size, middle, lines, sheet.Style{Colour: s.Muted})
}

// ground draws the grid, both axes and their numbers.
func (f *frame) ground(s paper, p plane) {
	for _, t := range p.y.risingTicks(s) {
		y := p.y.x(t.at)
		s.Line(p.x.left, y, p.x.right, y, s.Faint, 0.6)
		s.Text(p.x.left-0.4*s.Size, y+s.Drop(), t.label, sheet.Style{Colour: s.Muted, Anchor: sheet.End})
	}
	for _, t := range p.x.ticks(s) {
		x := p.x.x(t.at)
		s.Line(x, p.y.right, x, p.y.left, s.Faint, 0.6)
		s.Line(x, p.y.left, x, p.y.left+0.35*s.Size, s.Rule, 0.8)
		s.Text(p.x.middle(s, t), p.y.left+1.45*s.Size, t.label, sheet.Style{Colour: s.Muted, Anchor: sheet.Middle})
	}
	s.Line(p.x.left, p.y.left, p.x.right, p.y.left, s.Rule, 0.8)
	s.Line(p.x.left, p.y.left, p.x.left, p.y.right, s.Rule, 0.8)
}

// risingTicks returns the marks of a vertical axis, whose left is its lower end.
func (s scale) risingTicks(sh paper) []tick {
	room := func(ticks []tick) bool {
		for i := 1; i < len(ticks); i++ {
			if s.x(ticks[i-1].at)-s.x(ticks[i].at) < 1.9*sh.Size {
				return false
			}
		}
		return true
	}
	if s.Log {
		var kept []tick
		for _, v := range []float64{1, 0.8, 1.25, 0.5, 2, 0.2, 5, 0.1, 10} {
			more := append(slices.Clone(kept), tick{v, s.write(v, -1)})
			slices.SortFunc(more, func(a, b tick) int { return compare(a.at, b.at) })
			if s.holds(v) && room(more) {
				kept = more
			}
		}
		return kept
	}
	for step := s.leastStep(); ; step = next(step) {
		if ticks := s.every(step); len(ticks) < 2 || room(ticks) {
			return ticks
		}
	}
}

// A Place is a point of a curve in the units of the axes.
type Place struct{ X, Y float64 }

// curve draws a line through places. Where a place is no number the line breaks.
func (s paper) curve(p plane, places []Place, c color.NRGBA, width float64, dash ...float64) {
	var run []sheet.Point
	flush := func() {
		if len(run) > 1 {
			s.Add(sheet.Shape{Points: run, Stroke: c, Width: width, Dash: dash})
		}
		run = nil
	}
	for _, at := range places {
		if math.IsNaN(at.X) || math.IsNaN(at.Y) || math.IsInf(at.X, 0) {
			flush()
			continue
		}
		if pt := p.at(at.X, at.Y); len(run) == 0 || run[len(run)-1] != pt {
			run = append(run, pt)
		}
	}
	flush()
}

// upright draws an interval on the vertical axis. An end that runs off it has no cap.
func (s paper) upright(p plane, x, lower, upper float64, c color.NRGBA, small bool) {
	if math.IsNaN(lower) || math.IsNaN(upper) {
		return
	}
	var dash []float64
	if small {
		dash = []float64{2.5, 1.5}
	}
	a, b, cap := p.at(x, lower), p.at(x, upper), 0.25*s.Size
	s.Line(a.X, a.Y, b.X, b.Y, c, 1.2, dash...)
	if lower >= p.y.Min {
		s.Line(a.X-cap, a.Y, a.X+cap, a.Y, c, 1.2)
	}
	if upper <= p.y.Max {
		s.Line(b.X-cap, b.Y, b.X+cap, b.Y, c, 1.2)
	}
}

// lineKey explains a line of a frame by a piece of it.
func lineKey(text string, colour func(s paper) color.NRGBA, width float64, dash ...float64) key {
	return key{func(s paper, x, y float64) { s.Line(x-0.8*s.Size, y, x+0.9*s.Size, y, colour(s), width, dash...) }, text}
}
