package pdf

import (
	"auditd/report"
	"auditd/report/pdf/layout"
)

// A fit is one way to get a table onto the page, from generous to narrow.
type fit struct {
	reach   float64 // into the left margin
	scale   float64 // of the type
	padding float64 // beside the text of a cell
	words   float64 // ems that a cell or head is not broken below: ideographs break anywhere, but one to a line is no way to read
	whole   bool    // numbers stay on one line
	heads   bool    // so do the heads of columns, unless they are long
	last    bool    // a last resort, for tables that no other way holds
}

var fits = []fit{
	{padding: cellPadding, scale: 1, words: 4, whole: true, heads: true},
	{padding: cellPadding, scale: 1, words: 4, whole: true},
	{reach: hang, padding: cellPadding, scale: 1, words: 4, whole: true},
	{reach: hang, padding: cellPadding, scale: 0.93, words: 4, whole: true},
	{reach: hang, padding: cellPadding - 1.5, scale: 0.93, words: 4, whole: true},
	{reach: hang, padding: cellPadding, scale: 0.93, words: 3, whole: true, last: true},
	{reach: hang, padding: cellPadding - 1.5, scale: 0.93, words: 2, whole: true, last: true},
	{reach: hang, padding: cellPadding - 2, scale: 0.88, words: 2, last: true},
}

// columns chooses the widths of a table's columns from what stands in them: the first way in which nothing has to be broken that
// should not be and no cell becomes a long ribbon; or else the one with the shortest ribbon; or else a last resort.
func (c *composer) columns(t *report.Table, label string) *grid {
	best, shortest := (*grid)(nil), 0.0
	for i := 0; i < len(fits) && !(best != nil && fits[i].last); i++ {
		g, longest, whole := c.grid(t, label, fits[i])
		if whole && longest <= 3 { // lines; a longer cell is a ribbon
			return g
		}
		// A narrower way has to be much better.
		if whole && (best == nil || longest < 0.85*shortest) || best == nil && i == len(fits)-1 {
			best, shortest = g, longest
		}
	}
	return best
}

// grid lays columns out in one way. It returns about how many lines the longest cell takes, and whether every word stays whole.
func (c *composer) grid(t *report.Table, label string, f fit) (g *grid, longest float64, whole bool) {
	g = &grid{table: t, label: label, st: c.st.table, start: marginLeft - f.reach}
	g.st.size *= f.scale
	g.st.leading *= (1 + f.scale) / 2
	room := marginLeft + measure - g.start - 2*f.padding*float64(len(t.Columns)-1)
	needs := c.needs(g, f)
	g.width = layout.Share(needs, room)
	x := g.start
	for _, w := range g.width {
		g.left = append(g.left, x)
		x += w + 2*f.padding
	}
	g.end = x - 2*f.padding
	return g, layout.Longest(needs, g.width), layout.LeastSum(needs) <= room
}

// sampled is how many rows of a table decide the widths of its columns; longer tables are sampled evenly.
const sampled = 400

// needs returns what every column needs.
func (c *composer) needs(g *grid, f fit) []layout.Column {
	const widest = measure * 0.3 // of a word that is not broken
	columns := make([]layout.Column, len(g.table.Columns))
	head := g.st
	head.bold = true
	for i, col := range g.table.Columns {
		k := &columns[i]
		k.Share = col.Width
		if t, err := c.setter.Measure(c.plain(col.Title, head)); err == nil {
			// A head may take two lines, so that it does not make a column of short numbers wide.
			w := t.Natural()
			k.Least = max(t.Least(widest), min(w, f.words*head.size))
			if f.heads {
				k.Least = max(k.Least, min(w, 9*head.size))
			}
			k.Natural = max(k.Least, w/2+head.size)
		}
	}
	step := max(1, len(g.table.Rows)/sampled)
	for r := 0; r < len(g.table.Rows); r += step {
		for i, cell := range g.table.Rows[r] {
			k := &columns[i]
			t, err := c.setter.Measure(c.runs(cell.Text, g.st))
			if err != nil {
				c.fail(err)
				return columns
			}
			w := t.Natural()
			k.Natural = max(k.Natural, w)
			k.Least = max(k.Least, t.Least(widest), min(w, f.words*g.st.size))
			if f.whole && g.table.Columns[i].Align == report.Right {
				k.Least = max(k.Least, min(w, widest))
			}
		}
	}
	return columns
}
