package change

import (
	"encoding/json"
	"io"

	"auditd/audit"
)

// Write writes the comparison as JSON, one member a line and indented, with a line feed at the end.
func Write(w io.Writer, c *audit.Change) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	return enc.Encode(c)
}
