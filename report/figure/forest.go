package figure

import "slices"

// A Forest shows how groups compare with a reference: a ratio or difference for each, with its confidence interval, over an axis
// with the band that counts as alike.
type Forest struct {
	Text
	Heads ForestHeads
	Axis  Axis  // logarithmic for ratios
	Band  *Band // nil draws none
	Line  *Line // parity: 1 for ratios, 0 for differences; nil draws none
	Rows  []ForestRow
	Small string // explains the open marks; printed when a row is Small
	Arrow string // explains the arrows; printed when an interval runs off the axis
}

// ForestHeads are the heads of the columns. A column with an empty head and no texts takes no room.
type ForestHeads struct{ Group, Value, N, Verdict string }

// A ForestRow is one group. Value, Lower and Upper are in units of the axis; Lower may be −Inf and Upper +Inf, and NaN ends draw
// no interval. With a Reason, no mark is drawn.
type ForestRow struct {
	Section             string // heading over the rows that share it, such as the attribute; empty for none
	Label               string
	Value, Lower, Upper float64
	Printed             string // value and interval as they are printed
	N                   string // number of people as it is printed
	Mark                Mark
	Verdict             string // in words
	Small               bool   // fewer people than the plan asks for
	Reason              string // why the value is undefined, in words
}

// Kind returns "forest".
func (f Forest) Kind() string { return "forest" }

func (f Forest) lay(s paper) {
	values, ends := []float64{}, []float64{}
	for _, r := range f.Rows {
		if r.drawn() {
			values, ends = append(values, r.Value), append(ends, r.Lower, r.Upper)
		}
	}
	if f.Band != nil {
		values = append(values, f.Band.Lower, f.Band.Upper)
	}
	c := &chart{
		heads:   []string{f.Heads.Group},
		lines:   lines(f.Line),
		columns: []column{{head: f.Heads.Value, right: true}, {head: f.Heads.N, right: true, named: true}, {head: f.Heads.Verdict}},
		axis:    f.Axis.fit(values, ends),
		band:    f.Band,
	}
	for _, r := range f.Rows {
		c.rows = append(c.rows, row{
			section: r.Section, labels: []string{r.Label}, texts: []string{r.Printed, r.N, r.Verdict},
			reason: why(r.Reason, r.Value), mark: r.draw,
		})
	}
	f.explain(c)
	c.dropEmpty()
	c.lay(s)
}

// explain adds keys for the signs that occur. The key of small groups shows the first one's own mark.
func (f Forest) explain(c *chart) {
	small := slices.IndexFunc(f.Rows, func(r ForestRow) bool { return r.Small && r.drawn() })
	if small >= 0 && f.Small != "" {
		m := f.Rows[small].Mark
		c.keys = append(c.keys, key{func(s paper, x, y float64) { s.mark(x, y, m, true) }, f.Small})
	}
	arrow := slices.ContainsFunc(f.Rows, func(r ForestRow) bool {
		return r.drawn() && (r.Lower < c.axis.Min || r.Upper > c.axis.Max)
	})
	if arrow && f.Arrow != "" {
		c.keys = append(c.keys, key{func(s paper, x, y float64) { s.arrow(x+s.Size*0.4, y, 1, s.Inconclusive) }, f.Arrow})
	}
}

func (r ForestRow) drawn() bool { return why(r.Reason, r.Value) == "" }

func (r ForestRow) draw(s paper, ax scale, y float64) {
	c := s.colourOf(r.Mark)
	s.interval(ax, y, r.Lower, r.Upper, c, r.Small)
	s.point(ax, y, r.Value, r.Mark, r.Small)
}

// point draws a mark at v. A value off the axis stands at its edge with an arrow beyond the mark; its number is printed in the
// row.
func (s paper) point(ax scale, y, v float64, m Mark, open bool) {
	c, back := s.colourOf(m), s.Size*0.9
	switch {
	case v < ax.Min:
		s.arrow(ax.left, y, -1, c)
		s.mark(ax.left+back, y, m, open)
	case v > ax.Max:
		s.arrow(ax.right, y, 1, c)
		s.mark(ax.right-back, y, m, open)
	default:
		s.mark(ax.x(v), y, m, open)
	}
}
