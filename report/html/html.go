// Package html writes a report as one self-contained HTML file: no script, no request, a content security policy that forbids
// both, figures as inline SVG with their numbers as tables beside them. It reads at 320 pixels, on paper and by ear.
//
// It does not know what the report says: it takes a [report.Document] in either language and adds no word of its own.
package html

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"html/template"
	"io"

	"auditd/audit"
	"auditd/report"
)

//go:embed report.css
var css string

//go:embed report.html.tmpl
var source string

// MaxEmbedded is the size in bytes up to which an attachment is embedded as a link that holds it; a larger one is linked by its
// name, to lie beside the report.
const MaxEmbedded = 256 << 10

// page is what the template sees.
type page struct {
	D           *report.Document
	CSS         template.CSS
	Policy      string
	Head        *section   // the summary
	Parts       []*section // sections of level 1 after the summary, with their subsections
	Facts       []report.Field
	Codes       []report.Field
	Notes       []footnote
	Attachments []attachment
}

// A section is a numbered section with the subsections below it.
type section struct {
	ID, Number string
	Title      template.HTML
	Badge      *report.Badge
	Blocks     []template.HTML
	Sub        []*section
}

type attachment struct {
	report.Attachment
	Label    string
	URL      template.URL
	Embedded bool
}

// Write writes the document as HTML. The same document gives the same bytes. The error is that of w, or Internal when a figure
// of the document cannot be drawn.
func Write(w io.Writer, d *report.Document) error {
	r := &renderer{d: d, labels: d.Labels()}
	p := &page{D: d, CSS: template.CSS(css), Policy: policy()}
	for i := range d.Sections {
		s, err := r.section(&d.Sections[i])
		if err != nil {
			return err
		}
		switch {
		case i == 0:
			p.Head = s
		case d.Sections[i].Level == 1:
			p.Parts = append(p.Parts, s)
		case len(p.Parts) == 0:
			p.Head.Sub = append(p.Head.Sub, s)
		default:
			last := p.Parts[len(p.Parts)-1]
			last.Sub = append(last.Sub, s)
		}
	}
	for _, f := range d.Cover {
		if f.Code {
			p.Codes = append(p.Codes, f)
		} else {
			p.Facts = append(p.Facts, f)
		}
	}
	for _, a := range d.Attachments {
		link, err := attach(a, d.Words.Download)
		if err != nil {
			return err
		}
		p.Attachments = append(p.Attachments, link)
	}
	p.Notes = r.notes
	var b bytes.Buffer
	if err := page0.Execute(&b, p); err != nil {
		return audit.Errorf(audit.Internal, "report template: %w", err)
	}
	_, err := w.Write(b.Bytes())
	return err
}

// policy is the content security policy: nothing may load, run or be sent; the one style sheet is named by its hash.
func policy() string {
	sum := sha256.Sum256([]byte(css))
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; img-src data:; base-uri 'none'; form-action 'none'"
}

// attach makes the link of an attachment.
func attach(a report.Attachment, words string) (attachment, error) {
	out := attachment{Attachment: a, Label: sprintf(words, a.Name, a.Size)}
	if a.Bytes > MaxEmbedded {
		return out, nil
	}
	data, err := a.Content()
	if err != nil {
		return out, err
	}
	out.Embedded = true
	out.URL = template.URL("data:" + a.MIME + ";base64," + base64.StdEncoding.EncodeToString(data)) // our own name and bytes
	return out, nil
}

var page0 = template.Must(template.New("report").Parse(source))
