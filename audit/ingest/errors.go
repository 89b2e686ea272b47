package ingest

import (
	"strconv"
	"strings"

	"auditd/audit"
)

// missingColumn says that a wanted column is not there, and names the nearest one that is.
func missingColumn(name string, columns []string) error {
	e := &audit.Error{Kind: audit.Invalid, Text: "no column " + audit.Quote(name)}
	near := audit.Nearest(name, columns)
	switch {
	case near != "":
		e.Remedy = "did you mean " + audit.Quote(near) + "? The file has " + columnList(columns)
	case len(columns) > 0:
		e.Remedy = "the file has " + columnList(columns)
	}
	return e
}

// tooManyColumns says that a source has more columns than the limit.
func tooManyColumns(n, limit int) error {
	return &audit.Error{
		Kind: audit.Limit, Text: strconv.Itoa(n) + " columns are more than the limit of " + strconv.Itoa(limit),
		Remedy: "keep the columns that the audit needs, or raise the limit",
	}
}

// tooManyRows says that a source has more rows than the limit.
func tooManyRows(limit int64) error {
	return &audit.Error{
		Kind: audit.Limit, Text: "more rows than the limit of " + strconv.FormatInt(limit, 10), Remedy: "split the file or raise the limit",
	}
}

// unknownFormat says that no format has this name.
func unknownFormat(name string) error {
	var names []string
	for _, f := range Formats() {
		names = append(names, f.Name)
	}
	return &audit.Error{Kind: audit.Invalid, Text: "no format " + audit.Quote(name), Remedy: "use one of " + strings.Join(names, ", ")}
}

// emptySource says that there is nothing to read.
func emptySource() error {
	return &audit.Error{Kind: audit.Invalid, Text: "the file is empty", Remedy: "send a table with a header and at least one row"}
}

// notATable says that no format recognises the source; what names it, if it is known.
func notATable(what string) error {
	e := &audit.Error{Kind: audit.Invalid, Text: "no table in a format that is read here"}
	if what != "" {
		e.Text = "this is " + what + ", " + e.Text
	}
	e.Remedy = "save it as CSV in UTF-8"
	return e
}
