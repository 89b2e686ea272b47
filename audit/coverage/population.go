package coverage

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"auditd/audit"
)

// A Population is a census or register file as it was read: numbers of people by groups. What its columns mean is settled when it
// is held against data, whose attributes and values decide which of them are used.
//
// Two shapes are read, both CSV in UTF-8 with a header and with commas.
//
// Margins have the columns attribute, group and population, one row for each group of an attribute. An attribute written
// "sex x age_band" with groups written "male & 0-14" is a joint table of these attributes. An attribute named total holds the
// number of all people. The columns code, percent, pct, share, basis, note, notes, source, year, remark, and any ending in _pct,
// _percent or _share, are known and ignored; any other column is refused, because rows that it splits would count people twice.
//
// Joint tables have a column for each attribute and one named population. Attributes that the data do not have are summed over.
// A numeric column named like a value of an attribute (male, female beside population) splits each row by that attribute, provided
// that the columns of the attribute add up to the population in every row. What is not used, [Notices] names.
//
// Bands of numbers in either shape, such as 60-64 and 65+, are added up where they make exactly a band of the data, such as 60+.
type Population struct {
	Name   string // base name of the file
	SHA256 string // of its bytes, lower-case hex

	header []string
	count  int        // index of the column population
	long   bool       // margins
	attr   int        // of margins: index of the column attribute
	group  int        // and of the column group
	rows   [][]string // cells without surrounding space
	people []int64    // the column population, parsed
}

// Bounds of a reference file: a country's townships by sex and age fit easily.
const (
	maxPopulationBytes = 64 << 20
	maxPeople          = int64(1e12) // in one row, so that no sum of rows overflows
)

var (
	populationNames = []string{"population", "people", "persons", "count", "人口", "人口数", "常住人口", "人数"}
	attributeNames  = []string{"attribute", "属性"}
	groupNames      = []string{"group", "组", "组别", "分组"}
	totalNames      = []string{"total", "合计", "总计", "总人口"}
	ignoredNames    = []string{"code", "percent", "pct", "share", "basis", "note", "notes", "source", "year", "remark", "代码", "备注"}
	ignoredEndings  = []string{"_pct", "_percent", "_share"}
)

func isNamed(name string, names []string) bool {
	return slices.Contains(names, strings.ToLower(name))
}

func isIgnored(name string) bool {
	lower := strings.ToLower(name)
	return isNamed(name, ignoredNames) || slices.ContainsFunc(ignoredEndings, func(end string) bool { return strings.HasSuffix(lower, end) })
}

// ReadPopulation reads a reference file. An Invalid error names file, row, column, value and what to do; the header is row 1. A
// Limit error says that the file has more than 64 MiB.
func ReadPopulation(name string, r io.Reader) (*Population, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxPopulationBytes+1))
	if err != nil {
		return nil, &audit.Error{Kind: audit.Internal, Text: "reading the reference", File: name, Err: err}
	}
	if len(data) > maxPopulationBytes {
		return nil, &audit.Error{Kind: audit.Limit, Text: "the reference has more than 64 MiB", File: name, Remedy: "sum it over the columns that are not needed"}
	}
	sum := sha256.Sum256(data)
	p := &Population{Name: name, SHA256: hex.EncodeToString(sum[:])}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if !utf8.Valid(data) {
		return nil, p.invalid(0, "", "", "the reference is not UTF-8", "save it as CSV in UTF-8")
	}
	if err := p.readRows(data); err != nil {
		return nil, err
	}
	if err := p.readHeader(); err != nil {
		return nil, err
	}
	if err := p.readPeople(); err != nil {
		return nil, err
	}
	return p, nil
}

func (p *Population) invalid(row int64, column, value, text, remedy string) error {
	e := &audit.Error{Kind: audit.Invalid, Text: text, File: p.Name, Row: row, Column: column, Remedy: remedy}
	if value != "" {
		e.Value = audit.Quote(value)
	}
	return e
}

// row returns the number that people call the i-th row of data: the header is row 1.
func row(i int) int64 { return int64(i) + 2 }

func (p *Population) readRows(data []byte) error {
	r := csv.NewReader(bytes.NewReader(data))
	for {
		cells, err := r.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			text := "the row cannot be read as CSV"
			if errors.Is(err, csv.ErrFieldCount) {
				text = "the row has another number of cells than the header"
			}
			return &audit.Error{Kind: audit.Invalid, Text: text, File: p.Name, Row: row(len(p.rows)), Remedy: "check quotes and commas in that row", Err: err}
		}
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		if p.header == nil {
			p.header = cells
			continue
		}
		p.rows = append(p.rows, cells)
	}
	if len(p.rows) == 0 {
		return p.invalid(0, "", "", "the reference has no rows below a header", "give a CSV with a header and one row for each group")
	}
	return nil
}

// find returns the index of the one column with one of the names, -1 when there is none.
func (p *Population) find(names []string) (int, error) {
	at := -1
	for i, h := range p.header {
		if !isNamed(h, names) {
			continue
		}
		if at >= 0 {
			return -1, p.invalid(1, h, "", "a second column beside "+audit.Quote(p.header[at])+" with the same meaning", "keep one of the two")
		}
		at = i
	}
	return at, nil
}

func (p *Population) readHeader() error {
	for i, h := range p.header {
		if h == "" {
			return p.invalid(1, "", "", "column "+strconv.Itoa(i+1)+" has no name", "name it in the header")
		}
		if slices.Contains(p.header[:i], h) {
			return p.invalid(1, h, "", "the column occurs twice", "rename or remove one of them")
		}
	}
	var err error
	if p.count, err = p.find(populationNames); err != nil {
		return err
	}
	if p.count < 0 {
		return p.invalid(1, "", strings.Join(p.header, ","), "no column with the number of people", "name it population")
	}
	if p.attr, err = p.find(attributeNames); err != nil {
		return err
	}
	if p.group, err = p.find(groupNames); err != nil {
		return err
	}
	p.long = p.attr >= 0 && p.group >= 0
	if !p.long {
		return nil
	}
	for i, h := range p.header {
		if i != p.attr && i != p.group && i != p.count && !isIgnored(h) {
			return p.invalid(1, h, "", "a table of margins has no such column", "remove it, or name it note if it says nothing about who is counted")
		}
	}
	return p.checkMargins()
}

func (p *Population) checkMargins() error {
	seen := make(map[string]int64, len(p.rows))
	for i, cells := range p.rows {
		for _, c := range []int{p.attr, p.group} {
			if cells[c] == "" {
				return p.invalid(row(i), p.header[c], "", "the cell is empty", "name the "+p.header[c])
			}
		}
		key := tuple(cells[p.attr], cells[p.group])
		if first := seen[key]; first > 0 {
			return p.invalid(row(i), p.header[p.group], cells[p.group], "the group of attribute "+audit.Quote(cells[p.attr])+" was given in row "+strconv.FormatInt(first, 10)+" already", "keep one of the two rows")
		}
		seen[key] = row(i)
	}
	return nil
}

func (p *Population) readPeople() error {
	p.people = make([]int64, len(p.rows))
	for i, cells := range p.rows {
		n, ok := parsePeople(cells[p.count])
		if !ok { // a space makes an empty cell visible in the error
			return p.invalid(row(i), p.header[p.count], cmp.Or(cells[p.count], " "), "not a number of people", "write a whole number from 0 to 1000000000000 in digits, without separators; counts, not shares")
		}
		p.people[i] = n
	}
	return nil
}

// parsePeople reads a whole number. Spreadsheets write 12 as 12.0, which is a whole number too.
func parsePeople(s string) (int64, bool) {
	if whole, zeros, ok := strings.Cut(s, "."); ok && strings.Trim(zeros, "0") == "" && zeros != "" {
		s = whole
	}
	n, err := strconv.ParseInt(s, 10, 64)
	return n, err == nil && n >= 0 && n <= maxPeople && s[0] != '+' && s[0] != '-'
}

// tuple returns a text equal for equal sequences only.
func tuple(parts ...string) string {
	var b strings.Builder
	for _, s := range parts {
		b.WriteString(strconv.Itoa(len(s)))
		b.WriteByte(':')
		b.WriteString(s)
	}
	return b.String()
}
