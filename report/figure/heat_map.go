package figure

import (
	"image/color"
	"math"

	"auditd/audit"
	"auditd/report/figure/sheet"
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
	Min, Max   float64  // ends of the ramp; both 0 takes the lowest and highest value of the plain cells
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

// domain returns the ends of the ramp. Cells of few people do not stretch it, unless there are no others.
func (f HeatMap) domain() (lo, hi float64) {
	if f.Max > f.Min {
		return f.Min, f.Max
	}
	for _, most := range []CellState{CellValue, CellSmall} {
		lo, hi = math.Inf(1), math.Inf(-1)
		for _, cells := range f.Cells {
			for _, c := range cells {
				if c.State <= most && why("", c.Value) == "" {
					lo, hi = min(lo, c.Value), max(hi, c.Value)
				}
			}
		}
		if lo < hi {
			return lo, hi
		}
	}
	return 0, 1 // no two values to tell apart
}

// Measures of a heat map in type sizes.
const (
	cellHeight = 3.4
	widestCell = 10.0
	cellGap    = 0.2
)

func (f HeatMap) lay(s paper) {
	labelW := 0.0
	for _, r := range append([]string{f.RowHead}, f.Rows...) {
		labelW = max(labelW, min(s.Measure(r, false), s.Width*0.26))
	}
	left := labelW + s.Size
	cellW := min((s.Width-left)/float64(max(1, len(f.Columns))), widestCell*s.Size)
	if need := f.need(s); cellW >= need {
		f.layGrid(s, left, labelW, cellW)
	} else {
		f.layTiles(s, need)
	}
	f.layWords(s)
}

// need is the width that a cell's texts ask for.
func (f HeatMap) need(s paper) float64 {
	w := 4 * s.Size
	for _, cells := range f.Cells {
		for _, c := range cells {
			w = max(w, s.Measure(c.Text, true)+s.Size, s.Measure(c.N, false)+s.Size)
		}
	}
	return w
}

// layGrid draws the cells as a table.
func (f HeatMap) layGrid(s paper, left, labelW, cellW float64) {
	muted := sheet.Style{Colour: s.Muted}
	heads := make([][]string, len(f.Columns))
	lines := min(1, len(f.RowHead))
	for j, c := range f.Columns {
		heads[j] = s.Wrap(c, cellW-0.6*s.Size, 3, false)
		lines = max(lines, len(heads[j]))
	}
	y := 0.0
	if f.ColumnHead != "" {
		y += s.Leading()
		s.Text(left, y-0.3*s.Size, s.Cut(f.ColumnHead, s.Width-left, false), muted)
	}
	y += s.Leading()*float64(lines) + 0.4*s.Size
	for j, head := range heads { // heads stand on the cells
		for k, line := range head {
			s.Text(left+cellW*(float64(j)+0.5), y-s.Leading()*float64(len(head)-1-k)-0.4*s.Size, line, sheet.Style{Anchor: sheet.Middle})
		}
	}
	if f.RowHead != "" {
		s.Text(0, y-0.4*s.Size, s.Cut(f.RowHead, labelW, false), muted)
	}
	h := cellHeight * s.Size
	for i, r := range f.Rows {
		s.Block(0, y+h/2, s.Wrap(r, labelW, 2, false), sheet.Style{})
		for j, c := range f.Cells[i] {
			f.cell(s, c, left+cellW*float64(j), y, cellW, h)
		}
		y += h
	}
	s.Height = y + 0.5*s.Size
}

// layTiles draws each row as a heading with its cells below it, as many beside each other as there is room for, each under the
// name of its column.
func (f HeatMap) layTiles(s paper, need float64) {
	across := max(1, min(int(s.Width/max(need, 6.5*s.Size)), len(f.Columns)))
	w := min(s.Width/float64(across), 1.4*widestCell*s.Size)
	h := cellHeight * s.Size
	y := 0.0
	if head := f.RowHead; head != "" || f.ColumnHead != "" {
		for _, line := range s.Wrap(head+" × "+f.ColumnHead, s.Width, 2, false) {
			y += s.Leading()
			s.Text(0, y-0.3*s.Size, line, sheet.Style{Colour: s.Muted})
		}
	}
	for i, r := range f.Rows {
		y += 0.8 * s.Size
		for _, line := range s.Wrap(r, s.Width, 2, true) {
			y += s.Leading()
			s.Text(0, y-0.3*s.Size, line, sheet.Style{Bold: true})
		}
		for j := 0; j < len(f.Columns); j += across {
			y = f.tileLine(s, i, j, min(j+across, len(f.Columns)), y, w, h)
		}
	}
	s.Height = y + 0.5*s.Size
}

// tileLine draws the tiles of row i from column from up to, not with, column to, and returns their lower edge.
func (f HeatMap) tileLine(s paper, i, from, to int, y, w, h float64) float64 {
	heads := make([][]string, 0, to-from)
	lines := 0
	for j := from; j < to; j++ {
		head := s.Wrap(f.Columns[j], w-0.5*s.Size, 2, false)
		heads, lines = append(heads, head), max(lines, len(head))
	}
	y += s.Leading()*float64(lines) + 0.3*s.Size
	for k, head := range heads {
		x := w * float64(k)
		for l, line := range head {
			s.Text(x, y-s.Leading()*float64(len(head)-1-l)-0.4*s.Size, line, sheet.Style{Colour: s.Muted})
		}
		f.cell(s, f.Cells[i][from+k], x, y, w, h)
	}
	return y + h
}

// cell draws one cell with its texts.
func (f HeatMap) cell(s paper, c Cell, x, y, w, h float64) {
	g := cellGap * s.Size
	x, y, w, h = x+g/2, y+g/2, w-g, h-g
	ground := f.ground(s, c)
	s.cellGround(c.State, ground, x, y, w, h)
	st := sheet.Style{Colour: s.On(ground), Anchor: sheet.Middle}
	value := st
	value.Bold = c.State == CellValue
	lines := 2
	if c.N == "" || c.Text == "" {
		lines = 1
	}
	base := y + h/2 + s.Drop() - s.Leading()*float64(lines-1)/2
	if c.Text != "" {
		s.plate(c, ground, s.Cut(c.Text, w-0.6*s.Size, value.Bold), x+w/2, base, value)
		base += s.Leading()
	}
	s.plate(c, ground, s.Cut(c.N, w-0.6*s.Size, false), x+w/2, base, st)
}

// ground returns the colour on which a cell's texts stand.
func (f HeatMap) ground(s paper, c Cell) color.NRGBA {
	switch {
	case c.State == CellWithheld:
		return s.Faint
	case c.State > CellSmall || why("", c.Value) != "":
		return s.Page
	default:
		lo, hi := f.domain()
		return s.Shade((c.Value - lo) / (hi - lo))
	}
}

// cellGround paints what lies behind the texts of a cell.
func (s paper) cellGround(state CellState, ground color.NRGBA, x, y, w, h float64) {
	switch state {
	case CellEmpty:
		s.Frame(x+0.5, y+0.5, w-1, h-1, s.Rule, 0.6, 1.5, 2)
	case CellUndefined:
		s.Line(x, y, x+w, y+h, s.Rule, 0.6)
		s.Line(x, y+h, x+w, y, s.Rule, 0.6)
		s.Frame(x+0.5, y+0.5, w-1, h-1, s.Rule, 0.6)
	case CellSmall:
		s.Rect(x, y, w, h, ground)
		s.Hatch(x, y, w, h, 4.5, s.On(ground), 0.5)
	default:
		s.Rect(x, y, w, h, ground)
	}
}

// plate sets a text, on a plain patch where the cell is hatched or crossed, so that no line runs through it.
func (s paper) plate(c Cell, ground color.NRGBA, text string, x, base float64, st sheet.Style) {
	if text == "" {
		return
	}
	if c.State == CellSmall || c.State == CellUndefined {
		w := s.Measure(text, st.Bold) + 0.5*s.Size
		s.Rect(x-w/2, base-0.92*s.Size, w, 1.2*s.Size, ground)
	}
	s.Text(x, base, text, st)
}

// layWords explains the states that occur.
func (f HeatMap) layWords(s paper) {
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
		ground := s.Page
		if CellState(state) == CellSmall || CellState(state) == CellWithheld {
			ground = s.Faint
		}
		s.key(key{func(s paper, x, y float64) {
			s.cellGround(CellState(state), ground, x-0.7*s.Size, y-0.45*s.Size, 1.4*s.Size, 0.9*s.Size)
		}, word})
	}
}
