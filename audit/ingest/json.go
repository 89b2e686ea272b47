package ingest

import (
	"bytes"
	"context"
	"io"
	"strings"

	"auditd/audit/ingest/jsonrec"
)

// jsonFormat reads an array of objects.
var jsonFormat = format{
	name:   "json",
	title:  "JSON: one array of objects, nested objects flattened into columns such as a.b.",
	source: "RFC 8259",
	match: func(head []byte, name string) bool {
		rest, ok := bytes.CutPrefix(bytes.TrimLeft(head, " \t\r\n"), []byte("["))
		rest = bytes.TrimLeft(rest, " \t\r\n")
		return ok && (strings.HasSuffix(name, ".json") || len(rest) > 0 && (rest[0] == '{' || rest[0] == ']'))
	},
	read: func(ctx context.Context, in *input, opt Options, out *sink) error {
		return readJSON(in, out, jsonrec.Array)
	},
}

// readJSON hands the records of either form of JSON to the sink.
func readJSON(in *input, out *sink, form jsonrec.Form) error {
	const smallestRecord, fields = 16 << 20, 24 // room for records of many fields, whatever the limit of one
	limits := jsonrec.Limits{Record: max(smallestRecord, fields*in.limits.Field), Depth: in.limits.Depth}
	if err := out.beginOpen(); err != nil {
		return err
	}
	var r *jsonrec.Reader
	blank := int64(0)
	skip := func() {
		if n := r.Blank() - blank; n > 0 {
			out.skip(n)
			blank += n
		}
	}
	r = jsonrec.NewReader(in.r, form, limits, func(name []byte) (bool, error) {
		skip()
		i, err := out.column(name)
		return err == nil && out.wanted(i), err
	})
	for {
		err := r.Next()
		skip()
		in.found.BlankLines = blank
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		for _, f := range r.Fields() {
			if f.Value == nil {
				out.null(f.Column)
				continue
			}
			out.cell(f.Column, f.Value)
		}
		if err := out.end(); err != nil {
			return err
		}
	}
}
