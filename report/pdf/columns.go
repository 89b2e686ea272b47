package pdf

import (
	"auditd/report"
)

// columns chooses the widths of a table's columns from what stands in them. Columns get what they need when there is room;
// when there is not, first the table reaches into the margin, then its type becomes smaller, then long words are broken.
func (c *composer) columns(t *report.Table, label string) *grid {
	g := &grid{table: t, label: label, st: c.st.table, start: marginLeft, end: marginLeft + measure}
	padding := 2 * cellPadding * float64(len(t.Columns)-1)
	least, natural := c.needs(g)
	if sum(least)+padding > measure {
		g.start -= hang
		if sum(least)+padding > measure+hang {
			g.st.size *= 0.9
			g.st.leading *= 0.92
			least, natural = c.needs(g)
		}
	}
	room := g.end - g.start - padding
	g.width = share(t, least, natural, room)
	x := g.start
	for _, w := range g.width {
		g.left = append(g.left, x)
		x += w + 2*cellPadding
	}
	g.end = x - 2*cellPadding
	return g
}

// needs returns for every column the width of its widest word and that of its widest cell on one line.
func (c *composer) needs(g *grid) (least, natural []float64) {
	const (
		widest = measure * 0.3 // of a word that is not broken
		words  = 4.0           // ems: ideographs may break anywhere, but one to a line is no way to read
	)
	head := g.st
	head.bold = true
	least, natural = make([]float64, len(g.table.Columns)), make([]float64, len(g.table.Columns))
	for i, col := range g.table.Columns {
		if t, err := c.setter.Measure(c.plain(col.Title, head)); err == nil {
			// Heads may take two lines; they should not make a column of short numbers wide.
			w := t.Natural()
			least[i] = max(t.Least(widest), min(w, max(w/2+head.size/2, words*head.size)))
			natural[i] = max(least[i], w*0.6)
		}
	}
	for _, row := range g.table.Rows {
		for i, cell := range row {
			t, err := c.setter.Measure(c.runs(cell.Text, g.st))
			if err != nil {
				c.fail(err)
				return least, natural
			}
			w := t.Natural()
			natural[i] = max(natural[i], w)
			if g.table.Columns[i].Align == report.Right {
				least[i] = max(least[i], min(w, widest)) // numbers stay on one line
				continue
			}
			least[i] = max(least[i], t.Least(widest), min(w, words*g.st.size))
		}
	}
	return least, natural
}

// share divides a width among columns.
func share(t *report.Table, least, natural []float64, room float64) []float64 {
	n := len(least)
	width := make([]float64, n)
	asked := 0.0
	for _, col := range t.Columns {
		asked += col.Width
	}
	if asked > 0 {
		for i, col := range t.Columns {
			width[i] = max(room*col.Width/asked, least[i])
		}
		return fitted(width, room)
	}
	if total := sum(natural); total <= room {
		// What is left parts the columns, up to a point: figures far apart are hard to read across.
		const most = 26.0
		extra := min((room-total)/float64(max(n-1, 1)), most)
		for i := range width {
			width[i] = natural[i]
			if i < n-1 && n > 1 {
				width[i] += extra
			}
		}
		return width
	}
	if sum(least) >= room {
		return fitted(least, room)
	}
	// Every column has its least; the rest goes where cells are longest, less than in proportion, so that one column of prose
	// does not starve the others.
	const longest = 400.0
	more := make([]float64, n)
	for i := range more {
		more[i] = min(natural[i], longest) - min(least[i], longest)
	}
	rest, wanted := room-sum(least), sum(more)
	for i := range width {
		width[i] = least[i]
		if wanted > 0 {
			width[i] += rest * more[i] / wanted
		}
	}
	return width
}

// fitted scales widths down to a sum.
func fitted(widths []float64, room float64) []float64 {
	out := make([]float64, len(widths))
	scale := min(1, room/max(sum(widths), 1))
	for i, w := range widths {
		out[i] = w * scale
	}
	return out
}

func sum(v []float64) float64 {
	s := 0.0
	for _, x := range v {
		s += x
	}
	return s
}
