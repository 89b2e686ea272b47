package pdf

import (
	"fmt"
	"io"
	"strings"

	"auditd/audit"
	"auditd/report"
	"auditd/report/pdf/layout"
	"auditd/report/pdf/tagged"
	"auditd/report/pdf/truetype"
)

// A composer fills pages from top to bottom. Its errors are kept: after the first one it goes on without effect, and compose
// returns it.
type composer struct {
	doc    *report.Document
	labels *report.Labels
	opt    Options
	setter *layout.Setter
	st     styles
	words  words
	file   *tagged.File
	known  places // of the pass before
	found  places // of this one
	err    error

	page     *tagged.Page
	number   int     // of the page
	y        float64 // where the next line begins, from the upper edge
	pending  float64 // space before it, given up at the top of a page
	fresh    bool    // nothing stands on the page yet
	repeated bool    // nothing but repeated heads of a table does

	foots     []*footnote // by number
	bottom    []noteLine  // lines of footnotes for the page being filled
	bottomIDs []int       // numbers of the footnotes that stand on it
	notes     int         // notes printed so far, for their identifiers

	floats []*float // figures that wait for the top of a page
	folded []folded // data tables for the annex
}

func newComposer(w io.Writer, d *report.Document, opt Options, faces *truetype.Family, known places) *composer {
	c := &composer{
		doc: d, labels: d.Labels(), opt: opt, setter: &layout.Setter{Family: faces, Chinese: isChinese(d.Lang)}, st: stylesFor(d.Lang), words: wordsFor(d.Lang),
		known: known, found: places{page: map[string]int{}},
	}
	c.file = tagged.New(w, faces, tagged.Metadata{
		Title: titleOf(d), Author: opt.Author, Subject: audit.Clean(d.Subtitle), Lang: d.Lang, Producer: opt.Producer, Date: opt.Date,
	})
	if opt.Signer != nil {
		c.file.Sign(opt.Signer, c.words.signature)
	}
	return c
}

// titleOf returns the title of the file, which must not be blank.
func titleOf(d *report.Document) string {
	for _, title := range []string{d.Title, d.Subtitle} {
		if strings.TrimSpace(title) != "" {
			return audit.Clean(title)
		}
	}
	return "auditd"
}

func (c *composer) fail(err error) {
	if c.err == nil && err != nil {
		c.err = err
	}
}

// limit is the lowest place for a line on the page being filled.
func (c *composer) limit() float64 { return pageHeight - marginBottom - c.notesHeight() }

// room is how much height is left on the page.
func (c *composer) room() float64 { return c.limit() - c.y - c.before() }

// before is the space that will stand before the next line.
func (c *composer) before() float64 {
	if c.fresh {
		return 0
	}
	return c.pending
}

// space asks for a height before the next line; of two demands the larger counts.
func (c *composer) space(h float64) { c.pending = max(c.pending, h) }

// advance uses up the space asked for and returns where the next line begins.
func (c *composer) advance(h float64) float64 {
	top := c.y + c.before()
	c.y = top + h
	c.pending, c.fresh = 0, false
	return top
}

// need begins a new page unless there is a height left on this one.
func (c *composer) need(h float64) {
	if !c.fresh && c.room() < h {
		c.newPage()
	}
}

// newPage finishes the page and begins the next one. Figures that wait stand at its top.
func (c *composer) newPage() {
	c.endPage()
	c.beginPage()
	c.placeFloats()
}

func (c *composer) beginPage() {
	c.page = c.file.NewPage(pageWidth, pageHeight)
	c.number++
	c.y, c.pending, c.fresh, c.repeated = marginTop, 0, true, false
	c.bottomIDs = nil
	if c.number > 1 {
		c.head()
	}
}

func (c *composer) endPage() {
	if c.page == nil {
		return
	}
	c.paintNotes()
	c.page.Finish()
	c.page = nil
}

// finish ends the last page.
func (c *composer) finish() {
	for c.err == nil && (len(c.floats) > 0 || len(c.bottom) > 0) {
		if len(c.floats) > 0 {
			c.newPage()
			continue
		}
		c.endPage()
		if len(c.bottom) > 0 {
			c.beginPage()
		}
	}
	c.endPage()
	c.found.total = c.number
}

// head paints the running head and foot: what the report is about, its date and the page. They are artifacts.
func (c *composer) head() {
	const size, top, foot = 8.0, 46.0, pageHeight - 36
	c.page.Artifact(tagged.Header)
	right := c.doc.Query
	edge := pageWidth - marginRight
	if right != "" {
		signs, end := c.setter.Family.Line(c.setter.Family.Readable(right), false, size, 0)
		truetype.Shift(signs, edge-end)
		c.page.Show(signs, top, size, mutedColour)
		edge -= end + 24
	}
	signs, _ := c.setter.Family.Line(c.setter.Family.Cut(c.setter.Family.Readable(c.doc.Title), edge-marginLeft, size), false, size, marginLeft)
	c.page.Show(signs, top, size, mutedColour)
	c.page.Rule(marginLeft, top+6, pageWidth-marginRight, top+6, 0.4, ruleColour)

	c.page.Artifact(tagged.Footer)
	signs, _ = c.setter.Family.Line(c.setter.Family.Readable(c.doc.Date), false, size, marginLeft)
	c.page.Show(signs, foot, size, mutedColour)
	signs, end := c.setter.Family.Line(fmt.Sprintf(c.doc.Words.Page, c.number, c.known.total), false, size, 0)
	truetype.Shift(signs, pageWidth-marginRight-end)
	c.page.Show(signs, foot, size, mutedColour)
}
