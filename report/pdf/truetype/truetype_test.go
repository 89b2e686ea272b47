package truetype

import (
	"encoding/binary"
	"slices"
	"strings"
	"testing"

	"auditd/audit"
	"auditd/report/font"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

func regular(t testing.TB) *Font {
	t.Helper()
	f, err := Parse(font.Regular())
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// TestSubset: an independent reader finds the same outlines and advances in the subset as in the font, composite glyphs included.
func TestSubset(t *testing.T) {
	f := regular(t)
	const text = "aA1é中文Åﬁ（” ǖ½"
	glyphs := []Glyph{0}
	for _, r := range text {
		glyphs = append(glyphs, f.Glyph(r))
	}
	glyphs = append(glyphs, f.Glyph('a')) // a glyph twice: two characters may share one
	data, err := f.Subset(glyphs)
	if err != nil {
		t.Fatal(err)
	}
	if len(data) > 40_000 {
		t.Errorf("the subset of %d glyphs has %d bytes", len(glyphs), len(data))
	}
	cut, err := sfnt.Parse(complete(t, f, data))
	if err != nil {
		t.Fatal(err)
	}
	full, err := sfnt.Parse(font.Regular())
	if err != nil {
		t.Fatal(err)
	}
	var a, b sfnt.Buffer
	for i, g := range glyphs {
		want, err1 := full.LoadGlyph(&a, g, fixed.I(1000), nil)
		got, err2 := cut.LoadGlyph(&b, sfnt.GlyphIndex(i), fixed.I(1000), nil)
		if err1 != nil || err2 != nil || len(want) != len(got) {
			t.Errorf("glyph %d: %v, %v; %d and %d segments", i, err1, err2, len(want), len(got))
			continue
		}
		for k := range want {
			if want[k] != got[k] {
				t.Errorf("glyph %d differs at segment %d", i, k)
				break
			}
		}
		w1, _ := full.GlyphAdvance(&a, g, fixed.I(1000), 0)
		w2, _ := cut.GlyphAdvance(&b, sfnt.GlyphIndex(i), fixed.I(1000), 0)
		if w1 != w2 {
			t.Errorf("glyph %d is %v wide, not %v", i, w2, w1)
		}
	}
	if checksum(data) != 0xB1B0AFBA {
		t.Errorf("the checksum of the file is %x", checksum(data)) // OpenType 1.9, head, checksumAdjustment
	}
}

// complete gives a subset the tables that the independent reader asks for and a PDF does not need.
func complete(t *testing.T, f *Font, data []byte) []byte {
	t.Helper()
	var tables []table
	for _, tag := range []string{"OS/2", "cmap"} {
		tables = append(tables, table{tag, f.tables[tag]})
	}
	for i := range int(data[5]) {
		e := data[12+16*i:]
		at, n := binary.BigEndian.Uint32(e[8:]), binary.BigEndian.Uint32(e[12:])
		tables = append(tables, table{string(e[:4]), data[at : at+n]})
	}
	tables = append(tables, table{"name", f.tables["name"]}, table{"post", f.tables["post"]})
	slices.SortFunc(tables, func(a, b table) int { return strings.Compare(a.tag, b.tag) })
	return assemble(tables)
}

func TestSubsetBeginsWithMissingGlyph(t *testing.T) {
	if _, err := regular(t).Subset([]Glyph{5}); audit.KindOf(err) != audit.Internal {
		t.Errorf("error %v", err)
	}
}

func TestMetrics(t *testing.T) {
	m := regular(t).Metrics()
	// package font sets 0.88 above and 0.12 below the baseline; capital letters of Noto Sans are 733 high.
	if m.Ascent != 880 || m.Descent != -120 || m.CapHeight != 733 || m.Weight != 400 {
		t.Errorf("metrics %+v", m)
	}
}

func TestFamily(t *testing.T) {
	bold, err := Parse(font.Bold())
	if err != nil {
		t.Fatal(err)
	}
	f := NewFamily(regular(t), bold)
	for _, tt := range []struct {
		r    rune
		bold bool
		face int
		ok   bool
	}{{'中', false, Regular, true}, {'中', true, Bold, true}, {'镕', true, Regular, true}, {'😀', false, 0, false}, {'😀', true, 0, false}} {
		s, ok := f.Find(tt.r, tt.bold)
		if ok != tt.ok || s.Face != tt.face {
			t.Errorf("Find(%c, %v) = face %d, %v", tt.r, tt.bold, s.Face, ok)
		}
	}
	if signs, end := f.Line("AV", false, 10, 5); len(signs) != 2 || end < 16.64 || end > 16.66 { // 5 + 11.65, as in package layout
		t.Errorf("Line ends at %g", end)
	}
}

// FuzzParse: a file that is no font is an error; one that is read can be cut.
func FuzzParse(f *testing.F) {
	small, err := Parse(font.Bold())
	if err != nil {
		f.Fatal(err)
	}
	data, err := small.Subset([]Glyph{0, small.Glyph('a'), small.Glyph('é')})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add(data[:len(data)/2])
	f.Fuzz(func(t *testing.T, data []byte) {
		font, err := Parse(data)
		if err != nil {
			return
		}
		font.Metrics()
		for g := range min(font.glyphs, 5) {
			font.Ink(Glyph(g))
			font.Advance(Glyph(g))
		}
		// A subset sums up as the format demands, whatever the outlines are.
		if out, err := font.Subset([]Glyph{0}); err == nil && checksum(out) != 0xB1B0AFBA {
			t.Errorf("the checksum of the subset is %x", checksum(out))
		}
	})
}
