package html

import (
	"fmt"
	"html/template"
	"slices"
	"strings"

	"auditd/audit"
	"auditd/report"
	"auditd/report/figure"
)

// renderer turns blocks into HTML. Everything that comes from the document passes through esc; the strings written around it
// are constants of this file.
type renderer struct {
	d      *report.Document
	labels *report.Labels
	notes  []footnote
}

type footnote struct {
	N    int
	Text template.HTML
	URL  string
	Back string
}

func esc(s string) string { return template.HTMLEscapeString(s) }

func sprintf(format string, args ...any) string { return fmt.Sprintf(format, args...) }

func (r *renderer) section(s *report.Section) (*section, error) {
	out := &section{ID: s.ID, Number: r.labels.Number(s.ID), Title: r.text(s.Title), Badge: s.Badge}
	for _, b := range s.Blocks {
		h, err := r.block(b)
		if err != nil {
			return nil, err
		}
		out.Blocks = append(out.Blocks, h)
	}
	return out, nil
}

func (r *renderer) block(b report.Block) (template.HTML, error) {
	var w strings.Builder
	switch b := b.(type) {
	case *report.Paragraph:
		class := ""
		if b.Lead {
			class = ` class="lead"`
		}
		w.WriteString("<p" + class + ">" + string(r.text(b.Text)) + "</p>\n")
	case *report.List:
		r.list(&w, b)
	case *report.Facts:
		w.WriteString(`<dl class="facts">` + "\n")
		for _, f := range b.Items {
			w.WriteString("<div><dt>" + string(r.text(f.Term)) + "</dt><dd>" + string(r.text(f.Text)) + "</dd></div>\n")
		}
		w.WriteString("</dl>\n")
	case *report.Note:
		r.note(&w, b)
	case *report.Table:
		r.table(&w, b, r.labels.Name(b.ID))
	case *report.Figure:
		return r.figure(b)
	case *report.Verdicts:
		r.verdicts(&w, b)
	default:
		return "", audit.Errorf(audit.Internal, "html: block %T is not known", b)
	}
	return template.HTML(w.String()), nil
}

func (r *renderer) list(w *strings.Builder, l *report.List) {
	tag := "ul"
	if l.Ordered {
		tag = "ol"
	}
	w.WriteString("<" + tag + ">\n")
	for _, it := range l.Items {
		w.WriteString("<li>" + string(r.text(it)) + "</li>\n")
	}
	w.WriteString("</" + tag + ">\n")
}

// noteClass keeps a kind that is not known from becoming a class of its own.
func noteClass(k report.NoteKind) string {
	switch k {
	case report.NoteCaution, report.NoteLimit:
		return string(k)
	default:
		return string(report.NoteInfo)
	}
}

func (r *renderer) note(w *strings.Builder, n *report.Note) {
	w.WriteString(`<div class="note ` + noteClass(n.Kind) + `" role="note">` + "\n")
	if n.Title != "" {
		w.WriteString(`<p class="note-title">` + esc(n.Title) + "</p>\n")
	}
	if len(n.Text) == 1 {
		w.WriteString("<p>" + string(r.text(n.Text[0])) + "</p>\n")
	} else if len(n.Text) > 1 {
		r.list(w, &report.List{Items: n.Text})
	}
	w.WriteString("</div>\n")
}

func (r *renderer) verdicts(w *strings.Builder, v *report.Verdicts) {
	w.WriteString(`<ul class="verdicts">` + "\n")
	for _, it := range v.Items {
		fmt.Fprintf(w, `<li class="card %s">%s<p class="card-title">`, badgeClass(it.Badge.Shape), badge(it.Badge))
		if it.Ref != "" && r.labels.Name(it.Ref) != "" {
			fmt.Fprintf(w, `<a href="#%s">%s</a>`, esc(it.Ref), r.text(it.Title))
		} else {
			w.WriteString(string(r.text(it.Title)))
		}
		w.WriteString("</p><p>" + string(r.text(it.Text)) + "</p></li>\n")
	}
	w.WriteString("</ul>\n")
}

// table writes a table in a region that scrolls sideways by itself, so that the page never does.
func (r *renderer) table(w *strings.Builder, t *report.Table, label string) {
	id := esc(t.ID)
	fmt.Fprintf(w, `<div class="scroll" role="region" tabindex="0" aria-labelledby="%s-caption"><table id="%s"><caption id="%s-caption"><span class="caption"><span class="label">%s</span> %s</span></caption>`+"\n<thead><tr>",
		id, id, id, esc(label), r.text(t.Caption))
	for _, c := range t.Columns {
		fmt.Fprintf(w, `<th scope="col"%s>%s</th>`, alignClass(c.Align), esc(c.Title))
	}
	w.WriteString("</tr></thead>\n<tbody>\n")
	for _, row := range t.Rows {
		w.WriteString("<tr>")
		for i, c := range row {
			if c.Header {
				w.WriteString(`<th scope="row">` + string(r.text(c.Text)) + "</th>")
				continue
			}
			w.WriteString("<td" + alignClass(t.Columns[i].Align) + ">" + string(r.text(c.Text)) + "</td>")
		}
		w.WriteString("</tr>\n")
	}
	w.WriteString("</tbody></table></div>\n")
	for _, n := range t.Notes {
		w.WriteString(`<p class="table-note">` + string(r.text(n)) + "</p>\n")
	}
}

func alignClass(a report.Align) string {
	if a == report.Right {
		return ` class="num"`
	}
	return ""
}

// figure writes the plot twice, for wide and for narrow windows; the style sheet shows one of them. Its data follow as a table,
// folded when they only repeat the figure.
func (r *renderer) figure(f *report.Figure) (template.HTML, error) {
	label := r.labels.Name(f.ID)
	var w strings.Builder
	fmt.Fprintf(&w, `<figure id="%s">`+"\n", esc(f.ID))
	for _, narrow := range []bool{false, true} {
		class, suffix := "wide", "-wide"
		if narrow {
			class, suffix = "narrow", "-narrow"
		}
		plot, ok := f.Plot.(figure.Figure)
		if !ok {
			return "", audit.Errorf(audit.Internal, "html: figure %s holds %T, which cannot be drawn", f.ID, f.Plot)
		}
		svg, err := figure.SVG(plot, figure.Options{ID: f.ID + suffix, Lang: r.d.Lang, Narrow: narrow})
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&w, `<div class="plot %s">`, class)
		w.Write(svg)
		w.WriteString("</div>\n")
	}
	fmt.Fprintf(&w, `<figcaption><span class="label">%s</span> %s</figcaption>`+"\n</figure>\n", esc(label), r.text(f.Caption))
	if f.Data == nil {
		return template.HTML(w.String()), nil
	}
	if f.Folded {
		fmt.Fprintf(&w, `<details class="data"><summary>%s</summary>`+"\n", esc(sprintf(r.d.Words.Data, label)))
		r.table(&w, f.Data, sprintf(r.d.Words.Data, label))
		w.WriteString("</details>\n")
	} else {
		r.table(&w, f.Data, sprintf(r.d.Words.Data, label))
	}
	return template.HTML(w.String()), nil
}

// text writes spans. Footnotes are numbered in the order in which they are met.
func (r *renderer) text(t report.Text) template.HTML {
	var w strings.Builder
	for _, s := range t {
		r.span(&w, s)
	}
	return template.HTML(w.String())
}

func (r *renderer) span(w *strings.Builder, s report.Span) {
	switch {
	case s.Ref != "":
		fmt.Fprintf(w, `<a href="#%s">%s</a>`, esc(s.Ref), esc(r.labels.Name(s.Ref)))
	case s.Foot != nil:
		r.foot(w, s.Foot)
	case s.Verdict != nil:
		w.WriteString(badge(*s.Verdict))
	default:
		open, closing := "", ""
		wrap := func(tag, attributes string) { open, closing = open+"<"+tag+attributes+">", "</"+tag+">"+closing }
		if s.Strong {
			wrap("strong", "")
		}
		if s.Code {
			wrap("code", "")
		}
		if s.Data {
			wrap("bdi", "")
		}
		if s.Lang != "" {
			wrap("span", ` lang="`+esc(s.Lang)+`"`)
		}
		w.WriteString(open + esc(s.Text) + closing)
	}
}

// foot writes the mark of a footnote. The same note occurs once in the list, however often the text refers to it; its link
// leads back to the first place.
func (r *renderer) foot(w *strings.Builder, f *report.Foot) {
	text := r.text(f.Text)
	n := slices.IndexFunc(r.notes, func(x footnote) bool { return x.Text == text && x.URL == f.URL }) + 1
	id := ""
	if n == 0 {
		n = len(r.notes) + 1
		r.notes = append(r.notes, footnote{N: n, Text: text, URL: f.URL, Back: sprintf(r.d.Words.Back, n)})
		id = fmt.Sprintf(` id="footnote-ref-%d"`, n)
	}
	fmt.Fprintf(w, `<sup class="foot"><a%s href="#footnote-%d" role="doc-noteref" aria-label="%s">%d</a></sup>`, id, n, esc(sprintf(r.d.Words.Footnote, n)), n)
}
