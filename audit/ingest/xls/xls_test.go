package xls_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"

	"auditd/audit"
	"auditd/audit/ingest/sheet"
	"auditd/audit/ingest/xls"
	"auditd/audit/ingest/xlsx"
)

// read returns the sheet as text: the names, then one record a line with its row. A missing value is written as -.
func read(file []byte, name string) (string, error) {
	r, err := xls.Open(bytes.NewReader(file), int64(len(file)), name)
	if err != nil {
		return "", err
	}
	return all(r)
}

func all(r *sheet.Reader) (string, error) {
	var out strings.Builder
	fmt.Fprintf(&out, "%q\n", r.Columns())
	for {
		err := r.Next()
		if err == io.EOF {
			return out.String(), nil
		}
		if err != nil {
			return out.String(), err
		}
		fmt.Fprintf(&out, "%d:", r.Row())
		for _, v := range r.Fields() {
			if v == nil {
				out.WriteString(" -")
				continue
			}
			fmt.Fprintf(&out, " %q", v)
		}
		out.WriteString("\n")
	}
}

// rec makes a record of numbers (by their size), float64s, texts and bytes.
func rec(kind uint16, body ...any) []byte {
	var b []byte
	for _, v := range body {
		switch v := v.(type) {
		case string: // length of 16 bits, two bytes a character
			units := utf16.Encode([]rune(v))
			b = append(binary.LittleEndian.AppendUint16(b, uint16(len(units))), 1)
			for _, u := range units {
				b = binary.LittleEndian.AppendUint16(b, u)
			}
		case float64:
			b = binary.LittleEndian.AppendUint64(b, math.Float64bits(v))
		case []byte:
			b = append(b, v...)
		case uint8:
			b = append(b, v)
		case uint32:
			b = binary.LittleEndian.AppendUint32(b, v)
		case int:
			b = binary.LittleEndian.AppendUint16(b, uint16(v))
		}
	}
	head := binary.LittleEndian.AppendUint16(nil, kind)
	return append(binary.LittleEndian.AppendUint16(head, uint16(len(b))), b...)
}

func join(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

var (
	bofBook  = rec(0x809, 0x600, 5, 0, 0, make([]byte, 8))
	bofSheet = rec(0x809, 0x600, 0x10, 0, 0, make([]byte, 8))
	eof      = rec(0x0A)
	header   = join(rec(0x204, 0, 0, 0, "a"), rec(0x204, 0, 1, 0, "b"))
)

// stream makes a workbook stream with the sheet "Data", the hidden sheet "Hidden" and a chart. The cell formats are general, date,
// date with time, and a custom date.
func stream(globals, cells []byte) []byte {
	bound := func(at uint32, hidden, kind uint8, name string) []byte {
		return rec(0x85, at, hidden, kind, uint8(len(name)), uint8(0), []byte(name))
	}
	xf := func(format int) []byte { return rec(0xE0, 0, format, make([]byte, 16)) }
	front := func(at1, at2 uint32) []byte {
		return join(bofBook, globals, rec(0x41E, 164, "yyyy\"年\"m\"月\""), xf(0), xf(14), xf(22), xf(164),
			bound(0, 0, 2, "Chart"), bound(at1, 1, 0, "Hidden"), bound(at2, 0, 0, "Data"), eof)
	}
	n := uint32(len(front(0, 0)))
	hidden := join(bofSheet, rec(0x204, 0, 0, 0, "h"), eof)
	return join(front(n, n+uint32(len(hidden))), hidden, bofSheet, cells, eof)
}

// file puts a stream of some name into a compound file of sectors of 512 bytes.
func file(name string, stream []byte) []byte {
	stream = append(bytes.Clone(stream), make([]byte, max(0, 4096-len(stream)))...)
	sectors := (len(stream) + 511) / 512
	fats := (sectors + 1 + 127 + 1) / 127
	h := make([]byte, 512)
	copy(h, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
	put16 := func(at int, v uint16) { binary.LittleEndian.PutUint16(h[at:], v) }
	put32 := func(b []byte, at int, v uint32) { binary.LittleEndian.PutUint32(b[at:], v) }
	put16(0x18, 0x3E)
	put16(0x1A, 3)
	put16(0x1C, 0xFFFE)
	put16(0x1E, 9)
	put16(0x20, 6)
	put32(h, 0x2C, uint32(fats))
	put32(h, 0x30, uint32(fats)) // the directory follows the table of sectors
	put32(h, 0x38, 4096)
	put32(h, 0x3C, 0xFFFFFFFE)
	put32(h, 0x44, 0xFFFFFFFE)
	for i := range 109 {
		put32(h, 0x4C+4*i, 0xFFFFFFFF)
		if i < fats {
			put32(h, 0x4C+4*i, uint32(i))
		}
	}
	fat := bytes.Repeat([]byte{0xFF}, 512*fats)
	for i := range fats {
		put32(fat, 4*i, 0xFFFFFFFD)
	}
	put32(fat, 4*fats, 0xFFFFFFFE)
	for i := range sectors {
		next := uint32(fats + 2 + i)
		if i == sectors-1 {
			next = 0xFFFFFFFE
		}
		put32(fat, 4*(fats+1+i), next)
	}
	dir := make([]byte, 512)
	entry := func(i int, name string, kind byte, child, start, size uint32) {
		e := dir[128*i : 128*(i+1)]
		for k, u := range utf16.Encode([]rune(name)) {
			binary.LittleEndian.PutUint16(e[2*k:], u)
		}
		binary.LittleEndian.PutUint16(e[64:], uint16(2*len(name)+2))
		e[66] = kind
		put32(e, 68, 0xFFFFFFFF)
		put32(e, 72, 0xFFFFFFFF)
		put32(e, 76, child)
		put32(e, 116, start)
		put32(e, 120, size)
	}
	entry(0, "Root Entry", 5, 1, 0xFFFFFFFE, 0)
	entry(1, name, 2, 0xFFFFFFFF, uint32(fats+1), uint32(len(stream)))
	return join(h, fat, dir, stream, make([]byte, 512*sectors-len(stream)))
}

func book(globals, cells []byte) []byte { return file("Workbook", stream(globals, cells)) }

// sst is the shared strings: "name", "rich" with two runs and a phonetic hint, and "fünf 男" split in the middle, where it goes on
// with wide characters.
var sst = join(
	rec(0xFC, uint32(3), uint32(4), 4, uint8(0), []byte("name"), 4, uint8(8|4), 2, uint32(3), []byte("rich"), make([]byte, 8), []byte("abc"), 6, uint8(0), []byte("f\xfcn")),
	rec(0x3C, uint8(1), []byte{'f', 0, ' ', 0, 0x37, 0x75}, 0, uint8(0)),
)

func TestValues(t *testing.T) {
	formula := func(result ...any) []byte { return rec(0x06, append([]any{1, 0, 0}, result...)...) }
	special := func(kind, value uint8) []byte { return []byte{kind, 0, value, 0, 0, 0, 0xFF, 0xFF, 0, 0} }
	for _, c := range []struct {
		name string
		cell []byte
		want string
	}{
		{"number", rec(0x203, 1, 0, 0, 0.1), `"0.1"`},
		// [MS-XLS] 2.5.218: bit 0 divides by 100, bit 1 marks an integer.
		{"packed integer", rec(0x27E, 1, 0, 0, uint32(42<<2|2)), `"42"`},
		{"packed negative integer", rec(0x27E, 1, 0, 0, uint32(0xFFFFFFFE)), `"-1"`},
		{"packed hundredths", rec(0x27E, 1, 0, 0, uint32(1234<<2|3)), `"12.34"`},
		{"packed float", rec(0x27E, 1, 0, 0, uint32(math.Float64bits(1.5)>>32)), `"1.5"`},
		{"shared string", rec(0xFD, 1, 0, 0, uint32(0)), `"name"`},
		{"rich shared string", rec(0xFD, 1, 0, 0, uint32(1)), `"rich"`},
		{"split shared string", rec(0xFD, 1, 0, 0, uint32(2)), `"fünf 男"`},
		{"empty shared string", rec(0xFD, 1, 0, 0, uint32(3)), `""`},
		{"text in the cell", rec(0x204, 1, 0, 0, "男😀"), `"男😀"`},
		{"true", rec(0x205, 1, 0, 0, uint8(1), uint8(0)), `"true"`},
		{"date", rec(0x203, 1, 0, 1, 45418.0), `"2024-05-06"`}, // see TestValues of package xlsx
		{"date and time", rec(0x203, 1, 0, 2, 45418.5), `"2024-05-06T12:00:00"`},
		{"custom date", rec(0x27E, 1, 0, 3, uint32(45418<<2|2)), `"2024-05-06"`},
		{"formula with a number", formula(2.5, make([]byte, 8)), `"2.5"`},
		{"formula with a text", join(formula(special(0, 0), make([]byte, 6)), rec(0x4BC, 0), rec(0x207, "text")), `"text"`},
		{"formula with a truth value", formula(special(1, 0), make([]byte, 6)), `"false"`},
		{"formula with the empty text", formula(special(3, 0), make([]byte, 6)), `""`},
		{"blank", rec(0x201, 1, 0, 0), `-`},
		{"embedded chart", join(rec(0x203, 1, 0, 0, 1.0), bofSheet, rec(0x203, 1, 0, 0, 2.0), eof), `"1"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := read(book(sst, join(header, c.cell, rec(0x203, 1, 1, 0, 1.0))), "")
			if want := "[\"a\" \"b\"]\n2: " + c.want + " \"1\"\n"; err != nil || got != want {
				t.Errorf("got %q, %v, want %q", got, err, want)
			}
		})
	}
}

func TestLayout(t *testing.T) {
	run := rec(0xBD, 4, 0, 0, uint32(7<<2|2), 0, uint32(8<<2|2), 1)
	for _, c := range []struct {
		name  string
		file  []byte
		sheet string
		want  string
	}{
		{"run of numbers below empty rows", book(nil, join(header, run)), "", "[\"a\" \"b\"]\n5: \"7\" \"8\"\n"},
		{"run of blanks", book(nil, join(header, rec(0xBE, 1, 0, 0, 0, 1), run)), "Data", "[\"a\" \"b\"]\n5: \"7\" \"8\"\n"},
		{"hidden sheet by name", book(nil, header), "Hidden", "[\"h\"]\n"},
		{"1904 system", book(rec(0x22, 1), join(header, rec(0x203, 1, 0, 1, 0.0))), "", "[\"a\" \"b\"]\n2: \"1904-01-01\" -\n"},
		{"small stream", small(stream(nil, header)), "", "[\"a\" \"b\"]\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got, err := read(c.file, c.sheet); err != nil || got != c.want {
				t.Errorf("got %q, %v, want %q", got, err, c.want)
			}
		})
	}
}

// small puts a stream of less than 4096 bytes into small sectors of 64 bytes: the stream of the root, with a table of its own.
func small(s []byte) []byte {
	f := file("Workbook", s) // its stream becomes that of the root
	fats := int(binary.LittleEndian.Uint32(f[0x2C:]))
	dir := f[512*(fats+1):]
	copy(dir[116:124], dir[128+116:128+124])
	binary.LittleEndian.PutUint32(dir[128+116:], 0)
	binary.LittleEndian.PutUint32(dir[128+120:], uint32(len(s)))
	table := bytes.Repeat([]byte{0xFF}, 512)
	for i := 0; i*64 < len(s); i++ {
		next := uint32(i + 1)
		if (i+1)*64 >= len(s) {
			next = 0xFFFFFFFE
		}
		binary.LittleEndian.PutUint32(table[4*i:], next)
	}
	at := uint32(len(f)/512 - 1)
	binary.LittleEndian.PutUint32(f[0x3C:], at)
	binary.LittleEndian.PutUint32(f[512+4*at:], 0xFFFFFFFE)
	return append(f, table...)
}

func TestErrors(t *testing.T) {
	good := book(nil, join(header, rec(0x203, 1, 0, 0, 1.0)))
	const again = " (the file is not complete or was changed on the way: send it again, or save it as .xlsx)"
	const correct = " (correct the cell, or clear it when there is no value)"
	circle := bytes.Clone(good)
	binary.LittleEndian.PutUint32(circle[512+4*4:], 3) // the stream's sector 4 leads back to 3
	for _, c := range []struct {
		name  string
		file  []byte
		sheet string
		want  string
	}{
		{"empty", nil, "", "the file does not begin like an .xls workbook" + again},
		{"text", bytes.Repeat([]byte("a,b\n"), 200), "", "the file does not begin like an .xls workbook" + again},
		{"truncated", good[:len(good)-1024], "", "the compound file around the workbook is damaged" + again},
		{"a chain that runs in a circle", circle, "", "the compound file around the workbook is damaged" + again},
		{"Word", file("WordDocument", nil), "", "the file is a Word document (open the file in a spreadsheet program and save it as .xlsx)"},
		{"Excel 95", file("Book", nil), "", "the workbook is of Excel 95 or before (open the file in a spreadsheet program and save it as .xlsx)"},
		{"BIFF5 in a new stream", file("Workbook", rec(0x809, 0x500, 5, 0, 0)), "", "the workbook is of Excel 95 or before (open the file in a spreadsheet program and save it as .xlsx)"},
		{"password", book(rec(0x2F, 1), header), "", "the workbook is protected by a password (save it without a password)"},
		{"password, new", file("EncryptedPackage", nil), "", "the workbook is protected by a password (save it without a password)"},
		{"something else", file("Contents", nil), "", "the file holds no workbook (open the file in a spreadsheet program and save it as .xlsx)"},
		{"wrong sheet", good, "Date", `the workbook has no sheet "Date" (did you mean "Data"? The workbook has "Hidden", "Data")`},
		{"empty sheet", book(nil, nil), "", "the sheet is empty (put the names of the columns into the first row and a record into each further row)"},
		{"error value", book(nil, join(header, rec(0x205, 1, 1, 0, uint8(0x2A), uint8(1)))), "", `row 2 column "b": the cell B2 has the error value #N/A` + correct},
		{"no date", book(nil, join(header, rec(0x203, 1, 1, 1, -1.0))), "", `row 2 column "b": the cell B2 has a date format, but its number is no date: "-1"` + correct},
		{"no number", book(nil, join(header, rec(0x203, 1, 1, 0, math.NaN()))), "", `row 2 column "b": the cell B2 is no number` + correct},
		{"no shared string", book(nil, join(header, rec(0xFD, 1, 1, 0, uint32(9)))), "", `row 2 column "b": the cell B2 refers to a shared string that is not there` + correct},
		{"merged", book(nil, join(header, rec(0xE5, 1, 0, 0, 0, 1))), "", "row 1: the cells A1:B1 are merged (unmerge them and write the value into each cell that it belongs to; keep one row of column names)"},
		{"rows out of order", book(nil, join(header, rec(0x203, 3, 0, 0, 1.0), rec(0x203, 2, 0, 0, 1.0))), "", "row 5: the sheet is damaged: its rows are out of order" + again},
		{"cell twice", book(nil, join(header, rec(0x203, 1, 0, 0, 1.0), rec(0x203, 1, 0, 0, 1.0))), "", "row 2: the sheet is damaged: the cell A2 comes twice" + again},
		{"formula without its text", book(nil, join(header, rec(0x06, 1, 0, 0, []byte{0, 0, 0, 0, 0, 0, 0xFF, 0xFF}))), "", "row 2: the sheet is damaged: the result of a formula is missing" + again},
		{"shared strings cut", book(rec(0xFC, uint32(1), uint32(1<<31), 4, uint8(0), []byte("name")), header), "", "the workbook is damaged" + again},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := read(c.file, c.sheet)
			var e *audit.Error
			if !errors.As(err, &e) || e.Kind != audit.Invalid || e.Error() != c.want {
				t.Errorf("got  %v\nwant %s", err, c.want)
			}
		})
	}
}

// FuzzWorkbook changes bytes of the records: the sheet is read or refused with a kind.
func FuzzWorkbook(f *testing.F) {
	seed := stream(sst, join(header, rec(0xFD, 1, 0, 0, uint32(2)), rec(0xBD, 2, 0, 0, uint32(30), 0, uint32(34), 1), rec(0x06, 3, 0, 0, []byte{0, 0, 0, 0, 0, 0, 0xFF, 0xFF}), rec(0x207, "x"), rec(0xE5, 1, 9, 9, 0, 1)))
	f.Add(seed, uint32(100), []byte{1, 2})
	f.Fuzz(func(t *testing.T, s []byte, at uint32, change []byte) {
		s = bytes.Clone(s[:min(len(s), 1<<16)])
		for i, c := range change {
			if len(s) > 0 {
				s[(int(at)+i)%len(s)] ^= c
			}
		}
		checkRefusal(t, file("Workbook", s))
	})
}

// FuzzCompound changes bytes of the file around the records.
func FuzzCompound(f *testing.F) {
	good := small(stream(sst, join(header, rec(0x203, 1, 0, 0, 1.0))))
	f.Add(uint32(0x2C), []byte{1}, uint32(1<<20))
	f.Fuzz(func(t *testing.T, at uint32, change []byte, cut uint32) {
		b := bytes.Clone(good)
		for i, c := range change {
			b[(int(at)+i)%len(b)] ^= c
		}
		checkRefusal(t, b[:min(int(cut), len(b))])
	})
}

func checkRefusal(t *testing.T, file []byte) {
	t.Helper()
	got, err := read(file, "")
	if err != nil && audit.KindOf(err) == audit.Internal {
		t.Fatalf("error without a kind: %v", err)
	}
	if again, err2 := read(file, ""); got != again || fmt.Sprint(err) != fmt.Sprint(err2) {
		t.Fatalf("read %q, %v, then %q, %v", got, err, again, err2)
	}
}

// TestAgainstLibreOffice lets LibreOffice turn a workbook of random values into .xls; it must read as the .xlsx does, which is held
// against excelize.
func TestAgainstLibreOffice(t *testing.T) {
	office, err := exec.LookPath("soffice")
	if err != nil {
		t.Skip("NOT CHECKED: .xls files written by LibreOffice, because soffice is not installed")
	}
	dir := t.TempDir()
	source := filepath.Join(dir, "book.xlsx")
	if err := os.WriteFile(source, generate(t, rand.New(rand.NewPCG(1, 1)), 3000), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(office, "-env:UserInstallation=file://"+dir+"/profile", "--headless", "--convert-to", "xls:MS Excel 97", "--outdir", dir, source)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	file, err := os.ReadFile(filepath.Join(dir, "book.xls"))
	if err != nil {
		t.Fatal(err)
	}
	got, err := read(file, "")
	if err != nil {
		t.Fatal(err)
	}
	original, err := os.ReadFile(source)
	if err != nil {
		t.Fatal(err)
	}
	b, err := xlsx.Open(bytes.NewReader(original), int64(len(original)), "", xlsx.Limits{Unpacked: 1 << 30, Field: 1 << 20})
	if err != nil {
		t.Fatal(err)
	}
	want, err := all(b.Reader)
	if err != nil {
		t.Fatal(err)
	}
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			t.Fatalf("line %d:\ngot  %s\nwant %s", i, g[i], w[i])
		}
	}
	if len(g) != len(w) {
		t.Fatalf("%d lines, want %d", len(g), len(w))
	}
}

// generate writes a workbook of random values with excelize: enough texts for shared strings that are split between records.
func generate(t testing.TB, r *rand.Rand, n int) []byte {
	f := excelize.NewFile()
	defer f.Close()
	words := []string{"男", "女", " a b ", "<&>\"'", "x\ny", "0012", "true", "1e5", "ümlaut", "😀"}
	for row := 1; row < n; row++ {
		for c := 1; c <= 6; c++ {
			var v any
			switch k := r.IntN(7); {
			case row == 1:
				v = fmt.Sprintf("列 %d", c)
			case c == 1:
				v = row
			case k == 0:
				v = r.Int64N(1<<50) - 1<<49
			case k == 1:
				v = float64(r.IntN(1e6)) / 1000
			case k == 2:
				v = words[r.IntN(len(words))]
			case k == 3:
				v = r.IntN(2) == 1
			case k == 4:
				v = time.Date(1990+r.IntN(40), 1, 1+r.IntN(365), 0, r.IntN(2)*r.IntN(1440), 0, 0, time.UTC)
			case k == 5:
				v = strings.Repeat(words[r.IntN(len(words))], 1+r.IntN(40)) + fmt.Sprint(r.IntN(1e6))
			default:
				continue
			}
			cell, err := excelize.CoordinatesToCellName(c, row)
			if err != nil {
				t.Fatal(err)
			}
			if err := f.SetCellValue("Sheet1", cell, v); err != nil {
				t.Fatal(err)
			}
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// BenchmarkRead reads 40,000 records of eight numbers and texts.
func BenchmarkRead(b *testing.B) {
	var cells bytes.Buffer
	for c := range 8 {
		cells.Write(rec(0x204, 0, c, 0, fmt.Sprint("c", c)))
	}
	for row := 1; row <= 40000; row++ {
		for c := range 8 {
			if c < 4 {
				cells.Write(rec(0xFD, row, c, 0, uint32(row%3)))
				continue
			}
			cells.Write(rec(0x203, row, c, 0, float64(row)/10))
		}
	}
	data := file("Workbook", stream(sst, cells.Bytes()))
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		r, err := xls.Open(bytes.NewReader(data), int64(len(data)), "")
		for err == nil {
			err = r.Next()
		}
		if err != io.EOF {
			b.Fatal(err)
		}
	}
	b.ReportMetric(40000*float64(b.N)/b.Elapsed().Seconds()/1e6, "Mrows/s")
}
