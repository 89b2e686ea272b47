// Package font holds the typeface of the reports: two subsets of Noto Sans SC, regular with the characters of GBK and bold with
// those of GB 2312, both with what Noto Sans SC has of Latin, Greek, Cyrillic, mathematics, arrows and shapes. It measures text
// and names the characters it cannot draw, because a character that silently vanishes from an official report is a false
// statement.
//
// It does not know how text is broken into lines or how a font is written into a file. The fonts are under the SIL Open Font
// License 1.1 (file LICENSE); make.sh is how they were made.
package font

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"encoding/binary"
	"fmt"
	"io"
	"sync"

	"golang.org/x/image/font/sfnt"
)

//go:embed NotoSansSC-Regular.ttf.gz
var regularPacked []byte

//go:embed NotoSansSC-Bold.ttf.gz
var boldPacked []byte

// License is the text of the SIL Open Font License with the copyright of the font. It must travel with every copy of the font.
//
//go:embed LICENSE
var License string

// Regular returns the regular weight as a TrueType file. It is unpacked once; the caller must not change it.
func Regular() []byte { return Default().Regular.TTF() }

// Bold returns the bold weight as a TrueType file, likewise. It has fewer characters than Regular.
func Bold() []byte { return Default().Bold.TTF() }

// Default returns the embedded family. The first call takes about 0.2 s, in which the fonts are unpacked; it is safe for
// concurrent use.
func Default() *Family { return embedded() }

var embedded = sync.OnceValue(func() *Family {
	return &Family{
		Regular: mustFace("Noto Sans SC regular", regularPacked),
		Bold:    mustFace("Noto Sans SC bold", boldPacked),
	}
})

// mustFace unpacks an embedded font. It panics when that fails: the bytes are part of the program, and a test has read them.
func mustFace(name string, packed []byte) *Face {
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		panic(fmt.Sprintf("embedded font %s: %v", name, err))
	}
	// The last four bytes of the file are its unpacked size (RFC 1952), so that no buffer has to grow and be thrown away.
	data := make([]byte, binary.LittleEndian.Uint32(packed[len(packed)-4:]))
	if _, err := io.ReadFull(r, data); err != nil {
		panic(fmt.Sprintf("embedded font %s: %v", name, err))
	}
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
