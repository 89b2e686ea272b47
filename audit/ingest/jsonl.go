package ingest

import (
	"bytes"
	"context"
	"strings"

	"auditd/audit/ingest/jsonrec"
)

// jsonlFormat reads one object a line.
var jsonlFormat = format{
	name:   "jsonl",
	title:  "JSON Lines: one object on each line, nested objects flattened into columns such as a.b.",
	source: "jsonlines.org, RFC 8259",
	match: func(head []byte, name string) bool {
		head = bytes.TrimLeft(head, " \t\r\n")
		if !bytes.HasPrefix(head, []byte("{")) {
			return false
		}
		for _, suffix := range []string{".json", ".jsonl", ".ndjson"} {
			if strings.HasSuffix(name, suffix) {
				return true
			}
		}
		rest := bytes.TrimLeft(head[1:], " \t\r\n")
		return len(rest) > 0 && (rest[0] == '"' || rest[0] == '}')
	},
	read: func(ctx context.Context, in *input, opt Options, out *sink) error {
		return readJSON(in, out, jsonrec.Lines)
	},
}
