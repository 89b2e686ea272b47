package figure

import "math"

// A TopShares sets the share of a group among the first places of lists against its share of all places: a mark and an upright stroke,
// and a bracket at the least share that a test lets pass. A mark left of its bracket is a triangle.
type TopShares struct {
	Text
	Heads   TopHeads
	Label   string // of the axis
	Share   string // names the mark
	Whole   string // names the stroke
	Minimum string // names the bracket; printed when a row has one
	Rows    []TopRow
}

// TopHeads are the heads of the columns.
type TopHeads struct{ Top, Share, Whole string }

// A TopRow is the first k places of one group, all shares between 0 and 1. NaN ends draw no interval, a NaN minimum no bracket.
type TopRow struct {
	Section             string // the group
	Label               string // such as "first 10"
	Share, Lower, Upper float64
	Whole               float64
	Minimum             float64
	Printed             string
	PrintedWhole        string
	Reason              string
}

// Kind returns "top_shares".
func (f TopShares) Kind() string { return "top_shares" }

func (f TopShares) lay(s paper) {
	c := &chart{
		heads:   []string{f.Heads.Top},
		columns: []column{{head: f.Heads.Share, right: true, named: true}, {head: f.Heads.Whole, right: true, named: true}},
	}
	var values, ends []float64
	minimum := false
	for _, r := range f.Rows {
		reason := why(r.Reason, r.Share)
		if reason == "" {
			values, ends = append(values, r.Share, r.Whole, r.Minimum), append(ends, r.Lower, r.Upper)
			minimum = minimum || !math.IsNaN(r.Minimum)
		}
		c.rows = append(c.rows, row{section: r.Section, labels: []string{r.Label}, texts: []string{r.Printed, r.PrintedWhole}, reason: reason, mark: r.draw})
	}
	c.axis = Axis{Label: f.Label, Form: Percent}.fit(append(values, 0), ends)
	c.axis.Min, c.axis.Max = max(c.axis.Min, 0), min(c.axis.Max, 1)
	if f.Share != "" {
		c.keys = append(c.keys, key{func(s paper, x, y float64) { s.mark(x, y, Parity, false) }, f.Share})
	}
	if f.Whole != "" {
		c.keys = append(c.keys, key{func(s paper, x, y float64) { s.stroke(x, y) }, f.Whole})
	}
	if minimum && f.Minimum != "" {
		c.keys = append(c.keys, key{func(s paper, x, y float64) { s.bracket(x-0.2*s.Size, y) }, f.Minimum})
	}
	c.dropEmpty()
	c.lay(s)
}

func (r TopRow) draw(s paper, ax scale, y float64) {
	m := Parity
	if r.Share < r.Minimum {
		m = Disparity
	}
	s.interval(ax, y, r.Lower, r.Upper, s.colourOf(m), false)
	if !math.IsNaN(r.Whole) {
		s.stroke(ax.x(r.Whole), y)
	}
	if !math.IsNaN(r.Minimum) {
		s.bracket(ax.x(r.Minimum), y)
	}
	s.mark(ax.x(r.Share), y, m, false)
}

// bracket draws an opening bracket: from here on.
func (s paper) bracket(x, y float64) {
	h, w := 0.62*s.Size, 0.35*s.Size
	s.Line(x, y-h, x, y+h, s.Disparity, 1.4)
	s.Line(x, y-h, x+w, y-h, s.Disparity, 1.4)
	s.Line(x, y+h, x+w, y+h, s.Disparity, 1.4)
}
