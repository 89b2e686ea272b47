// Package layout breaks text of Chinese and Latin letters into lines and places every sign in them: kerned letters, a quarter
// space between ideographs and letters, marks that give up their blank half beside other marks and at the edges of a line, and no
// line that begins with a closing mark or ends with an opening one. A word that is wider than its line is broken where it must be.
//
// It does not know what a page, a paragraph of a report or a PDF file is, and it shapes no right-to-left or Indic scripts. The
// rules for Chinese are those of the W3C's Requirements for Chinese Text Layout (CLREQ).
package layout

import (
	"fmt"
	"unicode/utf8"

	"auditd/audit"
	"auditd/report/pdf/truetype"
)

// A Run is a stretch of text that is set alike.
type Run struct {
	Text string
	Size float64 // in points; required
	Rise float64 // of the baseline, for the marks of footnotes
	Bold bool
	Code bool    // a digest, a path or a command: may break after its separators
	Box  float64 // width of a drawing that stands in the line instead of text, 0 for none
	Tied bool    // no break before the run
	Kept bool    // not broken, unless it is wider than a line
	Mark any     // the caller's own; it comes back with the item
}

// A Part is the piece of one run that stands in a line.
type Part struct {
	Run         *Run
	Signs       []truetype.Placed // X counts from the beginning of the line
	Left, Right float64           // without spaces at the end of the line
}

// A Line is a line of text. Its baseline is the caller's.
type Line struct {
	Parts []Part
	Width float64 // without spaces at its end
	Last  bool    // of its paragraph
}

// TextOf returns runs as plain text.
func TextOf(runs []Run) string {
	s := ""
	for i := range runs {
		s += runs[i].Text
	}
	return s
}

// A Setter sets text in the faces of a family.
type Setter struct {
	Family  *truetype.Family
	Chinese bool // quotation marks, dots and dashes are those of Chinese text
}

// Text is text that has been measured.
type Text struct {
	setter *Setter
	runs   []Run
	cells  []cell
}

// drawing is the sign of cells that have none, so that rules may look at any cell.
var drawing = &truetype.Sign{}

// Measure prepares runs. A character without a glyph is an Invalid error that names it.
func (s *Setter) Measure(runs []Run) (*Text, error) {
	t := &Text{setter: s, runs: runs}
	n := 0
	for i := range runs {
		n += utf8.RuneCountInString(runs[i].Text) + 1
	}
	t.cells = make([]cell, 0, n)
	for i := range runs {
		r := &runs[i]
		if r.Box > 0 {
			t.cells = append(t.cells, cell{sign: drawing, run: i, advance: r.Box, box: true, tied: r.Tied})
		}
		for j, c := range r.Text {
			sign, ok := s.Family.Find(c, r.Bold)
			if !ok {
				return nil, &audit.Error{
					Kind: audit.Invalid, Text: fmt.Sprintf("the report's font has no glyph for %s (U+%04X)", audit.Clean(string(c)), c),
					Remedy: "give the path of a font that has the character",
				}
			}
			t.cells = append(t.cells, cell{sign: sign, run: i, advance: sign.Advance * r.Size, tied: r.Tied && j == 0})
		}
	}
	t.classify()
	t.space()
	return t, nil
}

// Empty reports whether there is nothing to set.
func (t *Text) Empty() bool { return len(t.cells) == 0 }

// Natural returns the width of the text on one line.
func (t *Text) Natural() float64 { return t.width(0, len(t.cells)) }

// Least returns the width of the widest piece of text that is not broken unless it must be, at most limit.
func (t *Text) Least(limit float64) float64 {
	least, from := 0.0, 0
	for i := range t.cells {
		if i+1 == len(t.cells) || t.mayBreak(i) {
			least = max(least, t.width(from, i+1))
			from = i + 1
		}
	}
	return min(least, limit)
}

// width returns the width of cells as a line of their own.
func (t *Text) width(from, to int) float64 {
	x := 0.0
	for to > from && t.cells[to-1].class == space {
		to--
	}
	for i := from; i < to; i++ {
		x += t.cells[i].advance
		if i+1 < to {
			x += t.cells[i].gap
		}
	}
	if to > from {
		x -= t.cells[from].lead + t.cells[to-1].trail
	}
	return x
}

// Lines breaks the text into lines of a width; the first is narrower by indent. Justified text reaches both edges, except in
// its last line and where the spaces would grow too wide.
func (t *Text) Lines(width, indent float64, justify bool) []Line {
	var lines []Line
	for from := 0; from < len(t.cells); {
		room := width
		if len(lines) == 0 {
			room -= indent
		}
		to := t.fit(from, room)
		last := to == len(t.cells)
		stretch := 0.0
		if justify && !last {
			stretch = t.stretch(from, to, room)
		}
		lines = append(lines, t.line(from, to, stretch, last))
		from = to
	}
	return lines
}

// fit returns the end of the line that begins at a cell: after the last place for a break that fits, or, where there is none,
// after the last sign that does.
func (t *Text) fit(from int, room float64) int {
	const slack = 0.001 // of a point: sums of widths are not exact
	x := -t.cells[from].lead
	best := 0
	for i := from; i < len(t.cells); i++ {
		c := &t.cells[i]
		if c.class != space && x+c.advance-c.trail > room+slack {
			if best == 0 {
				best = max(i, from+1)
				// A mark of a footnote stays with the sign before it.
				for best > from+1 && t.cells[best].tied {
					best--
				}
			}
			return best
		}
		x += c.advance + c.gap
		if t.mayBreak(i) {
			best = i + 1
		}
	}
	return len(t.cells)
}

// stretch returns by how much each place of a line that may grow does so for the line to reach its right edge, 0 when that is
// too much.
func (t *Text) stretch(from, to int, room float64) float64 {
	for to > from && t.cells[to-1].class == space {
		to--
	}
	places := 0.0
	for i := from; i+1 < to; i++ {
		places += t.elastic(i)
	}
	rest := room - t.width(from, to)
	size := t.runs[t.cells[from].run].Size
	const most = 0.18 // of an em; more looks like letters set apart for emphasis
	if places == 0 || rest <= 0 || rest/places > most*size {
		return 0
	}
	return rest / places
}

// elastic is how much of the stretch of a line the place after a cell takes: spaces twice as much as the places between
// ideographs, the insides of words nothing.
func (t *Text) elastic(i int) float64 {
	a, b := t.cells[i], t.cells[i+1]
	switch {
	case b.tied || a.box:
		return 0
	case a.class == space:
		return 2
	case a.class.wide() || b.class.wide():
		return 1
	default:
		return 0
	}
}

// sameRun returns how many cells from one on belong to its run.
func (t *Text) sameRun(from, to int) int {
	n := from
	for n < to && t.cells[n].run == t.cells[from].run {
		n++
	}
	return n - from
}

// line places the cells of a line.
func (t *Text) line(from, to int, stretch float64, last bool) Line {
	line := Line{Width: t.width(from, to), Last: last}
	ink := to
	for ink > from && t.cells[ink-1].class == space {
		ink--
	}
	x := -t.cells[from].lead
	for i := from; i < to; i++ {
		c := &t.cells[i]
		n := len(line.Parts)
		if n == 0 || line.Parts[n-1].Run != &t.runs[c.run] {
			line.Parts = append(line.Parts, Part{Run: &t.runs[c.run], Left: max(x, 0), Right: max(x, 0)})
			n++
			line.Parts[n-1].Signs = make([]truetype.Placed, 0, t.sameRun(i, to))
		}
		part := &line.Parts[n-1]
		if !c.box {
			part.Signs = append(part.Signs, truetype.Placed{Sign: c.sign, X: x + c.shift})
		}
		x += c.advance
		if i < ink {
			part.Right = x
		}
		if i+1 < to {
			x += c.gap
		}
		if i+1 < ink && stretch > 0 {
			x += stretch * t.elastic(i)
		}
	}
	if stretch > 0 {
		line.Width = x - t.cells[ink-1].trail
		for i := ink; i < to; i++ {
			line.Width -= t.cells[i].advance
		}
	}
	return line
}
