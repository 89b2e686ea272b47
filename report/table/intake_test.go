package table_test

import (
	"bytes"
	"io"
	"testing"

	"auditd/audit/ingest/xls"
)

// TestXLSByIntake reads the workbook with the reader of submitted files.
func TestXLSByIntake(t *testing.T) {
	tab := sample()
	file := written(t, "xls", tab)
	book, err := xls.Open(bytes.NewReader(file), int64(len(file)), "sample")
	if err != nil {
		t.Fatal(err)
	}
	rows := 0
	for {
		err := book.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		rows++
		i := book.Row() - 2
		for j, want := range tab.Rows[i] {
			got := book.Fields()[j]
			ok := got != nil
			switch v := want.(type) {
			case nil:
				ok = got == nil
			case string:
				ok = ok && inSheet(t, v, string(got))
			case bool:
				ok = ok && string(got) == plain(v)
			default:
				ok = ok && sameNumber(t, v, string(got))
			}
			if !ok {
				t.Errorf("row %d column %d: %.60q, want %.60q", i, j, got, want)
			}
		}
	}
	if rows != len(tab.Rows)-1 { // a row without any cell is a blank line to the intake
		t.Errorf("%d rows, want %d", rows, len(tab.Rows)-1)
	}
}
