package html

import (
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"auditd/audit"
	"auditd/report"
)

// corpus returns names and values as an attacker, an old system or a careless person would write them.
func corpus() []string {
	tags := []string{
		"<script>alert(1)</script>", "</style><script>alert(1)</script>", "</title><img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>",
		"<svg onload=alert(1)>", "</svg><script>alert(1)</script>", "</text></svg><p>", "<text x=0>", "<foreignObject>", "<animate onbegin=alert(1)>",
		"<iframe src=javascript:alert(1)>", "<a href=javascript:alert(1)>", "<a href=\"data:text/html,x\">", "<math><mi//xlink:href=x>", "<table>", "</table>",
		"</td></tr></table>", "<tr><td>", "</caption>", "</figure>", "</main>", "</body></html>", "<base href=//evil>", "<meta http-equiv=refresh content=0>",
		"<link rel=stylesheet href=//evil>", "<style>*{display:none}</style>", "<form action=//evil>", "<input autofocus onfocus=alert(1)>", "<details open ontoggle=alert(1)>",
		"<object data=x>", "<embed src=x>", "<template>", "<noscript>", "<plaintext>", "<xmp>", "<textarea>", "<select>", "<option>", "<title>", "<br>", "<b>", "<bdo dir=rtl>",
		"<!--", "-->", "<![CDATA[x]]>", "<?xml version=\"1.0\"?>", "<!DOCTYPE html>", "<!ENTITY x SYSTEM \"file:///etc/passwd\">",
		"\"><script>", "'><script>", "\" onmouseover=\"alert(1)", "' onmouseover='alert(1)", "` onmouseover=alert(1)", "x\" class=\"badge parity", "a=b c=d", "//", "/*", "*/",
		"<a id=main>", "<div id=\"finding-f1\">", "<div style=position:fixed>", "<marquee>", "<video src=x>", "<audio src=x>", "<canvas>", "<body onload=x>", "<head>", "<html lang=xx>",
	}
	entities := []string{"&lt;b&gt;", "&amp;", "&#60;script&#62;", "&#x3c;b&#x3e;", "&nbsp;", "&shy;", "&apos;", "&quot;", "&notanentity;", "&", "&&", "&#0;", "&#x10ffff;", "&lt;script&gt;alert(1)&lt;/script&gt;"}
	direction := []string{"\u202eevil\u202c", "\u202dx", "\u2066x\u2069", "\u2067x\u2069", "\u2068x\u2069", "\u200fx", "\u200ex", "\u061cx", "א ב ג", "العربية", "abc\u202egpj.exe", "مرحبا <b>"}
	control := []string{"\x00", "a\x00b", "\x07", "\x08", "\x1b[31mred\x1b[0m", "\r\n", "a\nb", "a\tb", "\x7f", "\u0085", "\u2028", "\u2029", "\ufeff", "\u200b", "\u200d", "\u2060", "\u00ad", "\ufffd", "\xff", "\xc3\x28", "\xed\xa0\x80", "\u0001"}
	templates := []string{"{{.}}", "{{template \"section\" .}}", "{{printf \"%s\" .D}}", "{{/* x */}}", "{{end}}", "${7*7}", "<%= 7*7 %>", "#{7*7}", "%s%n%d", "{0}", "{group}", "{n|record|records}", "{1…}", "{0:count}", "␣", "∅", "%[1]d", "%!s(MISSING)"}
	urls := []string{"javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html;base64,PHNjcmlwdD4=", "vbscript:x", "//evil.example", "https://evil.example/?a=b&c=d", "file:///etc/passwd", "mailto:x@example", "#top", "#finding-f1", "../../etc/passwd"}
	style := []string{"expression(alert(1))", "url(javascript:alert(1))", "};*{display:none}", "@import '//evil'", "\\3c script", "</style>", "color:red;", "behavior:url(x)", "*/}body{display:none}/*"}
	formula := []string{"=1+1", "=HYPERLINK(\"http://evil\")", "+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", "\t=1", "'=1", "|x", "=cmd|'/c'!A1"}
	words := []string{
		"Unknown", "unknown", "null", "NULL", "nil", "NaN", "nan", "inf", "None", "undefined", "true", "false", "0", "-0", "1e309", "N/A", "-", "–", " ", "  x  ", "　全角　",
		"Female · Male", "a × b", "汉族", "維吾爾", "👩‍👩‍👧‍👦", "🏳️‍🌈", "🇨🇳", "é", "e\u0301", "ﷺ", "𠮷", "\U0010ffff", "Z̷͎̈a̵̛̖l̶̰̾g̴͔͐o̷̢̊", "ǅ", "İ", "ß", "ﬁ", "１２３", "٣", "Ⅷ", "①",
		"O'Brien", "\"quoted\"", "C:\\path\\x", "a|b", "a,b", "a;b", "a: b", "key: value, value", "said.unknown_group", "selected", "disparity_shown", "results.json",
		"Robert'); DROP TABLE students;--", "1; rm -rf /", "$(reboot)", "`id`", "../", "CON", "\\", "\\u202e", "\\x00", "__proto__", "constructor",
	}
	long := []string{strings.Repeat("a", 10_000), strings.Repeat("长", 10_000), strings.Repeat("<b>", 3_333), strings.Repeat("\u202e", 10_000), strings.Repeat("x ", 5_000), strings.Repeat("a\u0301", 5_000), strings.Repeat("👍", 2_500), strings.Repeat("a", 10_000) + "b", ""}
	var all []string
	for _, c := range [][]string{tags, entities, direction, control, templates, urls, style, formula, words, long} {
		all = append(all, c...)
	}
	return all
}

// changed returns a copy of the audit with every text in it replaced, keys and statuses too: whatever reaches the report as a
// text, from wherever, is foreign.
func changed(a *audit.Audit, replace func(string) string) *audit.Audit {
	out := reflect.New(reflect.TypeOf(*a)).Elem()
	rewrite(reflect.ValueOf(*a), out, replace)
	b := out.Interface().(audit.Audit)
	return &b
}

func rewrite(from, to reflect.Value, replace func(string) string) {
	switch from.Kind() {
	case reflect.String:
		to.SetString(replace(from.String()))
	case reflect.Pointer:
		if !from.IsNil() {
			to.Set(reflect.New(from.Type().Elem()))
			rewrite(from.Elem(), to.Elem(), replace)
		}
	case reflect.Slice:
		if !from.IsNil() {
			to.Set(reflect.MakeSlice(from.Type(), from.Len(), from.Len()))
			for i := range from.Len() {
				rewrite(from.Index(i), to.Index(i), replace)
			}
		}
	case reflect.Map:
		if !from.IsNil() {
			to.Set(reflect.MakeMap(from.Type()))
			for it := from.MapRange(); it.Next(); {
				k, v := reflect.New(from.Type().Key()).Elem(), reflect.New(from.Type().Elem()).Elem()
				rewrite(it.Key(), k, replace)
				rewrite(it.Value(), v, replace)
				to.SetMapIndex(k, v)
			}
		}
	case reflect.Struct:
		for i := range from.NumField() {
			rewrite(from.Field(i), to.Field(i), replace)
		}
	default:
		to.Set(from)
	}
}

// replacing returns a function that gives every text one of the corpus, the same for the same text, beginning with the one at from.
func replacing(all []string, from int) func(string) string {
	given := map[string]string{}
	return func(s string) string {
		if _, ok := given[s]; !ok {
			given[s] = all[(from+len(given))%len(all)]
		}
		return given[s]
	}
}

// shortened returns the example with fewer findings, so that many renderings take little time.
func shortened(t testing.TB) *audit.Audit {
	a := example(t)
	a.Findings = append(a.Findings[:3:3], a.Findings[len(a.Findings)-2:]...)
	a.Estimates = a.Estimates[:40]
	return a
}

// Every text of the audit is replaced by one of the corpus, in as many rounds as it takes for each to stand in many places. The
// page must hold no element and no attribute that is not the template's own.
func TestHostileTexts(t *testing.T) {
	all := corpus()
	if len(all) < 200 {
		t.Fatalf("the corpus has only %d texts", len(all))
	}
	a := shortened(t)
	for round := 0; round < len(all); round += 7 {
		h := changed(a, replacing(all, round))
		lang := report.Languages[round%2]
		opt := options(lang)
		opt.Case, opt.Query, opt.Version, opt.Command = all[round], all[(round+1)%len(all)], all[(round+2)%len(all)], all[(round+3)%len(all)]
		page := parse(t, render(t, h, opt))
		for _, f := range foreign(page) {
			t.Errorf("round %d, %s: %s is not of the template's own", round, lang, f)
		}
		checkLinks(t, fmt.Sprint("round ", round), page)
		if t.Failed() {
			return
		}
	}
}

// Every text of the corpus, as the name of a group, stands in the page as text: readable where it can be, as escapes where it
// could mislead, cut with a digest where it is very long.
func TestHostileNamesSurviveAsText(t *testing.T) {
	all := corpus()
	for from := 0; from < len(all); from += 40 {
		part := all[from:min(from+40, len(all))]
		a := example(t)
		a.Estimates, a.Findings, a.Comparisons, a.Coverage = nil, nil, nil, nil
		for _, name := range part {
			v := audit.Real(0.5)
			a.Estimates = append(a.Estimates, audit.Estimate{
				Metric: "selection_rate", Group: audit.Group{{Attribute: "name", Value: name}}, Numerator: 50, Denominator: 100, Value: &v,
				Interval: &audit.Interval{Lower: 0.4, Upper: 0.6, Level: 0.95, Method: "wilson"}, N: 100, Status: audit.StatusOK,
			})
		}
		page := parse(t, render(t, a, options(report.English)))
		for _, f := range foreign(page) {
			t.Errorf("%s is not of the template's own", f)
		}
		cells := map[string]bool{}
		walk(page, func(n *html.Node) {
			if n.Type == html.ElementNode && n.Data == "th" {
				cells[textOf(n)] = true
			}
		})
		for _, name := range part {
			if name == audit.Unknown {
				continue // said in the report's own words
			}
			want := visible(name)
			found := cells[want]
			if len([]rune(name)) > 120 {
				found = false
				for c := range cells {
					found = found || strings.HasPrefix(c, want[:len("长")]) && strings.Contains(c, "… [")
				}
			}
			if !found {
				t.Errorf("the name %s is not in the page as %q", strconv.Quote(name[:min(len(name), 60)]), want[:min(len(want), 60)])
			}
		}
	}
}

// visible is what a reader must see of a name.
func visible(s string) string {
	if strings.TrimSpace(s) == "" {
		return strconv.QuoteToASCII(audit.Clean(s)) // a blank name would not be seen
	}
	return audit.Clean(s)
}

func luminance(c string) float64 {
	c = strings.TrimPrefix(c, "#")
	if len(c) == 3 {
		c = string([]byte{c[0], c[0], c[1], c[1], c[2], c[2]})
	}
	rgb, _ := strconv.ParseUint(c, 16, 32)
	linear := func(v uint64) float64 {
		x := float64(v&0xff) / 255
		if x <= 0.04045 {
			return x / 12.92
		}
		return math.Pow((x+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(rgb>>16) + 0.7152*linear(rgb>>8) + 0.0722*linear(rgb)
}
