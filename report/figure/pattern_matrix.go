package figure

import (
	"math"

	"auditd/audit"
)

// A PatternMatrix lists the uncovered patterns, a row each: the values they ask for in a column for each attribute, and how many
// records match, as a bar against the threshold.
type PatternMatrix struct {
	Text
	Attributes []string
	Heads      PatternHeads
	Label      string // of the axis
	Threshold  Line   // fewest records that cover a pattern
	Rows       []PatternRow
	Any        string // the word for an attribute that may have any value
	Expected   string // explains the stroke; printed when a row has an expected count
}

// PatternHeads are the heads of the columns.
type PatternHeads struct{ Count, Kind string }

// A PatternRow is one uncovered pattern.
type PatternRow struct {
	Values   []string // one for each attribute; empty means any
	Count    float64  // records that match
	Expected float64  // records that a proportional sample would have; NaN when unknown
	Printed  string   // the count as it is printed
	Kind     string   // why it matters, in words
	Mark     Mark     // Disparity where a proportional sample would have covered it
}

// Kind returns "pattern_matrix".
func (f PatternMatrix) Kind() string { return "pattern_matrix" }

func (f PatternMatrix) check() error {
	for i, r := range f.Rows {
		if len(r.Values) != len(f.Attributes) {
			return audit.Errorf(audit.Internal, "row %d of the pattern matrix has %d values for %d attributes", i+1, len(r.Values), len(f.Attributes))
		}
	}
	return nil
}

func (f PatternMatrix) lay(s paper) {
	c := &chart{
		heads:   f.Attributes,
		blank:   f.Any,
		columns: []column{{head: f.Heads.Count, right: true, named: true}, {head: f.Heads.Kind}},
		lines:   lines(&f.Threshold),
	}
	values := []float64{f.Threshold.At}
	expected := false
	for _, r := range f.Rows {
		expected = expected || !math.IsNaN(r.Expected)
		values = append(values, r.Count, r.Expected)
		c.rows = append(c.rows, row{labels: r.Values, texts: []string{r.Printed, r.Kind}, reason: why("", r.Count), mark: r.draw})
	}
	c.axis = Axis{Label: f.Label}.fit(values, nil)
	if expected && f.Expected != "" {
		c.keys = append(c.keys, key{func(s paper, x, y float64) { s.stroke(x, y) }, f.Expected})
	}
	c.dropEmpty()
	c.lay(s)
}

func (r PatternRow) draw(s paper, ax scale, y float64) {
	c := s.Bar
	if r.Mark == Disparity {
		c = s.Disparity
	}
	s.lying(ax, y, r.Count, c, false)
	if !math.IsNaN(r.Expected) {
		s.stroke(ax.x(r.Expected), y)
	}
}
