// Package parquetfile reads the columns of a Parquet file as codes of distinct values. Where a page holds indexes into a
// dictionary, each entry of the dictionary is looked at once and the indexes are translated; no text is made for a row.
//
// Groups are flattened into columns such as a.b. Repeated columns (lists and maps) can be named but not read. The package does not
// know what a column means, nor where codes come from: the caller gives them out.
//
// The library below it trusts the sizes that a file states. They are therefore checked before it sees them, and its panics on
// damaged pages become errors.
package parquetfile

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"

	"auditd/audit"
)

// Limits bound what one file may ask for. All of them are required.
type Limits struct {
	Unpacked int64 // bytes of all pages together after decompression
	Field    int   // bytes of one value
}

const remedySend = "the file is not complete or was changed on the way: send it again"

// A File is an opened Parquet file. Its row groups can be read at the same time.
type File struct {
	at      *watched
	size    int64
	limits  Limits
	file    *parquet.File
	columns []column
	names   []string
}

// A column is one leaf of the schema.
type column struct {
	name     string
	element  *format.SchemaElement
	repeated bool
	defined  byte // definition level of a value; lower levels are null
}

// A watched ReaderAt remembers a fault of the storage below it, so that it is not taken for damage of the file.
type watched struct {
	r     io.ReaderAt
	fault chan error // holds the first fault
}

// ReadAt implements io.ReaderAt.
func (w *watched) ReadAt(p []byte, off int64) (int, error) {
	n, err := w.r.ReadAt(p, off)
	if err != nil && err != io.EOF && !errors.Is(err, io.ErrUnexpectedEOF) {
		select {
		case w.fault <- err:
		default: // one is enough
		}
	}
	return n, err
}

// Open reads the footer of a file. Its errors are *audit.Error of kind Invalid or Limit, or those of r.
func Open(r io.ReaderAt, size int64, limits Limits) (_ *File, err error) {
	f := &File{at: &watched{r, make(chan error, 1)}, size: size, limits: limits}
	defer func() {
		if p := recover(); p != nil {
			err = damaged("the footer of the Parquet file is damaged", fmt.Errorf("panic: %v", p))
		}
		err = f.storageFault(err)
	}()
	if err := f.checkFooter(); err != nil {
		return nil, err
	}
	f.file, err = parquet.OpenFile(f.at, size, parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true), parquet.ReadBufferSize(128<<10))
	if err != nil {
		return nil, damaged("the footer of the Parquet file is damaged", err)
	}
	f.listColumns()
	return f, f.checkGroups()
}

// damaged is the error of a file that contradicts itself.
func damaged(text string, cause error) error {
	return &audit.Error{Kind: audit.Invalid, Text: text, Remedy: remedySend, Err: cause}
}

// storageFault replaces an error by the fault of the storage that caused it, if there was one.
func (f *File) storageFault(err error) error {
	if err == nil {
		return nil
	}
	select {
	case fault := <-f.at.fault:
		f.at.fault <- fault
		return fault
	default:
		return err
	}
}

// checkFooter checks the sizes in the footer, which the library would trust.
func (f *File) checkFooter() error {
	const (
		frame   = 12 // magic number in front, length of the footer and magic number behind
		largest = 256 << 20
	)
	if f.size < frame {
		return damaged("the file is too short for a Parquet file", nil)
	}
	var head, tail [8]byte
	if _, err := f.at.ReadAt(head[:4], 0); err != nil {
		return err
	}
	if _, err := f.at.ReadAt(tail[:], f.size-8); err != nil && err != io.EOF {
		return err
	}
	if string(head[:4]) == "PARE" || string(tail[4:]) == "PARE" {
		e := audit.Errorf(audit.Invalid, "the Parquet file is encrypted")
		e.Remedy = "write it without encryption"
		return e
	}
	if string(head[:4]) != "PAR1" || string(tail[4:]) != "PAR1" {
		return damaged("the file does not begin and end like a Parquet file", nil)
	}
	n := int64(binary.LittleEndian.Uint32(tail[:4]))
	if n > f.size-frame {
		return damaged("the footer of the Parquet file is longer than the file", nil)
	}
	if n > largest {
		return audit.Errorf(audit.Limit, "the footer of the Parquet file is longer than %d bytes", largest)
	}
	footer := make([]byte, n)
	if _, err := f.at.ReadAt(footer, f.size-8-n); err != nil && err != io.EOF {
		return err
	}
	if err := checkMetadata(footer); err != nil {
		return damaged("the footer of the Parquet file is damaged", err)
	}
	return nil
}

// listColumns makes the list of leaves.
func (f *File) listColumns() {
	elements := f.file.Metadata().Schema
	next := 0 // the elements stand in the order in which the tree is walked
	var walk func(c *parquet.Column, repeated bool)
	walk = func(c *parquet.Column, repeated bool) {
		element := &elements[next]
		next++
		repeated = repeated || next > 1 && c.Repeated()
		for _, child := range c.Columns() {
			walk(child, repeated)
		}
		if c.Leaf() {
			name := strings.Join(c.Path(), ".")
			f.columns = append(f.columns, column{name, element, repeated, byte(c.MaxDefinitionLevel())})
			f.names = append(f.names, name)
		}
	}
	walk(f.file.Root(), false)
}

// checkGroups checks what the footer says of the row groups.
func (f *File) checkGroups() error {
	m := f.file.Metadata()
	var rows, unpacked int64
	for g := range m.RowGroups {
		group := &m.RowGroups[g]
		if len(group.Columns) != len(f.columns) || group.NumRows < 0 {
			return damaged("the footer of the Parquet file is damaged", nil)
		}
		rows += group.NumRows
		for c := range group.Columns {
			d := &group.Columns[c].MetaData
			start := d.DataPageOffset
			if d.DictionaryPageOffset > 0 {
				start = min(start, d.DictionaryPageOffset)
			}
			if start < 0 || d.TotalCompressedSize < 0 || start > f.size || d.TotalCompressedSize > f.size-start || d.TotalUncompressedSize < 0 {
				return damaged("the footer of the Parquet file points outside of it", nil)
			}
			if unpacked += d.TotalUncompressedSize; unpacked < 0 || unpacked > f.limits.Unpacked {
				return audit.Errorf(audit.Limit, "the Parquet file unpacks to more than %d bytes", f.limits.Unpacked)
			}
		}
	}
	if rows != m.NumRows || rows < 0 {
		return damaged("the row groups of the Parquet file do not add up to its rows", nil)
	}
	return nil
}

// Columns returns the names of all leaf columns in their order. A column within groups is named by all of them, with dots
// between.
func (f *File) Columns() []string { return f.names }

// Rows returns the number of rows that the file states; reading checks it.
func (f *File) Rows() int64 { return f.file.Metadata().NumRows }

// Groups returns the number of row groups.
func (f *File) Groups() int { return len(f.file.Metadata().RowGroups) }

// GroupRows returns the number of rows of row group g.
func (f *File) GroupRows(g int) int64 { return f.file.Metadata().RowGroups[g].NumRows }

// Check returns an Invalid error with the column when a column, by position, cannot be read at all: a list, or a type that is not
// a value.
func (f *File) Check(i int) error {
	c := &f.columns[i]
	if c.repeated {
		e := audit.Errorf(audit.Invalid, "the column is a list or map, which does not fit into one cell")
		e.Column, e.Remedy = c.name, "leave the column out, or write each element into a column of its own"
		return e
	}
	if _, err := textOf(c.element); err != nil {
		e := audit.Errorf(audit.Invalid, "%w", err)
		e.Column, e.Remedy = c.name, "leave the column out, or write it as text"
		return e
	}
	return nil
}
