package figure

import (
	"auditd/audit"
	"auditd/report/figure/sheet"
	"auditd/report/font"
)

// A Figure is a value that can be drawn: [Forest], [HeatMap] and the others listed by [Kinds].
type Figure interface {
	// Kind returns the name of the figure's type in snake_case, such as "heat_map".
	Kind() string
	// about returns the title and the alternative text for readers who do not see the figure.
	about() Text
	// lay draws the figure on the sheet from the top and sets the sheet's height.
	lay(s paper)
}

// Text is what a reader hears of a figure instead of seeing it.
type Text struct {
	Title       string // one line
	Description string // at most three sentences; the numbers stand in the data table beside the figure
}

func (t Text) about() Text { return t }

// Options say for which place a figure is drawn. The zero value is a wide figure for print and screen.
type Options struct {
	ID     string       // prefix of every id in the SVG: letters, digits, hyphens; required for SVG, unique in its page
	Lang   string       // BCP 47 tag of the texts, such as zh-CN; may be empty
	Width  float64      // in points (see Pixels and Millimetres); 0 means DefaultWidth, or NarrowWidth with Narrow
	Narrow bool         // for a telephone: labels stand above the marks, and the type is larger for its width
	Grey   bool         // no colour
	Family *font.Family // nil means the embedded fonts
}

// Widths in points. Text is at least 9 points high at the figure's own width.
const (
	DefaultWidth = 540.0 // 720 CSS pixels, 190 mm
	NarrowWidth  = 216.0 // 288 CSS pixels: a telephone of 320 pixels less its margins
	leastWidth   = 180.0
)

// Pixels returns CSS pixels in points.
func Pixels(px float64) float64 { return px * 3 / 4 }

// Millimetres returns millimetres in points.
func Millimetres(mm float64) float64 { return mm * 72 / 25.4 }

// Lay returns the drawing of a figure. A figure whose parts do not fit each other, such as a heat map with a row too short, or a
// width too small to read, is an Invalid error.
func Lay(f Figure, o Options) (*sheet.Drawing, error) {
	if o.Width == 0 {
		o.Width = DefaultWidth
		if o.Narrow {
			o.Width = NarrowWidth
		}
	}
	if !(o.Width >= leastWidth && o.Width <= 10*DefaultWidth) {
		return nil, audit.Errorf(audit.Invalid, "a figure is %g to %g points wide, not %g", leastWidth, 10*DefaultWidth, o.Width)
	}
	if c, ok := f.(interface{ check() error }); ok {
		if err := c.check(); err != nil {
			return nil, err
		}
	}
	if o.Family == nil {
		o.Family = font.Default()
	}
	s := paper{sheet.New(o.Width, o.Narrow, o.Grey, o.Family)}
	f.lay(s)
	return s.Drawing(), nil
}

// SVG returns a figure as inline SVG. At DefaultWidth points it is at its natural size; the page may stretch it. See
// [sheet.Drawing.SVG] for what it holds. Besides the errors of [Lay], an ID that is not fit for a page is an Invalid error.
func SVG(f Figure, o Options) ([]byte, error) {
	d, err := Lay(f, o)
	if err != nil {
		return nil, err
	}
	t := f.about()
	return d.SVG(sheet.Header{ID: o.ID, Lang: o.Lang, Title: t.Title, Description: t.Description})
}
