package figure

import "image/color"

// An ROCCurves shows how well a score ranks the people of each group: the share of positives found against the share of negatives
// taken for positives, over all cuts. One panel a group, with the reference group's curve beside it.
type ROCCurves struct {
	Text
	X, Y      string // labels of the axes
	Panels    []ROCPanel
	Group     string // explains the solid line
	Reference string // explains the broken line of the reference group; printed when a panel has one
	Chance    string // explains the diagonal
}

// An ROCPanel is one group. Places run from (0, 0) to (1, 1). With a Reason, nothing is drawn.
type ROCPanel struct {
	Label     string
	Printed   string // the area with its interval
	Curve     []Place
	Reference []Place // nil for the reference group itself
	Reason    string
}

// Kind returns "roc_curves".
func (f ROCCurves) Kind() string { return "roc_curves" }

func (f ROCCurves) lay(s paper) {
	axis := Axis{Form: Percent, Min: 0, Max: 1}
	fr := &frame{x: axis, y: axis}
	fr.x.Label, fr.y.Label = f.X, f.Y
	compared := false
	for _, p := range f.Panels {
		compared = compared || p.Reference != nil
		fr.panels = append(fr.panels, panel{title: p.Label, note: p.Printed, reason: p.Reason, draw: func(s paper, at plane) {
			s.curve(at, []Place{{0, 0}, {1, 1}}, s.Rule, 0.6)
			s.curve(at, p.Reference, s.Muted, 1.2, 3, 2)
			s.curve(at, p.Curve, s.Parity, 1.7)
		}})
	}
	fr.keys = append(fr.keys, lineKey(f.Group, func(s paper) color.NRGBA { return s.Parity }, 1.7))
	if compared {
		fr.keys = append(fr.keys, lineKey(f.Reference, func(s paper) color.NRGBA { return s.Muted }, 1.2, 3, 2))
	}
	fr.keys = append(fr.keys, lineKey(f.Chance, func(s paper) color.NRGBA { return s.Rule }, 0.6))
	fr.lay(s)
}
