package figure

import "image/color"

// layStacked lays a chart out for a narrow sheet: each row is its label, its texts, and below them its marks over the full width.
func (c *chart) layStacked(s *sheet) {
	ax := scale{Axis: c.axis, left: s.inset(), right: s.width - s.inset()}
	y := 0.0
	for _, n := range c.names(s, ax) {
		y += s.leading()
		s.text(n.x, y-0.3*s.size, n.text, style{colour: s.muted})
	}
	if y > 0 {
		y += 0.35 * s.size
		s.line(0, y, s.width, y, s.rule, 0.6)
	}
	for i, r := range c.rows {
		if c.begins(i) {
			y += c.sectionHeight(s)
			s.text(0, y-0.4*s.size, s.cut(r.section, s.width, true), style{bold: true})
		} else if i > 0 {
			s.line(0, y, s.width, y, s.faint, 0.6)
		}
		y = c.stackRow(s, ax, r, y+0.45*s.size)
	}
	s.height = c.layAxis(s, ax, y)
	c.layKeys(s)
}

// stackRow sets one row from y on and returns its lower edge.
func (c *chart) stackRow(s *sheet, ax scale, r row, y float64) float64 {
	set := func(text string, most int, st style) {
		for _, line := range s.wrap(text, s.width, most, st.bold) {
			y += s.leading()
			s.text(0, y-0.3*s.size, line, st)
		}
	}
	if len(r.labels) == 1 {
		set(c.label(r, 0), mostLines, style{})
	} else {
		y = s.flow(c.named(r), y, s.ink)
	}
	y = s.flow(c.texts(r), y, s.muted)
	if r.reason != "" {
		set(r.reason, 3, style{colour: s.muted})
		return y + 0.6*s.size
	}
	strip := 2.1 * s.size
	y += 0.2 * s.size
	c.ground(s, ax, y, y+strip)
	r.mark(s, ax, y+strip/2)
	return y + strip + 0.3*s.size
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
func (s *sheet) flow(texts []string, y float64, c color.NRGBA) float64 {
	x := 0.0
	for i, text := range texts {
		text = s.cut(text, s.width, false)
		w := s.measure(text, false)
		if i == 0 || x+w > s.width {
			x, y = 0, y+s.leading()
		}
		s.text(x, y-0.3*s.size, text, style{colour: c})
		x += w + 1.2*s.size
	}
	return y
}
