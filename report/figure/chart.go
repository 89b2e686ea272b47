package figure

import (
	"math"
	"slices"
	"strings"

	"auditd/report/figure/sheet"
)

// A chart is the common form of figures with a row for each group: labels at the left, marks over one axis, columns of printed
// numbers and words at the right. On a narrow sheet, or where the columns leave no room for the marks, labels and columns stand
// above the marks of their row instead.
type chart struct {
	heads   []string // over the label columns
	blank   string   // printed for an empty label
	columns []column // at the right
	rows    []row
	axis    Axis // with its range set
	band    *Band
	lines   []Line
	keys    []key
	across  bool // names of sections run over the marks, on white: for long ones
}

// A column is one of the columns of text at the right of a chart.
type column struct {
	head  string
	right bool // numbers
	named bool // on a narrow sheet its head is printed before each text
}

// A row is one group of a chart.
type row struct {
	section string   // printed above the first row of a run of the same section
	labels  []string // one for each head
	texts   []string // one for each column
	reason  string   // printed instead of a mark when the value is undefined
	mark    func(s paper, ax scale, y float64)
}

// A key explains a sign that the figure uses and no word stands at.
type key struct {
	sign func(s paper, x, y float64)
	text string
}

// lines returns the line that a figure names, none when there is none or its place is not a number.
func lines(l *Line) []Line {
	if l == nil || math.IsNaN(l.At) || math.IsInf(l.At, 0) {
		return nil
	}
	return []Line{*l}
}

// why returns the reason a row has no mark. A value that is not a finite number is never drawn, whether or not the caller says why.
func why(reason string, value float64) string {
	if reason == "" && (math.IsNaN(value) || math.IsInf(value, 0)) {
		return "–"
	}
	return reason
}

// dropEmpty removes the columns that have neither a head nor a text, so that they take no room.
func (c *chart) dropEmpty() {
	for i := len(c.columns) - 1; i >= 0; i-- {
		empty := c.columns[i].head == ""
		for _, r := range c.rows {
			empty = empty && r.texts[i] == ""
		}
		if !empty {
			continue
		}
		c.columns = slices.Delete(c.columns, i, i+1)
		for k := range c.rows {
			c.rows[k].texts = slices.Delete(c.rows[k].texts, i, i+1)
		}
	}
}

// Measures of a chart in type sizes.
const (
	gap       = 1.3  // between columns
	rowPad    = 0.75 // above and below the text of a row, together
	goodPlot  = 18.0 // below this width of the marks labels are wrapped harder
	leastPlot = 15.0 // below this width the marks say nothing, and the chart is stacked
	mostLines = 3    // of a label
	slack     = 1.08 // of a column of words, for browsers that lack the report's font and take a wider one
	longChart = 18   // with more rows than this, the axis is repeated at the top
)

// label returns label i of a row, and the word for blank when it is empty.
func (c *chart) label(r row, i int) string {
	if r.labels[i] == "" {
		return c.blank
	}
	return r.labels[i]
}

func (c *chart) lay(s paper) {
	if !s.Narrow {
		if g := c.bestGrid(s); g.room() >= leastPlot*s.Size {
			c.layWide(s, g)
			return
		}
	}
	c.layStacked(s)
}

// A grid is where the columns of a wide chart stand.
type grid struct {
	labelX, labelW []float64
	plot           scale
	textX, textW   []float64 // left edges and widths
}

// room is the width of the marks.
func (g grid) room() float64 { return g.plot.right - g.plot.left }

// bestGrid gives labels a third of the width, and wraps them harder where that leaves too little for the marks.
func (c *chart) bestGrid(s paper) grid {
	g := c.grid(s, 0.32*s.Width)
	for _, share := range []float64{0.26, 0.2} {
		if g.room() < goodPlot*s.Size {
			g = c.grid(s, share*s.Width)
		}
	}
	return g
}

// grid places the columns, the label columns on at most labels points together. The marks get the width that is left.
func (c *chart) grid(s paper, labels float64) grid {
	var g grid
	space := gap * s.Size
	most := labels / math.Sqrt(float64(len(c.heads))) // several columns are short words
	x := 0.0
	for i, head := range c.heads {
		w := min(s.Measure(head, false), most)
		for _, r := range c.rows {
			w = max(w, min(s.Measure(c.label(r, i), false), most))
		}
		g.labelX, g.labelW = append(g.labelX, x), append(g.labelW, w)
		x += w + space
	}
	g.plot = scale{Axis: c.axis, left: x + s.inset()}
	right := s.Width
	g.textX, g.textW = make([]float64, len(c.columns)), make([]float64, len(c.columns))
	for i := len(c.columns) - 1; i >= 0; i-- {
		w := 0.0
		for _, r := range c.rows {
			w = max(w, s.Measure(r.texts[i], false))
		}
		w = max(w, s.Widest(s.headLines(c.columns[i].head, w), false))
		if !c.columns[i].right {
			w *= slack
		}
		right -= w
		g.textX[i], g.textW[i] = right, w
		right -= space
	}
	g.plot.right = right - s.inset()
	return g
}

// headLines breaks the head of a column into at most two lines, as wide as the column's texts or the head's longest word.
func (s paper) headLines(head string, width float64) []string {
	longest := s.Widest(strings.Fields(head), false)
	return s.Wrap(head, max(width, min(longest, 9*s.Size), 4*s.Size), 2, false)
}

func (c *chart) layWide(s paper, g grid) {
	top := c.layHeads(s, g)
	heights := make([]float64, len(c.rows))
	bottom := top
	for i := range c.rows {
		heights[i] = c.height(s, g, i)
		bottom += heights[i]
		if c.begins(i) {
			bottom += c.sectionHeight(s)
		}
	}
	c.ground(s, g.plot, top, bottom)
	y := top
	for i, r := range c.rows {
		if c.begins(i) {
			y += c.sectionHeight(s)
			s.Text(0, y-0.5*s.Size, c.sectionName(s, g, r.section, y), sheet.Style{Bold: true})
		}
		if i > 0 && !c.begins(i) {
			s.Line(0, y, s.Width, y, s.Faint, 0.6)
		}
		c.layRow(s, g, r, y, heights[i])
		y += heights[i]
	}
	s.Height = c.layAxis(s, g.plot, bottom)
	c.layKeys(s)
}

// begins reports whether row i is the first of a section with a name.
func (c *chart) begins(i int) bool {
	return c.rows[i].section != "" && (i == 0 || c.rows[i-1].section != c.rows[i].section)
}

func (c *chart) sectionHeight(s paper) float64 { return 2.1 * s.Size }

// sectionName returns the name of a section as it fits above y, and clears the marks' ground where it runs over it.
func (c *chart) sectionName(s paper, g grid, name string, y float64) string {
	if !c.across {
		return s.Cut(name, g.plot.left-s.inset(), true)
	}
	name = s.Cut(name, s.Width, true)
	if x := s.Measure(name, true); x > g.plot.left-s.inset() {
		s.Rect(0, y-c.sectionHeight(s)+0.3, min(s.Width, x+0.3*s.Size), c.sectionHeight(s)-0.6, s.Page)
	}
	return name
}

// height returns the height of row i: of its longest wrapped label or reason, with room around it.
func (c *chart) height(s paper, g grid, i int) float64 {
	lines := 1
	for k := range c.heads {
		lines = max(lines, len(s.Wrap(c.label(c.rows[i], k), g.labelW[k], mostLines, false)))
	}
	if c.rows[i].reason != "" {
		lines = max(lines, len(s.Wrap(c.rows[i].reason, g.room(), 2, false)))
	}
	return s.Leading()*float64(lines) + rowPad*s.Size
}

// layHeads sets the heads of the columns and the names of band and lines, and returns where the rows begin.
func (c *chart) layHeads(s paper, g grid) float64 {
	type placed struct {
		x     float64
		lines []string
		st    sheet.Style
	}
	muted := sheet.Style{Colour: s.Muted}
	var all []placed
	for i, head := range c.heads {
		all = append(all, placed{g.labelX[i], s.Wrap(head, g.labelW[i], 2, false), muted})
	}
	for i, col := range c.columns {
		x, st := g.textX[i], muted
		if col.right {
			x, st.Anchor = x+g.textW[i], sheet.End
		}
		all = append(all, placed{x, s.headLines(col.head, g.textW[i]), st})
	}
	names := c.names(s, g.plot)
	height := float64(len(names))
	for _, p := range all {
		height = max(height, float64(len(p.lines)))
	}
	bottom := s.Leading() * height
	for _, p := range all {
		for i, line := range p.lines { // heads stand on the rule
			s.Text(p.x, bottom-s.Leading()*float64(len(p.lines)-1-i)-0.3*s.Size, line, p.st)
		}
	}
	for i, n := range names {
		s.Text(n.x, bottom-s.Leading()*float64(len(names)-1-i)-0.3*s.Size, n.text, muted)
	}
	y := bottom + 0.35*s.Size
	s.Line(0, y, s.Width, y, s.Rule, 0.6)
	if len(c.rows) > longChart {
		y += s.Leading()
		c.layTicks(s, g.plot, y-0.3*s.Size)
	}
	return y
}

// A name is a label of the band or of a line, placed above the marks.
type name struct {
	x    float64 // of its left edge
	text string
}

// names places the names of band and lines, one below the other, each centred on what it names as far as the marks' width allows.
func (c *chart) names(s paper, ax scale) []name {
	var names []name
	add := func(text string, at float64) {
		for _, line := range s.Wrap(text, ax.right-ax.left, 2, false) {
			w := s.Measure(line, false)
			names = append(names, name{min(max(at-w/2, ax.left), ax.right-w), line})
		}
	}
	for _, l := range c.lines {
		add(l.Label, ax.x(l.At))
	}
	if c.band != nil {
		add(c.band.Label, (ax.x(c.band.Lower)+ax.x(c.band.Upper))/2)
	}
	return names
}

// ground draws what lies behind the marks: the band, the lines of the ticks and the named lines.
func (c *chart) ground(s paper, ax scale, top, bottom float64) {
	if c.band != nil {
		x := ax.x(c.band.Lower)
		s.Rect(x, top, ax.x(c.band.Upper)-x, bottom-top, s.Band)
	}
	for _, t := range ax.ticks(s, c.edges()...) {
		s.Line(ax.x(t.at), top, ax.x(t.at), bottom, s.Faint, 0.6)
	}
	for _, l := range c.lines {
		s.Line(ax.x(l.At), top, ax.x(l.At), bottom, s.Muted, 0.8, 3, 2)
	}
}

// edges are the values an axis should show before others.
func (c *chart) edges() []float64 {
	if c.band == nil {
		return nil
	}
	return []float64{c.band.Lower, c.band.Upper}
}

// layRow sets the labels, the marks and the texts of a row around its middle.
func (c *chart) layRow(s paper, g grid, r row, top, height float64) {
	y := top + height/2
	for i, label := range r.labels {
		st := sheet.Style{}
		if label == "" {
			st.Colour = s.Muted
		}
		s.Block(g.labelX[i], y, s.Wrap(c.label(r, i), g.labelW[i], mostLines, false), st)
	}
	if r.reason != "" {
		// In words, on white, so that neither band nor line runs through them.
		s.Rect(g.plot.left-s.inset(), top+0.3, g.room()+2*s.inset(), height-0.6, s.Page)
		s.Block(g.plot.left, y, s.Wrap(r.reason, g.room(), 2, false), sheet.Style{Colour: s.Muted})
	} else {
		r.mark(s, g.plot, y)
	}
	for i, col := range c.columns {
		x, st := g.textX[i], sheet.Style{}
		if col.right {
			x, st.Anchor = x+g.textW[i], sheet.End
		}
		s.Block(x, y, []string{r.texts[i]}, st)
	}
}

// layAxis draws the axis below y and returns the lower edge of its label.
func (c *chart) layAxis(s paper, ax scale, y float64) float64 {
	s.Line(ax.left, y, ax.right, y, s.Rule, 0.8)
	base := y + 1.45*s.Size
	for _, t := range ax.ticks(s, c.edges()...) {
		s.Line(ax.x(t.at), y, ax.x(t.at), y+0.35*s.Size, s.Rule, 0.8)
	}
	c.layTicks(s, ax, base)
	// The label may be wider than the marks; it is centred on them as far as the sheet allows.
	for _, line := range s.Wrap(c.axis.Label, s.Width, 3, false) {
		base += s.Leading()
		w := s.Measure(line, false)
		s.Text(min(max((ax.left+ax.right)/2-w/2, 0), s.Width-w), base, line, sheet.Style{})
	}
	return base + 0.5*s.Size
}

// layTicks prints the numbers of the axis.
func (c *chart) layTicks(s paper, ax scale, base float64) {
	for _, t := range ax.ticks(s, c.edges()...) {
		s.Text(ax.middle(s, t), base, t.label, sheet.Style{Colour: s.Muted, Anchor: sheet.Middle})
	}
}

// layKeys sets the keys below everything else, each on lines of its own.
func (c *chart) layKeys(s paper) {
	for _, k := range c.keys {
		s.key(k)
	}
}

// key sets one explained sign at the lower edge and moves the edge down.
func (s paper) key(k key) {
	indent := 2.2 * s.Size
	lines := s.Wrap(k.text, s.Width-indent, 3, false)
	for i, line := range lines {
		y := s.Height + 0.7*s.Leading()
		if i == 0 {
			k.sign(s, indent*0.4, y)
		}
		s.Text(indent, y+s.Drop(), line, sheet.Style{Colour: s.Muted})
		s.Height += s.Leading()
	}
	s.Height += 0.3 * s.Size
}
