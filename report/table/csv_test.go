package table_test

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"

	"auditd/report/table"
)

func TestNeutral(t *testing.T) {
	for _, c := range []struct{ text, want, why string }{
		{"", "", "nothing to protect"},
		{"Female", "Female", "a plain text"},
		{"<25", "<25", "no program takes it for a formula"},
		{">=65", ">=65", "the sign of a formula stands inside"},
		{"a=b", "a=b", "likewise"},
		{"=1+1", "'=1+1", "a formula"},
		{"-1.5", "'-1.5", "a text; as a number it is written as such"},
		{"+86", "'+86", "a text"},
		{"@SUM(A1)", "'@SUM(A1)", "a formula of Lotus 1-2-3 that Excel takes"},
		{"＝1+1", "'＝1+1", "full width"},
		{"  =1+1", "'  =1+1", "blanks that a program strips"},
		{"\u200b=1+1", "'\u200b=1+1", "a character without width"},
		{"\x00=1+1", "'\x00=1+1", "a control character that a program strips"},
		{"\tx", "'\tx", "a tab"},
		{"'quoted", "''quoted", "so that removing one apostrophe gives the text back"},
		{"a;=1+1", "a;'=1+1", "a program that separates at semicolons finds a formula"},
		{"a\n-2", "a\n'-2", "likewise with lines"},
		{"a;b", "a;b", "nothing to protect"},
		{`a;"=1+1"`, `a;'"=1+1"`, "a quote that a program removes"},
	} {
		if got := table.Neutral(c.text); got != c.want {
			t.Errorf("%q: %q, want %q: %s", c.text, got, c.want, c.why)
		}
	}
}

// FuzzNeutral holds any text to two properties: it can be taken back, and nothing that a spreadsheet could cut out of it at a
// separator begins like a formula. Both are written down here once more, apart from the code.
func FuzzNeutral(f *testing.F) {
	for _, s := range hostile() {
		if len(s) < 100 {
			f.Add(s)
		}
	}
	f.Fuzz(func(t *testing.T, s string) {
		s = clean(s) // the writer passes valid text only
		got := table.Neutral(s)
		if unneutral(got) != s {
			t.Errorf("%q gives %q, which gives %q", s, got, unneutral(got))
		}
		for _, part := range strings.FieldsFunc(got, func(r rune) bool { return strings.ContainsRune(";\t\r\n", r) }) {
			if strings.ContainsAny(strings.TrimLeft(part, " \u00a0\"")[:min(1, len(strings.TrimLeft(part, " \u00a0\"")))], "=+-@|%") {
				t.Errorf("%q gives %q with the part %q", s, got, part)
			}
		}
	})
}

// FuzzFormats writes any two texts in every format; each must be read back, and CSV must keep its number of fields.
func FuzzFormats(f *testing.F) {
	f.Add("=1+1", "a\r\nb")
	f.Add("\xff", "_x0000_")
	f.Fuzz(func(t *testing.T, a, b string) {
		tab := table.Table{Name: "t", Title: a, Columns: []table.Column{{Name: "a", Type: table.Text, Text: b}, {Name: "b", Type: table.Text}}, Rows: [][]any{{a, b}, {b, nil}}}
		for _, f := range table.Formats() {
			var out bytes.Buffer
			if err := f.Write(&out, tab); err != nil {
				t.Fatalf("%s: %v", f.Name, err)
			}
		}
		records, err := csv.NewReader(bytes.NewReader(written(t, "csv", tab)[3:])).ReadAll()
		if err != nil || len(records) != 3 || len(records[1]) != 2 {
			t.Fatalf("csv: %q, %v", records, err)
		}
		if got, want := unneutral(records[1][1]), strings.ReplaceAll(clean(b), "\r\n", "\n"); got != want {
			t.Errorf("csv: %q, want %q", got, want)
		}
		if got := readXLS(t, written(t, "xls", tab))[0].cells[[2]int{1, 1}]; !inSheet(t, b, got.(string)) {
			t.Errorf("xls: %q, want %q", got, b)
		}
	})
}
