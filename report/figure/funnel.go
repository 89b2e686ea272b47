package figure

import "math"

// A Funnel shows which share of each group is left after every stage of a process: a bar for each group, stage by stage, and an
// upright stroke where the reference group stands.
type Funnel struct {
	Text
	Heads     FunnelHeads
	Label     string // of the axis
	Reference string // names the stroke of the reference group
	Small     string // explains the hatched bars; printed when a row is Small
	Rows      []FunnelRow
}

// FunnelHeads are the heads of the columns.
type FunnelHeads struct{ Group, Share, N, Ratio string }

// A FunnelRow is one group after one stage. Share is of the people who entered the first stage, 0 to 1; Reference is the reference
// group's, NaN in its own row. With a Reason no bar is drawn.
type FunnelRow struct {
	Section   string // the stage
	Label     string // the group
	Share     float64
	Reference float64
	Printed   string // share
	N         string // people left
	Ratio     string // to the reference, since the beginning
	Small     bool
	Reason    string
}

// Kind returns "funnel".
func (f Funnel) Kind() string { return "funnel" }

func (f Funnel) lay(s paper) {
	c := &chart{
		heads: []string{f.Heads.Group},
		columns: []column{
			{head: f.Heads.Share, right: true}, {head: f.Heads.N, right: true, named: true}, {head: f.Heads.Ratio, right: true, named: true},
		},
		axis:   Axis{Label: f.Label, Form: Percent, Min: 0, Max: 1},
		across: true,
	}
	small, stroke := false, false
	for _, r := range f.Rows {
		reason := why(r.Reason, r.Share)
		if reason == "" {
			small = small || r.Small
			stroke = stroke || !math.IsNaN(r.Reference)
		}
		c.rows = append(c.rows, row{
			section: r.Section, labels: []string{r.Label}, texts: []string{r.Printed, r.N, r.Ratio}, reason: reason, mark: r.draw,
		})
	}
	if stroke {
		c.keys = append(c.keys, key{func(s paper, x, y float64) { s.stroke(x, y) }, f.Reference})
	}
	if small && f.Small != "" {
		c.keys = append(c.keys, key{func(s paper, x, y float64) { s.part(x-0.6*s.Size, x+0.6*s.Size, y, s.Bar, true) }, f.Small})
	}
	c.dropEmpty()
	c.lay(s)
}

func (r FunnelRow) draw(s paper, ax scale, y float64) {
	s.lying(ax, y, r.Share, s.Bar, r.Small)
	if !math.IsNaN(r.Reference) {
		s.stroke(ax.x(r.Reference), y)
	}
}
