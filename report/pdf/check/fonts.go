package check

import (
	"bytes"
	"slices"
	"strconv"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// fontUse is a font with the codes that pages show in it.
type fontUse struct {
	dict  types.Dict
	codes map[int]bool
}

// useFont returns the use of a font by its reference, nil when there is none.
func (c *checker) useFont(o types.Object) *fontUse {
	d := c.dict(o)
	if d == nil {
		return nil
	}
	id := strconv.Itoa(objectNumber(o))
	if c.fonts[id] == nil {
		c.fonts[id] = &fontUse{dict: d, codes: map[int]bool{}}
	}
	return c.fonts[id]
}

// add notes two-byte codes in hexadecimal.
func (f *fontUse) add(hex []byte) {
	for ; len(hex) >= 4; hex = hex[4:] {
		if n, err := strconv.ParseUint(string(hex[:4]), 16, 16); err == nil {
			f.codes[int(n)] = true
		}
	}
}

// checkFonts: fonts are embedded, every code that is shown has a glyph, a width and a way back to Unicode.
func (c *checker) checkFonts() {
	var ids []string
	for id := range c.fonts {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for _, id := range ids {
		c.font(c.fonts[id])
	}
}

func (c *checker) font(f *fontUse) {
	name := c.name(f.dict["BaseFont"])
	if c.name(f.dict["Subtype"]) != "Type0" || c.name(f.dict["Encoding"]) != "Identity-H" {
		c.fault("font_embedded", "font %s is not a composite font with two-byte codes", name)
		return
	}
	var descendant types.Dict
	if a := c.array(f.dict["DescendantFonts"]); len(a) == 1 {
		descendant = c.dict(a[0])
	}
	descriptor := c.dict(descendant["FontDescriptor"])
	program := c.stream(descriptor["FontFile2"])
	if program == nil {
		c.fault("font_embedded", "font %s is not embedded", name)
	}
	if c.name(descendant["CIDToGIDMap"]) != "Identity" {
		c.fault("font_embedded", "font %s does not say which glyph a code means", name)
	}
	widths := 0
	if w := c.array(descendant["W"]); len(w) == 2 {
		widths = len(c.array(w[1]))
	}
	glyphs := glyphCount(program)
	unicode := mapped(c.stream(f.dict["ToUnicode"]))
	codes := make([]int, 0, len(f.codes))
	for code := range f.codes {
		codes = append(codes, code)
	}
	slices.Sort(codes)
	for _, code := range codes {
		if code < 1 || code > widths {
			c.fault("font_widths", "code %d of font %s has no width", code, name)
		}
		if program != nil && code >= glyphs {
			c.fault("font_glyphs", "code %d of font %s has no glyph", code, name)
		}
		if !unicode[code] {
			c.fault("font_unicode", "code %d of font %s does not say which character it is", code, name)
		}
	}
}

// glyphCount returns how many glyphs a TrueType file has, 0 when it cannot be read.
func glyphCount(program []byte) int {
	if len(program) < 12 {
		return 0
	}
	be := func(at int) int { return int(program[at])<<8 | int(program[at+1]) }
	for i := range be(4) {
		entry := 12 + 16*i
		if entry+16 > len(program) {
			return 0
		}
		if string(program[entry:entry+4]) != "maxp" {
			continue
		}
		at := be(entry+8)<<16 | be(entry+10)
		if at+6 > len(program) {
			return 0
		}
		return be(at + 4)
	}
	return 0
}

// mapped returns the codes that a ToUnicode map translates. It reads the form that package tagged writes: one pair a line.
func mapped(cmap []byte) map[int]bool {
	codes := map[int]bool{}
	for line := range bytes.Lines(cmap) {
		parts := bytes.Fields(line)
		if len(parts) != 2 || len(parts[0]) != 6 || len(parts[1]) < 6 || parts[0][0] != '<' {
			continue
		}
		if n, err := strconv.ParseUint(string(parts[0][1:5]), 16, 16); err == nil && string(parts[1]) != "<ffff>" {
			codes[int(n)] = true
		}
	}
	return codes
}
