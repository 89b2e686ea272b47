package sheet

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

// A Header is what an SVG says of itself.
type Header struct {
	ID          string // prefix of the ids in it
	Lang        string // BCP 47 tag; may be empty
	Title       string
	Description string
}

// SVG returns the drawing as an SVG element for a place in an HTML page or a file of its own. It has a viewBox in points and no
// fixed size, so the page sets the width. Title and description are tied to it by ids that begin with the header's. It carries
// presentation attributes only: no style, script, link or entity, so that a strict content security policy has nothing to block.
// The same drawing gives the same bytes.
//
// An ID that is empty or not made of letters, digits, hyphens and underscores is an Invalid error.
func (d *Drawing) SVG(h Header) ([]byte, error) {
	if !goodID.MatchString(h.ID) {
		return nil, &audit.Error{
			Kind: audit.Invalid, Text: "the id of a figure must begin with a letter and hold letters, digits, hyphens or underscores",
			Value: audit.Quote(h.ID),
		}
	}
	w := &svgWriter{ink: d.ink}
	fmt.Fprintf(w, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %s %s" role="img" aria-labelledby="%s-title %s-desc"`,
		num(d.Width), num(d.Height), h.ID, h.ID)
	if h.Lang != "" {
		fmt.Fprintf(w, ` lang="%s"`, html.EscapeString(clean(h.Lang)))
	}
	fmt.Fprintf(w, ` font-family="%s" font-size="%s" fill="%s">`+"\n", families, num(d.size), rgb(w.ink))
	fmt.Fprintf(w, "<title id=\"%s-title\">%s</title>\n", h.ID, html.EscapeString(strip(h.Title)))
	fmt.Fprintf(w, "<desc id=\"%s-desc\">%s</desc>\n", h.ID, html.EscapeString(strip(h.Description)))
	for _, p := range d.Pieces {
		switch p := p.(type) {
		case Shape:
			w.shape(p)
		case Label:
			w.label(p)
		}
	}
	w.WriteString("</svg>\n")
	return w.Bytes(), nil
}

// An svgWriter writes the elements of an SVG.
type svgWriter struct {
	bytes.Buffer
	ink color.NRGBA // what the root element has set already
}

func (w *svgWriter) label(l Label) {
	fmt.Fprintf(w, `<text x="%s" y="%s"`, num(l.At.X), num(l.At.Y))
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
func num(x float64) string { return strconv.FormatFloat(Round(x), 'f', -1, 64) }

func rgb(c color.NRGBA) string { return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B) }
