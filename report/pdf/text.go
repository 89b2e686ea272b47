package pdf

import (
	"image/color"
	"strings"
	"unicode"
	"unicode/utf8"

	"auditd/audit"
	"auditd/report"
	"auditd/report/pdf/layout"
	"auditd/report/pdf/tagged"
	"auditd/report/pdf/truetype"
)

// An inline is what the signs of a run are besides text: a span, a link, the mark of a footnote, a badge. Its element of the
// structure is made when its first sign is painted, so that elements stand in reading order.
type inline struct {
	colour color.NRGBA
	span   bool   // has an element of its own
	lang   string // BCP 47, empty for the document's
	actual string // what the signs stand for
	to     string // destination of a link within the file
	url    string // address of a link outside
	says   string // text of a link for a screen reader
	foot   *footnote
	badge  *report.Badge

	outer, element *tagged.Element
}

// styled is text on its way into lines.
type styled struct {
	runs []layout.Run
	st   style
}

// runs turns spans into runs.
func (c *composer) runs(t report.Text, st style) []layout.Run {
	s := styled{st: st}
	for _, span := range t {
		c.span(&s, span)
	}
	return s.runs
}

// plain turns a text without spans into runs. Such texts are titles and values, so characters without a glyph are shown by their
// code points.
func (c *composer) plain(text string, st style) []layout.Run {
	s := styled{st: st}
	c.data(&s, text, inline{colour: st.colour}, false, st.bold)
	return s.runs
}

func (c *composer) span(s *styled, span report.Span) {
	base := inline{colour: s.st.colour}
	switch {
	case span.Ref != "":
		base.colour, base.to, base.says = linkColour, span.Ref, c.labels.Name(span.Ref)
		c.own(s, base.says, base, s.st.bold)
	case span.Foot != nil:
		c.footMark(s, span.Foot)
	case span.Verdict != nil:
		c.badgeRuns(s, span.Verdict)
	case span.Data || span.Code:
		base.lang = spanLang(span, c.doc.Lang)
		base.span = base.lang != "" || span.Code
		c.data(s, span.Text, base, span.Code, s.st.bold || span.Strong)
	default:
		base.lang = spanLang(span, c.doc.Lang)
		base.span = base.lang != "" || span.Strong && !s.st.bold
		c.own(s, span.Text, base, s.st.bold || span.Strong)
	}
}

// spanLang returns the language of a span where it differs from the document's. Data in ideographs within a report in another
// language is Chinese as far as anybody can tell; of letters nothing can be told.
func spanLang(span report.Span, lang string) string {
	switch {
	case span.Lang != "" && span.Lang != lang:
		return span.Lang
	case span.Data && span.Lang == "" && !isChinese(lang) && strings.ContainsFunc(span.Text, func(r rune) bool { return unicode.Is(unicode.Han, r) }):
		return "zh"
	default:
		return ""
	}
}

// own adds words of the program. A missing glyph is found when they are measured.
func (c *composer) own(s *styled, text string, in inline, bold bool) {
	if text == "" {
		return
	}
	mark := in
	s.runs = append(s.runs, layout.Run{Text: audit.Clean(text), Size: s.st.size, Bold: bold, Mark: &mark})
}

// data adds text of the data. Control characters and those that change direction are shown as escapes. A character that no face
// has, or that would have to be set from right to left, is shown as its code point in brackets; the file says which
// character is meant.
func (c *composer) data(s *styled, text string, in inline, code, bold bool) {
	text = audit.Clean(text)
	size := s.st.size
	if code {
		size *= 0.94
	}
	for len(text) > 0 {
		first, _ := utf8.DecodeRuneInString(text)
		shown := c.setter.Family.Draws(first, bold)
		n := strings.IndexFunc(text, func(r rune) bool { return c.setter.Family.Draws(r, bold) != shown })
		if n < 0 {
			n = len(text)
		}
		mark, stretch := in, text[:n]
		if !shown {
			mark.span, mark.actual = true, stretch
			stretch = truetype.CodePoints(stretch)
		}
		s.runs = append(s.runs, layout.Run{Text: stretch, Size: size, Bold: bold, Code: code, Mark: &mark})
		text = text[n:]
	}
}

// badgeRuns adds a verdict: its shape, then its word.
func (c *composer) badgeRuns(s *styled, b *report.Badge) {
	mark := inline{colour: verdictColour(b.Shape), badge: b, span: true}
	s.runs = append(s.runs,
		layout.Run{Size: s.st.size, Box: s.st.size * 1.12, Mark: &mark},
		layout.Run{Text: audit.Clean(b.Text), Size: s.st.size, Bold: true, Tied: true, Kept: true, Mark: &mark})
}
