package figure

import (
	"bytes"
	"fmt"
	"html"
	"image/color"
	"regexp"
	"strconv"
	"strings"

	"auditd/audit"
)

// families are the fonts a browser is asked for, the report's own first. The SVG embeds none.
const families = "'Noto Sans SC','Source Han Sans SC','Noto Sans CJK SC','PingFang SC','Microsoft YaHei',sans-serif"

var goodID = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]{0,79}$`)

// SVG returns a figure as an SVG element for a place in an HTML page or a file of its own. It has a viewBox in points and no
// fixed size, so the page sets the width; at DefaultWidth points it is at its natural size. Title and description are tied to
// it by ids that begin with Options.ID. It carries presentation attributes only: no style, script, link or entity, so that a
// strict content security policy has nothing to block. The same figure and options give the same bytes.
//
// Besides the errors of [Lay], an ID that is empty or not made of letters, digits, hyphens and underscores is an Invalid error.
func SVG(f Figure, o Options) ([]byte, error) {
	if !goodID.MatchString(o.ID) {
		return nil, &audit.Error{Kind: audit.Invalid, Text: "the id of a figure must begin with a letter and hold letters, digits, hyphens or underscores",
			Value: audit.Quote(o.ID)}
	}
	d, err := Lay(f, o)
	if err != nil {
		return nil, err
	}
	about := f.about()
	w := &svgWriter{ink: colours.ink}
	if o.Grey {
		w.ink = greys.ink
	}
	fmt.Fprintf(w, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %s %s" role="img" aria-labelledby="%s-title %s-desc"`,
		num(d.Width), num(d.Height), o.ID, o.ID)
	if o.Lang != "" {
		fmt.Fprintf(w, ` lang="%s"`, html.EscapeString(clean(o.Lang)))
	}
	fmt.Fprintf(w, ` font-family="%s" font-size="%s" fill="%s">`+"\n", families, num(size(o)), rgb(w.ink))
	fmt.Fprintf(w, "<title id=\"%s-title\">%s</title>\n", o.ID, html.EscapeString(strip(about.Title)))
	fmt.Fprintf(w, "<desc id=\"%s-desc\">%s</desc>\n", o.ID, html.EscapeString(strip(about.Description)))
	for _, p := range d.Pieces {
		switch p := p.(type) {
		case Shape:
			w.shape(p)
		case Label:
			w.label(p, size(o))
		}
	}
	w.WriteString("</svg>\n")
	return w.Bytes(), nil
}

// size is the type size that the root element sets for all labels.
func size(o Options) float64 {
	if o.Narrow {
		return narrowSize
	}
	return wideSize
}

type svgWriter struct {
	bytes.Buffer
	ink color.NRGBA // what the root element has set already
}

func (w *svgWriter) label(l Label, size float64) {
	fmt.Fprintf(w, `<text x="%s" y="%s"`, num(l.At.X), num(l.At.Y))
	if l.Size != size {
		fmt.Fprintf(w, ` font-size="%s"`, num(l.Size))
	}
	if l.Bold {
		w.WriteString(` font-weight="700"`)
	}
	switch l.Anchor {
	case Middle:
		w.WriteString(` text-anchor="middle"`)
	case End:
		w.WriteString(` text-anchor="end"`)
	}
	if l.Colour != w.ink {
		fmt.Fprintf(w, ` fill="%s"`, rgb(l.Colour))
	}
	fmt.Fprintf(w, ">%s</text>\n", html.EscapeString(l.Text))
}

func (w *svgWriter) shape(s Shape) {
	switch {
	case s.Radius > 0:
		fmt.Fprintf(w, `<circle cx="%s" cy="%s" r="%s"`, num(s.Points[0].X), num(s.Points[0].Y), num(s.Radius))
	case len(s.Points) == 2:
		a, b := s.Points[0], s.Points[1]
		fmt.Fprintf(w, `<path d="M%s %sL%s %s"`, num(a.X), num(a.Y), num(b.X), num(b.Y))
	default:
		w.WriteString(`<path d="`)
		for i, p := range s.Points {
			op := "L"
			if i == 0 {
				op = "M"
			}
			w.WriteString(op + num(p.X) + " " + num(p.Y))
		}
		if s.Closed {
			w.WriteString("Z")
		}
		w.WriteString(`"`)
	}
	w.paint(s)
	w.WriteString("/>\n")
}

// paint writes the attributes that differ from what an SVG element has by itself or inherits from the root.
func (w *svgWriter) paint(s Shape) {
	switch {
	case s.Fill.A == 0:
		w.WriteString(` fill="none"`)
	case s.Fill != w.ink:
		fmt.Fprintf(w, ` fill="%s"`, rgb(s.Fill))
	}
	if s.Stroke.A == 0 || s.Width <= 0 {
		return
	}
	fmt.Fprintf(w, ` stroke="%s"`, rgb(s.Stroke))
	if s.Width != 1 {
		fmt.Fprintf(w, ` stroke-width="%s"`, num(s.Width))
	}
	if len(s.Dash) > 0 {
		parts := make([]string, len(s.Dash))
		for i, d := range s.Dash {
			parts[i] = num(d)
		}
		fmt.Fprintf(w, ` stroke-dasharray="%s"`, strings.Join(parts, " "))
	}
}

// num writes a coordinate with at most three decimals.
func num(x float64) string { return strconv.FormatFloat(round(x), 'f', -1, 64) }

func rgb(c color.NRGBA) string { return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B) }
