package figure

import (
	"math"
)

// A DriftLines follows a rate or a share over periods: one panel a group, a mark with its interval a period, joined by a line that
// breaks at gaps. All panels share their axes, so that they can be compared.
type DriftLines struct {
	Text
	X, Y    string   // labels of the axes
	Periods []string // names of the periods in order, gaps included
	Panels  []DriftPanel
	Point   string // explains the marks and their intervals
	Small   string // explains the open marks; printed when a point is Small
}

// A DriftPanel is one group. Points are as many as periods; one without people has NaN values. With a Reason, nothing is drawn.
type DriftPanel struct {
	Label  string
	Note   string // one line below the label: what the tests say
	Points []DriftPoint
	Reason string
}

// A DriftPoint is a rate between 0 and 1 with the ends of its interval; NaN draws nothing.
type DriftPoint struct {
	Value, Lower, Upper float64
	Small               bool
}

// Kind returns "drift_lines".
func (f DriftLines) Kind() string { return "drift_lines" }

// longestPeriod is as many characters as the longest name of a period has: 2024-03-07.
const longestPeriod = 10

func (f DriftLines) lay(s paper) {
	x := Axis{Label: f.X, Min: -0.5, Max: float64(max(1, len(f.Periods))) - 0.5}
	for i, name := range f.Periods {
		if r := []rune(name); len(r) > longestPeriod {
			name = string(r[:longestPeriod-1]) + "…"
		}
		x.named = append(x.named, tick{at: float64(i), label: name})
	}
	fr := &frame{x: x, y: f.heightAxis(), height: 0.6, most: 2}
	small := false
	for _, p := range f.Panels {
		for _, d := range p.Points {
			small = small || d.Small && !math.IsNaN(d.Value)
		}
		fr.panels = append(fr.panels, panel{title: p.Label, note: p.Note, reason: p.Reason, draw: p.draw})
	}
	if f.Point != "" {
		fr.keys = append(fr.keys, key{func(s paper, x, y float64) { s.mark(x, y, Parity, false) }, f.Point})
	}
	if small && f.Small != "" {
		fr.keys = append(fr.keys, key{func(s paper, x, y float64) { s.mark(x, y, Parity, true) }, f.Small})
	}
	fr.lay(s)
}

func (p DriftPanel) draw(s paper, at plane) {
	var places []Place
	for i, d := range p.Points {
		places = append(places, Place{float64(i), d.Value})
	}
	s.curve(at, places, s.Bar, 1)
	for i, d := range p.Points {
		if math.IsNaN(d.Value) {
			continue
		}
		s.upright(at, float64(i), d.Lower, d.Upper, s.Parity, d.Small)
		pt := at.at(float64(i), d.Value)
		s.mark(pt.X, pt.Y, Parity, d.Small)
	}
}

// heightAxis covers all values and, as far as they do not drown the values, the intervals. It begins at 0 where the values do not lie
// far above.
func (f DriftLines) heightAxis() Axis {
	a := Axis{Label: f.Y, Form: Percent, Min: 1, Max: 0}
	for _, p := range f.Panels {
		for _, d := range p.Points {
			if math.IsNaN(d.Value) {
				continue
			}
			a.Min, a.Max = min(a.Min, d.Value), max(a.Max, d.Value)
			if !d.Small && !math.IsNaN(d.Lower) && !math.IsNaN(d.Upper) {
				a.Min, a.Max = min(a.Min, d.Lower), max(a.Max, d.Upper)
			}
		}
	}
	if a.Min > a.Max {
		return Axis{Label: f.Y, Form: Percent, Min: 0, Max: 1}
	}
	pad := max(0.02, 0.08*(a.Max-a.Min))
	a.Min, a.Max = math.Floor(20*(a.Min-pad))/20, math.Ceil(20*(a.Max+pad))/20
	if a.Min < 0.25 {
		a.Min = 0
	}
	a.Min, a.Max = max(a.Min, 0), min(a.Max, 1)
	return a
}
