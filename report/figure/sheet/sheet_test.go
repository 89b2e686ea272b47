package sheet

import (
	"strings"
	"testing"

	"auditd/report/font"

	"pgregory.net/rapid"
)

func TestWrap(t *testing.T) {
	s := New(540, false, false, font.Default())
	tests := []struct {
		text  string
		width float64 // in type sizes
		most  int
		want  []string
	}{
		{"short", 100, 2, []string{"short"}},
		{"two words", 3.5, 2, []string{"two", "words"}},
		{"60 岁及以上", 5, 2, []string{"60 岁及以", "上"}},             // an ideograph is one em wide
		{"城镇\uff0c农村", 2.6, 3, []string{"城", "镇\uff0c", "农村"}}, // no line begins with a full-width comma (UAX 14)
		{"unbreakable", 3, 2, []string{"unbre", "aka…"}},
		{"", 10, 2, nil},
		{"a\nb", 10, 2, []string{"a b"}},
	}
	for _, tt := range tests {
		got := s.Wrap(tt.text, tt.width*s.Size, tt.most, false)
		if strings.Join(got, "|") != strings.Join(tt.want, "|") {
			t.Errorf("wrap(%q, %g em, %d) = %q, want %q", tt.text, tt.width, tt.most, got, tt.want)
		}
	}
}

// TestWrapKeepsText: no line is wider than asked, unless a single character is, and the lines together are the text or a beginning
// of it with an ellipsis.
func TestWrapKeepsText(t *testing.T) {
	s := New(540, false, false, font.Default())
	rapid.Check(t, func(r *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"a\x00b\x1b[31m", "\u202egnp.exe", "\ufffe\uffff", "\xff\xfe", strings.Repeat("无法断行的长名称", 40), strings.Repeat("W", 10000), "👩‍👩‍👧‍👦🇨🇳"})).Draw(r, "text")
		width := rapid.Float64Range(20, 300).Draw(r, "width")
		lines := s.Wrap(text, width, rapid.IntRange(1, 4).Draw(r, "most"), false)
		joined := strings.Join(lines, "")
		for _, line := range lines {
			if s.Measure(line, false) > width && len([]rune(line)) > 12 {
				r.Fatalf("%q is %g wide, not %g", line, s.Measure(line, false), width)
			}
		}
		plain := func(s string) string { return strings.ReplaceAll(s, " ", "") }
		whole := plain(clean(text))
		if plain(joined) == whole {
			return
		}
		kept, cut := strings.CutSuffix(joined, "…")
		if !cut || !strings.HasPrefix(whole, plain(kept)) {
			r.Fatalf("lines %q are not the beginning of %q", lines, whole)
		}
	})
}

func TestNum(t *testing.T) {
	tests := []struct {
		x    float64
		want string
	}{
		{0, "0"}, {1, "1"}, {0.1 + 0.2, "0.3"}, {189.2875, "189.288"}, {189.28749999999, "189.288"}, {-0.0001, "0"}, {12.3456, "12.346"},
	}
	for _, tt := range tests {
		if got := num(tt.x); got != tt.want {
			t.Errorf("num(%v) = %q, want %q", tt.x, got, tt.want)
		}
	}
}

// TestHatch: every line of a hatching lies in its rectangle and rises at 45 degrees.
func TestHatch(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		size := rapid.Float64Range(1, 200)
		w, h, step := size.Draw(r, "width"), size.Draw(r, "height"), rapid.Float64Range(2, 10).Draw(r, "step")
		s := New(540, false, false, font.Default())
		s.Hatch(10, 20, w, h, step, s.Ink, 0.5)
		for _, p := range s.Drawing().Pieces {
			a, b := p.(Shape).Points[0], p.(Shape).Points[1]
			for _, q := range []Point{a, b} {
				if q.X < 10-0.001 || q.X > 10+w+0.001 || q.Y < 20-0.001 || q.Y > 20+h+0.001 {
					r.Fatalf("%v lies outside", q)
				}
			}
			if d := (a.X - b.X) - (b.Y - a.Y); d < -0.003 || d > 0.003 {
				r.Fatalf("%v to %v does not rise at 45 degrees", a, b)
			}
		}
	})
}

// TestSVGOfAShape spells out the elements of one of each piece.
func TestSVGOfAShape(t *testing.T) {
	s := New(540, false, false, font.Default())
	s.Height = 20
	s.Line(0, 1, 2, 3, s.Rule, 0.6, 3, 2)
	s.Rect(1, 2, 3, 4, s.Ink)
	s.Add(Shape{Points: []Point{At(5, 6)}, Radius: 2, Closed: true, Stroke: s.Ink, Width: 1})
	s.Text(7, 8, "a<b\u202e", Style{Bold: true, Anchor: End, Colour: s.Muted})
	got, err := s.Drawing().SVG(Header{ID: "f", Lang: "en", Title: "T & t", Description: "D"})
	if err != nil {
		t.Fatal(err)
	}
	want := `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 540 20" role="img" aria-labelledby="f-title f-desc" lang="en" font-family="` +
		families + `" font-size="9" fill="#1f2328">
<title id="f-title">T &amp; t</title>
<desc id="f-desc">D</desc>
<path d="M0 1L2 3" fill="none" stroke="#8b939d" stroke-width="0.6" stroke-dasharray="3 2"/>
<path d="M1 2L4 2L4 6L1 6Z"/>
<circle cx="5" cy="6" r="2" fill="none" stroke="#1f2328"/>
<text x="7" y="8" font-weight="700" text-anchor="end" fill="#59606a">a&lt;b\u202e</text>
</svg>
`
	if string(got) != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestLabelLeft(t *testing.T) {
	for anchor, want := range map[Anchor]float64{Start: 100, Middle: 95, End: 90} { // 10 points wide
		if got := (Label{At: At(100, 0), Width: 10, Anchor: anchor}).Left(); got != want {
			t.Errorf("anchor %d: the text begins at %g, want %g", anchor, got, want)
		}
	}
}
