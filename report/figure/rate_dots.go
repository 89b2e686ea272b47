package figure

// A RateDots shows the rate of each group with its interval, on an axis from 0 to 100 per cent.
type RateDots struct {
	Text
	Heads RateHeads
	Label string // of the axis
	Line  *Line  // the rate of all groups together; nil draws none
	Rows  []RateRow
	Small string // explains the open marks; printed when a row is Small
}

// RateHeads are the heads of the columns.
type RateHeads struct{ Group, Rate, N string }

// A RateRow is the rate of one group, all numbers between 0 and 1. With a Reason, no mark is drawn.
type RateRow struct {
	Section            string
	Label              string
	Rate, Lower, Upper float64 // NaN ends draw no interval
	Printed            string  // rate and interval as they are printed
	N                  string  // people in the rate's denominator, as it is printed
	Small              bool
	Reason             string
}

// Kind returns "rate_dots".
func (f RateDots) Kind() string { return "rate_dots" }

func (f RateDots) lay(s paper) {
	c := &chart{
		heads:   []string{f.Heads.Group},
		lines:   lines(f.Line),
		columns: []column{{head: f.Heads.Rate, right: true}, {head: f.Heads.N, right: true, named: true}},
		axis:    Axis{Label: f.Label, Form: Percent, Min: 0, Max: 1},
	}
	small := false
	for _, r := range f.Rows {
		reason := why(r.Reason, r.Rate)
		small = small || r.Small && reason == ""
		c.rows = append(c.rows, row{
			section: r.Section, labels: []string{r.Label}, texts: []string{r.Printed, r.N}, reason: reason,
			mark: func(s paper, ax scale, y float64) {
				s.interval(ax, y, r.Lower, r.Upper, s.Parity, r.Small)
				s.mark(ax.x(r.Rate), y, Parity, r.Small)
			},
		})
	}
	if small && f.Small != "" {
		c.keys = append(c.keys, key{func(s paper, x, y float64) { s.mark(x, y, Parity, true) }, f.Small})
	}
	c.dropEmpty()
	c.lay(s)
}
