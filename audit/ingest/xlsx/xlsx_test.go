package xlsx_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"auditd/audit"
	"auditd/audit/ingest/xlsx"
)

var limits = xlsx.Limits{Unpacked: 1 << 30, Field: 1 << 20}

// read returns the sheet as text: the names, then one record a line with its row. A missing value is written as -.
func read(file []byte, name string, limits xlsx.Limits) (string, error) {
	b, err := xlsx.Open(bytes.NewReader(file), int64(len(file)), name, limits)
	if err != nil {
		return "", err
	}
	var out strings.Builder
	fmt.Fprintf(&out, "%q\n", b.Columns())
	for {
		err := b.Next()
		if err == io.EOF {
			return out.String(), b.Close()
		}
		if err != nil {
			return out.String(), err
		}
		fmt.Fprintf(&out, "%d:", b.Row())
		for _, v := range b.Fields() {
			if v == nil {
				out.WriteString(" -")
				continue
			}
			fmt.Fprintf(&out, " %q", v)
		}
		out.WriteString("\n")
	}
}

// pack makes a zip archive of names and contents.
func pack(parts ...string) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(parts); i += 2 {
		w, err := z.Create(parts[i])
		if err != nil {
			panic(err)
		}
		if _, err := io.WriteString(w, parts[i+1]); err != nil {
			panic(err)
		}
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

const (
	rootRels = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`
	bookRels = `<Relationships><Relationship Id="rId1" Type="http://x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://x/worksheet" Target="/xl/worksheets/sheet2.xml"/><Relationship Id="rId3" Type="http://x/styles" Target="styles.xml"/><Relationship Id="rId4" Type="http://x/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="rId5" Type="http://x/chartsheet" Target="chart.xml"/></Relationships>`
	sheets   = `<sheets><sheet name="图" sheetId="9" r:id="rId5"/><sheet name="hidden" sheetId="1" state="hidden" r:id="rId2"/><sheet name="Data" sheetId="2" r:id="rId1"/></sheets>`
	styles   = `<styleSheet><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/><numFmt numFmtId="165" formatCode="[Red]0.0&quot; days&quot;"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf/><xf numFmtId="14"/><xf numFmtId="22"/><xf numFmtId="21"/><xf numFmtId="46"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs></styleSheet>`
	shared   = `<sst><si><t>name</t></si><si><t xml:space="preserve"> a&amp;b </t></si><si><r><rPr><b/></rPr><t>ri</t></r><r><t>ch</t></r><rPh sb="0" eb="1"><t>phonetic</t></rPh></si><si><t>line_x000D_end _x005F_x0041_ _x00</t></si><si><t/></si></sst>`
)

// book makes a workbook with the data of its sheet and, where given, other properties.
func book(data string, properties ...string) []byte {
	return pack("[Content_Types].xml", "<Types/>", "_rels/.rels", rootRels, "xl/workbook.xml",
		`<?xml version="1.0" encoding="UTF-8" standalone="yes"?><workbook xmlns:r="r">`+strings.Join(properties, "")+sheets+`</workbook>`,
		"xl/_rels/workbook.xml.rels", bookRels, "xl/styles.xml", styles, "xl/sharedStrings.xml", shared,
		"xl/worksheets/sheet1.xml", `<worksheet xmlns="m"><dimension ref="A1"/>`+data+`</worksheet>`,
		"xl/worksheets/sheet2.xml", `<worksheet><sheetData><row><c t="s"><v>0</v></c></row><row><c><v>7</v></c></row></sheetData></worksheet>`)
}

// rows wraps rows into the data of a sheet whose header has the names of the columns A to E, or as many as given.
func rows(s string) string {
	return `<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c><c r="B1" t="str"><v>b</v></c></row>` + s + `</sheetData>`
}

func TestValues(t *testing.T) {
	for _, c := range []struct{ name, cell, want string }{
		{"integer", `<c r="A2"><v>42</v></c>`, `"42"`},
		{"decimal", `<c r="A2" t="n"><v>0.5</v></c>`, `"0.5"`},
		{"seventeen digits are shortened", `<c r="A2"><v>0.10000000000000001</v></c>`, `"0.1"`},
		{"an exponent is written out", `<c r="A2"><v>1.2345E+4</v></c>`, `"12345"`},
		{"needless zeros", `<c r="A2"><v>007.50</v></c>`, `"7.5"`},
		{"minus zero", `<c r="A2"><v>-0</v></c>`, `"0"`},
		// The nearest float64 is 110101199003070016, a multiple of 16; of the texts of 17 digits that stand for it ...020 is the nearest.
		{"large", `<c r="A2"><v>1.1010119900307001E+17</v></c>`, `"110101199003070020"`},
		{"shared string", `<c r="A2" t="s"><v>1</v></c>`, `" a&b "`},
		{"rich text without phonetic hints", `<c r="A2" t="s"><v>2</v></c>`, `"rich"`},
		// ECMA-376 part 1, 22.9.2.19: _x000D_ is a carriage return and _x005F_ an underscore.
		{"escaped characters", `<c r="A2" t="s"><v>3</v></c>`, `"line\rend _x0041_ _x00"`},
		{"inline rich text", `<c r="A2" t="inlineStr"><is><r><t>x</t></r><r><t>y</t></r></is></c>`, `"xy"`},
		{"entities and CDATA", `<c r="A2" t="str"><v>&#22899;&lt;<![CDATA[&]]></v></c>`, `"女<&"`},
		{"true", `<c r="A2" t="b"><v>1</v></c>`, `"true"`},
		{"false", `<c r="A2" t="b"><v>0</v></c>`, `"false"`},
		{"ISO date", `<c r="A2" t="d"><v>2024-05-06</v></c>`, `"2024-05-06"`},
		// 45418 days after 1899-12-30 is 2024-05-06: 45292 is 2024-01-01, and 31+29+31+30+5 = 126 days follow.
		{"date", `<c r="A2" s="1"><v>45418</v></c>`, `"2024-05-06"`},
		{"date with a time", `<c r="A2" s="1"><v>45418.5</v></c>`, `"2024-05-06T12:00:00"`},
		{"date and time at midnight", `<c r="A2" s="2"><v>45418</v></c>`, `"2024-05-06T00:00:00"`},
		{"custom date", `<c r="A2" s="5"><v>45418</v></c>`, `"2024-05-06"`},
		{"quoted letters are no date", `<c r="A2" s="6"><v>45418</v></c>`, `"45418"`},
		{"time of day", `<c r="A2" s="3"><v>0.25</v></c>`, `"06:00:00"`},
		{"milliseconds", `<c r="A2" s="3"><v>0.250001</v></c>`, `"06:00:00.086"`}, // 0.000001 day = 86.4 ms
		{"elapsed", `<c r="A2" s="4"><v>1.5</v></c>`, `"36:00:00"`},
		{"first day", `<c r="A2" s="1"><v>1</v></c>`, `"1900-01-01"`},
		{"before the day that never was", `<c r="A2" s="1"><v>59</v></c>`, `"1900-02-28"`},
		{"after it", `<c r="A2" s="1"><v>61</v></c>`, `"1900-03-01"`},
		{"last day", `<c r="A2" s="1"><v>2958465</v></c>`, `"9999-12-31"`},
		{"empty text of a formula", `<c r="A2" t="str"><f>IF(1,"")</f><v></v></c>`, `""`},
		{"computed formula", `<c r="A2"><f>1+1</f><v>2</v></c>`, `"2"`},
		{"no reference", `<c><v>3</v></c>`, `"3"`},
		{"extension within", `<c r="A2"><extLst><ext><v>9</v></ext></extLst><v>4</v></c>`, `"4"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := read(book(rows(`<row r="2">`+c.cell+`<c r="B2"><v>1</v></c></row>`)), "", limits)
			if want := "[\"a\" \"b\"]\n2: " + c.want + " \"1\"\n"; err != nil || got != want {
				t.Errorf("got %q, %v, want %q", got, err, want)
			}
		})
	}
}

func TestLayout(t *testing.T) {
	for _, c := range []struct {
		name  string
		file  []byte
		sheet string
		want  string
	}{
		{"1904 system", book(rows(`<row r="2"><c r="A2" s="1"><v>0</v></c></row>`), `<workbookPr date1904="1"/>`), "", "[\"a\" \"b\"]\n2: \"1904-01-01\" -\n"},
		{"hidden sheet by name", book(rows("")), "hidden", "[\"name\"]\n2: \"7\"\n"},
		{"header only", book(rows("")), "Data", "[\"a\" \"b\"]\n"},
		{"empty rows and cells", book(rows(`<row r="3"><c r="B3"><v>1</v></c></row><row/><row r="9"><c r="A9" s="1"/></row><row r="10"><c r="A10"><v>2</v></c></row>`)), "", "[\"a\" \"b\"]\n3: - \"1\"\n10: \"2\" -\n"},
		{"header further down and right", book(`<sheetData><row r="4"><c r="C4" t="s"><v>0</v></c></row><row r="5"><c r="C5"><v>5</v></c></row></sheetData>`), "", "[\"name\"]\n5: \"5\"\n"},
		{"merged cells outside of the table", book(`<sheetData><row r="4"><c r="C4" t="s"><v>0</v></c></row><row r="5"><c r="C5"><v>5</v></c></row></sheetData><mergeCells><mergeCell ref="A1:B2"/><mergeCell ref="C5"/><mergeCell ref="A7:B7"/></mergeCells>`), "", "[\"name\"]\n5: \"5\"\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got, err := read(c.file, c.sheet, limits); err != nil || got != c.want {
				t.Errorf("got %q, %v, want %q", got, err, c.want)
			}
		})
	}
}

func TestUncomputed(t *testing.T) {
	file := book(rows(`<row r="2"><c r="A2"><f>1+1</f></c><c r="B2"><f>2</f><v/></c></row>`))
	b, err := xlsx.Open(bytes.NewReader(file), int64(len(file)), "", limits)
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Next(); err != io.EOF {
		t.Fatalf("got %v, want io.EOF: the row has no value", err)
	}
	if n, first := b.Uncomputed(); n != 2 || first != "A2" {
		t.Errorf("got %d from %s, want 2 from A2", n, first)
	}
}

func TestUnwantedFault(t *testing.T) {
	file := book(rows(`<row r="2"><c r="A2" t="e"><v>#N/A</v></c><c r="B2"><v>1</v></c></row>`))
	b, err := xlsx.Open(bytes.NewReader(file), int64(len(file)), "", limits)
	if err != nil {
		t.Fatal(err)
	}
	b.Want([]bool{false, true})
	if err := b.Next(); err != nil || b.Fields()[0] != nil || string(b.Fields()[1]) != "1" {
		t.Errorf("got %q, %v, want only the second field, 1", b.Fields(), err)
	}
}

// forge changes a workbook so that an entry declares another size than it has.
func forge(file []byte, from, to uint32) []byte {
	find := func(n uint32) []byte { return []byte{byte(n), byte(n >> 8), byte(n >> 16), byte(n >> 24)} }
	return bytes.ReplaceAll(file, find(from), find(to))
}

func TestErrors(t *testing.T) {
	good := book(rows(`<row r="2"><c r="A2"><v>1</v></c></row>`))
	const bombSize = 5<<20 + 12345
	bomb := book(rows(`<row r="2"><c r="A2" t="str"><v>` + strings.Repeat("x", bombSize) + `</v></c></row>`))
	small := xlsx.Limits{Unpacked: 1 << 20, Field: 1000}
	for _, c := range []struct {
		name   string
		file   []byte
		sheet  string
		limits xlsx.Limits
		kind   audit.Kind
		want   string
	}{
		{"empty file", nil, "", limits, audit.Invalid, "the file is no complete zip archive (the file is not complete or was changed on the way: send it again)"},
		{"truncated", good[:len(good)-100], "", limits, audit.Invalid, "the file is no complete zip archive (the file is not complete or was changed on the way: send it again)"},
		{"no workbook", pack("a.txt", "x"), "", limits, audit.Invalid, "the archive holds no workbook (open the file in a spreadsheet program and save it again as .xlsx)"},
		{"ods", pack("mimetype", "x", "content.xml", "x"), "", limits, audit.Invalid, "the file is an OpenDocument file, not an .xlsx workbook (open the file in a spreadsheet program and save it again as .xlsx)"},
		{"xlsb", pack("_rels/.rels", strings.ReplaceAll(rootRels, "workbook.xml", "workbook.bin")), "", limits, audit.Invalid, "the file is a binary workbook (.xlsb) (open the file in a spreadsheet program and save it again as .xlsx)"},
		{"wrong sheet", good, "data2", limits, audit.Invalid, `the workbook has no sheet "data2" (did you mean "Data"? The workbook has "hidden", "Data")`},
		{"wrong sheet, none near", good, "whatever", limits, audit.Invalid, `the workbook has no sheet "whatever" (the workbook has "hidden", "Data")`},
		{"chart", good, "图", limits, audit.Invalid, `the workbook has no sheet "图" (the workbook has "hidden", "Data")`},
		{"empty sheet", book("<sheetData/>"), "", limits, audit.Invalid, "the sheet is empty (put the names of the columns into the first row and a record into each further row)"},
		{"same name twice", book(`<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="s"><v>0</v></c></row></sheetData>`), "", limits, audit.Invalid, `row 1 column "name": the cells A1 and C1 have the same column name (rename one of the columns)`},
		{"value below no name", book(rows(`<row r="2"><c r="D2"><v>9</v></c></row>`)), "", limits, audit.Invalid, `row 2: the cell D2 has a value, but its column has no name in row 1: "9" (name the column in D1, or clear the cell)`},
		{"error value", book(rows(`<row r="7"><c r="B7" t="e"><v>#N/A</v></c></row>`)), "", limits, audit.Invalid, `row 7 column "b": the cell B7 has the error value #N/A (correct the cell, or clear it when there is no value)`},
		{"merged header", book(rows(`<row r="2"><c r="A2"><v>1</v></c></row>`) + `<mergeCells><mergeCell ref="A1:B1"/></mergeCells>`), "", limits, audit.Invalid, "row 1: the cells A1:B1 are merged (unmerge them and write the value into each cell that it belongs to; keep one row of column names)"},
		{"merged records", book(rows(`<row r="2"><c r="A2"><v>1</v></c></row><row r="3"><c r="B3"><v>1</v></c></row>`) + `<mergeCells><mergeCell ref="A2:A3"/></mergeCells>`), "", limits, audit.Invalid, "row 2: the cells A2:A3 are merged (unmerge them and write the value into each cell that it belongs to; keep one row of column names)"},
		{"29 February 1900", book(rows(`<row r="2"><c r="A2" s="1"><v>60</v></c></row>`)), "", limits, audit.Invalid, `row 2 column "a": the cell A2 has a date format, but its number is no date: "60" (correct the cell, or clear it when there is no value)`},
		{"negative date", book(rows(`<row r="2"><c r="A2" s="1"><v>-1</v></c></row>`)), "", limits, audit.Invalid, `row 2 column "a": the cell A2 has a date format, but its number is no date: "-1" (correct the cell, or clear it when there is no value)`},
		{"no number", book(rows(`<row r="2"><c r="A2"><v>0x1p4</v></c></row>`)), "", limits, audit.Invalid, `row 2 column "a": the cell A2 is no number: "0x1p4" (correct the cell, or clear it when there is no value)`},
		{"no shared string", book(rows(`<row r="2"><c r="A2" t="s"><v>5</v></c></row>`)), "", limits, audit.Invalid, `row 2 column "a": the cell A2 refers to the shared string "5", which is not there (correct the cell, or clear it when there is no value)`},
		{"rows out of order", book(rows(`<row r="5"><c r="A5"><v>1</v></c></row><row r="5"><c r="A5"><v>1</v></c></row>`)), "", limits, audit.Invalid, `row 5: the row number "5" follows row 5 (open the file in a spreadsheet program and save it again as .xlsx)`},
		{"cells out of order", book(rows(`<row r="2"><c r="B2"><v>1</v></c><c r="A2"><v>1</v></c></row>`)), "", limits, audit.Invalid, `row 2: the cell reference "A2" is not in its place (open the file in a spreadsheet program and save it again as .xlsx)`},
		{"a row of another cell", book(rows(`<row r="2"><c r="A3"><v>1</v></c></row>`)), "", limits, audit.Invalid, `row 2: the cell reference "A3" is not in its place (open the file in a spreadsheet program and save it again as .xlsx)`},
		{"a column that no sheet has", book(rows(`<row r="2"><c r="ZZZZ2"><v>1</v></c></row>`)), "", limits, audit.Invalid, `row 2: the cell reference "ZZZZ2" is not in its place (open the file in a spreadsheet program and save it again as .xlsx)`},
		{"not well formed", book(rows(`<row r="2"><c r="A2"><v>1</c></row>`)), "", limits, audit.Invalid, `row 2: the part "xl/worksheets/sheet1.xml", line 1: the element "v" is closed by the end tag "c" (open the file in a spreadsheet program and save it again as .xlsx)`},
		{"DOCTYPE", pack("_rels/.rels", `<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>`), "", limits, audit.Invalid, `the part "_rels/.rels", line 1: the XML has a DOCTYPE, which is not read because it can define entities and reach other files (open the file in a spreadsheet program and save it again as .xlsx)`},
		{"zip bomb", bomb, "", small, audit.Limit, "the archive unpacks to more than 1048576 bytes (split the workbook, or raise the limit)"},
		{"zip bomb that lies", forge(bomb, uint32(bombSize+len(`<worksheet xmlns="m"><dimension ref="A1"/></worksheet>`+rows(`<row r="2"><c r="A2" t="str"><v></v></c></row>`))), 1000), "", small, audit.Invalid, `the part "xl/worksheets/sheet1.xml" cannot be unpacked (the file is not complete or was changed on the way: send it again)`},
		{"huge field", bomb, "", xlsx.Limits{Unpacked: 1 << 30, Field: 1000}, audit.Limit, `row 2: the part "xl/worksheets/sheet1.xml", line 1: a tag or a text is longer than 71536 bytes (open the file in a spreadsheet program and save it again as .xlsx)`},
		{"path that leaves the archive", pack("_rels/.rels", rootRels, "../../etc/passwd", "x"), "", limits, audit.Invalid, `the archive has an entry that points outside of it: "../../etc/passwd" (open the file in a spreadsheet program and save it again as .xlsx)`},
		{"absolute path", pack("/etc/passwd", "x"), "", limits, audit.Invalid, `the archive has an entry that points outside of it: "/etc/passwd" (open the file in a spreadsheet program and save it again as .xlsx)`},
		{"entry twice", pack("a", "x", "A", "x"), "", limits, audit.Invalid, `the archive has two entries of one name: "A" (open the file in a spreadsheet program and save it again as .xlsx)`},
		{"many entries", many(10001), "", limits, audit.Limit, "the archive has more than 10000 entries (open the file in a spreadsheet program and save it again as .xlsx)"},
		{"missing part", pack("_rels/.rels", rootRels), "", limits, audit.Invalid, `the workbook lacks its part "xl/_rels/workbook.xml.rels" (open the file in a spreadsheet program and save it again as .xlsx)`},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := read(c.file, c.sheet, c.limits)
			var e *audit.Error
			if !errors.As(err, &e) || e.Kind != c.kind || e.Error() != c.want {
				t.Errorf("got  %v\nwant %s", err, c.want)
			}
		})
	}
}

func many(n int) []byte {
	var parts []string
	for i := range n {
		parts = append(parts, fmt.Sprintf("p%d", i), "")
	}
	return pack(parts...)
}

// TestBrokenStorage checks that a fault of the storage is not taken for damage of the file.
func TestBrokenStorage(t *testing.T) {
	file := book(rows(`<row r="2"><c r="A2"><v>1</v></c></row>`))
	for at := int64(0); at < int64(len(file)); at += 97 {
		b, err := xlsx.Open(broken{bytes.NewReader(file), at}, int64(len(file)), "", limits)
		for err == nil {
			err = b.Next()
		}
		if err != io.EOF && !errors.Is(err, errBroken) {
			t.Fatalf("fault at %d: got %v", at, err)
		}
	}
}

var errBroken = errors.New("disk on fire")

type broken struct {
	r  io.ReaderAt
	at int64
}

func (b broken) ReadAt(p []byte, off int64) (int, error) {
	if off <= b.at && b.at < off+int64(len(p)) {
		return 0, errBroken
	}
	return b.r.ReadAt(p, off)
}

// TestAgainstExcelize writes workbooks with excelize and reads them with both.
func TestAgainstExcelize(t *testing.T) {
	for seed := range uint64(20) {
		file := generate(t, rand.New(rand.NewPCG(seed, 1)), 200)
		got, err := read(file, "", limits)
		if err != nil {
			t.Fatal(err)
		}
		if want := viaExcelize(t, file); got != want {
			g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
			for i := range min(len(g), len(w)) {
				if g[i] != w[i] {
					t.Fatalf("seed %d: got %s, want %s", seed, g[i], w[i])
				}
			}
			t.Fatalf("seed %d: got %d lines, want %d", seed, len(g), len(w))
		}
	}
}

var words = []string{"男", "女", " a b ", "<&>\"'", "x\ny", "_x0041_", "", "0012", "true", "1e5", "\u202eevil", "😀"}

// generate writes a workbook of random values with excelize.
func generate(t testing.TB, r *rand.Rand, n int) []byte {
	f := excelize.NewFile()
	defer f.Close()
	set := func(col, row int, v any) {
		cell, err := excelize.CoordinatesToCellName(col, row)
		if err != nil {
			t.Fatal(err)
		}
		if err := f.SetCellValue("Sheet1", cell, v); err != nil {
			t.Fatal(err)
		}
	}
	for c := 1; c <= 6; c++ {
		set(c, 1, fmt.Sprintf("列 %d", c))
	}
	for row := 2; row < n; row++ {
		set(1, row, row)
		for c := 2; c <= 6; c++ {
			switch r.IntN(6) {
			case 0:
				set(c, row, r.Int64N(1<<50)-1<<49)
			case 1:
				set(c, row, float64(r.IntN(1e6))/1000)
			case 2:
				set(c, row, words[r.IntN(len(words))])
			case 3:
				set(c, row, r.IntN(2) == 1)
			case 4:
				set(c, row, time.Date(1990+r.IntN(40), 1, 1+r.IntN(365), 0, r.IntN(2)*r.IntN(1440), 0, 0, time.UTC))
			}
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// viaExcelize reads a workbook with excelize, formatted as read does. Dates are read as numbers there and turned into days by
// time.AddDate here.
func viaExcelize(t testing.TB, file []byte) string {
	f, err := excelize.OpenReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out strings.Builder
	var header []string
	all, err := f.GetRows("Sheet1", excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range all {
		if i == 0 {
			header = row
			fmt.Fprintf(&out, "%q\n", header)
			continue
		}
		fmt.Fprintf(&out, "%d:", i+1)
		for c := range header {
			cell, _ := excelize.CoordinatesToCellName(c+1, i+1)
			kind, err := f.GetCellType("Sheet1", cell)
			if err != nil {
				t.Fatal(err)
			}
			style, err := f.GetCellStyle("Sheet1", cell)
			if err != nil {
				t.Fatal(err)
			}
			value := ""
			if c < len(row) {
				value = row[c]
			}
			switch {
			case kind == excelize.CellTypeBool:
				value = map[string]string{"1": "true", "0": "false"}[value]
			case style != 0:
				var serial float64
				fmt.Sscan(value, &serial)
				at := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).Add(time.Duration(serial*86400+0.5) * time.Second)
				layout := "2006-01-02T15:04:05"
				if s, err := f.GetStyle(style); err == nil && s.NumFmt >= 14 && s.NumFmt <= 17 && at.Hour() == 0 && at.Minute() == 0 {
					layout = "2006-01-02"
				}
				value = at.Format(layout)
			case value == "" && kind == excelize.CellTypeUnset:
				out.WriteString(" -")
				continue
			}
			fmt.Fprintf(&out, " %q", value)
		}
		out.WriteString("\n")
	}
	return out.String()
}

// FuzzSheet puts any text into the sheet's part. A sheet that is read gives the same by its name, and its header is what excelize
// finds in that row; one that is refused is refused with a kind.
func FuzzSheet(f *testing.F) {
	for _, s := range []string{
		rows(`<row r="2"><c r="A2"><v>1</v></c></row>`), rows(`<row r="2"><c r="A2" t="s"><v>1</v></c></row>`),
		rows(`<row><c s="1"><v>1</v></c><c t="b"><v>1</v></c></row>`), rows(`<row r="3"><c r="B3" t="e"><v>#REF!</v></c></row>`),
		rows(``) + `<mergeCells><mergeCell ref="A1:B2"/></mergeCells>`, "<sheetData><row r='1048576'/></sheetData>",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, data string) {
		file := book(data)
		got, err := read(file, "", limits)
		if err != nil {
			if audit.KindOf(err) == audit.Internal {
				t.Fatalf("error without a kind: %v", err)
			}
			return
		}
		checkHeader(t, file)
		again, err := read(file, "Data", limits)
		if err != nil || again != got {
			t.Fatalf("second reading: %q, %v, first %q", again, err, got)
		}
	})
}

// checkHeader compares the names of the columns with what excelize finds. It does not refuse what is refused here, so it is asked
// only about sheets that were read.
func checkHeader(t *testing.T, file []byte) {
	b, err := xlsx.Open(bytes.NewReader(file), int64(len(file)), "", limits)
	if err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(file))
	if err != nil {
		return
	}
	defer f.Close()
	rows, err := f.GetRows("Data", excelize.Options{RawCellValue: true})
	if err != nil || len(rows) < b.Header() {
		return
	}
	var names []string
	for _, cell := range rows[b.Header()-1] {
		if cell != "" {
			names = append(names, cell)
		}
	}
	// Numbers, dates and truth values are raw there and text here: only names made of letters are comparable.
	for i, name := range b.Columns() {
		if strings.Trim(name, "abcdefghijklmnopqrstuvwxyz") != "" || name == "true" || name == "false" {
			return
		}
		if i >= len(names) || names[i] != name {
			t.Fatalf("got columns %q, excelize %q", b.Columns(), names)
		}
	}
}

// FuzzFile changes bytes of a whole workbook: it is read as before or refused with a kind.
func FuzzFile(f *testing.F) {
	file := generate(f, rand.New(rand.NewPCG(1, 2)), 20)
	f.Add(uint32(0), byte(1), uint32(100000))
	f.Fuzz(func(t *testing.T, at uint32, flip byte, cut uint32) {
		mutated := bytes.Clone(file[:min(int(cut), len(file))])
		if len(mutated) > 0 {
			mutated[int(at)%len(mutated)] ^= flip
		}
		if _, err := read(mutated, "", limits); err != nil && audit.KindOf(err) == audit.Internal {
			t.Fatalf("error without a kind: %v", err)
		}
	})
}

// BenchmarkRead reads 500,000 records of eight columns, as in the comparison of libraries.
func BenchmarkRead(b *testing.B) {
	for _, kind := range []string{"inline", "shared"} {
		b.Run(kind, func(b *testing.B) {
			file := large(kind == "shared")
			b.SetBytes(int64(len(file)))
			for b.Loop() {
				r, err := xlsx.Open(bytes.NewReader(file), int64(len(file)), "", limits)
				for err == nil {
					err = r.Next()
				}
				if err != io.EOF {
					b.Fatal(err)
				}
			}
			b.ReportMetric(500000*float64(b.N)/b.Elapsed().Seconds()/1e6, "Mrows/s")
		})
	}
}

func large(shared bool) []byte {
	var data, sst strings.Builder
	texts := 0
	cell := func(c byte, row int, text string) {
		if !shared {
			fmt.Fprintf(&data, `<c r="%c%d" t="inlineStr"><is><t>%s</t></is></c>`, c, row, text)
			return
		}
		fmt.Fprintf(&data, `<c r="%c%d" t="s"><v>%d</v></c>`, c, row, texts%200000)
		if texts < 200000 {
			fmt.Fprintf(&sst, `<si><t>%s %d</t></si>`, text, texts)
		}
		texts++
	}
	data.WriteString("<worksheet><sheetData>")
	for row := 1; row <= 500001; row++ {
		fmt.Fprintf(&data, `<row r="%d">`, row)
		for c := byte('A'); c <= 'H'; c++ {
			if row > 1 && c >= 'F' {
				fmt.Fprintf(&data, `<c r="%c%d"><v>%d.%d</v></c>`, c, row, row%100, 1+row%9)
				continue
			}
			cell(c, row, fmt.Sprintf("value %c%d", c, min(row, 2)*(row%37+1)))
		}
		data.WriteString("</row>")
	}
	data.WriteString("</sheetData></worksheet>")
	return pack("_rels/.rels", rootRels, "xl/workbook.xml", "<workbook>"+sheets+"</workbook>", "xl/_rels/workbook.xml.rels", bookRels,
		"xl/styles.xml", styles, "xl/sharedStrings.xml", "<sst>"+sst.String()+"</sst>", "xl/worksheets/sheet1.xml", data.String())
}

// TestChecksum checks that a changed byte within a sheet is noticed by the checksum of the archive, even where the XML stays well
// formed.
func TestChecksum(t *testing.T) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	sheet := "<worksheet>" + rows(`<row r="2"><c r="A2"><v>1</v></c></row>`) + "</worksheet>"
	for _, p := range [][2]string{{"_rels/.rels", rootRels}, {"xl/workbook.xml", "<workbook>" + sheets + "</workbook>"}, {"xl/_rels/workbook.xml.rels", bookRels}, {"xl/styles.xml", styles}, {"xl/worksheets/sheet1.xml", sheet}} {
		w, err := z.CreateRaw(&zip.FileHeader{Name: p[0], Method: zip.Store, CRC32: crc32.ChecksumIEEE([]byte(p[1])), CompressedSize64: uint64(len(p[1])), UncompressedSize64: uint64(len(p[1]))})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, p[1]); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := read(b.Bytes(), "", limits); err != nil {
		t.Fatal(err)
	}
	changed := bytes.Replace(b.Bytes(), []byte("<v>1</v>"), []byte("<v>2</v>"), 1)
	_, err := read(changed, "", limits)
	const want = `row 2: the part "xl/worksheets/sheet1.xml" cannot be unpacked (the file is not complete or was changed on the way: send it again)`
	if err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}
