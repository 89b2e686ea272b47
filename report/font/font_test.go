package font

import (
	"crypto/sha256"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode"

	"auditd/audit"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// TestEmbeddedBytes: the embedded files are what make.sh made, and stay small.
func TestEmbeddedBytes(t *testing.T) {
	sums, err := os.ReadFile("SHA256SUMS")
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{"NotoSansSC-Regular.ttf": Regular(), "NotoSansSC-Bold.ttf": Bold()} {
		if line := fmt.Sprintf("%x  %s\n", sha256.Sum256(data), name); !strings.Contains(string(sums), line) {
			t.Errorf("SHA256SUMS lacks %q", line)
		}
	}
	if size := len(regular) + len(bold); size > 10_500_000 {
		t.Errorf("the fonts take %d bytes, more than 10.5 MB", size)
	}
	if !strings.Contains(License, "SIL OPEN FONT LICENSE Version 1.1") || !strings.Contains(License, "Adobe") {
		t.Error("the licence or its copyright notice is missing")
	}
}

// hanOf returns the ideographs whose two bytes in GBK lie in the given ranges.
func hanOf(firstLead, lastLead, firstTrail int) []rune {
	var han []rune
	for lead := firstLead; lead <= lastLead; lead++ {
		for trail := firstTrail; trail <= 0xFE; trail++ {
			s, err := simplifiedchinese.GBK.NewDecoder().String(string([]byte{byte(lead), byte(trail)}))
			if err != nil {
				continue
			}
			if r := []rune(s); len(r) == 1 && unicode.Is(unicode.Han, r[0]) {
				han = append(han, r[0])
			}
		}
	}
	return han
}

func TestCoverage(t *testing.T) {
	f := Default()
	pages := []struct {
		name string
		face *Face
		han  []rune
		size int // ideographs that the standard has, at least
	}{
		{"GBK", f.Regular, hanOf(0x81, 0xFE, 0x40), 20_902}, // all unified ideographs of Unicode 1.1
		{"GB 2312", f.Bold, hanOf(0xB0, 0xF7, 0xA1), 6_763}, // GB 2312-80: 3,755 of level 1 and 3,008 of level 2
	}
	for _, page := range pages {
		if len(page.han) < page.size {
			t.Errorf("%d ideographs of %s were checked, want %d", len(page.han), page.name, page.size)
		}
		for _, r := range page.han {
			if !page.face.Has(r) {
				t.Errorf("%s lacks %c (U+%04X) of %s", page.face.Name(), r, r, page.name)
			}
		}
	}
	const signs = "▲●◆□■△○◇▼▽ ≤≥≠±−×÷≈∞√∑ ←→↑↓ αβγδεμπσχω ½²³ ‰ § † ‡ • … – — “”‘’ «» ©®™ €£¥ 、。《》「」【】（）：；！？，．％＋－＝～ āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü ÄÖÜßéñç Ж \u00a0\u2009\u202f"
	for _, face := range []*Face{f.Regular, f.Bold} {
		for _, r := range signs {
			if !face.Has(r) {
				t.Errorf("%s lacks %q (U+%04X)", face.Name(), r, r)
			}
		}
	}
}

// TestVerticalMetrics: centred labels need the em box of an ideograph, 0.88 above and 0.12 below the baseline.
func TestVerticalMetrics(t *testing.T) {
	for _, face := range []*Face{Default().Regular, Default().Bold} {
		m, err := face.Font().Metrics(new(sfnt.Buffer), fixed.I(1000), 0)
		if err != nil {
			t.Fatal(err)
		}
		if m.Ascent != fixed.I(880) || m.Descent != fixed.I(120) || m.Height != fixed.I(1000) {
			t.Errorf("%s: ascent %v, descent %v, height %v at 1000 a em", face.Name(), m.Ascent, m.Descent, m.Height)
		}
	}
}

func TestWidth(t *testing.T) {
	// Advances and pairs as fontTools 4.38.0 reads them from the made files, in thousandths of an em.
	tests := []struct {
		text string
		bold bool
		want float64
	}{
		{"", false, 0},
		{"中文", false, 2},            // an ideograph is one em
		{"0123456789", false, 5.55}, // figures are of one width, 555
		{"0123456789", true, 5.9},   // 590 in bold
		{"AV", false, 1.165},        // 608 + 575 − 18 of the pair
		{"镕", true, 1},              // not in bold: taken from regular
		{"𠅤", false, 1},             // in neither: counted as one em
	}
	for _, tt := range tests {
		if got := Default().Width(tt.text, tt.bold); math.Abs(got-tt.want) > 1e-9 {
			t.Errorf("Width(%q, %v) = %v, want %v", tt.text, tt.bold, got, tt.want)
		}
	}
}

func TestRuns(t *testing.T) {
	f := Default()
	runs, err := f.Runs("朱镕基", true)
	if err != nil {
		t.Fatal(err)
	}
	// 镕 (U+9555) is in GBK and not in GB 2312.
	want := []Run{{f.Bold, "朱"}, {f.Regular, "镕"}, {f.Bold, "基"}}
	if !slices.Equal(runs, want) {
		t.Errorf("runs are %v", runs)
	}
}

func TestMissingGlyphs(t *testing.T) {
	tests := []struct {
		text string
		want string
	}{
		{"王小明 镕 喆 䶮\n", ""}, // 䶮 is in GB 18030's two-byte part
		{"𠅤a𠅤", "𠅤"},
		{"བོ é", "བོ"}, // Tibetan is not in the font
		{"😀", "😀"},
	}
	for _, tt := range tests {
		got := string(MissingGlyphs(tt.text))
		if got != tt.want {
			t.Errorf("MissingGlyphs(%q) = %q, want %q", tt.text, got, tt.want)
		}
		if err := Default().Check(tt.text); (err != nil) != (tt.want != "") {
			t.Errorf("Check(%q) = %v", tt.text, err)
		}
	}
}

func TestMissingGlyphError(t *testing.T) {
	tests := []struct{ text, want string }{
		{"王𠅤", "Noto Sans SC regular has no glyph for 𠅤 (U+20164)"},
		{"a\u202eb", `Noto Sans SC regular has no glyph for \u202e (U+202E)`}, // a direction character is shown as its escape
	}
	for _, tt := range tests {
		_, err := Default().Runs(tt.text, false)
		if audit.KindOf(err) != audit.Invalid || !strings.HasPrefix(err.Error(), tt.want) {
			t.Errorf("Runs(%q) fails with %v, want %q", tt.text, err, tt.want)
		}
	}
}

// TestOpen gives the bold face as the operator's font: a path to a real file, a missing one, and one that is not a font.
func TestOpen(t *testing.T) {
	dir := t.TempDir()
	path, junk := filepath.Join(dir, "full.ttf"), filepath.Join(dir, "junk.ttf")
	if err := os.WriteFile(path, Bold(), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(junk, []byte("not a font"), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	if f.Full == nil || f.Regular != Default().Regular || Default().Full != nil {
		t.Error("the font was not added to a copy of the family")
	}
	if err := f.Check("𠅤"); err == nil || !strings.Contains(err.Error(), "the font given by the operator has no glyph for 𠅤") {
		t.Errorf("error %v", err)
	}
	if f, err := Open(""); err != nil || f != Default() {
		t.Errorf("Open of no path: %v", err)
	}
	for _, bad := range []string{filepath.Join(dir, "absent.ttf"), junk} {
		if _, err := Open(bad); audit.KindOf(err) != audit.Invalid {
			t.Errorf("Open(%s) fails with %v", filepath.Base(bad), err)
		}
	}
}

func TestConcurrentUse(t *testing.T) {
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if Default().Width("农村 rural", true) <= 0 || !Has('农') || len(Regular()) == 0 {
				t.Error("the font is empty")
			}
		})
	}
	wg.Wait()
}
