// Package hostile writes files that attack whoever reads them: bombs that unpack to gigabytes, lengths that lie, nesting without end,
// names that lead elsewhere, files that end too early. It is for tests only.
//
// It does not know what any reader does about them; Says is what a person must be able to read of the refusal.
package hostile

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"io"
	"strings"

	"github.com/klauspost/compress/zstd"
)

// A File is one attack.
type File struct {
	Name  string // as it is uploaded
	What  string // the attack, in words
	Says  string // what the refusal must say, or part of it
	Write func() []byte
}

// Files returns the corpus, about 60 MB when all of it is written. The same bytes every time.
func Files() []File {
	var out []File
	for _, part := range [][]File{packed, workbooks, documents, tables} {
		out = append(out, part...)
	}
	return out
}

var packed = []File{
	{"rows.csv.gz", "16 GiB of rows in gzip", "unpack to", func() []byte { return bytes.Repeat(gzipped(rows(16<<20)), 1024) }},
	{"zeros.csv.gz", "4 GiB of zeros in gzip", "no table", func() []byte { return bytes.Repeat(gzipped(make([]byte, 16<<20)), 256) }},
	{"rows.csv.zst", "64 GiB of rows in zstd", "unpack to", func() []byte { return bytes.Repeat(zstandard(rows(64<<20)), 1024) }},
	{"newlines.csv.zst", "4 GiB of one character in zstd", "unpack to", func() []byte { return runLength('\n', 32768) }},
	{"window.csv.zst", "a zstd frame that asks for 3.75 TiB of memory", "memory", func() []byte { return []byte("\x28\xb5\x2f\xfd\x00\xff\x01\x00\x00") }},
	{"nested.csv.gz.gz", "gzip within gzip", "gzip data within", func() []byte { return gzipped(gzipped(rows(1 << 20))) }},
	{"short.csv.gz", "a gzip file that is cut off", "cut off", func() []byte { b := gzipped(rows(1 << 20)); return b[:len(b)/2] }},
	{"short.csv.zst", "a zstd file that is cut off", "cut off", func() []byte { b := zstandard(rows(8 << 20)); return b[:len(b)-20] }},
	{"sum.csv.gz", "a gzip file whose checksum is wrong", "damaged", func() []byte { b := gzipped(rows(1 << 10)); b[len(b)-6] ^= 1; return b }},
	{"trailing.csv.gz", "a gzip file with something behind it", "follow", func() []byte { return append(gzipped(rows(1<<10)), "trailing"...) }},
	{"bomb.zip", "a zip file with a bomb, which is no format of data", "ZIP archive", func() []byte { return archive(entry{"data.csv", zeros(1 << 30)}) }},
}

var workbooks = []File{
	{"sheet.xlsx", "a sheet of 4 GB", "unpacks to", func() []byte {
		return workbook(repeated("<row><c t=\"n\"><v>1</v></c><c t=\"n\"><v>1</v></c></row>", 4<<30), nil)
	}},
	{"cell.xlsx", "a cell of 1 GB", "unpacks to", func() []byte {
		return workbook(around("<row><c t=\"inlineStr\"><is><t>", repeated("1", 1<<30), "</t></is></c></row>"), nil)
	}},
	{"strings.xlsx", "shared strings of 4 GB", "unpacks to", func() []byte {
		return workbook(repeated("<row><c t=\"s\"><v>0</v></c></row>", 100), repeated("<si><t>0123456789</t></si>", 4<<30))
	}},
	{"lying.xlsx", "a part that is longer than its entry says", "cannot be unpacked", func() []byte {
		return lying(workbook(repeated("<row><c><v>1</v></c></row>", 1<<20), nil), "sheet1.xml")
	}},
	{"entries.xlsx", "a million parts", "entries", func() []byte { return manyEntries(1_000_000) }},
	{"path.xlsx", "parts that lead out of the folder", "points outside", func() []byte {
		return archive(entry{"../../../etc/passwd", text("root")}, entry{"/etc/passwd", text("root")}, entry{`..\..\windows\system.ini`, text("x")})
	}},
	{"nested.xlsx", "elements that nest a million times", "nest", func() []byte { return workbook(repeated("<row><c>", 8<<20), nil) }},
	{"entities.xlsx", "entities in a part", "DOCTYPE", func() []byte {
		return workbookXML(lol + "<worksheet><sheetData><row><c><v>&lol9;</v></c></row></sheetData></worksheet>")
	}},
	{"short.xlsx", "a workbook that is cut off", "zip archive", func() []byte { b := workbook(repeated("<row><c><v>1</v></c></row>", 1<<20), nil); return b[:len(b)/2] }},
	{"columns.xlsx", "a column far beyond the last", "row number", func() []byte { return workbook(text(`<row r="1"><c r="ZZZZZZZ1"><v>1</v></c></row>`), nil) }},
}

// lol is a document type whose entity lol9 stands for a thousand million texts.
var lol = func() string {
	var b strings.Builder
	b.WriteString("<?xml version=\"1.0\"?>\n<!DOCTYPE lolz [<!ENTITY lol \"lol\">")
	for i := 1; i <= 9; i++ {
		name := fmt.Sprintf("&lol%d;", i-1)
		if i == 1 {
			name = "&lol;"
		}
		fmt.Fprintf(&b, "<!ENTITY lol%d %q>", i, strings.Repeat(name, 10))
	}
	b.WriteString("]>\n")
	return b.String()
}()

var documents = []File{
	{"entities.xml", "a thousand million texts by entities", "DOCTYPE", func() []byte { return []byte(lol + "<r><p><a>&lol9;</a></p><p><a>1</a></p></r>") }},
	{"external.xml", "an entity that names a file", "DOCTYPE", func() []byte {
		return []byte("<?xml version=\"1.0\"?><!DOCTYPE r [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><r><p><a>&x;</a></p><p><a>1</a></p></r>")
	}},
	{"deep.xml", "a million elements within each other", "nested deeper", func() []byte { return []byte(strings.Repeat("<a>", 1_000_000)) }},
	{"attributes.xml", "an element with a million attributes", "more than 16384 attributes", func() []byte {
		var b strings.Builder
		for i := range 1_000_000 {
			fmt.Fprintf(&b, " a%d='1'", i)
		}
		return []byte("<r><p" + b.String() + "/></r>")
	}},
	{"text.xml", "a text of 64 MB", "longer than", func() []byte { return []byte("<r><p><a>" + strings.Repeat("x", 64<<20) + "</a></p></r>") }},
	{"deep.json", "a million arrays within each other", "array", func() []byte { return []byte(`[{"a":` + strings.Repeat("[", 1_000_000)) }},
	{"deepobjects.json", "a million objects within each other", "nest", func() []byte { return []byte("[" + strings.Repeat(`{"a":`, 1_000_000)) }},
	{"string.json", "a text of 64 MB", "longer than", func() []byte { return []byte(`[{"a":"` + strings.Repeat("x", 64<<20) + `"}]`) }},
	{"number.json", "a number of 16 million digits", "longer than", func() []byte { return []byte(`[{"a":` + strings.Repeat("9", 16<<20) + `}]`) }},
	{"keys.json", "an object with a million keys", "columns", func() []byte {
		var b strings.Builder
		for i := range 1_000_000 {
			fmt.Fprintf(&b, `"a%d":1,`, i)
		}
		return []byte("[{" + b.String() + `"z":1}]`)
	}},
	{"short.json", "a document that is cut off", "ends before", func() []byte { return []byte(`[{"a":1,"b":2},{"a":1,"b":`) }},
	{"lines.jsonl", "lines of which one is an array without end", "not an object", func() []byte { return []byte(strings.Repeat("{\"a\":1}\n", 1000) + strings.Repeat("[", 1<<20) + "\n") }},
}

var tables = []File{
	{"field.csv", "a field of 100 MB", "longer than", func() []byte { return append([]byte("a,b\n1,"), bytes.Repeat([]byte("x"), 100<<20)...) }},
	{"quote.csv", "a quote that is never closed, 32 MB long", "quote", func() []byte { return append([]byte("a,b\n1,\""), bytes.Repeat([]byte("x\n"), 16<<20)...) }},
	{"columns.csv", "a million columns", "column", func() []byte { return []byte(strings.Repeat("a,", 1_000_000) + "b\n") }},
	{"ragged.csv", "rows of different lengths", "3 values", func() []byte { return []byte("a,b\n1,2\n1,2,3\n") }},
	{"nul.csv", "null characters", "no table", func() []byte { return bytes.Repeat([]byte("a,b\x00\n"), 1000) }},
	{"broken.csv", "bytes that are no text in any encoding", "neither UTF-8", func() []byte {
		return append([]byte("a,b\n"), bytes.Repeat([]byte{0x81, 0xff, ',', 0xfe, 0xff, '\n'}, 1000)...)
	}},
	{"empty.csv.gz", "nothing, packed", "empty", func() []byte { return gzipped(nil) }},
	{"footer.parquet", "a footer longer than the file", "footer", func() []byte { return []byte("PAR1data\xff\xff\xff\x7fPAR1") }},
	{"negative.parquet", "a footer of a negative length", "footer", func() []byte { return []byte("PAR1data\xff\xff\xff\xffPAR1") }},
	{"short.parquet", "a file that is cut off", "Parquet", func() []byte { return []byte("PAR1\x15\x04\x15\x20\x15\x24\x4c\x15\x08\x15\x04\x12") }},
	{"list.parquet", "a footer that announces two thousand million columns", "footer", func() []byte {
		// Compact Thrift: field 1 (version) 1; field 2 (schema) a list of 2^31-1 structures.
		return parquet([]byte{0x15, 0x02, 0x19, 0xfc, 0xff, 0xff, 0xff, 0xff, 0x07})
	}},
	{"nested.parquet", "a footer that nests without end", "footer", func() []byte { return parquet(bytes.Repeat([]byte{0x1c}, 1<<20)) }},
	{"cycle.xls", "a chain of sectors that runs in a circle", "compound file", cycle},
	{"short.xls", "a compound file that is cut off", "compound file", func() []byte { return cycle()[:600] }},
}

// rows is a table of two columns with n bytes of rows.
func rows(n int) []byte { return append([]byte("a,b\n"), bytes.Repeat([]byte("1,2\n"), n/4)...) }

func must(err error) {
	if err != nil {
		panic(err) // a buffer takes everything
	}
}

func gzipped(data []byte) []byte {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	must(err)
	_, err = w.Write(data)
	must(err)
	must(w.Close())
	return b.Bytes()
}

func zstandard(data []byte) []byte {
	e, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1))
	must(err)
	return e.EncodeAll(data, nil)
}

// runLength is a zstd frame of blocks of 128 KiB, each a run of one byte (RFC 8878 section 3.1.1.2.2).
func runLength(c byte, blocks int) []byte {
	b := []byte("\x28\xb5\x2f\xfd\x00\x38") // no content size, a window of 128 KiB
	b = append(b, "\x20\x00\x00a,b\n"...)   // a raw block of 4 bytes: size 4, type 0, not the last
	for i := range blocks {
		head := uint32(128<<10)<<3 | 1<<1
		if i == blocks-1 {
			head |= 1
		}
		b = append(b, byte(head), byte(head>>8), byte(head>>16), c)
	}
	return b
}

// A source writes a part of an archive, as large as it may be, without being held in memory.
type source func(w io.Writer)

type entry struct {
	name string
	from source
}

func text(s string) source { return func(w io.Writer) { _, err := io.WriteString(w, s); must(err) } }

func zeros(n int) source { return repeated(string(make([]byte, 64)), n) }

func repeated(s string, n int) source {
	return func(w io.Writer) {
		block := []byte(strings.Repeat(s, max(1, (1<<20)/len(s))))
		for n > 0 {
			_, err := w.Write(block)
			must(err)
			n -= len(block)
		}
	}
}

func around(before string, s source, after string) source {
	return func(w io.Writer) { text(before)(w); s(w); text(after)(w) }
}

// archive is a zip file; its parts are packed well enough for a bomb and fast.
func archive(entries ...entry) []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, e := range entries {
		f, err := w.Create(e.name)
		must(err)
		e.from(f)
	}
	must(w.Close())
	return b.Bytes()
}

const (
	contentTypes = `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>`
	relations    = `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`
	book         = `<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="s" sheetId="1" r:id="r1"/></sheets></workbook>`
	bookParts    = `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>`
	header       = `<row><c t="inlineStr"><is><t>a</t></is></c><c t="inlineStr"><is><t>b</t></is></c></row>`
)

func frame(more ...entry) []byte {
	return archive(append([]entry{
		{"[Content_Types].xml", text(contentTypes)}, {"_rels/.rels", text(relations)}, {"xl/workbook.xml", text(book)}, {"xl/_rels/workbook.xml.rels", text(bookParts)},
	}, more...)...)
}

// workbook is an XLSX file with a header and what follows it, and shared strings unless they are nil.
func workbook(after, shared source) []byte {
	sheet := entry{"xl/worksheets/sheet1.xml", around("<?xml version=\"1.0\"?><worksheet><sheetData>"+header, after, "</sheetData></worksheet>")}
	if shared == nil {
		return frame(sheet)
	}
	return frame(sheet, entry{"xl/sharedStrings.xml", around("<?xml version=\"1.0\"?><sst>", shared, "</sst>")})
}

func workbookXML(sheet string) []byte { return frame(entry{"xl/worksheets/sheet1.xml", text(sheet)}) }

// lying changes the length of a part in the directory of a zip file to 100 bytes.
func lying(b []byte, name string) []byte {
	at := bytes.LastIndex(b, []byte(name))
	head := bytes.LastIndex(b[:at], []byte("PK\x01\x02"))
	binary.LittleEndian.PutUint32(b[head+24:], 100) // the length when unpacked, APPNOTE section 4.3.12
	return b
}

// manyEntries is a workbook whose directory holds n empty parts besides.
func manyEntries(n int) []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, e := range []entry{{"[Content_Types].xml", text(contentTypes)}, {"_rels/.rels", text(relations)}, {"xl/workbook.xml", text(book)}} {
		f, err := w.Create(e.name)
		must(err)
		e.from(f)
	}
	for i := range n {
		_, err := w.CreateHeader(&zip.FileHeader{Name: fmt.Sprintf("xl/%d", i), Method: zip.Store})
		must(err)
	}
	must(w.Close())
	return b.Bytes()
}

// parquet is a file of nothing but a footer.
func parquet(footer []byte) []byte {
	b := append([]byte("PAR1"), footer...)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(footer)))
	return append(b, "PAR1"...)
}

// cycle is a compound file ([MS-CFB] section 2.2) whose directory's chain of sectors leads back to its beginning.
func cycle() []byte {
	b := make([]byte, 512*3)
	copy(b, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
	le := binary.LittleEndian
	le.PutUint16(b[24:], 0x3e)
	le.PutUint16(b[26:], 3)
	le.PutUint16(b[28:], 0xfffe)
	le.PutUint16(b[30:], 9)
	le.PutUint16(b[32:], 6)
	le.PutUint32(b[44:], 1)          // sectors of the allocation table
	le.PutUint32(b[48:], 1)          // first sector of the directory
	le.PutUint32(b[56:], 4096)       // cutoff of short streams
	le.PutUint32(b[60:], 0xfffffffe) // no short allocation table
	le.PutUint32(b[68:], 0xfffffffe) // no further table of tables
	for i := range 109 {
		le.PutUint32(b[76+4*i:], 0xffffffff)
	}
	le.PutUint32(b[76:], 0)
	for i := range 128 {
		le.PutUint32(b[512+4*i:], 0xffffffff)
	}
	le.PutUint32(b[512:], 0xfffffffd)
	le.PutUint32(b[516:], 1) // sector 1 is followed by sector 1
	return b
}
