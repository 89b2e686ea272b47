package table_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/richardlehane/mscfb"

	"auditd/report/table"
)

// A biffSheet is a worksheet as the test reads it, written from [MS-XLS] and not from the writer: cells by row and column, nil
// where there is none, and the records that matter to its looks.
type biffSheet struct {
	name   string
	cells  map[[2]int]any
	frozen bool
	kinds  map[uint16]int
}

// readXLS reads a workbook: the compound file by mscfb, the records by itself.
func readXLS(t *testing.T, file []byte) []biffSheet {
	t.Helper()
	doc, err := mscfb.New(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	entry, err := doc.Next()
	if err != nil || entry.Name != "Workbook" {
		t.Fatalf("stream %v, %v", entry, err)
	}
	stream, err := io.ReadAll(entry)
	if err != nil {
		t.Fatal(err)
	}
	var out []biffSheet
	var sst [][]byte
	var offsets []int
	at := 0
	next := func() (uint16, []byte) {
		kind, n := binary.LittleEndian.Uint16(stream[at:]), int(binary.LittleEndian.Uint16(stream[at+2:]))
		if n > 8224 {
			t.Fatalf("record %#x at %d has %d bytes", kind, at, n)
		}
		data := stream[at+4 : at+4+n]
		at += 4 + n
		return kind, data
	}
	for {
		kind, data := next()
		switch kind {
		case 0x85: // BOUNDSHEET
			offsets = append(offsets, int(binary.LittleEndian.Uint32(data)))
			out = append(out, biffSheet{name: wide(data[8:]), cells: map[[2]int]any{}, kinds: map[uint16]int{}})
		case 0xfc, 0x3c: // SST, CONTINUE
			sst = append(sst, data)
		}
		if kind == 0x0a {
			break
		}
	}
	texts := sharedTexts(t, sst)
	for i := range out {
		at = offsets[i]
		for {
			kind, data := next()
			out[i].kinds[kind]++
			if kind == 0x0a {
				break
			}
			out[i].read(kind, data, texts)
		}
	}
	return out
}

func (s *biffSheet) read(kind uint16, data []byte, texts []string) {
	u16 := func(i int) int { return int(binary.LittleEndian.Uint16(data[i:])) }
	switch kind {
	case 0xfd:
		s.cells[[2]int{u16(0), u16(2)}] = texts[binary.LittleEndian.Uint32(data[6:])]
	case 0x203:
		s.cells[[2]int{u16(0), u16(2)}] = math.Float64frombits(binary.LittleEndian.Uint64(data[6:]))
	case 0x205:
		s.cells[[2]int{u16(0), u16(2)}] = data[6] == 1
	case 0x23e:
		s.frozen = u16(0)&8 != 0
	}
}

// wide returns text in UTF-16.
func wide(b []byte) string {
	u := make([]uint16, len(b)/2)
	for i := range u {
		u[i] = binary.LittleEndian.Uint16(b[2*i:])
	}
	return string(utf16.Decode(u))
}

// sharedTexts reads the shared strings ([MS-XLS] 2.4.265): where a text goes on in the next record, that begins with its flags.
func sharedTexts(t *testing.T, records [][]byte) []string {
	t.Helper()
	n := int(binary.LittleEndian.Uint32(records[0][4:]))
	b, records := records[0][8:], records[1:]
	more := func() {
		b, records = records[0], records[1:]
	}
	var out []string
	for range n {
		if len(b) == 0 {
			more()
		}
		length, flags := int(binary.LittleEndian.Uint16(b)), b[2]
		b = b[3:]
		var u []uint16
		for len(u) < length {
			if len(b) == 0 {
				more()
				flags, b = b[0], b[1:]
			}
			if flags&1 == 0 {
				u, b = append(u, uint16(b[0])), b[1:]
			} else {
				u, b = append(u, binary.LittleEndian.Uint16(b)), b[2:]
			}
		}
		out = append(out, string(utf16.Decode(u)))
	}
	if len(b) > 0 || len(records) > 0 {
		t.Errorf("%d bytes and %d records after the shared strings", len(b), len(records))
	}
	return out
}

func TestXLS(t *testing.T) {
	tab := sample()
	list := readXLS(t, written(t, "xls", tab))
	if len(list) != 1 || list[0].name != "sample" || !list[0].frozen {
		t.Fatalf("sheets %v", list[0].name)
	}
	if n := list[0].kinds[6]; n != 0 {
		t.Errorf("%d formula records", n)
	}
	for j, c := range tab.Columns {
		if got := list[0].cells[[2]int{0, j}]; got != c.Name {
			t.Errorf("head %d: %v, want %s", j, got, c.Name)
		}
	}
	for i, row := range tab.Rows {
		for j, want := range row {
			got := list[0].cells[[2]int{i + 1, j}]
			ok := got == want // no value, truth values and numbers
			switch v := want.(type) {
			case string:
				s, isText := got.(string)
				ok = isText && inSheet(t, v, s)
			case int64:
				ok = got == float64(v) || v > 1<<53 && got == fmt.Sprint(v) || v < -1<<53 && got == fmt.Sprint(v)
			}
			if !ok {
				t.Errorf("row %d column %d: %.60q, want %.60q", i, j, got, want)
			}
		}
	}
}

// long returns a table of n rows with a number and a text.
func long(name string, n int, text string) table.Table {
	t := table.Table{Name: name, Title: "Long", Columns: []table.Column{{Name: "line", Type: table.Integer}, {Name: "text", Type: table.Text}}}
	for i := range n {
		t.Rows = append(t.Rows, []any{int64(i), text + fmt.Sprint(i)})
	}
	return t
}

// TestXLSLongTable holds a table to the 65,536 rows of a worksheet, and a file to more than the 6.9 MB (109 sectors of the
// allocation table, each for 128 sectors of 512 bytes) from which on the table's sectors are listed outside of the header.
func TestXLSLongTable(t *testing.T) {
	const rows = 140_000 // 65,535 + 65,535 + 8,930
	tab := long("long", rows, strings.Repeat("女", 20))
	file := written(t, "xls", tab)
	if len(file) < 8<<20 {
		t.Fatalf("%d bytes do not test the list of further sectors", len(file))
	}
	chain(t, file)
	list := readXLS(t, file)
	line := 0
	for i, name := range []string{"long (1 of 3)", "long (2 of 3)", "long (3 of 3)"} {
		if list[i].name != name || list[i].cells[[2]int{0, 1}] != "text" {
			t.Errorf("sheet %d is %s and begins with %v", i, list[i].name, list[i].cells[[2]int{0, 1}])
		}
		for r := 1; r < 65_536 && line < rows; r++ {
			if list[i].cells[[2]int{r, 0}] != float64(line) || list[i].cells[[2]int{r, 1}] != tab.Rows[line][1] {
				t.Fatalf("%s row %d: %v %v, want line %d", name, r, list[i].cells[[2]int{r, 0}], list[i].cells[[2]int{r, 1}], line)
			}
			line++
		}
	}
	if line != rows || len(list) != 3 {
		t.Errorf("%d lines in %d sheets", line, len(list))
	}
}

// TestSharedStringsAtRecordEnds moves a text of one and of two bytes a character over the end of a record, byte by byte.
func TestSharedStringsAtRecordEnds(t *testing.T) {
	for _, text := range []string{"abcdef", "女男女男", ""} {
		for shift := range 24 {
			tab := table.Table{Name: "t", Columns: []table.Column{{Name: "a", Type: table.Text}}}
			// 8,224 bytes of data: 8 of counts, 4 of the head row's text, 3 and the length of the filling.
			tab.Rows = [][]any{{strings.Repeat("x", 8224-8-4-3-20+shift)}, {text + "!"}, {text}, {"女" + strings.Repeat("y", 5000)}, {"z"}}
			got := readXLS(t, written(t, "xls", tab))[0]
			for i, row := range tab.Rows {
				if got.cells[[2]int{i + 1, 0}] != row[0] {
					t.Errorf("shift %d: row %d is %.20q, want %.20q", shift, i, got.cells[[2]int{i + 1, 0}], row[0])
				}
			}
		}
	}
}

// TestCompoundSizes writes streams on both sides of the sizes at which the layout changes and reads them back.
func TestCompoundSizes(t *testing.T) {
	for _, n := range []int{1, 30, 120, 128, 500, 1_000, 60_000} {
		file := written(t, "xls", long("t", n, ""))
		if len(file)%512 != 0 {
			t.Errorf("%d rows: %d bytes are no whole sectors", n, len(file))
		}
		chain(t, file)
		if got := readXLS(t, file)[0].cells[[2]int{n, 1}]; got != fmt.Sprint(n-1) {
			t.Errorf("%d rows: the last is %v", n, got)
		}
	}
}

// chain follows the sectors of the workbook stream through the allocation table and demands that the chain ends where the size
// of the stream says, and that every sector of the file is accounted for ([MS-CFB] 2.3).
func chain(t *testing.T, file []byte) {
	t.Helper()
	u32 := func(at int) int { return int(binary.LittleEndian.Uint32(file[at:])) }
	sector := func(n int) int { return 512 * (n + 1) }
	var list []int // of the sectors of the table
	for i := range 109 {
		list = append(list, u32(76+4*i))
	}
	for d, n := u32(68), u32(72); n > 0; n-- {
		for i := range 127 {
			list = append(list, u32(sector(d)+4*i))
		}
		d = u32(sector(d) + 4*127)
	}
	var next []int
	for _, s := range list[:u32(44)] {
		for i := range 128 {
			next = append(next, u32(sector(s)+4*i))
		}
	}
	directory := sector(u32(48))
	size, s, length := u32(directory+128+120), u32(directory+128+116), 0
	for ; s != 0xfffffffe && length < len(next); s = next[s] {
		length++
	}
	if want := (size + 511) / 512; length != want {
		t.Errorf("the chain has %d sectors, want %d", length, want)
	}
	sectors := len(file)/512 - 1
	for i, n := range next {
		if (n == 0xffffffff) != (i >= sectors) {
			t.Errorf("sector %d of %d is followed by %#x", i, sectors, n)
			return
		}
	}
}
