package parquetfile

import (
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/encoding"
	"github.com/parquet-go/parquet-go/format"

	"auditd/audit"
)

// A Consumer gives out codes and takes the rows. Wanted columns are numbered from 0 in the order in which they were asked for.
type Consumer interface {
	// Code returns the code of a value of wanted column i, never 0. The value is valid UTF-8, and only during the call.
	Code(i int, value []byte) uint32
	// Epoch returns a number that changes when the codes given out for wanted column i become void. It may change during Batch
	// only.
	Epoch(i int) int
	// Batch takes rows. codes[i] has a code for each of them, 0 for none; they are valid during the call. start is the 0-based
	// row of the file of the first one.
	Batch(start int64, rows int, codes [][]uint32) error
}

// ReadGroup reads the wanted columns, by position, of row group g in batches of at most size rows. Its errors are those of the
// consumer, those of the storage, and *audit.Error of kind Invalid or Limit with the column and, where it is known, the 1-based
// row. Damage that makes the library panic is an Invalid error.
func (f *File) ReadGroup(g int, wanted []int, size int, out Consumer) (err error) {
	r := &groupReader{file: f, group: g, out: out, rows: f.GroupRows(g), codes: make([][]uint32, len(wanted))}
	for i := range g {
		r.start += f.GroupRows(i)
	}
	defer func() {
		r.close()
		if !r.delivering {
			err = f.storageFault(err)
		}
	}()
	for i, c := range wanted {
		if err := r.open(i, c); err != nil {
			return err
		}
	}
	for r.rows > 0 {
		n := int(min(int64(size), r.rows))
		for i := range r.readers {
			if r.codes[i], err = r.readers[i].fill(r.codes[i][:0], n); err != nil {
				return r.readers[i].explain(err, r.start)
			}
		}
		r.delivering = true
		if err := out.Batch(r.start, n, r.codes); err != nil {
			return err
		}
		r.delivering = false
		r.start += int64(n)
		r.rows -= int64(n)
	}
	return nil
}

// A groupReader reads one row group.
type groupReader struct {
	file       *File
	group      int
	out        Consumer
	start      int64 // row of the file
	rows       int64 // rows left
	readers    []*columnReader
	codes      [][]uint32
	delivering bool // an error is the consumer's
}

// lz4Hadoop is the code of the older LZ4 codec.
const lz4Hadoop = 5

// open starts to read wanted column i, which is column c of the file.
func (r *groupReader) open(i, c int) error {
	if err := r.file.Check(c); err != nil {
		return err
	}
	column := &r.file.columns[c]
	text, err := textOf(column.element)
	if err != nil {
		return err
	}
	k := &columnReader{
		column: column, wanted: i, out: r.out, text: text, limit: r.file.limits.Field,
		chunk: &r.file.file.Metadata().RowGroups[r.group].Columns[c].MetaData,
	}
	// The library returns other bytes than were packed with some LZ4 files, its own among them, and asks for ever more memory with
	// damaged ones.
	if k.chunk.Codec == format.Lz4Raw || k.chunk.Codec == lz4Hadoop {
		e := audit.Errorf(audit.Invalid, "the column is compressed with LZ4, which is not read")
		e.Column, e.Remedy = column.name, "write the file with zstd or snappy compression"
		return e
	}
	r.readers = append(r.readers, k)
	if k.truths, err = r.file.checkPages(k.chunk, r.rows); err != nil {
		return k.explain(err, -1)
	}
	k.file = r.file
	k.pages = r.file.file.RowGroups()[r.group].ColumnChunks()[c].Pages()
	return nil
}

func (r *groupReader) close() {
	for _, k := range r.readers {
		k.close()
	}
}

// A columnReader reads one column of one row group.
type columnReader struct {
	column *column
	chunk  *format.ColumnMetaData
	wanted int
	out    Consumer
	text   texter
	limit  int
	pages  parquet.Pages
	file   *File
	truths []runPage // of truth values: the pages to come

	page    parquet.Page
	rows    int             // rows left in the page
	levels  []byte          // definition levels of the rows left; nil when every row has a value
	values  encoding.Values // of the page; indexes when there is a dictionary
	indexes []int32         // left of the page, into the dictionary; nil when the page has values
	next    int             // value of the page to read next

	dictionary parquet.Dictionary
	entries    encoding.Values // of the dictionary
	codes      []uint32        // by entry; 0 for those not met since epoch
	epoch      int
	scratch    []byte
	done       int // rows of the batch that are done, for messages
}

// errShort says that a column ends before its row group.
var errShort = errors.New("the column has fewer rows than its row group")

// fill appends the codes of the next n rows.
func (k *columnReader) fill(dst []uint32, n int) (out []uint32, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	k.done = 0
	if e := k.out.Epoch(k.wanted); e != k.epoch {
		k.epoch = e
		clear(k.codes)
	}
	for n > 0 {
		for k.rows == 0 {
			if err := k.turn(); err != nil {
				return dst, err
			}
		}
		m := min(n, k.rows)
		if k.levels != nil {
			dst, err = k.fillOptional(dst, k.levels[:m])
			k.levels = k.levels[m:]
		} else {
			dst, err = k.fillValues(dst, m)
		}
		if err != nil {
			return dst, err
		}
		k.rows -= m
		n -= m
	}
	return dst, nil
}

// turn goes to the next page.
func (k *columnReader) turn() error {
	parquet.Release(k.page)
	k.page = nil
	page, err := k.pages.ReadPage()
	if err == io.EOF {
		return errShort
	}
	if err != nil {
		return err
	}
	k.page = page
	k.rows, k.next = int(page.NumRows()), 0
	k.values = page.Data()
	k.levels = nil
	if k.column.defined > 0 {
		if k.levels = page.DefinitionLevels(); len(k.levels) != k.rows {
			return errRange
		}
	}
	if err := k.turnRuns(); err != nil {
		return err
	}
	k.indexes = nil
	if d := page.Dictionary(); d != nil {
		k.indexes = k.values.Int32()
		if d != k.dictionary {
			k.dictionary = d
			k.entries = d.Page().Data()
			k.codes = make([]uint32, d.Len())
		}
	}
	return nil
}

// fillOptional appends the codes of rows some of which may have no value.
func (k *columnReader) fillOptional(dst []uint32, levels []byte) ([]uint32, error) {
	for len(levels) > 0 {
		run := 0
		for run < len(levels) && levels[run] == k.column.defined {
			run++
		}
		var err error
		if dst, err = k.fillValues(dst, run); err != nil {
			return dst, err
		}
		levels = levels[run:]
		for len(levels) > 0 && levels[0] != k.column.defined {
			dst = append(dst, 0)
			levels = levels[1:]
			k.done++
		}
	}
	return dst, nil
}

// fillValues appends the codes of the next n values.
func (k *columnReader) fillValues(dst []uint32, n int) ([]uint32, error) {
	if k.dictionary == nil || k.indexes == nil {
		for range n {
			c, err := k.code(&k.values, k.next)
			if err != nil {
				return dst, err
			}
			dst = append(dst, c)
			k.next++
			k.done++
		}
		return dst, nil
	}
	if n > len(k.indexes) {
		return dst, errRange
	}
	codes := k.codes
	for _, x := range k.indexes[:n] {
		if uint(x) >= uint(len(codes)) {
			return dst, errRange
		}
		c := codes[x]
		if c == 0 {
			var err error
			if c, err = k.code(&k.entries, int(x)); err != nil {
				return dst, err
			}
			codes[x] = c
		}
		dst = append(dst, c)
	}
	k.indexes = k.indexes[n:]
	k.done += n
	return dst, nil
}

// code returns the code of value i.
func (k *columnReader) code(v *encoding.Values, i int) (uint32, error) {
	text, err := k.text(k.scratch[:0], v, i)
	if err != nil {
		return 0, k.bad(audit.Errorf(audit.Invalid, "%w", err))
	}
	k.scratch = text
	if len(text) > k.limit {
		e := audit.Errorf(audit.Limit, "value is longer than the limit of %d bytes", k.limit)
		e.Value, e.Remedy = audit.Quote(string(text[:min(len(text), 300)])), "shorten it or raise the limit"
		return 0, k.bad(e)
	}
	if !utf8.Valid(text) {
		e := audit.Errorf(audit.Invalid, "value is not valid UTF-8")
		e.Value, e.Remedy = audit.Quote(string(text[:min(len(text), 300)])), "write the column as a string"
		return 0, k.bad(e)
	}
	return k.out.Code(k.wanted, text), nil
}

// bad places an error about one value: the row within the batch, which explain completes.
func (k *columnReader) bad(e *audit.Error) error {
	if errors.Is(e, errRange) {
		return errRange
	}
	e.Row = int64(k.done) + 1
	return e
}

// explain turns the error of a column into one for people. start is the row of the file that the batch begins with, 0-based.
func (k *columnReader) explain(err error, start int64) error {
	var e *audit.Error
	if errors.As(err, &e) {
		found := *e
		found.Column = k.column.name
		if found.Row > 0 {
			found.Row += start
		}
		return &found
	}
	return &audit.Error{Kind: audit.Invalid, Column: k.column.name, Text: "the pages of the column are damaged", Remedy: remedySend, Err: err}
}

func (k *columnReader) close() {
	defer func() { _ = recover() }() // a page that was damaged may not even close
	parquet.Release(k.page)
	if k.pages != nil {
		_ = k.pages.Close() // nothing was written
	}
}
