// Package side keeps a file in memory that is joined to a main file by id: for every id the dictionary codes of its columns.
//
// It does not know what a column means, nor the main file.
package side

import (
	"bytes"

	"golang.org/x/text/unicode/norm"

	"auditd/audit"
	"auditd/audit/ingest"
	"auditd/audit/tally/meaning"
	"auditd/audit/tally/number"
)

// A File is the wanted columns of one file, by id. Rows are numbered from 1 in the order of the file, rows without an id left out;
// row 0 has no values and stands for "no partner". Once filled it may be read by several goroutines.
type File struct {
	NoID int64 // rows without an id

	ids     *number.Texts // the number of an id is its row
	columns []column

	idColumn string
	missing  meaning.Missing
	dicts    []dict
	known    [][]uint32 // by column of the batch and code: 1 + number in the column's values; 0 not yet looked up
}

// A column is one wanted column.
type column struct {
	values *number.Texts
	codes  []uint32 // by row
}

// A dict is a dictionary in one of its epochs.
type dict struct {
	*ingest.Dict
	epoch int
}

// New returns a file without rows that takes batches of the id column and so many further columns.
func New(idColumn string, columns int) *File {
	f := &File{
		ids: number.NewTexts(), columns: make([]column, columns), idColumn: idColumn, missing: meaning.NewMissing(nil),
		dicts: make([]dict, columns+1), known: make([][]uint32, columns+1),
	}
	for i := range f.columns {
		f.columns[i] = column{values: number.NewTexts(), codes: []uint32{0}}
	}
	return f
}

// Rows returns the number of rows with an id.
func (f *File) Rows() int { return f.ids.Len() - 1 }

// Find returns the row of an id as CleanID returns it, 0 when it is not there.
func (f *File) Find(id []byte) uint32 { return f.ids.Find(id) }

// Codes returns the codes of a column by row, from row 0, whose code is 0.
func (f *File) Codes(column int) []uint32 { return f.columns[column].codes }

// Values returns the dictionary of a column. Its values are distinct; code 0 is absent.
func (f *File) Values(column int) *number.Texts {
	return f.columns[column].values
}

// Size returns the bytes of memory in use: about 30 for an id besides its text, and 4 for every column.
func (f *File) Size() int64 {
	n := f.ids.Size()
	for _, c := range f.columns {
		n += c.values.Size() + 4*int64(cap(c.codes))
	}
	return n
}

// Take adds the rows of a batch whose first column is the id. An id that occurs a second time is an Invalid error; its row is
// counted within the batch, from 1.
func (f *File) Take(b *ingest.Batch) error {
	for i, d := range b.Dicts {
		if now := (dict{d, d.Epoch}); f.dicts[i] != now {
			f.dicts[i], f.known[i] = now, f.known[i][:0]
		}
		if more := d.Len() - len(f.known[i]); more > 0 {
			f.known[i] = append(f.known[i], make([]uint32, more)...)
		}
	}
	for row, code := range b.Codes[0][:b.Rows] {
		id := CleanID(b.Dicts[0].Value(code), f.missing)
		if id == nil {
			f.NoID++
			continue
		}
		if _, isNew := f.ids.Add(id); !isNew {
			return &audit.Error{
				Kind: audit.Invalid, Row: int64(row) + 1, Column: f.idColumn, Value: audit.Quote(string(id)),
				Text: "the id occurs a second time", Remedy: "a file that is joined to the first one has one row for an id; remove the other",
			}
		}
		for i := range f.columns {
			f.keep(i, b, b.Codes[i+1][row])
		}
	}
	return nil
}

// keep adds the value of one row in column i.
func (f *File) keep(i int, b *ingest.Batch, code uint32) {
	c := &f.columns[i]
	known := &f.known[i+1][code]
	if *known == 0 {
		*known = 1
		if v := b.Dicts[i+1].Value(code); v != nil {
			n, _ := c.values.Add(v)
			*known = n + 1
		}
	}
	c.codes = append(c.codes, *known-1)
}

// CleanID returns an id as it is compared, like meaning.Clean, without copying where nothing changes. A missing id is nil.
func CleanID(raw []byte, markers meaning.Missing) []byte {
	id := bytes.TrimSpace(raw)
	if !norm.NFC.IsNormal(id) {
		id = norm.NFC.Bytes(id)
	}
	const longestMarker = 16 // bytes; spares the long ids, which are most, the look-up
	if len(id) == 0 || len(id) <= longestMarker && (meaning.Reserved(string(id)) || markers.Has(string(id))) {
		return nil
	}
	return id
}
