// Package truetype reads a TrueType font, measures and kerns its glyphs, and writes a font file that holds only some of them.
//
// It does not know how text becomes lines, and it reads no PostScript outlines (CFF) and no collections. Tables and fields are
// named as in the OpenType specification 1.9.
package truetype

import (
	"encoding/binary"
	"fmt"

	"auditd/audit"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// Glyph is the index of a glyph in its font; 0 is the sign for a character that the font lacks.
type Glyph = sfnt.GlyphIndex

// A Font is a parsed font. It is not safe for concurrent use: it remembers what it has measured.
type Font struct {
	sfnt    *sfnt.Font
	source  *sfnt.Font // the same font as the report's family has parsed it; nil without one
	buf     sfnt.Buffer
	tables  map[string][]byte // by tag; looked up, never iterated
	name    string
	em      float64 // units in an em
	metrics int     // entries of hmtx that have an advance
	glyphs  int
	long    bool // loca has 32-bit offsets
	kerns   map[[2]Glyph]float64
}

// required are the tables without which the font cannot be cut.
var required = []string{"head", "hhea", "maxp", "hmtx", "loca", "glyf"}

// least is how long a table must be for the fields that are read from it.
var least = map[string]int{"head": 54, "hhea": 36, "maxp": 6}

// Parse reads a font file; it keeps data. A file without TrueType outlines is an Invalid error.
func Parse(data []byte) (*Font, error) {
	parsed, err := sfnt.Parse(data)
	if err != nil {
		return nil, &audit.Error{Kind: audit.Invalid, Text: "the font cannot be read", Err: err, Remedy: "give a TrueType font (.ttf)"}
	}
	f := &Font{sfnt: parsed, tables: map[string][]byte{}, kerns: map[[2]Glyph]float64{}}
	for i := range int(binary.BigEndian.Uint16(data[4:])) {
		entry := data[12+16*i:]
		offset, length := int(binary.BigEndian.Uint32(entry[8:])), int(binary.BigEndian.Uint32(entry[12:]))
		if offset < 0 || length < 0 || offset+length > len(data) {
			return nil, audit.Errorf(audit.Invalid, "the font is cut off")
		}
		f.tables[string(entry[:4])] = data[offset : offset+length]
	}
	for _, tag := range required {
		if len(f.tables[tag]) < max(least[tag], 1) {
			return nil, &audit.Error{
				Kind: audit.Invalid, Text: fmt.Sprintf("the font has no table %q", tag),
				Remedy: "give a font with TrueType outlines (.ttf), not one with PostScript outlines (.otf)",
			}
		}
	}
	return f, f.head()
}

// head reads the fields that the other methods need, and holds the lengths of tables against each other.
func (f *Font) head() error {
	f.em = float64(binary.BigEndian.Uint16(f.tables["head"][18:]))
	f.long = binary.BigEndian.Uint16(f.tables["head"][50:]) == 1
	f.metrics = int(binary.BigEndian.Uint16(f.tables["hhea"][34:]))
	f.glyphs = int(binary.BigEndian.Uint16(f.tables["maxp"][4:]))
	size := 2
	if f.long {
		size = 4
	}
	if f.em == 0 || f.metrics == 0 || f.metrics > f.glyphs || len(f.tables["loca"]) < size*(f.glyphs+1) ||
		len(f.tables["hmtx"]) < 4*f.metrics+2*(f.glyphs-f.metrics) {
		return audit.Errorf(audit.Invalid, "the tables of the font contradict each other")
	}
	name, err := f.sfnt.Name(&f.buf, sfnt.NameIDPostScript)
	if err != nil || name == "" {
		name = "Unnamed"
	}
	f.name = name
	return nil
}

// Source returns the font as the report's family has parsed it, by whose address plots know it; nil outside of NewFamilyOf.
func (f *Font) Source() *sfnt.Font { return f.source }

// Name returns the PostScript name of the font.
func (f *Font) Name() string { return f.name }

// Glyph returns the glyph of a character, 0 when the font lacks it.
func (f *Font) Glyph(r rune) Glyph {
	g, err := f.sfnt.GlyphIndex(&f.buf, r)
	if err != nil || int(g) >= f.glyphs {
		return 0
	}
	return g
}

// Advance returns the width of a glyph in ems.
func (f *Font) Advance(g Glyph) float64 { return float64(f.advance(g)) / f.em }

func (f *Font) advance(g Glyph) uint16 {
	// Glyphs after the last entry with an advance share it.
	return binary.BigEndian.Uint16(f.tables["hmtx"][4*min(int(g), f.metrics-1):])
}

// bearing returns the left side bearing of a glyph as hmtx has it.
func (f *Font) bearing(g Glyph) []byte {
	at := 4*int(g) + 2
	if int(g) >= f.metrics {
		at = 4*f.metrics + 2*(int(g)-f.metrics)
	}
	return f.tables["hmtx"][at : at+2]
}

// Ink returns where the outline of a glyph begins and ends from left to right, in ems from its origin; 0, 0 for a blank.
func (f *Font) Ink(g Glyph) (left, right float64) {
	o := f.outline(g)
	if len(o) < 10 {
		return 0, 0
	}
	x := func(at int) float64 { return float64(int16(binary.BigEndian.Uint16(o[at:]))) / f.em }
	return x(2), x(6)
}

// outline returns the entry of a glyph in glyf: nil for a blank, or when loca points outside of it.
func (f *Font) outline(g Glyph) []byte {
	loca, i := f.tables["loca"], int(g)
	var from, to uint32
	if f.long {
		from, to = binary.BigEndian.Uint32(loca[4*i:]), binary.BigEndian.Uint32(loca[4*i+4:])
	} else {
		from, to = 2*uint32(binary.BigEndian.Uint16(loca[2*i:])), 2*uint32(binary.BigEndian.Uint16(loca[2*i+2:]))
	}
	if from >= to || int(to) > len(f.tables["glyf"]) {
		return nil
	}
	return f.tables["glyf"][from:to]
}

// Kern returns by how much a glyph moves when it follows another, in ems, from GPOS or kern; 0 for most pairs.
func (f *Font) Kern(a, b Glyph) float64 {
	k, ok := f.kerns[[2]Glyph{a, b}]
	if ok {
		return k
	}
	// At a size of one unit a pixel, the fixed-point number counts font units.
	if units, err := f.sfnt.Kern(&f.buf, a, b, fixed.Int26_6(f.em), 0); err == nil {
		k = float64(units) / f.em
	}
	f.kerns[[2]Glyph{a, b}] = k
	return k
}

// Metrics are what a font descriptor says of the font as a whole, in thousandths of an em.
type Metrics struct {
	Box                        [4]float64 // left, bottom, right, top of all glyphs together
	Ascent, Descent, CapHeight float64
	Weight                     int // 400 regular, 700 bold
}

// Metrics returns the metrics of the font.
func (f *Font) Metrics() Metrics {
	signed := func(table string, at int) float64 {
		return float64(int16(binary.BigEndian.Uint16(f.tables[table][at:]))) * 1000 / f.em
	}
	m := Metrics{Ascent: signed("hhea", 4), Descent: signed("hhea", 6), CapHeight: 700, Weight: 400}
	for i := range m.Box {
		m.Box[i] = signed("head", 36+2*i)
	}
	os2 := f.tables["OS/2"]
	if len(os2) >= 90 && binary.BigEndian.Uint16(os2) >= 2 {
		m.CapHeight = signed("OS/2", 88)
	}
	if len(os2) >= 6 {
		m.Weight = int(binary.BigEndian.Uint16(os2[4:]))
	}
	return m
}
