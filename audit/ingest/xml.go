package ingest

import (
	"bytes"
	"context"
	"io"
	"strings"

	"auditd/audit/ingest/xmlrec"
	"auditd/audit/ingest/xmltoken"
)

// xmlFormat reads the repeating element of a document.
var xmlFormat = format{
	name:   "xml",
	title:  "XML: one record element that repeats, its child elements and attributes as columns such as a.b.",
	source: "XML 1.0, fifth edition",
	match: func(head []byte, name string) bool {
		head = bytes.TrimLeft(head, " \t\r\n")
		return bytes.HasPrefix(head, []byte("<"))
	},
	encoding: func(head []byte) string {
		declared := xmltoken.Encoding(head)
		// A declaration that can be read byte by byte is not UTF-16, and one in UTF-16 is known by its zero bytes.
		if strings.HasPrefix(strings.ToLower(declared), "utf-16") {
			return ""
		}
		return declared
	},
	read: readXML,
}

func readXML(ctx context.Context, in *input, opt Options, out *sink) error {
	const smallestRecord, fields = 16 << 20, 64 // room for records of many fields, whatever the limit of one
	limits := xmlrec.Limits{Field: in.limits.Field, Record: max(smallestRecord, fields*in.limits.Field), Depth: in.limits.Depth}
	if err := out.beginOpen(); err != nil {
		return err
	}
	r, err := xmlrec.NewReader(in.r, opt.Record, limits, func(name []byte) (bool, error) {
		i, err := out.column(name)
		return err == nil && out.wanted(i), err
	})
	if err != nil {
		return err
	}
	if opt.Record == "" && r.Record() != "" {
		in.note("record_element", r.Record())
	}
	for {
		err := r.Next()
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
