package truetype

import (
	"fmt"
	"strings"

	"auditd/audit"
	"auditd/report/font"

	"golang.org/x/text/unicode/bidi"
)

// A Family is the faces of a document in the order in which a character is looked for: regular, bold and, where there is one, a
// complete font as the last resort. It is not safe for concurrent use.
type Family struct {
	Faces  []*Font      // at least Regular and Bold
	Source *font.Family // that the faces were read from, by NewFamilyOf; figures are measured with it
	signs  [2]map[rune]*Sign
}

// The places of the faces in a Family.
const (
	Regular = iota
	Bold
	Full
)

// A Sign is a character as it is drawn. Lengths are ems. Signs are shared and not changed.
type Sign struct {
	Rune    rune
	Face    int // index into Faces
	Glyph   Glyph
	Advance float64
	Left    float64 // where the ink begins and ends, from the origin of the glyph
	Right   float64
}

// NewFamily returns a family of faces.
func NewFamily(faces ...*Font) *Family {
	return &Family{Faces: faces, signs: [2]map[rune]*Sign{{}, {}}}
}

// NewFamilyOf reads the faces of the report's family.
func NewFamilyOf(source *font.Family) (*Family, error) {
	f := NewFamily()
	f.Source = source
	for _, face := range []*font.Face{source.Regular, source.Bold, source.Full} {
		if face == nil {
			continue
		}
		parsed, err := Parse(face.TTF())
		if err != nil {
			return nil, fmt.Errorf("%s: %w", face.Name(), err)
		}
		parsed.source = face.Font()
		f.Faces = append(f.Faces, parsed)
	}
	return f, nil
}

// Find returns the sign of a character. One that the bold face lacks is taken from the regular face, and one that both lack from
// the complete font; it is false when no face has it.
func (f *Family) Find(r rune, bold bool) (*Sign, bool) {
	weight := Regular
	if bold {
		weight = Bold
	}
	if s, ok := f.signs[weight][r]; ok {
		return s, s.Glyph != 0
	}
	s := &Sign{Rune: r}
	order := []int{Regular, Full}
	if bold {
		order = []int{Bold, Regular, Full}
	}
	for _, i := range order {
		if i >= len(f.Faces) {
			break
		}
		if g := f.Faces[i].Glyph(r); g != 0 {
			s.Face, s.Glyph, s.Advance = i, g, f.Faces[i].Advance(g)
			s.Left, s.Right = f.Faces[i].Ink(g)
			break
		}
	}
	f.signs[weight][r] = s
	return s, s.Glyph != 0
}

// Kern returns by how much b moves when it follows a, in ems; 0 for signs of different faces.
func (f *Family) Kern(a, b *Sign) float64 {
	// Ideographs stand on a grid; only letters and figures are kerned.
	if a.Face != b.Face || a.Rune >= 0x2000 || b.Rune >= 0x2000 {
		return 0
	}
	return f.Faces[a.Face].Kern(a.Glyph, b.Glyph)
}

// A Placed sign stands at X, a distance in points from the left edge of whatever it is drawn on.
type Placed struct {
	*Sign
	X float64
}

// Line places a text from x on, kerned, and returns where it ends. Characters without a glyph are left out: callers have
// checked the text before.
func (f *Family) Line(text string, bold bool, size, x float64) (signs []Placed, end float64) {
	for _, r := range text {
		s, ok := f.Find(r, bold)
		if !ok {
			continue
		}
		if n := len(signs); n > 0 {
			x += f.Kern(signs[n-1].Sign, s) * size
		}
		signs = append(signs, Placed{Sign: s, X: x})
		x += s.Advance * size
	}
	return signs, x
}

// Shift moves signs to the right.
func Shift(signs []Placed, by float64) {
	for i := range signs {
		signs[i].X += by
	}
}

// Cut shortens a regular text to a width in points, with an ellipsis.
func (f *Family) Cut(text string, width, size float64) string {
	if _, end := f.Line(text, false, size, 0); end <= width {
		return text
	}
	_, x := f.Line("…", false, size, 0)
	for i, r := range text {
		_, w := f.Line(string(r), false, size, 0)
		if x += w; x > width {
			return text[:i] + "…"
		}
	}
	return text
}

// Draws reports whether a character can be set as it is: some face has it, and it is not written from right to left, which
// nothing here can do.
func (f *Family) Draws(r rune, bold bool) bool {
	if _, ok := f.Find(r, bold); !ok {
		return false
	}
	p, _ := bidi.LookupRune(r)
	return p.Class() != bidi.R && p.Class() != bidi.AL
}

// CodePoints names characters by their code points, in brackets.
func CodePoints(s string) string {
	var b strings.Builder
	for _, r := range s {
		fmt.Fprintf(&b, "[U+%04X]", r)
	}
	return b.String()
}

// Readable returns a text of which every character can be set in the regular face: control characters as escapes, those without
// a glyph by their code points.
func (f *Family) Readable(text string) string {
	var b strings.Builder
	for _, r := range audit.Clean(text) {
		if f.Draws(r, false) {
			b.WriteRune(r)
			continue
		}
		b.WriteString(CodePoints(string(r)))
	}
	return b.String()
}
