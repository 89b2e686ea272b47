package figure

import (
	"image/color"

	"auditd/audit"
)

// A HeatMap shows a rate of every intersection of two attribute sets: a row for each group of one, a column for each of the
// other, the value printed in each cell and the number of people below it. Darker is more.
type HeatMap struct {
	Text
	RowHead    string // what the rows are, such as sex; may be empty
	ColumnHead string // what the columns are
	Rows       []string
	Columns    []string
	Cells      [][]Cell // one slice for each row
	Min, Max   float64  // ends of the ramp; both 0 takes the lowest and highest value shown
	Words      CellWords
}

// CellWords explain the cells without a plain value. Each is printed below the figure when such a cell occurs; an empty word is
// not printed.
type CellWords struct{ Small, Empty, Undefined, Withheld string }

// CellState says what a cell holds.
type CellState int

// The states, drawn differently: plain, hatched, a dotted outline, crossed out, filled grey.
const (
	CellValue     CellState = iota // a value to rely on
	CellSmall                      // a value of fewer people than the plan asks for
	CellEmpty                      // nobody is in the intersection
	CellUndefined                  // people are in it, none in the rate's denominator
	CellWithheld                   // not published
)

// A Cell is one intersection.
type Cell struct {
	State CellState
	Value float64 // of a CellValue or CellSmall
	Text  string  // the value as it is printed, or a word for its absence
	N     string  // number of people as it is printed; may be empty
}

// Kind returns "heat_map".
func (f HeatMap) Kind() string { return "heat_map" }

func (f HeatMap) check() error {
	if len(f.Cells) != len(f.Rows) {
		return audit.Errorf(audit.Internal, "the heat map has cells for %d rows, not %d", len(f.Cells), len(f.Rows))
	}
	for i, cells := range f.Cells {
		if len(cells) != len(f.Columns) {
			return audit.Errorf(audit.Internal, "row %d of the heat map has %d cells for %d columns", i+1, len(cells), len(f.Columns))
		}
	}
	return nil
}

// domain returns the ends of the ramp.
func (f HeatMap) domain() (lo, hi float64) {
	if f.Max > f.Min {
		return f.Min, f.Max
	}
	first := true
	for _, cells := range f.Cells {
		for _, c := range cells {
			if c.State > CellSmall || why("", c.Value) != "" {
				continue
			}
			if first {
				lo, hi, first = c.Value, c.Value, false
			}
			lo, hi = min(lo, c.Value), max(hi, c.Value)
		}
	}
	if hi <= lo {
		hi = lo + 1
	}
	return lo, hi
}

// Measures of a heat map in type sizes.
const (
	cellHeight = 3.4
	widestCell = 10.0
	cellGap    = 0.2
)

func (f HeatMap) lay(s *sheet) {
	labelW := 0.0
	for _, r := range append([]string{f.RowHead}, f.Rows...) {
		labelW = max(labelW, min(s.measure(r, false), s.width*0.26))
	}
	left := labelW + s.size
	cellW := min((s.width-left)/float64(max(1, len(f.Columns))), widestCell*s.size)
	if need := f.need(s); cellW >= need {
		f.layGrid(s, left, labelW, cellW)
	} else {
		f.layTiles(s, need)
	}
	f.layWords(s)
}

// need is the width that a cell's texts ask for.
func (f HeatMap) need(s *sheet) float64 {
	w := 4 * s.size
	for _, cells := range f.Cells {
		for _, c := range cells {
			w = max(w, s.measure(c.Text, true)+s.size, s.measure(c.N, false)+s.size)
		}
	}
	return w
}

// layGrid draws the cells as a table.
func (f HeatMap) layGrid(s *sheet, left, labelW, cellW float64) {
	muted := style{colour: s.muted}
	heads := make([][]string, len(f.Columns))
	lines := min(1, len(f.RowHead))
	for j, c := range f.Columns {
		heads[j] = s.wrap(c, cellW-0.6*s.size, 3, false)
		lines = max(lines, len(heads[j]))
	}
	y := 0.0
	if f.ColumnHead != "" {
		y += s.leading()
		s.text(left, y-0.3*s.size, s.cut(f.ColumnHead, s.width-left, false), muted)
	}
	y += s.leading()*float64(lines) + 0.4*s.size
	for j, head := range heads { // heads stand on the cells
		for k, line := range head {
			s.text(left+cellW*(float64(j)+0.5), y-s.leading()*float64(len(head)-1-k)-0.4*s.size, line, style{anchor: Middle})
		}
	}
	if f.RowHead != "" {
		s.text(0, y-0.4*s.size, s.cut(f.RowHead, labelW, false), muted)
	}
	h := cellHeight * s.size
	for i, r := range f.Rows {
		s.block(0, y+h/2, s.wrap(r, labelW, 2, false), style{})
		for j, c := range f.Cells[i] {
			f.cell(s, c, left+cellW*float64(j), y, cellW, h)
		}
		y += h
	}
	s.height = y + 0.5*s.size
}

// layTiles draws each row as a heading with its cells below it, as many beside each other as there is room for, each under the
// name of its column.
func (f HeatMap) layTiles(s *sheet, need float64) {
	across := max(1, min(int(s.width/max(need, 6.5*s.size)), len(f.Columns)))
	w := min(s.width/float64(across), 1.4*widestCell*s.size)
	h := cellHeight * s.size
	y := 0.0
	if head := f.RowHead; head != "" || f.ColumnHead != "" {
		for _, line := range s.wrap(head+" × "+f.ColumnHead, s.width, 2, false) {
			y += s.leading()
			s.text(0, y-0.3*s.size, line, style{colour: s.muted})
		}
	}
	for i, r := range f.Rows {
		y += 0.8 * s.size
		for _, line := range s.wrap(r, s.width, 2, true) {
			y += s.leading()
			s.text(0, y-0.3*s.size, line, style{bold: true})
		}
		for j := 0; j < len(f.Columns); j += across {
			y = f.tileLine(s, i, j, min(j+across, len(f.Columns)), y, w, h)
		}
	}
	s.height = y + 0.5*s.size
}

// tileLine draws the tiles of row i from column from up to, not with, column to, and returns their lower edge.
func (f HeatMap) tileLine(s *sheet, i, from, to int, y, w, h float64) float64 {
	heads := make([][]string, 0, to-from)
	lines := 0
	for j := from; j < to; j++ {
		head := s.wrap(f.Columns[j], w-0.5*s.size, 2, false)
		heads, lines = append(heads, head), max(lines, len(head))
	}
	y += s.leading()*float64(lines) + 0.3*s.size
	for k, head := range heads {
		x := w * float64(k)
		for l, line := range head {
			s.text(x, y-s.leading()*float64(len(head)-1-l)-0.4*s.size, line, style{colour: s.muted})
		}
		f.cell(s, f.Cells[i][from+k], x, y, w, h)
	}
	return y + h
}

// cell draws one cell with its texts.
func (f HeatMap) cell(s *sheet, c Cell, x, y, w, h float64) {
	g := cellGap * s.size
	x, y, w, h = x+g/2, y+g/2, w-g, h-g
	ground := f.ground(s, c)
	s.cellGround(c.State, ground, x, y, w, h)
	st := style{colour: s.on(ground), anchor: Middle}
	value := st
	value.bold = c.State == CellValue
	lines := 2
	if c.N == "" || c.Text == "" {
		lines = 1
	}
	base := y + h/2 + s.drop() - s.leading()*float64(lines-1)/2
	if c.Text != "" {
		s.plate(c, ground, s.cut(c.Text, w-0.6*s.size, value.bold), x+w/2, base, value)
		base += s.leading()
	}
	s.plate(c, ground, s.cut(c.N, w-0.6*s.size, false), x+w/2, base, st)
}

// ground returns the colour on which a cell's texts stand.
func (f HeatMap) ground(s *sheet, c Cell) color.NRGBA {
	switch {
	case c.State == CellWithheld:
		return s.faint
	case c.State > CellSmall || why("", c.Value) != "":
		return s.page
	default:
		lo, hi := f.domain()
		return s.shade((c.Value - lo) / (hi - lo))
	}
}

// cellGround paints what lies behind the texts of a cell.
func (s *sheet) cellGround(state CellState, ground color.NRGBA, x, y, w, h float64) {
	switch state {
	case CellEmpty:
		s.frame(x+0.5, y+0.5, w-1, h-1, s.rule, 0.6, 1.5, 2)
	case CellUndefined:
		s.line(x, y, x+w, y+h, s.rule, 0.6)
		s.line(x, y+h, x+w, y, s.rule, 0.6)
		s.frame(x+0.5, y+0.5, w-1, h-1, s.rule, 0.6)
	case CellSmall:
		s.rect(x, y, w, h, ground)
		s.hatch(x, y, w, h, 4.5, s.on(ground), 0.5)
	default:
		s.rect(x, y, w, h, ground)
	}
}

// plate sets a text, on a plain patch where the cell is hatched or crossed, so that no line runs through it.
func (s *sheet) plate(c Cell, ground color.NRGBA, text string, x, base float64, st style) {
	if text == "" {
		return
	}
	if c.State == CellSmall || c.State == CellUndefined {
		w := s.measure(text, st.bold) + 0.5*s.size
		s.rect(x-w/2, base-0.92*s.size, w, 1.2*s.size, ground)
	}
	s.text(x, base, text, st)
}

// layWords explains the states that occur.
func (f HeatMap) layWords(s *sheet) {
	occurs := map[CellState]bool{}
	for _, cells := range f.Cells {
		for _, c := range cells {
			occurs[c.State] = true
		}
	}
	words := []string{CellSmall: f.Words.Small, CellEmpty: f.Words.Empty, CellUndefined: f.Words.Undefined, CellWithheld: f.Words.Withheld}
	for state, word := range words {
		if word == "" || !occurs[CellState(state)] {
			continue
		}
		ground := s.page
		if CellState(state) == CellSmall || CellState(state) == CellWithheld {
			ground = s.faint
		}
		s.key(key{func(s *sheet, x, y float64) {
			s.cellGround(CellState(state), ground, x-0.7*s.size, y-0.45*s.size, 1.4*s.size, 0.9*s.size)
		}, word})
	}
}
