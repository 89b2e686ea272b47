package figure

import (
	"image/color"
	"math"

	"auditd/audit"
)

// A ScoreDistributions shows how the scores of each group are spread: the share of its people in every range of scores, as bars, with
// the outline of the reference group. One panel a group.
type ScoreDistributions struct {
	Text
	X, Y      string    // labels of the axes
	Form      AxisForm  // of the scores
	Edges     []float64 // ascending; one more than there are shares in a panel
	Panels    []DistributionPanel
	Group     string // explains the bars
	Reference string // explains the outline; printed when a panel has one
}

// A DistributionPanel is one group: shares between 0 and 1, one for each range of scores. With a Reason, nothing is drawn.
type DistributionPanel struct {
	Label     string
	Printed   string // how many people, their mean score
	Shares    []float64
	Reference []float64 // nil for the reference group itself
	Reason    string
}

// Kind returns "score_distributions".
func (f ScoreDistributions) Kind() string { return "score_distributions" }

func (f ScoreDistributions) check() error {
	for _, p := range f.Panels {
		for _, shares := range [][]float64{p.Shares, p.Reference} {
			if shares != nil && len(shares) != len(f.Edges)-1 {
				return audit.Errorf(audit.Internal, "a panel of the score distributions has %d shares between %d edges", len(shares), len(f.Edges))
			}
		}
	}
	return nil
}

func (f ScoreDistributions) lay(s paper) {
	highest := 0.0
	compared := false
	for _, p := range f.Panels {
		compared = compared || p.Reference != nil
		for _, shares := range [][]float64{p.Shares, p.Reference} {
			for _, v := range shares {
				if !math.IsNaN(v) {
					highest = max(highest, v)
				}
			}
		}
	}
	fr := &frame{x: Axis{Label: f.X, Form: f.Form, Min: 0, Max: 1}, y: Axis{Label: f.Y, Form: Percent, Max: max(highest*1.06, 0.01)}, height: 0.7}
	if n := len(f.Edges); n > 1 {
		fr.x.Min, fr.x.Max = f.Edges[0], f.Edges[n-1]
	}
	for _, p := range f.Panels {
		fr.panels = append(fr.panels, panel{title: p.Label, note: p.Printed, reason: p.Reason, draw: func(s paper, at plane) {
			f.bars(s, at, p.Shares)
			s.curve(at, f.outline(p.Reference), s.Ink, 1.1, 3, 2)
		}})
	}
	fr.keys = append(fr.keys, key{func(s paper, x, y float64) { s.Rect(x-0.6*s.Size, y-0.35*s.Size, 1.2*s.Size, 0.7*s.Size, s.Bar) }, f.Group})
	if compared {
		fr.keys = append(fr.keys, lineKey(f.Reference, func(s paper) color.NRGBA { return s.Ink }, 1.1, 3, 2))
	}
	fr.lay(s)
}

// bars draws the shares as touching bars with thin gaps.
func (f ScoreDistributions) bars(s paper, at plane, shares []float64) {
	for i, v := range shares {
		if math.IsNaN(v) || v <= 0 {
			continue
		}
		a, b := at.at(f.Edges[i], v), at.at(f.Edges[i+1], 0)
		gap := min(0.8, (b.X-a.X)*0.1)
		s.Rect(a.X+gap/2, a.Y, max(b.X-a.X-gap, 0.4), b.Y-a.Y, s.Bar)
	}
}

// outline returns the upper edge of bars as a curve.
func (f ScoreDistributions) outline(shares []float64) []Place {
	var out []Place
	for i, v := range shares {
		out = append(out, Place{f.Edges[i], v}, Place{f.Edges[i+1], v})
	}
	return out
}
