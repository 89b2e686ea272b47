package table

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"
)

// CSV writes a table as UTF-8 with a byte order mark (spreadsheets ask for it), comma-separated, CRLF, one head row. An empty cell
// has no value. A text that a spreadsheet would take for a formula starts with an apostrophe, which shows it as text (OWASP ASVS
// 5.0, 1.2.10).
func CSV(w io.Writer, t Table) error {
	if _, err := io.WriteString(w, "\xef\xbb\xbf"); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	head := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		head[i] = c.Name
	}
	if err := out.Write(head); err != nil {
		return err
	}
	record := make([]string, len(t.Columns))
	for _, row := range t.Rows {
		for i, v := range row {
			record[i] = csvCell(v)
		}
		if err := out.Write(record); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

func csvCell(v any) string {
	switch v := v.(type) {
	case string:
		return Neutral(v)
	case int64:
		return strconv.FormatInt(v, 10)
	case float64:
		return strconv.FormatFloat(v, 'g', -1, 64)
	case bool:
		return strconv.FormatBool(v)
	default:
		return ""
	}
}

// formulaStarts are the characters that make a spreadsheet take a text for a formula, and the blanks it skips before them.
const formulaStarts = "=+-@\t\r\n|%＝＋－＠"

// Neutral returns a text that no spreadsheet takes for a formula: with an apostrophe before a first character that could begin
// one. Leading blanks are looked through, because some programs strip them.
func Neutral(s string) string {
	trimmed := strings.TrimLeft(s, " \u00a0\u3000\ufeff\u200b")
	if s == "" {
		return s
	}
	if strings.ContainsRune(formulaStarts, []rune(s)[0]) || (trimmed != "" && strings.ContainsRune(formulaStarts, []rune(trimmed)[0])) || strings.HasPrefix(s, "'") {
		return "'" + s
	}
	return s
}
