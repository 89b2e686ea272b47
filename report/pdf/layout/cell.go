package layout

import (
	"strings"
	"unicode"

	"auditd/report/pdf/truetype"
)

// cell is a sign with the room that it takes in a line. All lengths are points.
type cell struct {
	sign    *truetype.Sign
	run     int
	class   class
	box     bool // a drawing
	tied    bool // no break before it
	advance float64
	shift   float64 // of the sign within its cell
	gap     float64 // after the cell, unless the line ends there
	lead    float64 // blank before the ink, given up at the beginning of a line
	trail   float64 // blank after the ink, given up at its end
}

// class is what line breaking has to know of a character.
type class int

const (
	letter   class = iota // of a word: not broken
	space                 // a break after it, none before
	glue                  // a space without a break
	ideogram              // a break before and after it
	opening               // of full width: no break after it
	closing               // of full width: no break before it
	dash                  // of full width; two of them are one sign
	softOpen              // an opening mark of Latin text
	softShut              // a closing mark of Latin text
)

// wide reports whether the class is of characters on the grid of ideographs.
func (c class) wide() bool { return c >= ideogram && c <= dash }

// Marks of Chinese text by what they forbid (GB/T 15834—2011 sections 5.1.2 to 5.1.10; CLREQ 3.1.6).
const (
	closingMarks = "，。、；：？！）》」』】〉〕〗］｝〞％～"
	openingMarks = "（《「『【〈〔〖［｛〝"
	latinClosing = ",.;:!?)]}%‰°"
	latinOpening = "([{"
	// sharedMarks belong to Chinese and Latin text alike; the font draws them for Chinese, one em wide.
	sharedMarks = "“”‘’…·"
)

// classify gives every cell its class. Marks that both scripts share are read by their neighbours.
func (t *Text) classify() {
	for i := range t.cells {
		c := &t.cells[i]
		if c.box {
			continue
		}
		r := c.sign.Rune
		if strings.ContainsRune(sharedMarks, r) {
			t.shared(i)
			continue
		}
		c.class = classOf(r)
		if c.class == opening || c.class == closing {
			t.blanks(c)
		}
	}
}

func classOf(r rune) class {
	switch {
	case r == ' ':
		return space
	case r == '\u00a0' || r == '\u202f' || r == '\u2007':
		return glue
	case r < 0x80 && strings.ContainsRune(latinClosing, r):
		return softShut
	case r < 0x80 && strings.ContainsRune(latinOpening, r):
		return softOpen
	case r == '‰' || r == '°':
		return softShut
	case r == '—':
		return dash
	case strings.ContainsRune(closingMarks, r):
		return closing
	case strings.ContainsRune(openingMarks, r):
		return opening
	case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana), r >= 0x3000 && r < 0x3040, r >= 0xFF00 && r < 0xFFF0:
		return ideogram
	default:
		return letter
	}
}

// shared sets a mark that both scripts use: on the grid in Chinese, else as wide as its ink asks.
func (t *Text) shared(i int) {
	c := &t.cells[i]
	if t.setter.Chinese && !(t.latin(i-1) && t.latin(i+1)) {
		switch c.sign.Rune {
		case '“', '‘':
			c.class = opening
		case '”', '’':
			c.class = closing
		default:
			c.class = dash
		}
		if c.class != dash {
			t.blanks(c)
		}
		return
	}
	const bearing = 0.07 // of an em, on either side of the ink
	size := t.runs[c.run].Size
	c.advance = (c.sign.Right - c.sign.Left + 2*bearing) * size
	c.shift = (bearing - c.sign.Left) * size
	switch c.sign.Rune {
	case '“', '‘':
		c.class = softOpen
	case '”', '’', '…':
		c.class = softShut
	default:
		c.class = letter
	}
}

// latin reports whether there is a Latin letter or figure at an index.
func (t *Text) latin(i int) bool {
	return i >= 0 && i < len(t.cells) && !t.cells[i].box && alphabetic(t.cells[i].sign.Rune)
}

func alphabetic(r rune) bool {
	return r < 0x3000 && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

// blanks notes the blank half of a full-width mark, as far as the font really has it.
func (t *Text) blanks(c *cell) {
	size := t.runs[c.run].Size
	const half = 0.5
	if c.class == closing && c.sign.Advance-c.sign.Right >= half {
		c.trail = half * size
	}
	if c.class == opening && c.sign.Left >= half {
		c.lead = half * size
	}
}

// space kerns letters, takes the blanks from between neighbouring marks and parts ideographs from letters.
func (t *Text) space() {
	const quarter = 0.22 // of an em between an ideograph and a letter
	for i := 0; i+1 < len(t.cells); i++ {
		a, b := &t.cells[i], &t.cells[i+1]
		if a.box || b.box || t.runs[a.run].Rise != t.runs[b.run].Rise {
			continue
		}
		size := t.runs[a.run].Size
		switch {
		case a.class == closing && (b.class == closing || b.class == opening):
			a.advance -= a.trail
			a.trail = 0
		case a.class == opening && b.class == opening:
			b.advance -= b.lead
			b.shift -= b.lead
			b.lead = 0
		case a.class == ideogram && (alphabetic(b.sign.Rune) || b.sign.Rune == '−' || b.sign.Rune == '+'),
			b.class == ideogram && (alphabetic(a.sign.Rune) || a.sign.Rune == '%'):
			a.gap = quarter * size
		case a.class == letter && b.class == letter && t.runs[a.run].Size == t.runs[b.run].Size:
			a.advance += t.setter.Family.Kern(a.sign, b.sign) * size
		}
	}
}

// separators are the signs after which a path, an address or a command may break.
const separators = "/\\._-:=,&?+@"

// mayBreak reports whether a line may end after a cell that is not the last one.
func (t *Text) mayBreak(i int) bool {
	if i+1 >= len(t.cells) {
		return false
	}
	a, b := &t.cells[i], &t.cells[i+1]
	switch {
	case b.tied || a.box || a.run == b.run && t.runs[a.run].Kept || b.class == space || b.class == glue || a.class == glue:
		return false
	case a.class == space:
		return true
	case b.class == closing || b.class == softShut || a.class == opening || a.class == softOpen:
		return t.runs[a.run].Code && strings.ContainsRune(separators, a.sign.Rune) && b.class != closing
	case b.class == dash:
		// A Chinese dash or ellipsis may begin a line but is not divided (GB/T 15834—2011); a Latin one or a middle dot may not.
		return t.setter.Chinese && a.class != dash && b.sign.Rune != '·'
	case a.sign.Rune == '～' && !b.class.wide():
		return false // a range of numbers stays together where it can
	case a.class.wide() || b.class.wide():
		return true
	case t.runs[a.run].Code:
		return strings.ContainsRune(separators, a.sign.Rune)
	default:
		// A compound word may break after its hyphen or slash, a number or a sign may not.
		return (a.sign.Rune == '-' || a.sign.Rune == '/') && i > 0 && unicode.IsLetter(t.cells[i-1].sign.Rune) && unicode.IsLetter(b.sign.Rune)
	}
}
