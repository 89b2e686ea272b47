package tagged

import (
	"crypto/sha256"
	"fmt"

	"auditd/audit"
	"auditd/report/pdf/object"
	"auditd/report/pdf/truetype"
)

// embedded is a face of which the file holds the glyphs that are used. Every character has a code of its own, even where two
// share a glyph, so that the text can be read back exactly.
type embedded struct {
	font  *truetype.Font
	ref   object.Ref
	cids  map[rune]uint16  // looked up, never iterated
	signs []*truetype.Sign // by code − 1
}

// cid returns the code of a sign; codes count from 1.
func (e *embedded) cid(f *File, s *truetype.Sign) uint16 {
	if c, ok := e.cids[s.Rune]; ok {
		return c
	}
	if len(e.signs) >= 65534 {
		f.fail(audit.Errorf(audit.Limit, "a PDF file holds at most 65534 different characters of a font"))
		return 0
	}
	e.signs = append(e.signs, s)
	c := uint16(len(e.signs))
	e.cids[s.Rune] = c
	return c
}

// writeFonts writes the faces that are used and the resources that all pages share.
func (f *File) writeFonts() error {
	b := []byte("<</Font<<")
	for i, e := range f.embedded {
		if len(e.signs) == 0 {
			continue
		}
		ref, err := f.writeFont(e)
		if err != nil {
			return err
		}
		b = fmt.Appendf(b, "/F%d %s", i+1, ref)
	}
	f.w.Put(f.resources, append(b, ">>>>"...))
	return nil
}

// writeFont writes one face: font program, descriptor, widths and the way back to Unicode (clauses 9.7.4, 9.8, 9.10.3).
func (f *File) writeFont(e *embedded) (object.Ref, error) {
	glyphs := []truetype.Glyph{0}
	widths := []byte("[1[")
	for _, s := range e.signs {
		glyphs = append(glyphs, s.Glyph)
		widths = append(object.AppendNumber(widths, s.Advance*1000), ' ')
	}
	widths = append(widths, "]]"...)
	program, err := e.font.Subset(glyphs)
	if err != nil {
		return 0, err
	}
	name := object.Name(subsetTag(program) + "+" + e.font.Name())
	file := f.w.Reserve()
	f.w.Stream(file, fmt.Sprintf("/Length1 %d", len(program)), program)
	unicode := f.w.Reserve()
	f.w.Stream(unicode, "", toUnicode(e.signs))

	m := e.font.Metrics()
	// StemV has no table in TrueType; readers use it only to imitate a font that is not there.
	stem := 80.0
	if m.Weight >= 600 {
		stem = 140
	}
	b := []byte("<</Type/FontDescriptor/FontName" + name + "/Flags 4/FontBBox[")
	for _, v := range m.Box {
		b = append(object.AppendNumber(b, v), ' ')
	}
	b = fmt.Appendf(b, "]/ItalicAngle 0/Ascent %s/Descent %s/CapHeight %s/StemV %s/FontFile2 %s>>",
		object.Number(m.Ascent), object.Number(m.Descent), object.Number(m.CapHeight), object.Number(stem), file)
	descriptor := f.w.Add(b)
	b = fmt.Appendf(nil, "<</Type/Font/Subtype/CIDFontType2/BaseFont%s/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor %s/DW 1000/W %s/CIDToGIDMap/Identity>>",
		name, descriptor, widths)
	descendant := f.w.Add(b)
	return f.w.Add(fmt.Appendf(nil, "<</Type/Font/Subtype/Type0/BaseFont%s/Encoding/Identity-H/DescendantFonts[%s]/ToUnicode %s>>", name, descendant, unicode)), nil
}

// subsetTag returns the six letters that mark a subset (clause 9.6.4), from a digest of the font program.
func subsetTag(program []byte) string {
	sum := sha256.Sum256(program)
	tag := make([]byte, 6)
	for i := range tag {
		tag[i] = 'A' + sum[i]%26
	}
	return string(tag)
}

// toUnicode returns the map from codes to characters (clause 9.10.3).
func toUnicode(signs []*truetype.Sign) []byte {
	b := []byte("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n" +
		"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n")
	const most = 100 // entries in a block
	for first := 0; first < len(signs); first += most {
		block := signs[first:min(first+most, len(signs))]
		b = fmt.Appendf(b, "%d beginbfchar\n", len(block))
		for i, s := range block {
			b = append(object.AppendHex16(append(b, '<'), uint16(first+i+1)), "> <"...)
			b = append(object.AppendUTF16(b, string(s.Rune)), ">\n"...)
		}
		b = append(b, "endbfchar\n"...)
	}
	return append(b, "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"...)
}
