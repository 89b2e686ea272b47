package pdf

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"auditd/audit"
	"auditd/report"
	"auditd/report/figure"
	"auditd/report/figure/sheet"
)

// TestNothingLost: every text of the document is in the file, in the order of its letters.
func TestNothingLost(t *testing.T) {
	totext := tool(t, "pdftotext")
	for name, d := range documents(t) {
		path := filepath.Join(t.TempDir(), "r.pdf")
		if err := os.WriteFile(path, write(t, d, Options{Date: date}), 0o600); err != nil {
			t.Fatal(err)
		}
		pages := strings.Split(run(t, totext, "-raw", "-enc", "UTF-8", path, "-"), "\f")
		missing := lost(d, pages)
		for _, m := range missing[:min(len(missing), 10)] {
			t.Errorf("%s: lost %q", name, m)
		}
		if n := len(texts(d)); n < 100 {
			t.Errorf("%s: only %d texts were looked for", name, n)
		}
	}
}

// squeezed returns text without blanks, which lines and tables add and take away.
func squeezed(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}

// lost returns the texts of a document that are not on its pages. A text may begin on one page and end on the next, below
// the running head and above the footnotes.
func lost(d *report.Document, pages []string) []string {
	for i := range pages {
		pages[i] = squeezed(pages[i])
	}
	all := strings.Join(pages, "\f")
	var missing []string
	for _, text := range texts(d) {
		s := squeezed(text)
		if strings.Contains(all, s) || across(pages, s) {
			continue
		}
		missing = append(missing, text)
	}
	return missing
}

// across reports whether a text is divided among successive pages.
func across(pages []string, s string) bool {
	for i := range pages {
		rest := []rune(s)
		for k := i; k < len(pages) && len(rest) > 0; k++ {
			n := len(rest)
			for n > 0 && !strings.Contains(pages[k], string(rest[:n])) {
				n--
			}
			if n == 0 {
				break
			}
			rest = rest[n:]
		}
		if len(rest) == 0 {
			return true
		}
	}
	return false
}

// texts returns the texts of a document as they are shown.
func texts(d *report.Document) []string {
	var out []string
	add := func(s string) {
		if squeezed(s) != "" {
			out = append(out, s)
		}
	}
	var text func(t report.Text)
	text = func(t report.Text) {
		for _, s := range t {
			switch {
			case s.Foot != nil:
				text(s.Foot.Text)
				add(s.Foot.URL)
			case s.Verdict != nil:
				add(s.Verdict.Text)
			case s.Ref == "":
				add(visible(s.Text))
			}
		}
	}
	table := func(t *report.Table) {
		text(t.Caption)
		for _, c := range t.Columns {
			add(c.Title)
		}
		for _, r := range t.Rows {
			for _, c := range r {
				text(c.Text)
			}
		}
		for _, n := range t.Notes {
			text(n)
		}
	}
	add(d.Title)
	add(d.Subtitle)
	for _, f := range d.Cover {
		add(f.Name)
		add(f.Value)
	}
	for _, s := range d.Sections {
		text(s.Title)
		if s.Badge != nil {
			add(s.Badge.Text)
		}
		for _, b := range s.Blocks {
			switch b := b.(type) {
			case *report.Paragraph:
				text(b.Text)
			case *report.List:
				for _, i := range b.Items {
					text(i)
				}
			case *report.Facts:
				for _, f := range b.Items {
					text(f.Term)
					text(f.Text)
				}
			case *report.Note:
				add(b.Title)
				for _, p := range b.Text {
					text(p)
				}
			case *report.Table:
				table(b)
			case *report.Figure:
				text(b.Caption)
				for _, l := range labels(b, d.Lang) {
					add(l)
				}
				if b.Data != nil {
					table(b.Data)
				}
			case *report.Verdicts:
				for _, v := range b.Items {
					add(v.Badge.Text)
					text(v.Title)
					text(v.Text)
				}
			}
		}
	}
	return out
}

// labels are the texts of a plot, as wide as it is printed.
func labels(f *report.Figure, lang string) []string {
	var out []string
	d, err := figure.Lay(f.Plot.(figure.Figure), figure.Options{Lang: lang, Width: measure})
	if err != nil {
		return nil
	}
	for _, p := range d.Pieces {
		if l, ok := p.(sheet.Label); ok {
			out = append(out, strings.ReplaceAll(l.Text, "😀", geta))
		}
	}
	return out
}

// visible is how data are shown: hostile characters as escapes, those without a glyph as code points.
func visible(s string) string {
	return strings.NewReplacer("😀", "[U+1F600]", "ש", "[U+05E9]", "ל", "[U+05DC]", "ו", "[U+05D5]", "ם", "[U+05DD]").Replace(audit.Clean(s))
}
