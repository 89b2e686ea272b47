// Package font holds the typeface of the reports: two subsets of Noto Sans SC, regular with the characters of GBK and bold with
// those of GB 2312, both with what Noto Sans SC has of Latin, Greek, Cyrillic, mathematics, arrows and shapes. It measures text
// and names the characters it cannot draw, because a character that silently vanishes from an official report is a false
// statement.
//
// It does not know how text is broken into lines or how a font is written into a file. The fonts are under the SIL Open Font
// License 1.1 (file LICENSE); make.sh is how they were made.
package font

import (
	_ "embed" // the fonts and their licence
	"fmt"
	"sync"

	"golang.org/x/image/font/sfnt"
)

// The fonts are embedded as they are: packed they would be 4 MB smaller, and every process that draws would spend 0.1 s and 10 MB of
// its own memory on unpacking them. So the system pages in what is looked at.
//
//go:embed NotoSansSC-Regular.ttf
var regular []byte

//go:embed NotoSansSC-Bold.ttf
var bold []byte

// License is the text of the SIL Open Font License with the copyright of the font. It must travel with every copy of the font.
//
//go:embed LICENSE
var License string

// Regular returns the regular weight as a TrueType file. The caller must not change it.
func Regular() []byte { return Default().Regular.TTF() }

// Bold returns the bold weight as a TrueType file, likewise. It has fewer characters than Regular.
func Bold() []byte { return Default().Bold.TTF() }

// Default returns the embedded family. It is safe for concurrent use.
func Default() *Family { return embedded() }

var embedded = sync.OnceValue(func() *Family {
	return &Family{Regular: mustFace("Noto Sans SC regular", regular), Bold: mustFace("Noto Sans SC bold", bold)}
})

// mustFace reads an embedded font. It panics when that fails: the bytes are part of the program, and a test has read them.
func mustFace(name string, data []byte) *Face {
	face, err := newFace(name, data)
	if err != nil {
		panic(fmt.Sprintf("embedded font %s: %v", name, err))
	}
	return face
}

// A Face is one weight of a typeface. It is safe for concurrent use.
type Face struct {
	name string
	data []byte
	font *sfnt.Font
	em   float64 // units in an em
}

func newFace(name string, data []byte) (*Face, error) {
	f, err := sfnt.Parse(data)
	if err != nil {
		return nil, err
	}
	return &Face{name: name, data: data, font: f, em: float64(f.UnitsPerEm())}, nil
}

// Name returns the name of the face for people, such as "Noto Sans SC bold".
func (f *Face) Name() string { return f.name }

// TTF returns the font file. The caller must not change it.
func (f *Face) TTF() []byte { return f.data }

// Font returns the parsed font.
func (f *Face) Font() *sfnt.Font { return f.font }

// Has reports whether the face has a glyph for r.
func (f *Face) Has(r rune) bool {
	var buf sfnt.Buffer
	g, err := f.font.GlyphIndex(&buf, r)
	return err == nil && g != 0
}
