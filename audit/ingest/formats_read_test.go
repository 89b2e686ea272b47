package ingest

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"auditd/audit"
)

// A person is a record as every format writes it.
type person struct {
	Name string  `parquet:"name"`
	Sex  *string `parquet:"sex,optional,dict"`
	Age  int64   `parquet:"age"`
}

func persons(n int) []person {
	r := rand.New(rand.NewPCG(9, 9))
	sexes := []string{"男", "女", ""}
	rows := make([]person, n)
	for i := range rows {
		rows[i] = person{Name: fmt.Sprintf("p%d", i), Age: r.Int64N(100)}
		if k := r.IntN(4); k < 3 {
			rows[i].Sex = &sexes[k]
		}
	}
	return rows
}

// asTable is what reading the people must give.
func asTable(rows []person) table {
	t := table{Columns: []string{"name", "sex", "age"}}
	for _, p := range rows {
		sex := "∅"
		if p.Sex != nil {
			sex = *p.Sex
		}
		t.Rows = append(t.Rows, []string{p.Name, sex, fmt.Sprint(p.Age)})
	}
	return t
}

func asJSON(p person) string {
	if p.Sex == nil {
		return fmt.Sprintf(`{"name":"%s","sex":null,"age":%d}`, p.Name, p.Age)
	}
	return fmt.Sprintf(`{"name":"%s","sex":"%s","age":%d}`, p.Name, *p.Sex, p.Age)
}

// written returns the people in every format, by file name.
func written(t *testing.T, rows []person) map[string][]byte {
	var lines, elements []string
	for _, p := range rows {
		lines = append(lines, asJSON(p))
		sex := `<sex xsi:nil="true"/>`
		if p.Sex != nil {
			sex = "<sex>" + *p.Sex + "</sex>"
		}
		elements = append(elements, fmt.Sprintf("<person><name>%s</name>%s<age>%d</age></person>", p.Name, sex, p.Age))
	}
	files := map[string][]byte{
		"people.json":  []byte("[" + strings.Join(lines, ",\n") + "]"),
		"people.jsonl": []byte(strings.Join(lines, "\n") + "\n"),
		"people.xml":   []byte(`<?xml version="1.0"?><people xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">` + strings.Join(elements, "") + "</people>"),
	}
	gb := `<?xml version="1.0" encoding="GB18030"?><people xmlns:xsi="x">` + strings.Join(elements, "\n") + "</people>"
	var err error
	if files["gb18030.xml"], err = simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(gb)); err != nil {
		t.Fatal(err)
	}
	wide := strings.Replace(gb, "GB18030", "UTF-16", 1)
	if files["utf16.xml"], err = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().Bytes([]byte(wide)); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w := parquet.NewGenericWriter[person](&b, parquet.MaxRowsPerRowGroup(30_000))
	if _, err := w.Write(rows); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	files["people.parquet"] = bytes.Clone(b.Bytes())
	files["people.xlsx"] = asWorkbook(t, rows)
	return files
}

func asWorkbook(t *testing.T, rows []person) []byte {
	f := excelize.NewFile()
	defer f.Close()
	w, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		t.Fatal(err)
	}
	put := func(row int, cells ...any) {
		if err := w.SetRow(fmt.Sprintf("A%d", row), cells); err != nil {
			t.Fatal(err)
		}
	}
	put(1, "name", "sex", "age")
	for i, p := range rows {
		var sex any
		if p.Sex != nil {
			sex = *p.Sex
		}
		put(i+2, p.Name, sex, p.Age)
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestEveryFormat writes the same people in every format and reads them back, with one worker and with several, all columns and
// some.
func TestEveryFormat(t *testing.T) {
	rows := persons(70_000)
	want := asTable(rows)
	for name, file := range written(t, rows) {
		t.Run(name, func(t *testing.T) {
			for workers := 1; workers <= 4; workers += 3 {
				got, info, err := collect(memory(name, file), Options{Workers: workers})
				if err != nil {
					t.Fatal(err)
				}
				if fmt.Sprint(got.Columns) != fmt.Sprint(want.Columns) || info.Input.Rows != int64(len(rows)) {
					t.Fatalf("columns %q, %d rows", got.Columns, info.Input.Rows)
				}
				sameRows(t, got.Rows, want.Rows, []int{0, 1, 2})
				got, _, err = collect(memory(name, file), Options{Workers: workers, Columns: []string{"age", "sex"}})
				if err != nil {
					t.Fatal(err)
				}
				sameRows(t, got.Rows, want.Rows, []int{2, 1})
			}
		})
	}
}

func sameRows(t *testing.T, got, want [][]string, columns []int) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d rows, want %d", len(got), len(want))
	}
	for j := range got {
		for i, c := range columns {
			if got[j][i] != want[j][c] {
				t.Fatalf("row %d: got %q, want %q", j, got[j], want[j])
			}
		}
	}
}

// TestFormatErrors checks what a user sees: file, row and column, and the nearest name of a column that is not there.
func TestFormatErrors(t *testing.T) {
	rows := persons(3)
	files := written(t, rows)
	for _, c := range []struct {
		name    string
		file    []byte
		options Options
		want    string
	}{
		{"people.json", files["people.json"], Options{Columns: []string{"gender", "agee"}}, `people.json: no column "gender" (the file has "name", "sex", "age")`},
		{"people.parquet", files["people.parquet"], Options{Columns: []string{"agee"}}, `people.parquet: no column "agee" (did you mean "age"? The file has "name", "sex", "age")`},
		{"people.xlsx", files["people.xlsx"], Options{Sheet: "Sheet"}, `people.xlsx: the workbook has no sheet "Sheet" (did you mean "Sheet1"? The workbook has "Sheet1")`},
		{"people.jsonl", []byte("{\"a\":1}\n\n{\"a\":[1]}\n"), Options{}, `people.jsonl row 3 column "a": the value is an array, which does not fit into one cell (leave the key out, or give each element a key of its own)`},
		{"people.jsonl", []byte("\n{\"a\":1}\n\n\n{\"a\":1,\"b\":2}\n"), Options{Limits: Limits{Columns: 1}}, `people.jsonl row 5: 2 columns are more than the limit of 1 (keep the columns that the audit needs, or raise the limit)`},
		{"people.xml", []byte("<t><r><a>1</a></r><r><b>" + strings.Repeat("x", 20) + "</b></r></t>"), Options{Limits: Limits{Field: 10}}, `people.xml row 2 column "b": value is longer than the limit of 10 bytes: "xxxxxxxxxxxxxxxxxxxx" (shorten it or raise the limit)`},
		{"people.json", files["people.json"], Options{Limits: Limits{Rows: 2}}, "people.json row 3: more rows than the limit of 2 (split the file or raise the limit)"},
		{"people.parquet", files["people.parquet"], Options{Limits: Limits{Rows: 2}}, "people.parquet: more rows than the limit of 2 (split the file or raise the limit)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, _, err := collect(memory(c.name, c.file), c.options)
			if err == nil || err.Error() != c.want {
				t.Errorf("got  %v\nwant %s", err, c.want)
			}
		})
	}
}

// TestConsumerRow checks that the row of a consumer's error is that of the file: the header and empty rows count.
func TestConsumerRow(t *testing.T) {
	rows := persons(50_000)
	files := written(t, rows)
	for name, want := range map[string]int64{
		"people.parquet": 40_001, // the record is number 40,001
		"people.xlsx":    40_002, // and stands below the header
		"people.jsonl":   40_001,
	} {
		_, err := Read(t.Context(), memory(name, files[name]), Options{Columns: []string{"name"}}, func(int) Consumer {
			return func(b *Batch) error {
				for j, c := range b.Codes[0] {
					if string(b.Dicts[0].Value(c)) == "p40000" {
						return &audit.Error{Kind: audit.Invalid, Text: "found", Row: int64(j) + 1}
					}
				}
				return nil
			}
		})
		if want := fmt.Sprintf("%s row %d: found", name, want); err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

// TestBlankRows checks that empty rows of a sheet and blank lines of JSON Lines are counted and are no records.
func TestBlankRows(t *testing.T) {
	f := excelize.NewFile()
	defer f.Close()
	for cell, v := range map[string]any{"B3": "a", "B4": 1, "B7": 2} {
		if err := f.SetCellValue("Sheet1", cell, v); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	got, info, err := collect(memory("x.xlsx", b.Bytes()), Options{})
	// Rows 1 and 2 above the header, 5 and 6 between the records.
	if err != nil || fmt.Sprint(got) != "{[a] [[1] [2]]}" || info.Input.BlankLines != 4 {
		t.Errorf("got %v, %+v, %v", got, info, err)
	}
	_, info, err = collect(memory("x.jsonl", []byte("\n{\"a\":1}\n \n")), Options{})
	if err != nil || info.Input.BlankLines != 2 || info.Input.Rows != 1 {
		t.Errorf("got %+v, %v", info, err)
	}
}

// TestLegacyWorkbook reads a file that LibreOffice 7.4 wrote from a CSV of three lines: names, a Chinese column and days.
func TestLegacyWorkbook(t *testing.T) {
	file, err := os.ReadFile("testdata/people.xls")
	if err != nil {
		t.Fatal(err)
	}
	got, info, err := collect(memory("people.xls", file), Options{Columns: []string{"性别", "day"}})
	if err != nil || fmt.Sprint(got) != "{[name 性别 day] [[男 2024-05-06] [女 2024-05-07]]}" || info.Input.Format != "xls" {
		t.Errorf("got %v, %+v, %v", got, info, err)
	}
}
