package table_test

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"auditd/report/table"
)

// tool returns a program that a test needs. Without it the test is skipped and says what was not checked.
func tool(t *testing.T, name, what string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("NOT CHECKED: %s: %s is not installed", what, name)
	}
	return path
}

// office converts files with LibreOffice into Flat OpenDocument and returns their texts by name. Filter is that of the import,
// empty to leave it to LibreOffice.
func office(t *testing.T, filter string, files map[string][]byte) map[string][]byte {
	t.Helper()
	program := tool(t, "soffice", "that LibreOffice opens the tables without formulas")
	in, out := t.TempDir(), t.TempDir()
	args := []string{"-env:UserInstallation=file://" + t.TempDir(), "--headless", "--convert-to", "fods", "--outdir", out}
	if filter != "" {
		args = append(args, "--infilter="+filter)
	}
	for name, content := range files {
		path := filepath.Join(in, name)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, path)
	}
	if message, err := exec.Command(program, args...).CombinedOutput(); err != nil {
		t.Fatalf("soffice: %v\n%s", err, message)
	}
	converted := map[string][]byte{}
	for name := range files {
		b, err := os.ReadFile(filepath.Join(out, strings.TrimSuffix(name, filepath.Ext(name))+".fods"))
		if err != nil {
			t.Fatalf("soffice did not convert %s: %v", name, err)
		}
		converted[name] = b
	}
	return converted
}

// An officeCell is a cell as LibreOffice has it.
type officeCell struct{ kind, value, text, formula string }

// officeCells reads the cells of the first sheet of a Flat OpenDocument, up to a number of rows and columns.
func officeCells(t *testing.T, fods []byte, rows, columns int) map[[2]int]officeCell {
	t.Helper()
	cells := map[[2]int]officeCell{}
	d := xml.NewDecoder(bytes.NewReader(fods))
	sheet, row, column, inText, paragraphs := -1, 0, 0, false, 0
	rowRepeat, repeat := 1, 1
	var cell officeCell
	for {
		token, err := d.Token()
		if err == io.EOF {
			return cells
		}
		if err != nil {
			t.Fatal(err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			attr := map[string]string{}
			for _, a := range e.Attr {
				attr[a.Name.Local] = a.Value
			}
			switch e.Name.Local {
			case "table":
				sheet, row = sheet+1, 0
			case "table-row":
				column, rowRepeat = 0, number(attr["number-rows-repeated"])
			case "table-cell", "covered-table-cell":
				repeat, paragraphs = number(attr["number-columns-repeated"]), 0
				cell = officeCell{kind: attr["value-type"], value: attr["value"] + attr["boolean-value"] + attr["string-value"], formula: attr["formula"]}
			case "p":
				if inText = true; paragraphs > 0 {
					cell.text += "\n"
				}
				paragraphs++
			case "s":
				cell.text += strings.Repeat(" ", number(attr["c"]))
			case "tab":
				cell.text += "\t"
			}
		case xml.CharData:
			if inText {
				cell.text += string(e)
			}
		case xml.EndElement:
			switch e.Name.Local {
			case "p":
				inText = false
			case "table-cell", "covered-table-cell":
				for i := range repeat {
					if sheet == 0 && row < rows && column+i < columns {
						cells[[2]int{row, column + i}] = cell
					}
				}
				column += repeat
			case "table-row":
				row += rowRepeat
			}
		}
	}
}

// number returns a count that is 1 when it is not written.
func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 1
	}
	return n
}

// The import filters: text as UTF-8 with formulas evaluated (LibreOffice, "Filter Options for CSV"; the thirteenth token),
// separated by comma, semicolon or tab, with the special numbers left as they are.
const (
	commas     = "Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,0,true"
	semicolons = "Text - txt - csv (StarCalc):59,34,76,1,,0,false,true,false,false,false,0,true"
	tabs       = "Text - txt - csv (StarCalc):9,34,76,1,,0,false,true,false,false,false,0,true"
)

// TestOfficeFindsNoFormula opens the hostile table of every format in LibreOffice and asks for the formulas it found: the workbooks
// as such, CSV with its own and two foreign separators. XML and JSON, which LibreOffice does not know, are opened as a page of
// text, where each line is one cell; a reader who has them cut at commas can make formulas of any text.
func TestOfficeFindsNoFormula(t *testing.T) {
	if testing.Short() {
		t.Skip("starts LibreOffice several times")
	}
	// The test can fail: the same text without protection is a formula.
	raw := []byte("a,b\r\n=1+1,x\r\n@SUM(1),y\r\n")
	if formulas(office(t, commas, map[string][]byte{"raw.csv": raw})["raw.csv"]) == 0 {
		t.Fatal("LibreOffice takes =1+1 for a text, so this test proves nothing")
	}
	// LibreOffice 7.4 takes a truth value in a workbook for the formula TRUE() or FALSE() of its own; they are left out here.
	tab := sample()
	tab.Columns = append(tab.Columns[:3:3], tab.Columns[4])
	for i, row := range tab.Rows {
		tab.Rows[i] = append(row[:3:3], row[4])
	}
	for _, c := range []struct {
		filter string
		files  map[string][]byte
	}{
		{"", map[string][]byte{"a.xlsx": written(t, "xlsx", tab), "b.xls": written(t, "xls", tab)}},
		{commas, map[string][]byte{"comma.csv": written(t, "csv", tab)}},
		{semicolons, map[string][]byte{"semicolon.csv": written(t, "csv", tab)}},
		{tabs, map[string][]byte{"tab.csv": written(t, "csv", tab), "xml.csv": written(t, "xml", tab), "json.csv": written(t, "json", tab)}},
	} {
		for name, fods := range office(t, c.filter, c.files) {
			if n := formulas(fods); n != 0 {
				t.Errorf("%s: %d formulas, the first %s", name, n, firstFormula(fods))
			}
		}
	}
}

func formulas(fods []byte) int { return bytes.Count(fods, []byte("table:formula=")) }

func firstFormula(fods []byte) string {
	_, after, _ := bytes.Cut(fods, []byte("table:formula="))
	return fmt.Sprintf("%.120s", after)
}

// TestOfficeShowsTheCells compares what LibreOffice shows of the workbooks with the canonical cells. Control characters are left
// out, because Flat OpenDocument, which is XML, cannot show them.
func TestOfficeShowsTheCells(t *testing.T) {
	if testing.Short() {
		t.Skip("starts LibreOffice")
	}
	tab := sample()
	tab.Rows = tab.Rows[:0:0]
	for _, row := range sample().Rows {
		if s, _ := row[1].(string); len(s) < 300 && clean(s) == s && strings.IndexFunc(s, func(r rune) bool { return r < ' ' && r != '\n' || r == 0xfffe || r == 0xffff }) < 0 {
			tab.Rows = append(tab.Rows, row)
		}
	}
	if len(tab.Rows) < 150 {
		t.Fatalf("only %d rows", len(tab.Rows))
	}
	for name, fods := range office(t, "", map[string][]byte{"a.xlsx": written(t, "xlsx", tab), "b.xls": written(t, "xls", tab)}) {
		cells := officeCells(t, fods, len(tab.Rows)+1, len(tab.Columns))
		for i, row := range tab.Rows {
			for j, want := range row {
				got := cells[[2]int{i + 1, j}]
				if !shows(got, want) {
					t.Errorf("%s row %d column %d: %+.80v, want %q", name, i, j, got, want)
				}
			}
		}
	}
}

// shows reports whether LibreOffice shows the cell. Its numbers have fifteen digits.
func shows(got officeCell, want any) bool {
	switch v := want.(type) {
	case nil:
		return got.kind == ""
	case string:
		return v == "" && got.text == "" || got.kind == "string" && got.text == v
	case bool:
		word, digit := strings.ToUpper(strconv.FormatBool(v)), map[bool]string{true: "1", false: "0"}[v]
		return got.formula == "of:="+word+"()" && (got.text == word || got.text == digit) // see above
	case int64:
		if v > 1<<53 || v < -1<<53 {
			return got.kind == "string" && got.text == fmt.Sprint(v)
		}
		x, err := strconv.ParseFloat(got.value, 64)
		return err == nil && got.kind == "float" && near(x, float64(v))
	case float64:
		x, err := strconv.ParseFloat(got.value, 64)
		return err == nil && got.kind == "float" && near(x, v)
	}
	return false
}

func near(a, b float64) bool {
	return a == b || a/b-1 < 1e-14 && b/a-1 < 1e-14
}

// TestXSD validates the XML of every table against its schema, and a spoilt file, which must be refused.
func TestXSD(t *testing.T) {
	program := tool(t, "xmllint", "that the XML files follow their schemas")
	dir := t.TempDir()
	for _, tab := range append(table.Of(full()), sample()) {
		var xsd bytes.Buffer
		if err := table.XSD(&xsd, tab); err != nil {
			t.Fatal(err)
		}
		good := written(t, "xml", tab)
		first := tab.Columns[0].Name
		for name, content := range map[string][]byte{
			"schema.xsd": xsd.Bytes(), "good.xml": good,
			"order.xml": bytes.Replace(good, []byte("</row>"), []byte("<"+first+">1</"+first+"></row>"), 1),
			"name.xml":  bytes.Replace(good, []byte("<row>"), []byte("<row><other/>"), 1),
		} {
			if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		for _, name := range []string{"good.xml", "order.xml", "name.xml"} {
			message, err := exec.Command(program, "--huge", "--nonet", "--noout", "--schema", filepath.Join(dir, "schema.xsd"), filepath.Join(dir, name)).CombinedOutput()
			if (err == nil) != (name == "good.xml") {
				t.Errorf("%s %s: %v\n%.500s", tab.Name, name, err, message)
			}
		}
	}
}
