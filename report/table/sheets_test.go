package table_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"auditd/audit"
	"auditd/report/table"
)

// TestSheetNames holds the names of worksheets to what Excel demands: at most 31 characters, none twice in any case, not History.
func TestSheetNames(t *testing.T) {
	name := strings.Repeat("long", 10)
	names := []string{"a", "history", name, name, name, "a", "a"}
	want := []string{"a", "history_", name[:31], name[:28] + " ~2", name[:28] + " ~3", "a ~2", "a ~3"}
	var tables []table.Table
	for _, n := range names {
		tables = append(tables, long(n, 1, ""))
	}
	book, err := excelize.OpenReader(bytes.NewReader(written(t, "xlsx", tables...)))
	if err != nil {
		t.Fatal(err)
	}
	if got := book.GetSheetList(); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%q, want %q", got, want)
	}
	for i, s := range readXLS(t, written(t, "xls", tables...)) {
		if s.name != want[i] {
			t.Errorf("xls: %q, want %q", s.name, want[i])
		}
	}
}

func TestTooManyColumns(t *testing.T) {
	tab := table.Table{Name: "wide"}
	for i := range 257 {
		tab.Columns = append(tab.Columns, table.Column{Name: fmt.Sprintf("c%d", i), Type: table.Text})
	}
	if err := table.XLS(&bytes.Buffer{}, tab); audit.KindOf(err) != audit.Limit {
		t.Errorf("257 columns in xls: %v, want a limit error", err)
	}
	if err := table.XLSX(&bytes.Buffer{}, tab); err != nil {
		t.Errorf("257 columns in xlsx: %v", err)
	}
	tab.Columns = tab.Columns[:256]
	if err := table.XLS(&bytes.Buffer{}, tab); err != nil {
		t.Errorf("256 columns in xls: %v", err)
	}
}

func TestXLSXLooks(t *testing.T) {
	book, err := excelize.OpenReader(bytes.NewReader(written(t, "xlsx", long("first", 3, "some text that is wide "), long("second", 3, ""))))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"first", "second"} {
		panes, err := book.GetPanes(name)
		if err != nil || !panes.Freeze || panes.YSplit != 1 || panes.TopLeftCell != "A2" {
			t.Errorf("%s: panes %+v, %v", name, panes, err)
		}
	}
	narrow, _ := book.GetColWidth("first", "A")
	wide, _ := book.GetColWidth("first", "B")
	if narrow != 6 || wide != 26 { // "line" and 2, at least 6; 24 characters and 2
		t.Errorf("widths %v and %v, want 6 and 26", narrow, wide)
	}
	style, _ := book.GetCellStyle("first", "A1")
	format, err := book.GetStyle(style)
	if err != nil || format.Font == nil || !format.Font.Bold {
		t.Errorf("the head is not bold: %+v, %v", format, err)
	}
	if dim, _ := book.GetSheetDimension("first"); dim != "A1:B4" {
		t.Errorf("dimension %s, want A1:B4", dim)
	}
}

// TestSheetNameOfHostileName calls the naming by itself: Check lets no such table name pass.
func TestSheetNameOfHostileName(t *testing.T) {
	taken := map[string]bool{}
	for _, c := range []struct{ name, suffix, want string }{
		{"Rates", "", "Rates"},
		{"RATES", "", "RATES ~2"}, // two names that differ by case only are the same to Excel
		{"a[b]:c*d?e/f\\g'h", "", "a_b__c_d_e_f_g_h"},
		{"", "", "_"},
		{"History", "", "History_"},
		{"\x00\u202e", "", "__"},
		{"\xff", "", "\ufffd"},
		{strings.Repeat("😀", 20), "", strings.Repeat("😀", 15)}, // 30 UTF-16 code units: half a character would be the 31st
		{strings.Repeat("x", 40), " (2 of 3)", strings.Repeat("x", 22) + " (2 of 3)"},
		{strings.Repeat("x", 40), " (2 of 3)", strings.Repeat("x", 19) + " ~2 (2 of 3)"},
	} {
		if got := table.SheetName(c.name, c.suffix, taken); got != c.want {
			t.Errorf("%q: %q, want %q", c.name, got, c.want)
		}
	}
}
