package figure

import (
	"image/color"
	"math"
)

// A DecompositionBars splits a difference of two rates: for every stratum, and for all together, one hatched bar for the part that
// comes from how the groups are spread and one solid bar for the part that comes from different rates. Bars begin at 0 and go to
// either side.
type DecompositionBars struct {
	Text
	Heads       DecompositionHeads
	Label       string // of the axis
	Line        *Line  // the whole difference; nil draws none
	Composition string // names the hatched bars
	Within      string // names the solid bars
	Rows        []DecompositionRow
}

// DecompositionHeads are the heads of the columns.
type DecompositionHeads struct{ Stratum, Composition, Within, N string }

// A DecompositionRow is one stratum, or all of them; its parts are differences of rates from −1 to 1. With a Reason no bars are
// drawn. NaN ends draw no interval.
type DecompositionRow struct {
	Section            string
	Label              string
	Composition        float64
	CompositionEnds    [2]float64
	Within             float64
	WithinEnds         [2]float64
	PrintedComposition string
	PrintedWithin      string
	N                  string
	Reason             string
}

// Kind returns "decomposition_bars".
func (f DecompositionBars) Kind() string { return "decomposition_bars" }

func (f DecompositionBars) lay(s paper) {
	c := &chart{
		heads: []string{f.Heads.Stratum},
		lines: lines(f.Line),
		columns: []column{
			{head: f.Heads.Composition, right: true, named: true}, {head: f.Heads.Within, right: true, named: true}, {head: f.Heads.N, right: true, named: true},
		},
	}
	var values, ends []float64
	for _, l := range c.lines {
		values = append(values, l.At)
	}
	for _, r := range f.Rows {
		reason := why(r.Reason, r.Composition+r.Within)
		if reason == "" {
			values = append(values, r.Composition, r.Within)
			ends = append(ends, r.CompositionEnds[0], r.CompositionEnds[1], r.WithinEnds[0], r.WithinEnds[1])
		}
		c.rows = append(c.rows, row{
			section: r.Section, labels: []string{r.Label}, texts: []string{r.PrintedComposition, r.PrintedWithin, r.N}, reason: reason, mark: r.draw,
		})
	}
	c.axis = Axis{Label: f.Label, Form: Hundred}.fit(values, ends)
	c.across = true
	c.keys = []key{
		{func(s paper, x, y float64) { s.part(x-0.6*s.Size, x+0.6*s.Size, y, s.Bar, true) }, f.Composition},
		{func(s paper, x, y float64) { s.part(x-0.6*s.Size, x+0.6*s.Size, y, s.Bar, false) }, f.Within},
	}
	c.dropEmpty()
	c.lay(s)
}

func (r DecompositionRow) draw(s paper, ax scale, y float64) {
	step := 0.42 * s.Size
	s.part(ax.x(0), ax.x(r.Composition), y-step, s.Bar, true)
	s.part(ax.x(0), ax.x(r.Within), y+step, s.Bar, false)
	s.interval(ax, y-step, r.CompositionEnds[0], r.CompositionEnds[1], s.Ink, false)
	s.interval(ax, y+step, r.WithinEnds[0], r.WithinEnds[1], s.Ink, false)
	s.Line(ax.x(0), y-1.05*s.Size, ax.x(0), y+1.05*s.Size, s.Rule, 0.8)
}

// part draws one bar between two coordinates, hatched or solid.
func (s paper) part(from, to, y float64, c color.NRGBA, hatched bool) {
	h := 0.7 * s.Size
	x, w := min(from, to), math.Abs(to-from)
	if !hatched {
		s.Rect(x, y-h/2, w, h, c)
		return
	}
	s.Rect(x, y-h/2, w, h, s.Page)
	if w > 0.5 {
		s.Hatch(x, y-h/2, w, h, 3, c, 0.7)
	}
	s.Frame(x, y-h/2, w, h, c, 0.8)
}
