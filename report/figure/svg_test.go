package figure

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"auditd/audit"
)

// allowed lists every element and attribute that an SVG may hold: none that loads, styles or runs anything.
var allowed = map[string][]string{
	"svg":    {"xmlns", "viewBox", "role", "aria-labelledby", "lang", "font-family", "font-size", "fill"},
	"title":  {"id"},
	"desc":   {"id"},
	"text":   {"x", "y", "font-weight", "text-anchor", "fill"},
	"path":   {"d", "fill", "stroke", "stroke-width", "stroke-dasharray"},
	"circle": {"cx", "cy", "r", "fill", "stroke", "stroke-width"},
}

// checkSVG reads an SVG with the strict XML parser and fails on anything that is not in allowed, on an id without the prefix, and
// when title and description are not the first children and the targets of aria-labelledby. It returns the texts.
func checkSVG(svg []byte, id string) ([]string, error) {
	if !bytes.HasPrefix(svg, []byte("<svg ")) {
		return nil, fmt.Errorf("begins with %.20q", svg)
	}
	d := xml.NewDecoder(bytes.NewReader(svg))
	var texts []string
	var order []string
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		switch token := token.(type) {
		case xml.StartElement:
			order = append(order, token.Name.Local)
			if err := checkElement(token, id); err != nil {
				return nil, err
			}
		case xml.CharData:
			if s := strings.TrimSpace(string(token)); s != "" {
				texts = append(texts, s)
			}
		case xml.Comment, xml.ProcInst, xml.Directive:
			return nil, fmt.Errorf("holds %T", token)
		}
	}
	if len(order) < 3 || !slices.Equal(order[:3], []string{"svg", "title", "desc"}) {
		return nil, fmt.Errorf("begins with elements %q", order[:min(3, len(order))])
	}
	return texts, nil
}

func checkElement(e xml.StartElement, id string) error {
	names, ok := allowed[e.Name.Local]
	if !ok {
		return fmt.Errorf("element %q", e.Name.Local)
	}
	for _, a := range e.Attr {
		if !slices.Contains(names, a.Name.Local) {
			return fmt.Errorf("attribute %q of %q", a.Name.Local, e.Name.Local)
		}
		switch {
		case a.Name.Local == "id" && a.Value != id+"-"+e.Name.Local:
			return fmt.Errorf("id %q", a.Value)
		case a.Name.Local == "role" && a.Value != "img":
			return fmt.Errorf("role %q", a.Value)
		case a.Name.Local == "aria-labelledby" && a.Value != id+"-title "+id+"-desc":
			return fmt.Errorf("aria-labelledby %q", a.Value)
		}
	}
	if e.Name.Local == "svg" && len(e.Attr) < 7 {
		return fmt.Errorf("svg has attributes %v only", e.Attr)
	}
	return nil
}

func TestSVGIsPlain(t *testing.T) {
	for _, f := range examples("zh") {
		svg, err := SVG(f, Options{ID: "fig-1", Lang: "zh-CN"})
		if err != nil {
			t.Fatal(err)
		}
		texts, err := checkSVG(svg, "fig-1")
		if err != nil {
			t.Errorf("%s: %v", f.Kind(), err)
			continue
		}
		if texts[0] != f.about().Title || texts[1] != f.about().Description {
			t.Errorf("%s: title and description are %q", f.Kind(), texts[:2])
		}
	}
}

// FuzzSVG puts a text everywhere a foreign name can stand. The file stays well-formed, holds nothing but the allowed elements, and
// no control or direction character.
func FuzzSVG(f *testing.F) {
	for _, name := range hostileNames {
		f.Add(name, name)
	}
	f.Fuzz(func(t *testing.T, name, lang string) {
		figures := []Figure{
			Forest{Text: Text{name, name}, Heads: ForestHeads{Group: name, Verdict: name}, Axis: Axis{Label: name}, Rows: []ForestRow{{Section: name, Label: name, Printed: name, Reason: name}}},
			HeatMap{Text: Text{name, name}, RowHead: name, Rows: []string{name}, Columns: []string{name}, Cells: [][]Cell{{{Text: name, N: name}}}},
		}
		for _, fig := range figures {
			svg, err := SVG(fig, Options{ID: "f", Lang: lang})
			if err != nil {
				t.Fatal(err)
			}
			texts, err := checkSVG(svg, "f")
			if err != nil {
				t.Fatalf("%s with %q: %v", fig.Kind(), name, err)
			}
			for _, text := range texts {
				if audit.Clean(text) != text && !strings.ContainsRune(text, '\ufffd') {
					t.Fatalf("%q holds control or direction characters", text)
				}
			}
		}
	})
}

// TestMarkupIsText: the characters of a name arrive as its text.
func TestMarkupIsText(t *testing.T) {
	name := `<b onclick="x()">&amp;'` // a reader of the XML must get back these very characters
	svg, err := SVG(RateDots{Rows: []RateRow{{Label: name}}}, Options{ID: "f"})
	if err != nil {
		t.Fatal(err)
	}
	texts, err := checkSVG(svg, "f")
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Contains(texts, name) {
		t.Errorf("texts are %q, without %q", texts, name)
	}
}

func TestOptionsAreChecked(t *testing.T) {
	tests := []struct {
		name string
		f    Figure
		o    Options
		kind audit.Kind
	}{
		{"no id", Forest{}, Options{}, audit.Invalid},
		{"an id with a quote", Forest{}, Options{ID: `a"b`}, audit.Invalid},
		{"an id that begins with a digit", Forest{}, Options{ID: "1a"}, audit.Invalid},
		{"too narrow to read", Forest{}, Options{ID: "a", Width: 100}, audit.Invalid},
		{"cells missing", HeatMap{Rows: []string{"a"}}, Options{ID: "a"}, audit.Internal},
		{"a short row of cells", HeatMap{Rows: []string{"a"}, Columns: []string{"b"}, Cells: [][]Cell{{}}}, Options{ID: "a"}, audit.Internal},
		{"a pattern without values", PatternMatrix{Attributes: []string{"a"}, Rows: []PatternRow{{}}}, Options{ID: "a"}, audit.Internal},
	}
	for _, tt := range tests {
		_, err := SVG(tt.f, tt.o)
		if err == nil || audit.KindOf(err) != tt.kind {
			t.Errorf("%s: error %v of kind %v, want kind %v", tt.name, err, audit.KindOf(err), tt.kind)
		}
	}
}
