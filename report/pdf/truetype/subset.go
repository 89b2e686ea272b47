package truetype

import (
	"encoding/binary"

	"auditd/audit"
)

// Subset returns a font file in which glyph i is glyphs[i]; the parts of composite glyphs follow. glyphs[0] must be 0, the sign
// for a missing character. The file has no cmap and no names: a PDF addresses glyphs by their number.
func (f *Font) Subset(glyphs []Glyph) ([]byte, error) {
	if len(glyphs) == 0 || glyphs[0] != 0 {
		return nil, audit.Errorf(audit.Internal, "truetype: a subset begins with glyph 0")
	}
	s := subset{font: f, from: append([]Glyph(nil), glyphs...), at: make(map[Glyph]int, len(glyphs))}
	for i, g := range glyphs {
		if _, ok := s.at[g]; !ok {
			s.at[g] = i
		}
	}
	// The list grows while composites are met, so its length is read anew each time.
	for i := 0; i < len(s.from); i++ {
		if err := s.add(s.from[i]); err != nil {
			return nil, err
		}
	}
	s.loca = binary.BigEndian.AppendUint32(s.loca, uint32(len(s.glyf)))
	return s.file(), nil
}

type subset struct {
	font             *Font
	from             []Glyph // source of each new glyph
	at               map[Glyph]int
	glyf, loca, hmtx []byte
}

func (s *subset) add(g Glyph) error {
	s.loca = binary.BigEndian.AppendUint32(s.loca, uint32(len(s.glyf)))
	outline := append([]byte(nil), s.font.outline(g)...)
	if err := s.renumber(outline); err != nil {
		return err
	}
	s.glyf = pad(append(s.glyf, outline...))
	s.hmtx = binary.BigEndian.AppendUint16(s.hmtx, s.font.advance(g))
	s.hmtx = append(s.hmtx, s.font.bearing(g)...)
	if len(s.from) > 65535 {
		return audit.Errorf(audit.Limit, "a font of a PDF file holds at most 65535 glyphs")
	}
	return nil
}

// Flags of a component of a composite glyph (OpenType 1.9, glyf, composite glyph description).
const (
	argsAreWords   = 0x0001
	hasScale       = 0x0008
	moreComponents = 0x0020
	hasTwoScales   = 0x0040
	hasMatrix      = 0x0080
)

// renumber replaces the components of a composite glyph by their numbers in the subset, adding those that are not in it yet.
func (s *subset) renumber(outline []byte) error {
	if len(outline) < 10 || int16(binary.BigEndian.Uint16(outline)) >= 0 {
		return nil
	}
	for p := 10; ; {
		if p+4 > len(outline) {
			return audit.Errorf(audit.Invalid, "a composite glyph of the font is cut off")
		}
		flags := binary.BigEndian.Uint16(outline[p:])
		part := Glyph(binary.BigEndian.Uint16(outline[p+2:]))
		if int(part) >= s.font.glyphs {
			return audit.Errorf(audit.Invalid, "a composite glyph of the font refers to a glyph that is not there")
		}
		i, ok := s.at[part]
		if !ok {
			i = len(s.from)
			s.at[part] = i
			s.from = append(s.from, part)
		}
		binary.BigEndian.PutUint16(outline[p+2:], uint16(i))
		p += 6
		if flags&argsAreWords != 0 {
			p += 2
		}
		switch {
		case flags&hasScale != 0:
			p += 2
		case flags&hasTwoScales != 0:
			p += 4
		case flags&hasMatrix != 0:
			p += 8
		}
		if flags&moreComponents == 0 {
			return nil
		}
	}
}

// file assembles the tables.
func (s *subset) file() []byte {
	clone := func(tag string) []byte { return append([]byte(nil), s.font.tables[tag]...) }
	head, hhea, maxp := clone("head"), clone("hhea"), clone("maxp")
	binary.BigEndian.PutUint32(head[8:], 0)  // checkSumAdjustment, set by assemble
	binary.BigEndian.PutUint16(head[50:], 1) // indexToLocFormat: long
	binary.BigEndian.PutUint16(hhea[34:], uint16(len(s.from)))
	binary.BigEndian.PutUint16(maxp[4:], uint16(len(s.from)))
	// In the order of tags, as the table directory must be.
	return assemble([]table{
		{"cvt ", s.font.tables["cvt "]},
		{"fpgm", s.font.tables["fpgm"]},
		{"glyf", s.glyf},
		{"head", head},
		{"hhea", hhea},
		{"hmtx", s.hmtx},
		{"loca", s.loca},
		{"maxp", maxp},
		{"prep", s.font.tables["prep"]},
	})
}

type table struct {
	tag  string
	data []byte
}

// assemble returns a font file of those tables that are not empty.
func assemble(all []table) []byte {
	var tables []table
	for _, t := range all {
		if len(t.data) > 0 {
			tables = append(tables, t)
		}
	}
	n, power, log := len(tables), 1, 0
	for 2*power <= n {
		power, log = 2*power, log+1
	}
	file := []byte{0, 1, 0, 0}
	for _, v := range []int{n, 16 * power, log, 16 * (n - power)} { // the fields for a binary search
		file = binary.BigEndian.AppendUint16(file, uint16(v))
	}
	var body []byte
	headAt := 0
	for _, t := range tables {
		at := 12 + 16*n + len(body)
		if t.tag == "head" {
			headAt = at
		}
		file = append(file, t.tag...)
		for _, v := range []uint32{checksum(t.data), uint32(at), uint32(len(t.data))} {
			file = binary.BigEndian.AppendUint32(file, v)
		}
		body = pad(append(body, t.data...))
	}
	file = append(file, body...)
	binary.BigEndian.PutUint32(file[headAt+8:], 0xB1B0AFBA-checksum(file))
	return file
}

func pad(b []byte) []byte {
	for len(b)%4 != 0 {
		b = append(b, 0)
	}
	return b
}

// checksum is the sum of the 32-bit words of a table, the last one filled with zeros.
func checksum(data []byte) uint32 {
	var sum uint32
	for len(data) >= 4 {
		sum += binary.BigEndian.Uint32(data)
		data = data[4:]
	}
	if len(data) > 0 {
		var last [4]byte
		copy(last[:], data)
		sum += binary.BigEndian.Uint32(last[:])
	}
	return sum
}
