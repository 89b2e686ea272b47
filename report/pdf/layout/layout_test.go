package layout

import (
	"math"
	"strings"
	"testing"

	"auditd/audit"
	"auditd/report/font"
	"auditd/report/pdf/truetype"

	"pgregory.net/rapid"
)

func setter(t interface{ Fatal(...any) }, chinese bool) *Setter {
	var faces []*truetype.Font
	for _, data := range [][]byte{font.Regular(), font.Bold()} {
		f, err := truetype.Parse(data)
		if err != nil {
			t.Fatal(err)
		}
		faces = append(faces, f)
	}
	return &Setter{Family: truetype.NewFamily(faces...), Chinese: chinese}
}

// measured returns a text of one run at 10 points.
func measured(t interface{ Fatal(...any) }, s *Setter, text string, change func(*Run)) *Text {
	r := Run{Text: text, Size: 10}
	if change != nil {
		change(&r)
	}
	m, err := s.Measure([]Run{r})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func shown(lines []Line) string {
	var out []string
	for _, l := range lines {
		s := ""
		for _, p := range l.Parts {
			for _, g := range p.Signs {
				s += string(g.Rune)
			}
		}
		out = append(out, s)
	}
	return strings.Join(out, "|")
}

// Ideographs are 10 points wide at 10 points, so a width of 40 holds four.
func TestBreaks(t *testing.T) {
	tests := []struct {
		name, text string
		width      float64
		code       bool
		want       string
	}{
		{"ideographs break anywhere", "一二三四五六", 40, false, "一二三四|五六"},
		{"no line begins with a comma", "一二三四，五", 40, false, "一二三|四，五"},
		{"a mark at the end of a line gives up its blank half", "一二三，四", 36, false, "一二三，|四"},
		{"no line ends with an opening mark", "一二三（四五）", 40, false, "一二三|（四五）"},
		{"two marks share their blank halves", "一），二", 36, false, "一），二"},
		{"words stay whole", "one two three", 40, false, "one two |three"},
		{"a no-break space holds", "a b\u00a0c d", 18, false, "a |b\u00a0c |d"},
		{"a word wider than the line is broken", "abcdefghijklmnop", 30, false, "abcde|fghijkl|mnop"},
		{"a compound breaks after its hyphen", "well-known", 36, false, "well-|known"},
		{"a negative number stays whole", "a −0.202", 20, false, "a |−0.2|02"},
		{"a digest breaks where it must", "abcdef0123456789", 40, true, "abcdef0|1234567|89"},
		{"a path breaks after its separators", "data/2024/file", 55, true, "data/2024/|file"},
		{"a range of numbers stays together", "一二三1～2", 45, false, "一二三|1～2"},
		{"the dash of Chinese text is not divided", "一二三——四", 40, false, "一二三|——四"},
		{"nothing", "", 40, false, ""},
	}
	s := setter(t, true)
	for _, tt := range tests {
		lines := measured(t, s, tt.text, func(r *Run) { r.Code = tt.code }).Lines(tt.width, 0, false)
		if got := shown(lines); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestWidths(t *testing.T) {
	tests := []struct {
		name, text string
		chinese    bool
		want       float64 // points at 10 points
	}{
		{"two ideographs", "中文", true, 20},
		{"kerned letters", "AV", true, 11.65},                                 // 608 + 575 − 18 thousandths of an em, as package font's test has it
		{"ideograph and letter part by 0.22 em", "中A", true, 10 + 2.2 + 6.08}, // 1000 + 220 + 608
		{"a typed space is enough", "中 A", true, 10 + 2.24 + 6.08},            // space 224
		{"marks at both ends give up their halves", "（中）", true, 20},          // 3 em less 2 halves
		{"consecutive marks", "中》，文", true, 35},                               // 4 em less a half
		{"Chinese quotation marks are one em wide", "中“文”中", true, 50},        // 5 em
		{"those of Latin text are as wide as their ink", "“A”", false, 0},
		{"an apostrophe in a word", "can’t", true, 0},
	}
	for _, tt := range tests {
		got := measured(t, setter(t, tt.chinese), tt.text, nil).Natural()
		switch tt.name {
		case "those of Latin text are as wide as their ink":
			// Far narrower than the two ems that the font's signs take.
			if got > 6.08+2*5 {
				t.Errorf("%s: %g points", tt.name, got)
			}
		case "an apostrophe in a word":
			with, without := got, measured(t, setter(t, tt.chinese), "cant", nil).Natural()
			if with-without > 3.5 || with <= without {
				t.Errorf("%s: the apostrophe takes %g points", tt.name, with-without)
			}
		default:
			if math.Abs(got-tt.want) > 0.005 {
				t.Errorf("%s: %g points, want %g", tt.name, got, tt.want)
			}
		}
	}
}

// TestJustified: every line but the last reaches the right edge, and signs stay in order.
func TestJustified(t *testing.T) {
	s := setter(t, true)
	text := strings.Repeat("本次审计读入 4664 行，计入 4637 行，按民族和性别比较各群体。", 6)
	lines := measured(t, s, text, nil).Lines(300, 0, true)
	for i, l := range lines {
		if i < len(lines)-1 && math.Abs(l.Width-300) > 0.01 {
			t.Errorf("line %d is %g points wide", i, l.Width)
		}
		x := math.Inf(-1)
		for _, p := range l.Parts {
			for _, g := range p.Signs {
				if g.X < x {
					t.Errorf("line %d: %c stands before the sign it follows", i, g.Rune)
				}
				x = g.X
			}
		}
	}
	if len(lines) < 4 {
		t.Errorf("%d lines", len(lines))
	}
}

// TestDrawings: drawings stand anywhere among signs, and no line ends with one.
func TestDrawings(t *testing.T) {
	s := setter(t, false)
	text, err := s.Measure([]Run{{Size: 10, Box: 10}, {Size: 10, Text: "-a-", Tied: true}, {Size: 10, Box: 10}, {Size: 10, Text: "b c", Tied: true}})
	if err != nil {
		t.Fatal(err)
	}
	if got := shown(text.Lines(25, 0, false)); got != "-a-|b c" {
		t.Errorf("lines %q", got)
	}
	// 10 + 3.47 + 5.63 + 3.47 + 10 + 6.2 + 2.24 + 5.1, from the advances of the font; kerning changes it by less than a point
	if w := text.Natural(); w < 45 || w > 47.5 {
		t.Errorf("%g points wide", w)
	}
}

func TestMissing(t *testing.T) {
	_, err := setter(t, true).Measure([]Run{{Text: "王𠅤", Size: 10}})
	if audit.KindOf(err) != audit.Invalid || !strings.Contains(err.Error(), "𠅤 (U+20164)") {
		t.Errorf("error %v", err)
	}
}

// TestKeepsText: lines hold exactly the text, none is wider than asked unless it is a single sign, and none begins with a closing
// mark when it could have been helped.
func TestKeepsText(t *testing.T) {
	s := setter(t, true)
	letters := []rune("ab -AV1，。（）“”中文国—…·/.\u00a0")
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOfN(rapid.SampledFrom(letters), 0, 80, -1).Draw(t, "text")
		width := rapid.Float64Range(1, 200).Draw(t, "width")
		lines := measured(t, s, text, nil).Lines(width, 0, rapid.Bool().Draw(t, "justify"))
		if got := strings.ReplaceAll(shown(lines), "|", ""); got != text {
			t.Fatalf("lines hold %q", got)
		}
		for _, l := range lines {
			n := 0
			for _, p := range l.Parts {
				for _, g := range p.Signs {
					if g.Rune != ' ' {
						n++
					}
				}
			}
			if l.Width > width+0.01 && n > 1 {
				t.Fatalf("a line of %d signs is %g points wide, not %g", n, l.Width, width)
			}
		}
	})
}

func TestShare(t *testing.T) {
	tests := []struct {
		name    string
		columns []Column
		room    float64
		want    []float64
	}{
		{"room for all: 26 points at most between columns", []Column{{10, 20, 0}, {10, 30, 0}}, 200, []float64{46, 30}},
		{"room for all, little left", []Column{{10, 20, 0}, {10, 30, 0}}, 60, []float64{30, 30}},
		{"less than is needed: in proportion", []Column{{60, 90, 0}, {40, 90, 0}}, 50, []float64{30, 20}},
		{"as asked", []Column{{10, 20, 1}, {10, 30, 3}}, 100, []float64{25, 75}},
		{"one column", []Column{{10, 20, 0}}, 100, []float64{20}},
		{"the longer column gets the rest", []Column{{20, 20, 0}, {20, 300, 0}}, 100, []float64{20, 80}},
	}
	for _, tt := range tests {
		got := Share(tt.columns, tt.room)
		for i := range got {
			if math.Abs(got[i]-tt.want[i]) > 0.7 { // a step of the last rule is 0.6
				t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
				break
			}
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		var columns []Column
		for range rapid.IntRange(1, 10).Draw(t, "n") {
			least := rapid.Float64Range(0, 100).Draw(t, "least")
			columns = append(columns, Column{Least: least, Natural: least + rapid.Float64Range(0, 5000).Draw(t, "more")})
		}
		room := rapid.Float64Range(10, 600).Draw(t, "room")
		total := 0.0
		for i, w := range Share(columns, room) {
			if w < columns[i].Least-1e-6 && LeastSum(columns) <= room {
				t.Fatalf("column %d has %g points and needs %g", i, w, columns[i].Least)
			}
			total += w
		}
		if total > room+1e-6 {
			t.Fatalf("the columns take %g of %g points", total, room)
		}
	})
}
