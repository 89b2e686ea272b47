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
