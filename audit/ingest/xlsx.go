package ingest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strconv"
	"strings"

	"auditd/audit/ingest/sheet"
	"auditd/audit/ingest/xlsx"
)

// xlsxFormat reads one sheet of a workbook.
var xlsxFormat = format{
	name:   "xlsx",
	title:  "Excel workbook (.xlsx): one sheet, column names in its first row that is not empty.",
	source: "ECMA-376",
	random: true,
	match: func(head []byte, name string) bool {
		if !bytes.HasPrefix(head, []byte("PK\x03\x04")) && !bytes.HasPrefix(head, []byte("PK\x05\x06")) {
			return false
		}
		for _, suffix := range []string{".xlsx", ".xlsm", ".xltx", ".xlsb", ".ods"} {
			if strings.HasSuffix(name, suffix) {
				return true
			}
		}
		return bytes.Contains(head, []byte("[Content_Types].xml")) || bytes.Contains(head, []byte("xl/"))
	},
	read: readXLSX,
}

func readXLSX(ctx context.Context, in *input, opt Options, out *sink) error {
	book, err := xlsx.Open(in.at, in.size, opt.Sheet, xlsx.Limits{Unpacked: in.limits.Unpacked, Field: in.limits.Field})
	if err != nil {
		return err
	}
	if err := errors.Join(readSheet(in, out, book.Reader), book.Close()); err != nil {
		return err
	}
	if n, first := book.Uncomputed(); n > 0 {
		in.note("formulas_without_value", strconv.FormatInt(n, 10), first)
	}
	return nil
}

// readSheet hands the records of a spreadsheet to the sink.
func readSheet(in *input, out *sink, r *sheet.Reader) error {
	above := int64(r.Header() - 1)
	if err := out.begin(r.Columns(), true); err != nil {
		return err
	}
	if above > 0 {
		out.skip(above)
	}
	wanted := make([]bool, len(r.Columns()))
	for i := range wanted {
		wanted[i] = out.wanted(i)
	}
	r.Want(wanted)
	blank := int64(0)
	for {
		err := r.Next()
		if err == io.EOF {
			in.found.BlankLines = above + blank
			return nil
		}
		if err != nil {
			return err
		}
		if n := r.Blank() - blank; n > 0 {
			out.skip(n)
			blank += n
		}
		for i, v := range r.Fields() {
			if v != nil {
				out.cell(i, v)
			}
		}
		if err := out.end(); err != nil {
			return err
		}
	}
}
