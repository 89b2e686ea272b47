// Package ingest turns the bytes of any supported format and encoding into columns of dictionary codes, in batches, as a
// stream. One format is one file; each registers itself in the table of formats.
//
// The package is longer than two thousand lines, because the sink, the dictionaries and the scanner of CSV share their innermost types,
// and because each format adds its adaptor. The parsers of the other formats, encodings and unpacking are packages of their own.
//
// It does not know what a column means. Foreign bytes belong into a process with limits: package sandbox runs the readers there.
package ingest

import (
	"io"

	"auditd/audit"
)

// A Source is one input. Open may be called more than once; every stream starts at the first byte. At is set where the bytes
// can be read at any offset (a file); formats that need it (xlsx, xls, parquet) copy the stream to a temporary file otherwise.
type Source struct {
	Name string // base name, for messages
	Open func() (io.ReadCloser, error)
	At   io.ReaderAt // nil when only a stream can be had
	Size int64       // bytes; -1 when unknown
}

// Options say how to read. Empty fields are detected from the bytes.
type Options struct {
	Format    string   // csv, json, jsonl, parquet, xlsx, xls, xml
	Encoding  string   // utf-8, utf-16le, utf-16be, gb18030
	Delimiter string   // one character; csv only
	Sheet     string   // xlsx and xls: sheet name, empty the first one
	Record    string   // xml: name of the record element
	Columns   []string // the columns wanted, in this order; nil means all. A column that is not there is an Invalid error that names the nearest
	Workers   int      // goroutines; 0 means GOMAXPROCS
	Limits    Limits
	Progress  func(bytes int64) // called now and then with the bytes of the source read so far; may be nil

	block int // bytes of one block of CSV; 0 but in tests
}

// Limits bound what one input may cost. Zero fields take the value of DefaultLimits.
type Limits struct {
	Unpacked int64 // bytes after decompression
	Field    int   // bytes of one value
	Columns  int   // columns of one file
	Rows     int64
	Depth    int // nesting of JSON and XML
}

// DefaultLimits are generous for real data and stop bombs.
var DefaultLimits = Limits{Unpacked: 64 << 30, Field: 1 << 20, Columns: 4096, Rows: 1 << 40, Depth: 64}

// A Batch is a run of consecutive rows. Codes[i][j] is the value of wanted column i in row j of the batch; Dicts[i] belongs to
// the worker that made the batch. Both are valid until the consumer returns.
type Batch struct {
	Seq   int   // position of the batch in the file, from 0
	Rows  int   // number of rows
	Start int64 // 0-based data row of the first row; -1 when the reader does not know it yet
	Codes [][]uint32
	Dicts []*Dict
}

// A Consumer takes the batches of one worker. An *audit.Error that it returns with Row set to the 0-based row within the batch
// plus one (1 is the first row of the batch) is completed by the reader with the file name and the row of the file.
type Consumer func(*Batch) error

// Info is what was found out about a source while reading it.
type Info struct {
	Input   audit.Input
	Columns []string // all columns of the file, in order
}
