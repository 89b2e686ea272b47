package ingest

import (
	"bytes"
	"context"

	"auditd/audit/ingest/xls"
)

// xlsFormat reads one sheet of a legacy workbook.
var xlsFormat = format{
	name:   "xls",
	title:  "Excel 97 to 2003 workbook (.xls): one sheet, column names in its first row that is not empty.",
	source: "MS-XLS, MS-CFB",
	random: true,
	match: func(head []byte, name string) bool {
		return bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"))
	},
	read: func(ctx context.Context, in *input, opt Options, out *sink) error {
		r, err := xls.Open(in.at, in.size, opt.Sheet)
		if err != nil {
			return err
		}
		return readSheet(in, out, r)
	},
}
