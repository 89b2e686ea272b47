package pdf

import (
	"auditd/report"
)

// A fit is one way to get a table onto the page, from generous to narrow.
type fit struct {
	reach   float64 // into the left margin
	scale   float64 // of the type
	padding float64 // beside the text of a cell
	words   float64 // ems that a cell or head is not broken below: ideographs break anywhere, but one to a line is no way to read
	whole   bool    // numbers stay on one line
}

var fits = []fit{
	{0, 1, cellPadding, 4, true},
	{hang, 1, cellPadding, 4, true},
	{hang, 0.93, cellPadding, 3, true},
	{hang, 0.93, cellPadding - 1.5, 2, true},
	{hang, 0.88, cellPadding - 2, 2, false},
}

// columns chooses the widths of a table's columns from what stands in them: the first way in which nothing has to be broken that
// should not be, or else the last one.
func (c *composer) columns(t *report.Table, label string) *grid {
	g := &grid{table: t, label: label}
	for _, f := range fits {
		g.st, g.start = c.st.table, marginLeft-f.reach
		g.st.size *= f.scale
		g.st.leading *= (1 + f.scale) / 2
		room := marginLeft + measure - g.start - 2*f.padding*float64(len(t.Columns)-1)
		least, natural := c.needs(g, f)
		g.width, g.left = share(t, least, natural, room), nil
		x := g.start
		for _, w := range g.width {
			g.left = append(g.left, x)
			x += w + 2*f.padding
		}
		g.end = x - 2*f.padding
		if sum(least) <= room {
			break
		}
	}
	return g
}

// sampled is how many rows of a table decide the widths of its columns; longer tables are sampled evenly.
const sampled = 400

// needs returns for every column the width of its widest word and that of its widest cell on one line.
func (c *composer) needs(g *grid, f fit) (least, natural []float64) {
	const widest = measure * 0.3 // of a word that is not broken
	least, natural = make([]float64, len(g.table.Columns)), make([]float64, len(g.table.Columns))
	head := g.st
	head.bold = true
	for i, col := range g.table.Columns {
		if t, err := c.setter.Measure(c.plain(col.Title, head)); err == nil {
			// A head may take two lines, so that it does not make a column of short numbers wide.
			w := t.Natural()
			least[i] = max(t.Least(widest), min(w, f.words*head.size))
			natural[i] = max(least[i], w/2+head.size)
		}
	}
	step := max(1, len(g.table.Rows)/sampled)
	for r := 0; r < len(g.table.Rows); r += step {
		for i, cell := range g.table.Rows[r] {
			t, err := c.setter.Measure(c.runs(cell.Text, g.st))
			if err != nil {
				c.fail(err)
				return least, natural
			}
			w := t.Natural()
			natural[i] = max(natural[i], w)
			least[i] = max(least[i], t.Least(widest), min(w, f.words*g.st.size))
			if f.whole && g.table.Columns[i].Align == report.Right {
				least[i] = max(least[i], min(w, widest))
			}
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
	// Every column has its least; the rest goes, step by step, to the column whose longest cell takes most lines.
	const longest, steps = 700.0, 100
	copy(width, least)
	for range steps {
		most := 0
		for i := range width {
			if lines(natural[i], longest, width[i]) > lines(natural[most], longest, width[most]) {
				most = i
			}
		}
		width[most] += (room - sum(least)) / steps
	}
	return width
}

// lines is about how many lines a cell takes; very long cells count as long ones, so that they do not starve the others.
func lines(natural, longest, width float64) float64 { return min(natural, longest) / max(width, 1) }

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
