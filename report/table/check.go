package table

import (
	"math"
	"slices"
	"strings"

	"auditd/audit"
)

// Check returns an Internal error unless the table keeps its promises: column names in snake_case and unique, one cell a column
// in every row, each nil or of the type of its column, numbers finite. Every writer calls it, so that no format can hold a table
// that another would refuse.
func (t Table) Check() error {
	if !snake(t.Name) {
		return audit.Errorf(audit.Internal, "the table name %s is not in snake_case", audit.Quote(t.Name))
	}
	for i, c := range t.Columns {
		if !snake(c.Name) {
			return audit.Errorf(audit.Internal, "table %s: the column name %s is not in snake_case", t.Name, audit.Quote(c.Name))
		}
		if slices.ContainsFunc(t.Columns[:i], func(d Column) bool { return d.Name == c.Name }) {
			return audit.Errorf(audit.Internal, "table %s has two columns %s", t.Name, c.Name)
		}
	}
	for i, row := range t.Rows {
		if len(row) != len(t.Columns) {
			return audit.Errorf(audit.Internal, "table %s: row %d has %d cells for %d columns", t.Name, i+1, len(row), len(t.Columns))
		}
		for j, v := range row {
			if !t.Columns[j].Type.holds(v) {
				return audit.Errorf(audit.Internal, "table %s: row %d has a %T in its %s column %s", t.Name, i+1, v, t.Columns[j].Type, t.Columns[j].Name)
			}
		}
	}
	return nil
}

// holds reports whether a column of the type may have the cell.
func (t Type) holds(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case string:
		return t == Text
	case int64:
		return t == Integer
	case float64:
		return t == Number && !math.IsNaN(v) && !math.IsInf(v, 0)
	case bool:
		return t == Boolean
	default:
		return false
	}
}

// snake reports whether a name is lower-case letters and digits in words joined by single underscores, beginning with a letter.
// Such a name is also a name in XML and a plain member of a JSON object.
func snake(s string) bool {
	if s == "" || s[0] < 'a' || s[0] > 'z' || strings.Contains(s, "__") || strings.HasSuffix(s, "_") {
		return false
	}
	return strings.IndexFunc(s, func(r rune) bool { return r != '_' && (r < 'a' || r > 'z') && (r < '0' || r > '9') }) < 0
}
