package pdf

import (
	"bytes"
	"strings"
	"testing"

	"auditd/audit"
	"auditd/report"
	"auditd/report/pdf/check"
	"auditd/report/pdf/pdftest"
)

// corpus are names and values that want to be more than text.
func corpus() []string {
	return []string{
		`) Tj ET Q q BT (`, `>> endobj 1 0 obj << /Type /Catalog >>`, `\) \\ \( \n \053`, "endstream endobj\nxref\n", "<</JS(app.alert(1))/S/JavaScript>>",
		"%PDF-1.7\n%%EOF", "]TJ<feff>Tj", "/Artifact BMC", "EMC EMC EMC", "<rdf:li>&amp;]]><?xpacket end='r'?>",
		"a\u202egnp.exe", "\u2066isolated\u2069", "zero\u200bwidth\u200djoin\ufeff", "\x00\x01\x1b[31mred", "tab\tnew\nline\r", "\xff\xfe invalid",
		"😀👨‍👩‍👧", "שלום עולם", "مرحبا", "བོད་", "𠅤𠮷", "\u2028\u2029", "e\u0301\u0323\u0327combining", "", " ", "\u00a0\u3000",
		strings.Repeat("x", 10_000), strings.Repeat("汉", 10_000), strings.Repeat("word ", 2_000), strings.Repeat("“（", 200), strings.Repeat("，", 300), strings.Repeat(")", 500),
	}
}

// hostileDocument puts every value of the corpus into every place that data may reach.
func hostileDocument(lang string) *report.Document {
	d := pdftest.Document(lang)
	d.Title, d.Query = corpus()[0]+corpus()[10], "K\u202e(7)"
	d.Sections = d.Sections[:1]
	d.Sections[0].Blocks = nil
	table := &report.Table{ID: "t", Caption: report.Text{{Text: corpus()[3], Data: true}}, Columns: []report.TableColumn{{Title: "A"}, {Title: corpus()[6], Align: report.Right}, {Title: "C"}}}
	facts, list := &report.Facts{}, &report.List{}
	for _, s := range corpus() {
		data := report.Text{{Text: s, Data: true}}
		table.Rows = append(table.Rows, []report.TableCell{{Text: data, Header: true}, {Text: report.Text{{Text: s, Code: true}}}, {Text: report.Text{{Text: "1"}}}})
		facts.Items = append(facts.Items, report.Fact{Term: data, Text: report.Text{{Text: s, Code: true, Data: true}}})
		list.Items = append(list.Items, report.Text{{Text: s, Data: true, Strong: true}, {Foot: &report.Foot{Text: data}}})
		d.Cover = append(d.Cover, report.Field{Name: "name", Value: s, Code: len(s)%2 == 0})
	}
	d.Sections[0].Title = report.Text{{Text: corpus()[1], Data: true}}
	d.Sections[0].Blocks = []report.Block{&report.Paragraph{Text: report.Text{{Text: corpus()[26], Data: true}}}, list, facts, table}
	return d
}

// TestHostile: nothing but text comes out of hostile values, in a file without a fault.
func TestHostile(t *testing.T) {
	for _, lang := range pdftest.Languages {
		got := write(t, hostileDocument(lang), Options{Date: date})
		faults, err := check.File(bytes.NewReader(got))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range faults {
			t.Errorf("%s: %v", lang, f)
		}
	}
}

// TestHostileAudit puts hostile names into an audit, from which the whole report is made.
func TestHostileAudit(t *testing.T) {
	for _, lang := range report.Languages {
		for i, s := range corpus() {
			if len(s) > 400 && testing.Short() {
				continue
			}
			a := example(t)
			a.Plan.Title, a.Plan.System.Name = s, s
			rename(a, s)
			if i%4 != 0 && len(s) < 400 {
				continue // all values reach all places in TestHostile; here a few go through the whole report
			}
			d := document(t, a, options(lang))
			faults, err := check.File(bytes.NewReader(write(t, d, Options{Date: date})))
			if err != nil {
				t.Fatalf("%.20q: %v", s, err)
			}
			for _, f := range faults {
				t.Errorf("%.20q: %v", s, f)
			}
		}
	}
}

// rename gives a group of the audit a hostile name, wherever it occurs.
func rename(a *audit.Audit, s string) {
	change := func(g audit.Group) {
		for k := range g {
			if g[k].Value == "朝鲜族" {
				g[k].Value = s
			}
		}
	}
	for i := range a.Estimates {
		change(a.Estimates[i].Group)
	}
	for i := range a.Comparisons {
		change(a.Comparisons[i].Group)
	}
	for i := range a.Findings {
		change(a.Findings[i].Group)
	}
}

// TestMissingGlyph: the program's own words must have glyphs, and the error names the character and the remedy.
func TestMissingGlyph(t *testing.T) {
	d := pdftest.Document("en-GB")
	d.Sections[0].Blocks = []report.Block{&report.Paragraph{Text: report.Text{{Text: "rare 𠅤"}}}}
	err := Write(&bytes.Buffer{}, d, Options{})
	if audit.KindOf(err) != audit.Invalid || !strings.Contains(err.Error(), "𠅤 (U+20164)") || !strings.Contains(err.Error(), "path of a font") {
		t.Errorf("error %v", err)
	}
}

// FuzzData: whatever a value is, the file is written and has no fault.
func FuzzData(f *testing.F) {
	for _, s := range corpus() {
		if len(s) < 1000 {
			f.Add(s)
		}
	}
	f.Fuzz(func(t *testing.T, s string) {
		d := pdftest.Document("zh-CN")
		d.Sections = d.Sections[:1]
		d.Sections[0].Blocks = []report.Block{
			&report.Paragraph{Text: report.Text{{Text: s, Data: true}, {Text: s, Code: true}, {Foot: &report.Foot{Text: report.Text{{Text: s, Data: true}}}}}},
			&report.Table{ID: "t", Columns: []report.TableColumn{{Title: s}, {Title: "B", Align: report.Right}}, Rows: [][]report.TableCell{{{Text: report.Text{{Text: s, Data: true}}}, {Text: report.Text{{Text: "1"}}}}}},
		}
		faults, err := check.File(bytes.NewReader(write(t, d, Options{})))
		if err != nil || len(faults) > 0 {
			t.Errorf("%q: %v %v", s, err, faults)
		}
	})
}
