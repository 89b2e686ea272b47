package ingest

import (
	"strconv"
	"strings"

	"auditd/audit"
)

// missingColumn says that a wanted column is not there, and names the nearest one that is.
func missingColumn(name string, columns []string) error {
	e := &audit.Error{Kind: audit.Invalid, Text: "no column " + audit.Quote(name)}
	near := nearest(name, columns)
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

// nearest returns the name with the smallest edit distance (Levenshtein 1966), if that is at most a third of its length; the
// first of several. It is empty when no name is near.
func nearest(name string, names []string) string {
	const longest = 200 // names beyond this are not mistyped, and the distance costs their product
	best, found := len([]rune(name))/3+1, ""
	if len(name) > longest {
		return ""
	}
	for _, n := range names {
		if len(n) > longest {
			continue
		}
		if d := distance([]rune(name), []rune(n)); d < best {
			best, found = d, n
		}
	}
	return found
}

// distance returns the number of characters to insert, delete or replace to turn a into b.
func distance(a, b []rune) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i, x := range a {
		diagonal := row[0]
		row[0] = i + 1
		for j, y := range b {
			cost := 1
			if x == y {
				cost = 0
			}
			diagonal, row[j+1] = row[j+1], min(row[j+1]+1, row[j]+1, diagonal+cost)
		}
	}
	return row[len(b)]
}
