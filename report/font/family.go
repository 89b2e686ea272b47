package font

import (
	"fmt"
	"os"
	"slices"
	"sync"
	"unicode"

	"auditd/audit"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// A Family is the faces of a report. A character that the bold face lacks is set in the regular one, and one that both lack in
// Full, where the operator gave a path to a complete font.
type Family struct {
	Regular *Face
	Bold    *Face
	Full    *Face // nil without a path
}

// Open returns the embedded family with the TrueType or OpenType font at path as its last resort, for rare characters in names.
// An empty path gives the embedded family alone. A file that is missing or not a font gives an Invalid error.
func Open(path string) (*Family, error) {
	if path == "" {
		return Default(), nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, &audit.Error{
			Kind: audit.Invalid, Text: "the font file cannot be read", Value: audit.Quote(path), Err: err,
			Remedy: "give the path of a readable TrueType font, or none",
		}
	}
	face, err := newFace("the font given by the operator", data)
	if err != nil {
		return nil, &audit.Error{
			Kind: audit.Invalid, Text: "the file is not a TrueType or OpenType font", Value: audit.Quote(path), Err: err,
			Remedy: "give one font, not a collection (.ttc)",
		}
	}
	family := *Default()
	family.Full = face
	return &family, nil
}

// order returns the faces in which a character is looked for, first choice first.
func (f *Family) order(bold bool) []*Face {
	faces := make([]*Face, 0, 3)
	if bold {
		faces = append(faces, f.Bold)
	}
	faces = append(faces, f.Regular)
	if f.Full != nil {
		faces = append(faces, f.Full)
	}
	return faces
}

// Face returns the face that draws r, and nil when no face has it.
func (f *Family) Face(r rune, bold bool) *Face {
	for _, face := range f.order(bold) {
		if face.Has(r) {
			return face
		}
	}
	return nil
}

// Has reports whether some face of the family draws r.
func (f *Family) Has(r rune) bool { return f.Face(r, false) != nil || f.Bold.Has(r) }

// Has reports whether the embedded family draws r.
func Has(r rune) bool { return Default().Has(r) }

// A Run is a stretch of text that one face draws.
type Run struct {
	Face *Face
	Text string
}

// Runs splits text by the faces that draw it, in order. A character that no face has is an Invalid error that names it.
func (f *Family) Runs(text string, bold bool) ([]Run, error) {
	var runs []Run
	for _, r := range text {
		face := f.Face(r, bold)
		if face == nil {
			return nil, f.missing(r)
		}
		if n := len(runs); n > 0 && runs[n-1].Face == face {
			runs[n-1].Text += string(r)
			continue
		}
		runs = append(runs, Run{Face: face, Text: string(r)})
	}
	return runs, nil
}

// Check returns an Invalid error that names the first character of text without a glyph, nil when there is none.
func (f *Family) Check(text string) error {
	if rs := f.MissingGlyphs(text); len(rs) > 0 {
		return f.missing(rs[0])
	}
	return nil
}

// missing is the error for a character without a glyph.
func (f *Family) missing(r rune) error {
	last := f.Regular
	if f.Full != nil {
		last = f.Full
	}
	shown := audit.Clean(string(r))
	if unicode.Is(unicode.Mn, r) || unicode.IsSpace(r) {
		shown = fmt.Sprintf("%+q", r)
	}
	return &audit.Error{
		Kind:   audit.Invalid,
		Text:   fmt.Sprintf("%s has no glyph for %s (U+%04X)", last.Name(), shown, r),
		Remedy: "name a font file that has the character in the configuration, or write the name in the plan's labels with other characters",
	}
}

// MissingGlyphs returns the characters of text that no face draws, each once, in code point order, so that a report can say
// which names of the data it cannot show and what to do. Line breaks are not characters to draw.
func (f *Family) MissingGlyphs(text string) []rune {
	var missing []rune
	for _, r := range text {
		if r == '\n' || r == '\r' || r == '\t' || slices.Contains(missing, r) || f.Has(r) {
			continue
		}
		missing = append(missing, r)
	}
	slices.Sort(missing)
	return missing
}

// MissingGlyphs returns the characters of text that the embedded family does not draw, each once, in code point order.
func MissingGlyphs(text string) []rune { return Default().MissingGlyphs(text) }

// buffers are kept: each is large, and the labels of a figure are measured thousands of times.
var buffers = sync.Pool{New: func() any { return &sfnt.Buffer{} }}

// Width returns the width of text on one line, in ems: kerned within a face, characters without a glyph counted as one em.
// Multiply by the type size.
func (f *Family) Width(text string, bold bool) float64 {
	buf, _ := buffers.Get().(*sfnt.Buffer)
	defer buffers.Put(buf)
	var (
		width    float64
		before   *Face
		previous sfnt.GlyphIndex
	)
	for _, r := range text {
		face, glyph := f.glyph(buf, r, bold)
		if face == nil {
			width++
			before = nil
			continue
		}
		if face == before {
			width += face.kern(buf, previous, glyph)
		}
		width += face.advance(buf, glyph)
		before, previous = face, glyph
	}
	return width
}

// glyph returns the face that draws r and the glyph in it.
func (f *Family) glyph(buf *sfnt.Buffer, r rune, bold bool) (*Face, sfnt.GlyphIndex) {
	for _, face := range f.order(bold) {
		if g, err := face.font.GlyphIndex(buf, r); err == nil && g != 0 {
			return face, g
		}
	}
	return nil, 0
}

// advance returns the width of a glyph in ems.
func (f *Face) advance(buf *sfnt.Buffer, g sfnt.GlyphIndex) float64 {
	a, err := f.font.GlyphAdvance(buf, g, fixed.Int26_6(f.em), 0)
	if err != nil {
		return 1
	}
	// At a size of one unit a pixel, the fixed-point number counts font units.
	return float64(a) / f.em
}

// kern returns by how much b moves when it follows a, in ems; most pairs do not.
func (f *Face) kern(buf *sfnt.Buffer, a, b sfnt.GlyphIndex) float64 {
	k, err := f.font.Kern(buf, a, b, fixed.Int26_6(f.em), 0)
	if err != nil {
		return 0 // the font says nothing of this pair
	}
	return float64(k) / f.em
}
