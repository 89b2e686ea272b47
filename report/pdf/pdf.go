// Package pdf writes a report as one PDF file that is PDF/A-3a and PDF/UA-1 at once: cover, summary, contents with page numbers,
// sections with footnotes, tables and figures, attachments, and a signature where one is asked for.
//
// Packages below it know the parts: object the file format, truetype the font, tagged the structure and its pages, layout the
// lines, sign the signature; check reads a file and names what is wrong with it. This package knows what a report looks like on
// paper. It computes no number of the report and has no clock.
package pdf

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"auditd/audit"
	"auditd/report"
	"auditd/report/font"
	"auditd/report/pdf/tagged"
	"auditd/report/pdf/truetype"
)

// Options are what the file needs besides the document. The zero value is ready to use.
type Options struct {
	Date     time.Time     // of creation, in the metadata; the zero time writes none
	Author   string        // the office that issues the report; empty writes none
	Producer string        // name and version of the program; empty writes "auditd"
	FontPath string        // a complete TrueType font for characters that the embedded ones lack; empty for none
	Signer   tagged.Signer // nil leaves the file unsigned
}

// Write writes a document. The same document and options give the same bytes. Pages leave for w as they are finished, so what was
// written before an error is not a file.
//
// A character of the program's own words without a glyph is an Invalid error that names it. A character of the data without
// one is written as its code point in brackets, so that no name can make a report impossible.
func Write(w io.Writer, d *report.Document, opt Options) error {
	if opt.Signer != nil && opt.Date.IsZero() {
		return audit.Errorf(audit.Invalid, "a signed report needs a date")
	}
	if opt.Producer == "" {
		opt.Producer = "auditd"
	}
	family, err := font.Open(opt.FontPath)
	if err != nil {
		return err
	}
	faces, err := truetype.NewFamilyOf(family)
	if err != nil {
		return err
	}
	// The first pass finds out on which page everything stands; the second prints those numbers. They take the same room
	// whatever they are, so the pages do not move.
	counted, err := compose(nil, d, opt, faces, places{})
	if err != nil {
		return err
	}
	written, err := compose(w, d, opt, faces, counted)
	if err != nil {
		return err
	}
	if !written.equal(counted) {
		return audit.Errorf(audit.Internal, "pdf: the pages moved between the passes")
	}
	return nil
}

// places are the page numbers of a document.
type places struct {
	total int
	page  map[string]int // by ID of a section
}

func (p places) equal(q places) bool { return p.total == q.total && maps.Equal(p.page, q.page) }

// compose lays the document out, and writes it unless w is nil.
func compose(w io.Writer, d *report.Document, opt Options, faces *truetype.Family, known places) (places, error) {
	c := newComposer(w, d, opt, faces, known)
	c.cover()
	c.contents()
	summary := summaryEnd(d)
	for i := range d.Sections {
		// The summary begins a page, and has it for itself when it fits.
		if i == 0 || i == summary && c.found.page[d.Sections[0].ID] == c.number {
			c.newPage()
		}
		c.section(i)
	}
	c.annex()
	c.finish()
	if c.err != nil || w == nil {
		return c.found, c.err
	}
	if err := attach(c.file, d.Attachments); err != nil {
		return places{}, err
	}
	return c.found, c.file.Close()
}

// summaryEnd returns the index of the first section after the summary and its parts.
func summaryEnd(d *report.Document) int {
	for i := 1; i < len(d.Sections); i++ {
		if d.Sections[i].Level == 1 {
			return i
		}
	}
	return len(d.Sections)
}

// attach adds the attachments in the order of their names.
func attach(f *tagged.File, attachments []report.Attachment) error {
	for _, a := range slices.SortedFunc(slices.Values(attachments), func(a, b report.Attachment) int { return strings.Compare(a.Name, b.Name) }) {
		data, err := a.Content()
		if err != nil {
			return fmt.Errorf("reading the attachment %s: %w", audit.Clean(a.Name), err)
		}
		f.Attach(tagged.Attachment{Name: audit.Clean(a.Name), MIME: a.MIME, Description: audit.Clean(a.Description), SHA256: a.SHA256, Data: data})
	}
	return nil
}
