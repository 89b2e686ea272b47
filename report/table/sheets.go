package table

import (
	"fmt"
	"strings"
	"unicode"

	"auditd/audit"
)

// A sheet is a table, or a part of one, as a worksheet: the head row and the rows below it.
type sheet struct {
	name   string
	table  Table
	widths []int // of the columns, in characters
}

// A size is the number of rows and columns of the largest worksheet of a format.
type size struct{ rows, columns int }

// sheets lays the tables out as worksheets. A table with more rows than a worksheet goes on in further ones, which repeat the
// head row and whose names count them: "estimates (2 of 3)".
func sheets(tables []Table, most size) ([]sheet, error) {
	if len(tables) == 0 {
		e := audit.Errorf(audit.Invalid, "a workbook needs at least one table")
		e.Remedy = "write the tables of an audit that has results"
		return nil, e
	}
	var out []sheet
	taken := map[string]bool{}
	for _, t := range tables {
		if err := t.Check(); err != nil {
			return nil, err
		}
		if len(t.Columns) > most.columns {
			e := audit.Errorf(audit.Limit, "table %s has %d columns, a worksheet of this format %d", t.Name, len(t.Columns), most.columns)
			e.Remedy = "choose another format"
			return nil, e
		}
		body := most.rows - 1 // without the head row
		parts := max(1, (len(t.Rows)+body-1)/body)
		for i := range parts {
			part := t
			part.Rows = t.Rows[i*body : min(len(t.Rows), (i+1)*body)]
			suffix := ""
			if parts > 1 {
				suffix = fmt.Sprintf(" (%d of %d)", i+1, parts)
			}
			out = append(out, sheet{name: sheetName(t.Name, suffix, taken), table: part, widths: widths(part)})
		}
	}
	return out, nil
}

// maxSheetName is the greatest length of a worksheet's name in UTF-16 code units.
const maxSheetName = 31

// sheetName returns the name of a worksheet and enters it into taken. Characters that Excel forbids become underscores; two names
// that differ by case only are the same to it.
func sheetName(name, suffix string, taken map[string]bool) string {
	clean := strings.Map(func(r rune) rune {
		if strings.ContainsRune(`[]:*?/\'`, r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == 0xfffe || r == 0xffff {
			return '_'
		}
		return r
	}, valid(name))
	if clean == "" || strings.EqualFold(clean, "history") { // Excel keeps the name History for itself
		clean += "_"
	}
	for n := 1; ; n++ {
		end := suffix
		if n > 1 {
			end = fmt.Sprintf(" ~%d%s", n, suffix)
		}
		s := cutUnits(clean, maxSheetName-units(end)) + end
		if key := strings.ToLower(s); !taken[key] {
			taken[key] = true
			return s
		}
	}
}

// cutUnits returns the beginning of a text that has at most n UTF-16 code units.
func cutUnits(s string, n int) string {
	for i, r := range s {
		if n -= units(string(r)); n < 0 {
			return s[:i]
		}
	}
	return s
}

// widths returns how wide each column should be shown: as wide as its name and its first rows, within bounds that keep a long
// text from filling the screen.
func widths(t Table) []int {
	const least, most, looked = 6, 60, 200
	out := make([]int, len(t.Columns))
	for i, c := range t.Columns {
		w := shown(c.Name)
		for _, row := range t.Rows[:min(looked, len(t.Rows))] {
			w = max(w, shown(csvPlain(row[i])))
		}
		out[i] = min(max(w+2, least), most)
	}
	return out
}

// shown returns about how many digits' width a text takes: two for the scripts of East Asia.
func shown(s string) int {
	n := 0
	for i, r := range s {
		if i > 400 {
			break
		}
		n++
		if r >= 0x1100 && unicode.In(r, unicode.Han, unicode.Hangul, unicode.Hiragana, unicode.Katakana) || r >= 0xff00 && r < 0xff61 {
			n++
		}
	}
	return n
}

// maxExact is the greatest integer up to which a spreadsheet's numbers, which are IEEE doubles, hold every integer. Beyond it
// an integer is written as text, so that no digit is lost.
const maxExact = 1 << 53

// exact reports whether a spreadsheet holds the integer as a number.
func exact(n int64) bool { return n >= -maxExact && n <= maxExact }
