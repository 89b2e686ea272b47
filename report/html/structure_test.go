package html

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"auditd/report"
)

// parse reads a page as a browser would.
func parse(t testing.TB, page []byte) *html.Node {
	t.Helper()
	n, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func walk(n *html.Node, visit func(*html.Node)) {
	visit(n)
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		walk(c, visit)
	}
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func textOf(n *html.Node) string {
	var b strings.Builder
	walk(n, func(c *html.Node) {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	})
	return b.String()
}

func children(n *html.Node, name string) []*html.Node {
	var out []*html.Node
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode && c.Data == name {
			out = append(out, c)
		}
	}
	return out
}

// vocabulary is every element that a page may hold, with the attributes it may carry. Anything else has come from outside.
var vocabulary = map[string]string{
	"html": "lang", "head": "", "meta": "charset http-equiv content name", "title": "id", "style": "", "body": "id",
	"header": "class", "main": "id tabindex", "nav": "class aria-labelledby", "footer": "", "section": "class role aria-labelledby",
	"div": "class role tabindex aria-labelledby", "span": "class lang", "p": "class", "h1": "", "h2": "id", "h3": "id", "bdi": "",
	"strong": "", "code": "", "sup": "class", "a": "class href id role aria-label download", "ul": "class", "ol": "", "li": "class id",
	"dl": "class", "dt": "", "dd": "", "table": "id", "caption": "id", "thead": "", "tbody": "", "tr": "", "th": "scope class", "td": "class",
	"figure": "id", "figcaption": "", "details": "class", "summary": "",
	"svg":  "class viewBox role aria-labelledby aria-hidden focusable lang xmlns font-family font-size fill",
	"desc": "id", "path": "class d fill stroke stroke-width stroke-dasharray stroke-linecap stroke-linejoin", "circle": "cx cy r fill stroke stroke-width",
	"text": "x y font-size font-weight text-anchor fill", "g": "fill stroke",
}

// foreign returns the elements and attributes that are not of the template's own.
func foreign(page *html.Node) []string {
	var out []string
	walk(page, func(n *html.Node) {
		switch n.Type {
		case html.CommentNode:
			out = append(out, "comment "+n.Data)
		case html.ElementNode:
			allowed, ok := vocabulary[n.Data]
			if !ok {
				out = append(out, "<"+n.Data+">")
			}
			for _, a := range n.Attr {
				if !slices.Contains(strings.Fields(allowed), a.Key) {
					out = append(out, fmt.Sprintf("<%s %s>", n.Data, a.Key))
				}
				if a.Key == "href" && !goodLink.MatchString(a.Val) {
					out = append(out, fmt.Sprintf("<%s href=%q>", n.Data, a.Val[:min(len(a.Val), 80)]))
				}
			}
		}
	})
	return out
}

var goodLink = regexp.MustCompile(`^(#[a-z0-9-]+|data:application/json;base64,[A-Za-z0-9+/=]*|results\.json)$`)

func TestPageIsWellFormed(t *testing.T) {
	for _, lang := range report.Languages {
		raw := render(t, example(t), options(lang))
		page := parse(t, raw)
		for _, f := range foreign(page) {
			t.Errorf("%s: %s is not of the template's own", lang, f)
		}
		checkLinks(t, lang, page)
		checkHeadings(t, lang, page)
		checkTables(t, lang, page)
		checkPictures(t, lang, page)
		if n := bytes.Count(raw, []byte("<script")); n > 0 {
			t.Errorf("%s: %d scripts", lang, n)
		}
		if strings.Contains(strings.ReplaceAll(textOf(page), css, ""), "{") {
			t.Errorf("%s: an argument of a message was not filled in", lang)
		}
	}
}

func checkLinks(t *testing.T, lang string, page *html.Node) {
	ids, links := map[string]int{}, map[string]bool{}
	walk(page, func(n *html.Node) {
		if id := attr(n, "id"); id != "" {
			ids[id]++
		}
		if h, ok := strings.CutPrefix(attr(n, "href"), "#"); ok {
			links[h] = true
		}
		for id := range strings.FieldsSeq(attr(n, "aria-labelledby")) {
			links[id] = true
		}
	})
	for id, n := range ids {
		if n > 1 {
			t.Errorf("%s: the id %s occurs %d times", lang, id, n)
		}
	}
	for l := range links {
		if ids[l] == 0 {
			t.Errorf("%s: a link leads to #%s, which is not there", lang, l)
		}
	}
}

// One h1, then every heading at most one level below the one before it.
func checkHeadings(t *testing.T, lang string, page *html.Node) {
	last, first := 0, 0
	walk(page, func(n *html.Node) {
		if n.Type != html.ElementNode || len(n.Data) != 2 || n.Data[0] != 'h' || n.Data[1] < '1' || n.Data[1] > '6' {
			return
		}
		level := int(n.Data[1] - '0')
		if level == 1 {
			first++
		}
		if level > last+1 {
			t.Errorf("%s: heading %q jumps from level %d to %d", lang, textOf(n), last, level)
		}
		last = level
	})
	if first != 1 {
		t.Errorf("%s: %d headings of level 1", lang, first)
	}
}

// Every table has a caption and heads with a scope, rows as long as the head, and stands in a region that can be scrolled by key.
func checkTables(t *testing.T, lang string, page *html.Node) {
	walk(page, func(n *html.Node) {
		if n.Type != html.ElementNode || n.Data != "table" {
			return
		}
		id := attr(n, "id")
		if len(children(n, "caption")) != 1 || textOf(children(n, "caption")[0]) == "" {
			t.Errorf("%s: table %s has no caption", lang, id)
		}
		if p := n.Parent; attr(p, "role") != "region" || attr(p, "tabindex") != "0" || attr(p, "aria-labelledby") == "" {
			t.Errorf("%s: table %s does not stand in a region that can be scrolled", lang, id)
		}
		columns := 0
		walk(n, func(c *html.Node) {
			switch {
			case c.Type == html.ElementNode && c.Data == "th" && attr(c, "scope") == "":
				t.Errorf("%s: table %s has a head without scope", lang, id)
			case c.Type == html.ElementNode && c.Data == "tr":
				cells := len(children(c, "th")) + len(children(c, "td"))
				if columns == 0 {
					columns = cells
				}
				if cells != columns {
					t.Errorf("%s: table %s has a row of %d cells for %d columns", lang, id, cells, columns)
				}
			}
		})
	})
}

// Every picture has role=img, a title and a description, and a table with its numbers; signs beside a word are hidden instead.
func checkPictures(t *testing.T, lang string, page *html.Node) {
	pictures := 0
	walk(page, func(n *html.Node) {
		if n.Type != html.ElementNode || n.Data != "svg" {
			return
		}
		if attr(n, "aria-hidden") == "true" {
			if strings.TrimSpace(textOf(n)) != "" || attr(n.Parent, "class") == "" {
				t.Errorf("%s: a hidden sign holds text", lang)
			}
			return
		}
		pictures++
		title, desc := children(n, "title"), children(n, "desc")
		if attr(n, "role") != "img" || len(title) != 1 || len(desc) != 1 || textOf(title[0]) == "" || textOf(desc[0]) == "" {
			t.Errorf("%s: a picture lacks role, title or description", lang)
			return
		}
		if want := attr(title[0], "id") + " " + attr(desc[0], "id"); attr(n, "aria-labelledby") != want {
			t.Errorf("%s: a picture is labelled by %q, want %q", lang, attr(n, "aria-labelledby"), want)
		}
		// At most three sentences (report-lab.md section 5): the numbers stand in the table.
		if s := textOf(desc[0]); strings.Count(s, "。")+strings.Count(s, ". ") > 3 {
			t.Errorf("%s: a description is longer than three sentences: %s", lang, s)
		}
	})
	if pictures == 0 {
		t.Errorf("%s: no picture", lang)
	}
	walk(page, func(n *html.Node) {
		if n.Type != html.ElementNode || n.Data != "figure" {
			return
		}
		next := n.NextSibling
		for next != nil && next.Type != html.ElementNode {
			next = next.NextSibling
		}
		if next == nil || next.Data != "details" && attr(next, "role") != "region" {
			t.Errorf("%s: figure %s has no table beside it", lang, attr(n, "id"))
		}
	})
}

// The policy must name the style sheet by its hash and allow nothing else, or the page would load bare or load too much.
func TestPolicy(t *testing.T) {
	page := parse(t, render(t, example(t), options(report.English)))
	var policy, style string
	walk(page, func(n *html.Node) {
		if n.Type == html.ElementNode && attr(n, "http-equiv") == "Content-Security-Policy" {
			policy = attr(n, "content")
		}
		if n.Type == html.ElementNode && n.Data == "style" {
			style = textOf(n)
		}
	})
	if style != css {
		t.Error("the style sheet was changed by the template, so that its hash does not match")
	}
	for _, want := range []string{"default-src 'none'", "style-src 'sha256-", "base-uri 'none'", "form-action 'none'"} {
		if !strings.Contains(policy, want) {
			t.Errorf("the policy lacks %s: %s", want, policy)
		}
	}
	if strings.Contains(policy, "unsafe") || strings.Contains(policy, "script-src") || strings.Contains(policy, "http") {
		t.Errorf("the policy allows too much: %s", policy)
	}
}

// A small results.json travels within the page, a large one beside it; both say how large they are.
func TestAttachment(t *testing.T) {
	for _, c := range []struct {
		size int
		link string
		says string
	}{
		{13, "data:application/json;base64,", "13 bytes"},
		{MaxEmbedded + 1, "results.json", "262.1 kB"}, // 262,145 bytes
	} {
		opt := options(report.English)
		opt.Results = report.ResultsOf(bytes.Repeat([]byte("1"), c.size))
		found := false
		walk(parse(t, render(t, example(t), opt)), func(n *html.Node) {
			if attr(n, "download") == "results.json" {
				found = strings.HasPrefix(attr(n, "href"), c.link) && strings.Contains(textOf(n), c.says)
			}
		})
		if !found {
			t.Errorf("%d bytes: no link to %s that says %s", c.size, c.link, c.says)
		}
	}
}

// contrast is the contrast ratio of WCAG 2.2 of two colours as #rrggbb.
func contrast(a, b string) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func TestContrast(t *testing.T) {
	colours := map[string]string{}
	for _, m := range regexp.MustCompile(`--([a-z]+): (#[0-9a-f]{3,6});`).FindAllStringSubmatch(css, -1) {
		colours[m[1]] = m[2]
	}
	// WCAG 2.2 success criteria 1.4.3 (4.5 to 1 for text) and 1.4.11 (3 to 1 for the focus ring).
	for _, ground := range []string{"page", "faint"} {
		for _, ink := range []string{"ink", "muted", "accent", "link", "disparity", "parity", "inconclusive", "unjudged"} {
			if got := contrast(colours[ink], colours[ground]); got < 4.5 {
				t.Errorf("%s on %s has a contrast of %.2f, want 4.5", ink, ground, got)
			}
		}
		if got := contrast(colours["focus"], colours[ground]); got < 3 {
			t.Errorf("the focus ring on %s has a contrast of %.2f, want 3", ground, got)
		}
	}
	if got := contrast("#000000", "#ffffff"); got != 21 {
		t.Errorf("black on white has a contrast of %.2f, want 21 (WCAG 2.2)", got)
	}
}
