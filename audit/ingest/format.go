package ingest

import (
	"context"
	"slices"
)

// A format is one way to write a table as bytes. One format is one file, named after it, and one line of the table below.
type format struct {
	name   string // as Options.Format and Info.Input.Format write it
	title  string // what it is, one sentence for people
	source string // the specification it is read by
	random bool   // needs bytes at any offset (input.at, input.size); input.r is nil

	// checksText says that read itself refuses invalid UTF-8 and NUL, with row and column. For the other text formats input.r
	// refuses them with the position in the file.
	checksText bool

	// match reports whether a source is of this format, judged by its first bytes and its name in lower case, without the
	// extension of a compression. For formats that are text the bytes have been decoded to UTF-8. No format is asked for an
	// empty source.
	match func(head []byte, name string) bool

	// encoding returns the encoding that the bytes themselves declare, empty when they declare none. It may be nil.
	encoding func(head []byte) string

	// read hands every row to the sink. Errors need no file name: Read adds it. Row and column are added by the sink's methods.
	read func(ctx context.Context, in *input, opt Options, out *sink) error
}

// formats is asked from top to bottom; the first format that recognises a source reads it. CSV stands last, because any text
// can be one.
var formats = []*format{
	&parquetFormat,
	&xlsxFormat,
	&xlsFormat,
	&jsonFormat,
	&jsonlFormat,
	&xmlFormat,
	&csvFormat,
}

// A Format describes one supported format.
type Format struct {
	Name   string // as Options.Format takes it
	Title  string // one sentence
	Source string // the specification
}

// Formats lists the supported formats, sorted by name.
func Formats() []Format {
	list := make([]Format, 0, len(formats))
	for _, f := range formats {
		list = append(list, Format{f.name, f.title, f.source})
	}
	slices.SortFunc(list, func(a, b Format) int {
		if a.Name < b.Name {
			return -1
		}
		return 1
	})
	return list
}

// formatNamed returns the format called name, nil when there is none.
func formatNamed(name string) *format {
	i := slices.IndexFunc(formats, func(f *format) bool { return f.name == name })
	if i < 0 {
		return nil
	}
	return formats[i]
}
