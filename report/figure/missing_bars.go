package figure

// A MissingBars shows which share of each group's records lacks a value, as bars that begin at 0.
type MissingBars struct {
	Text
	Heads MissingHeads
	Label string // of the axis
	Line  *Line  // the share among all records; nil draws none
	Rows  []MissingRow
	Small string // explains the hatched bars; printed when a row is Small
}

// MissingHeads are the heads of the columns.
type MissingHeads struct{ Group, Share, N string }

// A MissingRow is one group. Share lies between 0 and 1; with a Reason, no bar is drawn.
type MissingRow struct {
	Section             string
	Label               string
	Share, Lower, Upper float64 // NaN ends draw no interval
	Printed             string
	N                   string
	Small               bool
	Reason              string
}

// Kind returns "missing_bars".
func (f MissingBars) Kind() string { return "missing_bars" }

func (f MissingBars) lay(s paper) {
	c := &chart{
		heads:   []string{f.Heads.Group},
		lines:   lines(f.Line),
		columns: []column{{head: f.Heads.Share, right: true}, {head: f.Heads.N, right: true, named: true}},
	}
	var values, ends []float64
	for _, l := range c.lines {
		values = append(values, l.At)
	}
	small := false
	for _, r := range f.Rows {
		reason := why(r.Reason, r.Share)
		if reason == "" {
			values, ends = append(values, r.Share), append(ends, r.Lower, r.Upper)
			small = small || r.Small
		}
		c.rows = append(c.rows, row{
			section: r.Section, labels: []string{r.Label}, texts: []string{r.Printed, r.N}, reason: reason,
			mark: func(s paper, ax scale, y float64) {
				s.lying(ax, y, r.Share, s.Bar, r.Small)
				s.interval(ax, y, r.Lower, r.Upper, s.Ink, r.Small)
			},
		})
	}
	if small && f.Small != "" {
		c.keys = append(c.keys, key{func(s paper, x, y float64) {
			s.Hatch(x-s.Size*0.6, y-s.Size*0.4, s.Size*1.2, s.Size*0.8, 3, s.Bar, 0.7)
			s.Frame(x-s.Size*0.6, y-s.Size*0.4, s.Size*1.2, s.Size*0.8, s.Bar, 0.8)
		}, f.Small})
	}
	c.axis = Axis{Label: f.Label, Form: Percent}.fit(values, ends)
	c.axis.Max = min(c.axis.Max, 1)
	c.dropEmpty()
	c.lay(s)
}
