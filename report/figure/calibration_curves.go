package figure

import "image/color"

// A CalibrationCurves shows for each group, score bin by score bin, how often people of that score turned out positive, with an interval,
// against the line on which scores and rates agree. One panel a group.
type CalibrationCurves struct {
	Text
	X, Y   string // labels of the axes
	Panels []CalibrationPanel
	Equal  string // explains the line of agreement
	Bin    string // explains the marks and their intervals
	Small  string // explains the open marks; printed when a bin is Small
}

// A CalibrationPanel is one group. With a Reason, nothing is drawn.
type CalibrationPanel struct {
	Label  string
	N      string // people, as it is printed
	Bins   []CalibrationBin
	Reason string
}

// A CalibrationBin is a range of scores, all numbers between 0 and 1. NaN ends draw no interval.
type CalibrationBin struct {
	Score, Rate, Lower, Upper float64
	Small                     bool
}

// Kind returns "calibration_curves".
func (f CalibrationCurves) Kind() string { return "calibration_curves" }

func (f CalibrationCurves) lay(s paper) {
	axis := Axis{Form: Percent, Min: 0, Max: 1}
	fr := &frame{x: axis, y: axis}
	fr.x.Label, fr.y.Label = f.X, f.Y
	small := false
	for _, p := range f.Panels {
		for _, b := range p.Bins {
			small = small || b.Small
		}
		fr.panels = append(fr.panels, panel{title: p.Label, note: p.N, reason: p.Reason, draw: func(s paper, at plane) {
			s.curve(at, []Place{{0, 0}, {1, 1}}, s.Muted, 0.9, 3, 2)
			var places []Place
			for _, b := range p.Bins {
				places = append(places, Place{b.Score, b.Rate})
			}
			s.curve(at, places, s.Bar, 1)
			for _, b := range p.Bins {
				s.upright(at, b.Score, b.Lower, b.Upper, s.Parity, b.Small)
				pt := at.at(b.Score, b.Rate)
				s.mark(pt.X, pt.Y, Parity, b.Small)
			}
		}})
	}
	if f.Equal != "" {
		fr.keys = append(fr.keys, lineKey(f.Equal, func(s paper) color.NRGBA { return s.Muted }, 0.9, 3, 2))
	}
	if f.Bin != "" {
		fr.keys = append(fr.keys, key{func(s paper, x, y float64) { s.mark(x, y, Parity, false) }, f.Bin})
	}
	if small && f.Small != "" {
		fr.keys = append(fr.keys, key{func(s paper, x, y float64) { s.mark(x, y, Parity, true) }, f.Small})
	}
	fr.lay(s)
}
