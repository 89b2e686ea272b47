package figure

import (
	"fmt"
	"math"

	"auditd/report/figure/sheet"
)

// A ClassShares shows how each group is divided among the classes of a decision: one bar a group, its parts side by side in the order of
// the classes, each with the number of its class where there is room. The key names the numbers, so that colour is not needed.
type ClassShares struct {
	Text
	Heads   ClassHeads
	Label   string // of the axis
	Classes []string
	Rows    []ClassRow
	Small   string // explains the broken frame; printed when a row is Small
}

// ClassHeads are the heads of the columns.
type ClassHeads struct{ Group, N string }

// A ClassRow is one group. Shares are as many as classes, between 0 and 1, and add up to 1; with a Reason no bar is drawn.
type ClassRow struct {
	Section string
	Label   string
	Shares  []float64
	N       string
	Small   bool
	Reason  string
}

// Kind returns "class_shares".
func (f ClassShares) Kind() string { return "class_shares" }

func (f ClassShares) lay(s paper) {
	c := &chart{
		heads:   []string{f.Heads.Group},
		columns: []column{{head: f.Heads.N, right: true, named: true}},
		axis:    Axis{Label: f.Label, Form: Percent, Min: 0, Max: 1},
	}
	small := false
	for _, r := range f.Rows {
		sum := 0.0
		for _, v := range r.Shares {
			sum += v
		}
		reason := why(r.Reason, sum)
		small = small || r.Small && reason == ""
		c.rows = append(c.rows, row{section: r.Section, labels: []string{r.Label}, texts: []string{r.N}, reason: reason, mark: r.draw})
	}
	for i, name := range f.Classes {
		c.keys = append(c.keys, key{func(s paper, x, y float64) {
			s.classPart(x-0.7*s.Size, y, 1.4*s.Size, i, len(f.Classes), fmt.Sprint(i+1))
		}, name})
	}
	if small && f.Small != "" {
		c.keys = append(c.keys, key{func(s paper, x, y float64) {
			s.Frame(x-0.7*s.Size, y-0.45*s.Size, 1.4*s.Size, 0.9*s.Size, s.Ink, 0.8, 2.5, 1.5)
		}, f.Small})
	}
	c.dropEmpty()
	c.lay(s)
}

func (r ClassRow) draw(s paper, ax scale, y float64) {
	from := 0.0
	for i, v := range r.Shares {
		if math.IsNaN(v) || v <= 0 {
			continue
		}
		x := ax.x(from)
		text := fmt.Sprint(i + 1)
		width := ax.x(from+v) - x
		if s.Measure(text, false)+4 > width {
			text = ""
		}
		s.classPart(x, y, width, i, len(r.Shares), text)
		from += v
	}
	if r.Small {
		s.Frame(ax.x(0), y-0.62*s.Size, ax.x(1)-ax.x(0), 1.24*s.Size, s.Ink, 0.8, 2.5, 1.5)
	}
}

// classPart draws the part of class i of n, from x on.
func (s paper) classPart(x, y, width float64, i, n int, text string) {
	ground := s.Shade(float64(i) / float64(max(1, n-1)))
	h := 1.24 * s.Size
	s.Rect(x, y-h/2, width, h, ground)
	s.Frame(x, y-h/2, width, h, s.Page, 0.8)
	s.Line(x, y-h/2, x+width, y-h/2, s.Rule, 0.6)
	s.Line(x, y+h/2, x+width, y+h/2, s.Rule, 0.6)
	if text != "" {
		s.Text(x+(width-s.Measure(text, false))/2, y+0.36*s.Size, text, sheet.Style{Colour: s.On(ground)})
	}
}
