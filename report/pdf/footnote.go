package pdf

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"

	"auditd/report"
	"auditd/report/pdf/layout"
	"auditd/report/pdf/tagged"
)

// A footnote is numbered where its text first occurs, as in the HTML report. It stands at the bottom of every page that refers
// to it, since a reader of paper cannot follow a link.
type footnote struct {
	number int
	foot   *report.Foot
	name   string // of its destination on the page being filled
}

// A noteLine is a line of a footnote that waits for the bottom of the page.
type noteLine struct {
	box  *box
	line int
	name string // of the destination at its first line
}

// noteUse is the room that footnotes of a band would take on a page.
type noteUse struct {
	numbers []int
	height  float64
}

// Most lines of one footnote that must stand on the page that refers to it; the rest goes on at the bottom of the next.
const mostNoteLines = 12

// Space between the text and the footnotes, with a short rule in it.
const noteSpace = 13.0

// footMark adds the mark of a footnote.
func (c *composer) footMark(s *styled, f *report.Foot) {
	i := slices.IndexFunc(c.foots, func(x *footnote) bool {
		return x.foot == f || x.foot.URL == f.URL && reflect.DeepEqual(x.foot.Text, f.Text)
	})
	if i < 0 {
		i = len(c.foots)
		c.foots = append(c.foots, &footnote{number: i + 1, foot: f})
	}
	n := c.foots[i]
	mark := inline{colour: linkColour, foot: n, to: "note", says: fmt.Sprintf(c.doc.Words.Footnote, n.number)}
	s.runs = append(s.runs, layout.Run{Text: strconv.Itoa(n.number), Size: s.st.size * 0.68, Rise: s.st.size * 0.36, Tied: true, Mark: &mark})
}

// noteBox lays a footnote out. e is nil when only its height is asked for.
func (c *composer) noteBox(n *footnote, e *tagged.Element) *box {
	st := c.st.note
	// The number hangs in the margin of the note.
	runs := slices.Concat(c.plain(strconv.Itoa(n.number)+" ", st), c.runs(n.foot.Text, st))
	if n.foot.URL != "" {
		link := inline{colour: linkColour, url: n.foot.URL, says: n.foot.URL}
		runs = append(runs, layout.Run{Text: " ", Size: st.size, Mark: &inline{colour: st.colour}},
			layout.Run{Text: n.foot.URL, Size: st.size, Code: true, Mark: &link})
	}
	return c.box(runs, st, marginLeft, c.st.width, e)
}

// countNotes adds the footnotes of a line that are not on the page yet.
func (c *composer) countNotes(u *noteUse, l layout.Line) {
	for i := range l.Parts {
		in := l.Parts[i].Run.Mark.(*inline)
		if in.foot == nil || slices.Contains(c.bottomIDs, in.foot.number) || slices.Contains(u.numbers, in.foot.number) {
			continue
		}
		u.numbers = append(u.numbers, in.foot.number)
		if u.height == 0 && len(c.bottom) == 0 {
			u.height = noteSpace
		}
		u.height += float64(min(len(c.noteBox(in.foot, nil).lines), mostNoteLines)) * c.st.note.leading
	}
}

// refer leads the mark of a footnote to its text on the page, and reports whether the text has yet to be put there.
func (c *composer) refer(in *inline) (isNew bool) {
	n := in.foot
	if !slices.Contains(c.bottomIDs, n.number) {
		c.notes++
		n.name = fmt.Sprintf("pdf.note.%06d", c.notes)
		c.bottomIDs = append(c.bottomIDs, n.number)
		isNew = true
	}
	in.to = n.name
	return isNew
}

// print queues the lines of a footnote for the bottom of the page. Its element follows the reference to it.
func (c *composer) print(n *footnote, parent *tagged.Element) {
	b := c.noteBox(n, parent.Child("Note").ID(n.name))
	for i := range b.lines {
		c.bottom = append(c.bottom, noteLine{b, i, n.name})
	}
}

// notesHeight is the height of the footnotes of the page.
func (c *composer) notesHeight() float64 {
	if len(c.bottom) == 0 {
		return 0
	}
	return noteSpace + float64(min(len(c.bottom), c.mostBottom()))*c.st.note.leading
}

// mostBottom is how many lines of footnotes a page holds at most: what is longer goes on at the bottom of the next page.
func (c *composer) mostBottom() int {
	return int((pageHeight - marginTop - marginBottom) * 0.6 / c.st.note.leading)
}

// paintNotes paints the footnotes at the bottom of the page that is being finished.
func (c *composer) paintNotes() {
	if len(c.bottom) == 0 {
		return
	}
	st := c.st.note
	// Text that had to be set may have left less room than there was.
	n := min(len(c.bottom), c.mostBottom(), int((pageHeight-marginBottom-noteSpace-c.y+0.01)/st.leading))
	if n <= 0 {
		return
	}
	y := pageHeight - marginBottom - float64(n)*st.leading
	c.page.Artifact(tagged.Layout)
	c.page.Rule(marginLeft, y-5, marginLeft+90, y-5, 0.5, ruleColour)
	for _, l := range c.bottom[:n] {
		if l.line == 0 {
			c.page.Destination(l.name, y)
		}
		c.paintLine(l.box, &l.box.lines[l.line], y+(st.leading-st.size)/2+ascent*st.size)
		y += st.leading
		if l.line == len(l.box.lines)-1 {
			l.box.close()
		}
	}
	c.bottom = slices.Clone(c.bottom[n:])
}
