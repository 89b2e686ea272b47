package figure

import "image/color"

// A CalibrationCurves shows for each group, score bin by score bin, how often people of that score turned out positive, with an interval,
// against the line on which scores and rates agree, or, of scores that are no probabilities, against the reference group. One panel a group.
type CalibrationCurves struct {
	Text
	X, Y      string  // labels of the axes
	Min, Max  float64 // of the scores; with both 0 they are probabilities, and the line of agreement is drawn
	Panels    []CalibrationPanel
	Equal     string // explains the line of agreement
	Reference string // explains the line of the reference group; printed when a panel has one
	Bin       string // explains the marks and their intervals
	Small     string // explains the open marks; printed when a bin is Small
}

// A CalibrationPanel is one group. With a Reason, nothing is drawn.
type CalibrationPanel struct {
	Label     string
	N         string // people, as it is printed
	Bins      []CalibrationBin
	Reference []Place // mean scores and rates of the reference group; nil for that group itself
	Reason    string
}

// A CalibrationBin is a range of scores; rates lie between 0 and 1. NaN ends draw no interval.
type CalibrationBin struct {
	Score, Rate, Lower, Upper float64
	Small                     bool
}

// Kind returns "calibration_curves".
func (f CalibrationCurves) Kind() string { return "calibration_curves" }

func (f CalibrationCurves) lay(s paper) {
	axis := Axis{Form: Percent, Min: 0, Max: 1}
	fr := &frame{x: axis, y: axis}
	probability := f.Min == 0 && f.Max == 0
	if !probability {
		fr.x = Axis{Min: f.Min, Max: f.Max}
	}
	fr.x.Label, fr.y.Label = f.X, f.Y
	small, compared := false, false
	for _, p := range f.Panels {
		for _, b := range p.Bins {
			small = small || b.Small
		}
		compared = compared || p.Reference != nil
		fr.panels = append(fr.panels, panel{title: p.Label, note: p.N, reason: p.Reason, draw: func(s paper, at plane) {
			if probability {
				s.curve(at, []Place{{0, 0}, {1, 1}}, s.Muted, 0.9, 3, 2)
			}
			s.curve(at, p.Reference, s.Ink, 1, 1.2, 1.6)
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
	if probability && f.Equal != "" {
		fr.keys = append(fr.keys, lineKey(f.Equal, func(s paper) color.NRGBA { return s.Muted }, 0.9, 3, 2))
	}
	if compared && f.Reference != "" {
		fr.keys = append(fr.keys, lineKey(f.Reference, func(s paper) color.NRGBA { return s.Ink }, 1, 1.2, 1.6))
	}
	if f.Bin != "" {
		fr.keys = append(fr.keys, key{func(s paper, x, y float64) { s.mark(x, y, Parity, false) }, f.Bin})
	}
	if small && f.Small != "" {
		fr.keys = append(fr.keys, key{func(s paper, x, y float64) { s.mark(x, y, Parity, true) }, f.Small})
	}
	fr.lay(s)
}
