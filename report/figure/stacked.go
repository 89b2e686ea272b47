package figure

import (
	"image/color"

	"auditd/report/figure/sheet"
)

// layStacked lays a chart out for a narrow sheet: each row is its label, its texts, and below them its marks over the full width.
func (c *chart) layStacked(s paper) {
	ax := scale{Axis: c.axis, left: s.inset(), right: s.Width - s.inset()}
	y := 0.0
	for _, n := range c.names(s, ax) {
		y += s.Leading()
		s.Text(n.x, y-0.3*s.Size, n.text, sheet.Style{Colour: s.Muted})
	}
	if y > 0 {
		y += 0.35 * s.Size
		s.Line(0, y, s.Width, y, s.Rule, 0.6)
	}
	for i, r := range c.rows {
		if c.begins(i) {
			y += c.sectionHeight(s)
			s.Text(0, y-0.4*s.Size, s.Cut(r.section, s.Width, true), sheet.Style{Bold: true})
		} else if i > 0 {
			s.Line(0, y, s.Width, y, s.Faint, 0.6)
		}
		y = c.stackRow(s, ax, r, y+0.45*s.Size)
	}
	s.Height = c.layAxis(s, ax, y)
	c.layKeys(s)
}

// stackRow sets one row from y on and returns its lower edge.
func (c *chart) stackRow(s paper, ax scale, r row, y float64) float64 {
	set := func(text string, most int, st sheet.Style) {
		for _, line := range s.Wrap(text, s.Width, most, st.Bold) {
			y += s.Leading()
			s.Text(0, y-0.3*s.Size, line, st)
		}
	}
	if len(r.labels) == 1 {
		set(c.label(r, 0), mostLines, sheet.Style{})
	} else {
		y = s.flow(c.named(r), y, s.Ink)
	}
	y = s.flow(c.texts(r), y, s.Muted)
	if r.reason != "" {
		set(r.reason, 3, sheet.Style{Colour: s.Muted})
		return y + 0.6*s.Size
	}
	strip := 2.1 * s.Size
	y += 0.2 * s.Size
	c.ground(s, ax, y, y+strip)
	r.mark(s, ax, y+strip/2)
	return y + strip + 0.3*s.Size
}

// named returns the labels of a row, each behind the head of its column, without those that are blank.
func (c *chart) named(r row) []string {
	var parts []string
	for i, label := range r.labels {
		if label != "" {
			parts = append(parts, c.heads[i]+" "+label)
		}
	}
	if parts == nil {
		return []string{c.blank}
	}
	return parts
}

// texts returns the texts of a row, those of named columns behind their head.
func (c *chart) texts(r row) []string {
	var parts []string
	for i, text := range r.texts {
		switch {
		case text == "" || text == "–":
		case c.columns[i].named:
			parts = append(parts, c.columns[i].head+" "+text)
		default:
			parts = append(parts, text)
		}
	}
	return parts
}

// flow sets texts side by side below y, on as many lines as they need, and returns the lower edge.
func (s paper) flow(texts []string, y float64, c color.NRGBA) float64 {
	x := 0.0
	for i, text := range texts {
		text = s.Cut(text, s.Width, false)
		w := s.Measure(text, false)
		if i == 0 || x+w > s.Width {
			x, y = 0, y+s.Leading()
		}
		s.Text(x, y-0.3*s.Size, text, sheet.Style{Colour: c})
		x += w + 1.2*s.Size
	}
	return y
}
