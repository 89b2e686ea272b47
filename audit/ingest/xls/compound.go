// Package xls reads one sheet of a legacy Excel workbook (BIFF8, Excel 97 to 2003, [MS-XLS]) in its compound file ([MS-CFB]).
// The file is held in memory. Values become the same text as those of package xlsx.
//
// It is its own because no library was found that is both right and safe on damaged files. It reads what holds values and nothing
// else: no formulas, pictures, comments or pivot tables. Older versions (BIFF5 and before) and encrypted files are refused.
package xls

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"unicode/utf16"

	"auditd/audit"
)

const (
	maxFile    = 512 << 20 // bytes; a full sheet of the format has 16.7 million cells and rarely reaches a fifth of that
	remedySave = "open the file in a spreadsheet program and save it as .xlsx"
	remedySend = "the file is not complete or was changed on the way: send it again, or save it as .xlsx"
)

// damaged is the error of a file that contradicts itself.
func damaged(text string) error {
	return &audit.Error{Kind: audit.Invalid, Text: text, Remedy: remedySend}
}

func errCompound() error { return damaged("the compound file around the workbook is damaged") }

// readAll reads the file into memory.
func readAll(r io.ReaderAt, size int64) ([]byte, error) {
	if size > maxFile {
		e := audit.Errorf(audit.Limit, "the workbook is larger than %d bytes", maxFile)
		e.Remedy = "save it as .xlsx"
		return nil, e
	}
	file := make([]byte, size)
	n, err := r.ReadAt(file, 0)
	if err != nil && err != io.EOF && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, err
	}
	return file[:n], nil
}

// A compound is a file of sectors in chains, with a directory of named streams ([MS-CFB] 2.1).
type compound struct {
	file    []byte
	sector  int      // bytes of a sector
	fat     []uint32 // next sector of each sector
	miniFAT []uint32 // next small sector of each small sector
	mini    []byte   // the small sectors
	entries []byte   // the directory, 128 bytes an entry
}

const (
	entrySize  = 128
	miniSector = 64
	noSector   = 0xFFFFFFFA // this and above are no sectors
)

// openCompound reads the tables of a compound file.
func openCompound(file []byte) (*compound, error) {
	const header = 512
	if len(file) < header || !bytes.HasPrefix(file, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")) {
		return nil, damaged("the file does not begin like an .xls workbook")
	}
	shift := binary.LittleEndian.Uint16(file[0x1E:])
	if shift != 9 && shift != 12 || binary.LittleEndian.Uint16(file[0x20:]) != 6 {
		return nil, errCompound()
	}
	c := &compound{file: file, sector: 1 << shift}
	if err := c.readFAT(); err != nil {
		return nil, err
	}
	var err error
	if c.entries, err = c.chain(binary.LittleEndian.Uint32(file[0x30:])); err != nil {
		return nil, err
	}
	if len(c.entries) < entrySize {
		return nil, errCompound()
	}
	// The small sectors are the stream of the root, which is the first entry.
	if c.mini, err = c.chain(binary.LittleEndian.Uint32(c.entries[116:])); err != nil {
		return nil, err
	}
	table, err := c.chain(binary.LittleEndian.Uint32(file[0x3C:]))
	if err != nil {
		return nil, err
	}
	c.miniFAT = numbers(table)
	return c, nil
}

// at returns sector i.
func (c *compound) at(i uint32) ([]byte, error) {
	start := (int64(i) + 1) * int64(c.sector)
	if start >= int64(len(c.file)) {
		return nil, errCompound()
	}
	// The last sector of some writers is cut short.
	return c.file[start:min(start+int64(c.sector), int64(len(c.file)))], nil
}

// readFAT reads the table of sectors: its own sectors are listed in the header and in a chain of further lists.
func (c *compound) readFAT() error {
	const inHeader, listed = 0x4C, 109
	list := numbers(c.file[inHeader : inHeader+4*listed])
	next := binary.LittleEndian.Uint32(c.file[0x44:])
	for n := 0; next < noSector; n++ {
		sector, err := c.at(next)
		if err != nil || len(sector) < c.sector || n > len(c.file)/c.sector {
			return errCompound()
		}
		more := numbers(sector)
		next = more[len(more)-1]
		list = append(list, more[:len(more)-1]...)
	}
	for _, i := range list {
		if i >= noSector {
			continue
		}
		sector, err := c.at(i)
		if err != nil || len(c.fat) > len(c.file) {
			return errCompound()
		}
		c.fat = append(c.fat, numbers(sector)...)
	}
	return nil
}

// numbers returns bytes as 32-bit numbers.
func numbers(b []byte) []uint32 {
	list := make([]uint32, len(b)/4)
	for i := range list {
		list[i] = binary.LittleEndian.Uint32(b[4*i:])
	}
	return list
}

// chain returns the bytes of the sectors from one on. A chain that has more sectors than the file runs in a circle.
func (c *compound) chain(i uint32) ([]byte, error) {
	var out []byte
	for n := 0; i < noSector; n++ {
		sector, err := c.at(i)
		if err != nil || int64(i) >= int64(len(c.fat)) || n > len(c.file)/c.sector {
			return nil, errCompound()
		}
		out = append(out, sector...)
		i = c.fat[i]
	}
	return out, nil
}

// miniChain returns the bytes of the small sectors from one on.
func (c *compound) miniChain(i uint32) ([]byte, error) {
	var out []byte
	for n := 0; i < noSector; n++ {
		start := int64(i) * miniSector
		if start+miniSector > int64(len(c.mini)) || int64(i) >= int64(len(c.miniFAT)) || n > len(c.miniFAT) {
			return nil, errCompound()
		}
		out = append(out, c.mini[start:start+miniSector]...)
		i = c.miniFAT[i]
	}
	return out, nil
}

// streams returns the entries directly below the root by name. Streams of embedded documents lie deeper and are not among them.
func (c *compound) streams() map[string][]byte {
	const left, right, child = 68, 72, 76
	found := map[string][]byte{}
	visited := map[uint32]bool{}
	todo := []uint32{binary.LittleEndian.Uint32(c.entries[child:])}
	for len(todo) > 0 {
		i := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if visited[i] || int64(i+1)*entrySize > int64(len(c.entries)) || i >= noSector {
			continue
		}
		visited[i] = true
		e := c.entries[int(i)*entrySize : int(i+1)*entrySize]
		todo = append(todo, binary.LittleEndian.Uint32(e[left:]), binary.LittleEndian.Uint32(e[right:]))
		size := int(binary.LittleEndian.Uint16(e[64:]))
		if size < 2 || size > 64 {
			continue
		}
		units := make([]uint16, (size-2)/2) // without the final zero
		for k := range units {
			units[k] = binary.LittleEndian.Uint16(e[2*k:])
		}
		found[string(utf16.Decode(units))] = e
	}
	return found
}

// stream returns the bytes of an entry.
func (c *compound) stream(e []byte) ([]byte, error) {
	const cutoff = 4096 // smaller streams lie in small sectors
	size := binary.LittleEndian.Uint32(e[120:])
	read := c.chain
	if size < cutoff {
		read = c.miniChain
	}
	data, err := read(binary.LittleEndian.Uint32(e[116:]))
	if err != nil {
		return nil, err
	}
	if int64(size) > int64(len(data)) {
		return nil, errCompound()
	}
	return data[:size], nil
}

// workbookStream returns the stream of the workbook. Other documents in compound files are refused by name.
func workbookStream(file []byte) ([]byte, error) {
	c, err := openCompound(file)
	if err != nil {
		return nil, err
	}
	streams := c.streams()
	e := audit.Errorf(audit.Invalid, "the file holds no workbook")
	e.Remedy = remedySave
	switch {
	case streams["Workbook"] != nil:
		return c.stream(streams["Workbook"])
	case streams["EncryptedPackage"] != nil:
		e.Text, e.Remedy = "the workbook is protected by a password", "save it without a password"
	case streams["Book"] != nil:
		e.Text = "the workbook is of Excel 95 or before"
	case streams["WordDocument"] != nil:
		e.Text = "the file is a Word document"
	}
	return nil, e
}
