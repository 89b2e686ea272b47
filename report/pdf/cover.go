package pdf

import (
	"auditd/report"
	"auditd/report/pdf/tagged"
)

// cover sets the first page: what the report is, about which system and for whom, and the digests and codes by which it is
// verified.
func (c *composer) cover() {
	c.beginPage()
	c.page.Artifact(tagged.Layout)
	c.page.Rect(0, 0, pageWidth, 9, accentColour)
	e := c.file.Root().Child("Sect")
	c.y = 132
	line := func(text string, st style, below float64) {
		if text == "" {
			return
		}
		b := c.box(c.plain(text, st), st, marginLeft, measure, e.Child("P"))
		c.flow(&band{boxes: []*box{b}, leading: st.leading})
		c.space(below)
	}
	line(c.doc.Subtitle, c.st.subtitle, 10)
	line(c.doc.Title, titleStyle(c.st.title, c.doc.Title), 34)
	var fields, codes []report.Fact
	for _, f := range c.doc.Cover {
		fact := report.Fact{Term: report.Text{{Text: f.Name, Data: true}}, Text: report.Text{{Text: f.Value, Data: true, Code: f.Code}}}
		if f.Code {
			codes = append(codes, fact)
			continue
		}
		fields = append(fields, fact)
	}
	if len(fields) > 0 {
		c.pairs(e, fields, marginLeft, measure, 0.26, c.st.field)
	}
	c.identification(e, codes)
	e.Close()
}

// titleStyle makes long titles smaller.
func titleStyle(st style, title string) style {
	switch n := len([]rune(title)); {
	case n > 200:
		st.size, st.leading = st.size*0.5, st.leading*0.55
	case n > 90:
		st.size, st.leading = st.size*0.72, st.leading*0.74
	}
	return st
}

// identification sets the digests at the foot of the cover, with the query code for a camera beside them.
func (c *composer) identification(e *tagged.Element, codes []report.Fact) {
	if len(codes) == 0 && c.doc.Query == "" {
		return
	}
	c.space(30)
	bold := c.st.field
	bold.bold = true
	c.need(120)
	b := c.box(c.plain(c.doc.Words.Identification, bold), bold, marginLeft, measure, e.Child("P"))
	c.flow(&band{boxes: []*box{b}, leading: bold.leading})
	c.space(6)
	c.queryCode(e)
	if len(codes) > 0 {
		c.pairs(e, codes, marginLeft, measure-codeSide-24, 0.3, c.st.note)
	}
}

// codeSide is the side of the query code in points, 26 mm.
const codeSide = 74.0

// queryCode paints the query code as a QR code of level M at the right edge, beside what comes next. The page is its quiet zone
// (ISO/IEC 18004).
func (c *composer) queryCode(e *tagged.Element) {
	if c.doc.Query == "" {
		return
	}
	left, top := marginLeft+measure-codeSide, c.y+c.before()
	modules, ok := tagged.QRCode(c.doc.Query)
	if !ok {
		return // too long for a code: the query code stands among the fields in letters
	}
	figure := e.Child("Figure").Alt(c.doc.Words.Query + ": " + c.setter.Family.Readable(c.doc.Query))
	figure.Box(c.page, left, top, left+codeSide, top+codeSide)
	c.page.Mark(figure)
	c.page.Modules(modules, left, top, codeSide, inkColour)
	figure.Close()
}
