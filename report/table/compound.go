package table

import (
	"encoding/binary"
	"io"
	"math"
	"unicode/utf16"

	"auditd/audit"
)

// Special sector numbers of a compound file ([MS-CFB] 2.1).
const (
	endOfChain = 0xfffffffe
	freeSector = 0xffffffff
	fatSector  = 0xfffffffd
	difSector  = 0xfffffffc
)

const (
	sectorSize = 512
	perSector  = sectorSize / 4 // sector numbers in a sector
	inHeader   = 109            // sector numbers of the allocation table in the file header
	miniCutoff = 4096           // shorter streams would have to lie in a stream of small sectors
)

// writeCompound writes a compound file of version 3 that holds one stream: the sectors of the stream, the directory, the
// allocation table and, for files of more than 6.9 MB, the list of the table's further sectors. There are no dates. A stream
// shorter than 4,096 bytes is filled up with zeros, which readers of BIFF pass over after the last EOF record.
func writeCompound(w io.Writer, name string, stream []byte) error {
	size := max(len(stream), miniCutoff)
	if int64(size) > math.MaxInt32 {
		e := audit.Errorf(audit.Limit, "the workbook takes more than 2 GiB, which no compound file of this version holds")
		e.Remedy = "choose another format"
		return e
	}
	sectors := (size + sectorSize - 1) / sectorSize
	fats, difs := tableSectors(sectors + 1)
	c := compound{sectors: sectors, fats: fats, difs: difs}
	padding := make([]byte, sectors*sectorSize-len(stream))
	for _, part := range [][]byte{c.header(), stream, padding, c.directory(name, size), c.allocation(), c.furtherTables()} {
		if _, err := w.Write(part); err != nil {
			return err
		}
	}
	return nil
}

// tableSectors returns how many sectors the allocation table and the list of its further sectors take. Both are in the table
// themselves, so the numbers grow until they suffice.
func tableSectors(content int) (fats, difs int) {
	for {
		f := (content + fats + difs + perSector - 1) / perSector
		d := (max(0, f-inHeader) + perSector - 2) / (perSector - 1)
		if f == fats && d == difs {
			return fats, difs
		}
		fats, difs = f, d
	}
}

// A compound is the layout of the file, in sectors: the stream from 0, then the directory, the allocation table, the list.
type compound struct{ sectors, fats, difs int }

func (c compound) firstFAT() int { return c.sectors + 1 }

func (c compound) firstDIF() int { return c.firstFAT() + c.fats }

// header returns the first sector ([MS-CFB] 2.2).
func (c compound) header() []byte {
	dif := uint32(endOfChain)
	if c.difs > 0 {
		dif = uint32(c.firstDIF())
	}
	b := []byte{0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1}
	b = append(b, le([16]byte{}, [5]uint16{0x3e, 3, 0xfffe, 9, 6}, [6]byte{})...)
	b = append(b, le([9]uint32{0, uint32(c.fats), uint32(c.sectors), 0, miniCutoff, endOfChain, 0, dif, uint32(c.difs)})...)
	for i := range inHeader {
		b = c.appendFAT(b, i)
	}
	return b
}

// appendFAT appends the number of a sector of the allocation table, free when the table is shorter.
func (c compound) appendFAT(b []byte, i int) []byte {
	if i >= c.fats {
		return binary.LittleEndian.AppendUint32(b, freeSector)
	}
	return binary.LittleEndian.AppendUint32(b, uint32(c.firstFAT()+i))
}

// directory returns the sector with the root, the stream and two unused entries ([MS-CFB] 2.6).
func (c compound) directory(name string, size int) []byte {
	entry := func(name string, kind byte, child, start uint32, size int) []byte {
		text := utf16.Encode([]rune(name))
		b := make([]byte, 64)
		copy(b, le(text))
		length, black := uint16(2*len(text)+2), byte(1)
		if name == "" {
			length, black = 0, 0 // an unused entry is zeros
		}
		b = append(b, le(length, kind, black, [3]uint32{freeSector, freeSector, child})...)
		return append(b, le([36]byte{}, start, uint64(size))...) // class, state and both dates are zero
	}
	b := entry("Root Entry", 5, 1, endOfChain, 0)
	b = append(b, entry(name, 2, freeSector, 0, size)...)
	return append(b, append(entry("", 0, freeSector, 0, 0), entry("", 0, freeSector, 0, 0)...)...)
}

// allocation returns the table that says of each sector which one follows it.
func (c compound) allocation() []byte {
	b := make([]byte, 0, c.fats*sectorSize)
	for i := range c.fats * perSector {
		next := uint32(i + 1)
		switch {
		case i == c.sectors-1 || i == c.sectors: // the last of the stream, and the directory
			next = endOfChain
		case i >= c.firstDIF()+c.difs:
			next = freeSector
		case i >= c.firstDIF():
			next = difSector
		case i >= c.firstFAT():
			next = fatSector
		}
		b = binary.LittleEndian.AppendUint32(b, next)
	}
	return b
}

// furtherTables returns the sectors that list the sectors of the allocation table beyond those in the header.
func (c compound) furtherTables() []byte {
	var b []byte
	for d := range c.difs {
		for i := range perSector - 1 {
			b = c.appendFAT(b, inHeader+d*(perSector-1)+i)
		}
		next := uint32(endOfChain)
		if d+1 < c.difs {
			next = uint32(c.firstDIF() + d + 1)
		}
		b = binary.LittleEndian.AppendUint32(b, next)
	}
	return b
}
