package table

import (
	"bytes"
	"cmp"
	"io"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"auditd/audit"
)

// CSV writes a table as UTF-8 with a byte order mark (spreadsheets ask for it), comma-separated, CRLF, one head row (RFC 4180).
//
// CSV has no types. A cell without a value is empty and the empty text is a pair of quotes, but most readers of CSV take both for
// the empty text: this is the one format that may not tell them apart. A text that a spreadsheet would take for a formula is
// written as [Neutral] says; numbers are written as numbers, -1.5 included. Texts such as 00123 or 1E5 are texts here, though a
// spreadsheet that guesses types may show them as numbers: XLSX keeps them. Line breaks within a text are written as they are;
// some readers take CR LF for LF.
func CSV(w io.Writer, t Table) error {
	if err := t.Check(); err != nil {
		return err
	}
	out := newSink(w)
	out.put("\ufeff")
	for i, c := range t.Columns {
		separate(out, i)
		out.put(c.Name)
	}
	out.put("\r\n")
	err := audit.WriteInOrder(out, len(t.Rows), func(b *bytes.Buffer, from, to int) error {
		for _, row := range t.Rows[from:to] {
			csvRecord(b, row)
		}
		return nil
	})
	return cmp.Or(err, out.Flush())
}

// csvRecord writes one row.
func csvRecord(b *bytes.Buffer, row []any) {
	for i, v := range row {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(csvCell(v))
	}
	if len(row) == 1 && row[0] == nil {
		b.WriteString(`""`) // an empty line is no record
	}
	b.WriteString("\r\n")
}

// separate writes the comma before every item but the first.
func separate(out sink, i int) {
	if i > 0 {
		out.put(",")
	}
}

// csvCell returns the field of a cell. Package encoding/csv is not used because its CRLF mode drops a CR within a text.
func csvCell(v any) string {
	s, ok := v.(string)
	if !ok {
		return csvPlain(v)
	}
	if harmless(s) {
		return s
	}
	s = Neutral(valid(s))
	if s == "" || strings.ContainsAny(s, ",\""+breaks) || s[0] == ' ' || s[len(s)-1] == ' ' {
		return `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
	}
	return s
}

// harmless reports whether a text is seen at once to need neither quotes nor protection, as most names of a table: ASCII letters,
// digits, low lines, full stops and single blanks between them, a letter or a digit first and last.
func harmless(s string) bool {
	blank := true // what stands at the ends must be no blank
	for i := range len(s) {
		switch c := s[i]; {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9':
			blank = false
		case (c == ' ' || c == '_' || c == '.') && !blank:
			blank = true
		default:
			return false
		}
	}
	return !blank
}

// csvPlain returns the text of a cell, without protection.
func csvPlain(v any) string {
	switch v := v.(type) {
	case string:
		return v
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

// formulaStarts are the characters that make a spreadsheet take a text for a formula, in their full-width and small forms too,
// and the apostrophe, because one that stands there must not be taken for ours.
const formulaStarts = "=+-@|%'＝＋－＠﹦﹢﹣﹫−"

// breaks are the characters after which a program that guesses another separator than the comma begins a new cell.
const breaks = ";\t\r\n"

// Neutral returns a text that no spreadsheet takes for a formula: with an apostrophe before a first character that could begin
// one, and likewise after every semicolon, tab and line break within the text, because a program that separates cells there
// would find a formula in the middle. Blanks, quotes, control characters and characters without width are looked through,
// because some programs strip them. Removing one apostrophe from the beginning of the text and of each part after a semicolon,
// tab or line break gives the text back (OWASP ASVS 5.0, 1.2.10, with the separators of its page on CSV injection).
func Neutral(s string) string {
	if s == "" {
		return s
	}
	var b strings.Builder
	for start := 0; start < len(s); {
		end := len(s)
		if i := strings.IndexAny(s[start:], breaks); i >= 0 {
			end = start + i + 1
		}
		part := s[start:end]
		if dangerous(part) || start == 0 && strings.ContainsAny(part[:1], "\t\r\n") {
			b.WriteByte('\'')
		}
		b.WriteString(part)
		start = end
	}
	return b.String()
}

// dangerous reports whether a part of a text begins like a formula.
func dangerous(s string) bool {
	s = strings.TrimLeftFunc(s, skipped)
	r, _ := utf8.DecodeRuneInString(s)
	return s != "" && strings.ContainsRune(formulaStarts, r)
}

// skipped reports whether some program may pass over the character before it looks for a formula.
func skipped(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '"' || r == utf8.RuneError
}
