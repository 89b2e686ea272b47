package ingest

import (
	"bytes"
	"context"
)

// csvFormat is delimiter-separated text with a header.
var csvFormat = format{
	name:       "csv",
	title:      "Text with one row a line, columns separated by comma, semicolon, tab or another character, names in the first row.",
	source:     "RFC 4180 (2005)",
	checksText: true,
	match:      func(head []byte, _ string) bool { return bytes.IndexByte(head, 0) < 0 },
	read:       readCSV,
}

func readCSV(ctx context.Context, in *input, opt Options, out *sink) error { return nil }
