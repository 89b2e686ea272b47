package ingest

import (
	"io"

	"auditd/audit"
)

// An input is what a format's read function gets: the bytes after decompression and decoding.
type input struct {
	name string // base name of the source, for messages
	head []byte // the first bytes, decompressed; for text formats also decoded to UTF-8, without byte order mark

	// r is the whole stream for text formats: decompressed, decoded to UTF-8, without byte order mark. It begins with head.
	r io.Reader

	// at and size are set for random formats: the decompressed bytes, in a temporary file when the source cannot do it.
	at   io.ReaderAt
	size int64

	limits Limits      // every field is set
	found  audit.Input // what is known so far; a format may set Delimiter and BlankLines
}

// note adds a remark for people to the result: a key of the message catalogues and its arguments.
func (in *input) note(key string, args ...string) {
	in.found.Notes = append(in.found.Notes, audit.Note{Key: key, Args: args})
}
