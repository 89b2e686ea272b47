package figure

import "math"

// A CoverageBars sets each group's share of the data against its share of the population: two marks joined by a line, the
// population's an upright stroke, the data's pointing to the side on which it lies where that is shown.
type CoverageBars struct {
	Text
	Heads      CoverageHeads
	Label      string // of the axis
	Data       string // names the mark of the data
	Population string // names the stroke of the population
	Rows       []CoverageRow
}

// CoverageHeads are the heads of the columns.
type CoverageHeads struct{ Group, Share, Population, Verdict string }

// A CoverageRow is one group, its shares between 0 and 1. Population is NaN when the reference has no such group, and with a
// Reason no mark is drawn.
type CoverageRow struct {
	Section             string
	Label               string
	Share, Lower, Upper float64 // NaN ends draw no interval
	Population          float64
	PrintedShare        string
	PrintedPopulation   string
	Mark                Mark // Under, Over, Parity, Inconclusive or Unjudged
	Verdict             string
	Reason              string
}

// Kind returns "coverage_bars".
func (f CoverageBars) Kind() string { return "coverage_bars" }

func (f CoverageBars) lay(s paper) {
	c := &chart{
		heads:   []string{f.Heads.Group},
		columns: []column{{head: f.Heads.Share, right: true, named: true}, {head: f.Heads.Population, right: true, named: true}, {head: f.Heads.Verdict}},
	}
	var values, ends []float64
	for _, r := range f.Rows {
		reason := why(r.Reason, r.Share)
		if reason == "" {
			values, ends = append(values, r.Share, r.Population), append(ends, r.Lower, r.Upper)
		}
		c.rows = append(c.rows, row{
			section: r.Section, labels: []string{r.Label}, texts: []string{r.PrintedShare, r.PrintedPopulation, r.Verdict},
			reason: reason, mark: r.draw,
		})
	}
	c.axis = Axis{Label: f.Label, Form: Percent}.fit(values, ends)
	c.axis.Max = min(c.axis.Max, 1)
	if sample, ok := f.sample(); ok && f.Data != "" {
		c.keys = append(c.keys, key{func(s paper, x, y float64) { s.mark(x, y, sample, false) }, f.Data})
	}
	if f.Population != "" {
		c.keys = append(c.keys, key{func(s paper, x, y float64) { s.stroke(x, y) }, f.Population})
	}
	c.dropEmpty()
	c.lay(s)
}

// sample returns the mark by which the key shows what a mark of the data is: the first one drawn.
func (f CoverageBars) sample() (Mark, bool) {
	for _, r := range f.Rows {
		if why(r.Reason, r.Share) == "" {
			return r.Mark, true
		}
	}
	return Unjudged, false
}

func (r CoverageRow) draw(s paper, ax scale, y float64) {
	c := s.colourOf(r.Mark)
	if !math.IsNaN(r.Population) {
		s.Line(ax.x(r.Population), y, ax.x(r.Share), y, s.Rule, 2.4)
	}
	s.interval(ax, y, r.Lower, r.Upper, c, false)
	if !math.IsNaN(r.Population) {
		s.stroke(ax.x(r.Population), y)
	}
	s.mark(ax.x(r.Share), y, r.Mark, false)
}

// stroke draws the mark of the population: an upright stroke.
func (s paper) stroke(x, y float64) {
	s.Line(x, y-0.62*s.Size, x, y+0.62*s.Size, s.Ink, 2)
}
