package table_test

import (
	"archive/zip"
	"bytes"
	"io"
	"reflect"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"auditd/audit/ingest/xlsx"
)

func TestXLSXByExcelize(t *testing.T) {
	tab := sample()
	book, err := excelize.OpenReader(bytes.NewReader(written(t, "xlsx", tab)))
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range tab.Rows {
		for j, want := range row {
			ref, _ := excelize.CoordinatesToCellName(j+1, i+2)
			got, err := book.GetCellValue("sample", ref, excelize.Options{RawCellValue: true})
			if err != nil {
				t.Fatal(err)
			}
			kind, _ := book.GetCellType("sample", ref)
			formula, _ := book.GetCellFormula("sample", ref)
			if formula != "" {
				t.Errorf("%s is a formula: %q", ref, formula)
			}
			switch v := want.(type) {
			case nil:
				if got != "" || kind != excelize.CellTypeUnset {
					t.Errorf("%s: %q of type %d, want no cell", ref, got, kind)
				}
			case string:
				// excelize does not give back U+0000 and half surrogates written as escapes; the project's own reader does (next test).
				if kind != excelize.CellTypeSharedString || !strings.ContainsAny(v, "\x00_") && !inSheet(t, v, got) {
					t.Errorf("%s: %.60q of type %d, want the text %.60q", ref, got, kind, v)
				}
			case bool:
				if kind != excelize.CellTypeBool || got != map[bool]string{true: "1", false: "0"}[v] {
					t.Errorf("%s: %q of type %d, want %v", ref, got, kind, v)
				}
			default:
				if !sameNumber(t, v, got) {
					t.Errorf("%s: %q, want %v", ref, got, v)
				}
			}
		}
	}
}

func TestXLSXByIntake(t *testing.T) {
	tab := sample()
	file := written(t, "xlsx", tab)
	book, err := xlsx.Open(bytes.NewReader(file), int64(len(file)), "sample", xlsx.Limits{Unpacked: 1 << 30, Field: 1 << 20})
	if err != nil {
		t.Fatal(err)
	}
	rows := tab.Rows
	for book.Next() == nil {
		i := book.Row() - 2
		rows = rows[1:]
		for j, want := range tab.Rows[i] {
			got := book.Fields()[j]
			text, isText := want.(string)
			switch {
			case want == nil:
				if got != nil {
					t.Errorf("row %d column %d: %q, want no value", i, j, got)
				}
			case got == nil:
				t.Errorf("row %d column %d: no value, want %.60q", i, j, want)
			case isText:
				if !inSheet(t, text, string(got)) {
					t.Errorf("row %d column %d: %.60q, want %.60q", i, j, got, text)
				}
			case reflect.TypeOf(want).Kind() == reflect.Bool:
				if string(got) != plain(want) {
					t.Errorf("row %d column %d: %q, want %v", i, j, got, want)
				}
			case !sameNumber(t, want, string(got)):
				t.Errorf("row %d column %d: %q, want %v", i, j, got, want)
			}
		}
	}
	// A row without any cell is a blank line to the intake.
	if len(rows) != 1 || book.Next() != io.EOF {
		t.Errorf("%d rows were not read, want the blank one", len(rows))
	}
}

func TestXLSXHasNoTimes(t *testing.T) {
	file := written(t, "xlsx", sample())
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range z.File {
		if f.ModifiedDate != 0 || f.ModifiedTime != 0 || len(f.Extra) != 0 {
			t.Errorf("%s has the date %d %d and %d extra bytes", f.Name, f.ModifiedDate, f.ModifiedTime, len(f.Extra))
		}
	}
}
