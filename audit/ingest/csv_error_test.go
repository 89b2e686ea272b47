package ingest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"auditd/audit"
	"auditd/audit/ingest/unpack"
)

// packed returns data in gzip.
func packed(data string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	io.WriteString(w, data)
	w.Close()
	return b.String()
}

// packedZstd returns data in Zstandard.
func packedZstd(data string) string {
	e, err := zstd.NewWriter(nil)
	if err != nil {
		panic(err)
	}
	return string(e.EncodeAll([]byte(data), nil))
}

// TestBadInput has one line for each way in which a file is wrong, with the message that its sender reads.
func TestBadInput(t *testing.T) {
	const quotes = " (put values that contain quotes in double quotes, and write each quote within them twice)"
	const ragged = " (give every row one value for each column, and put values that contain the delimiter in double quotes)"
	const encoding = " (declare the encoding of the file, for example gb18030, or save it as UTF-8)"
	tests := []struct {
		name string
		data string
		opt  Options
		want string
	}{
		{"short row", "a,b,c\n1,2,3\n4,5\n", Options{}, `people.csv row 3 column "c": 2 values, but the header has 3 columns` + ragged},
		{"long row", "a,b\n1,2\n4,5,six\n", Options{}, `people.csv row 3: 3 values, but the header has 2 columns: "six"` + ragged},
		{"long row below blank lines", "\na,b\n\n\n1,2,3\n", Options{}, `people.csv row 5: 3 values, but the header has 2 columns: "3"` + ragged},
		{"row after a value of three lines", "a,b\n\"x\n\n\ny\",2\n1\n", Options{}, `people.csv row 3 column "b": 1 value, but the header has 2 columns` + ragged},
		{"bare quote", "a,b\n1,5\" screen\n", Options{}, `people.csv row 2 column "b": quote within a value that does not begin with one: "5\" screen"` + quotes},
		{"text after the closing quote", "a,b\n1,\"x\"y\n", Options{}, `people.csv row 2 column "b": text after the closing quote: "\"x\"y"` + quotes},
		{"quote never closed", "a,b\n1,2\n\"x,2\n3,4\n", Options{}, `people.csv row 3 column "a": quote is never closed: "x,2\n3,4\n"` + quotes},
		{"quote in the header never closed", "\"a,b\n1,2\n", Options{}, `people.csv row 1: quote is never closed: "a,b\n1,2\n"` + quotes},
		{"two columns of one name", "sex,age,sex\nm,1,f\n", Options{}, `people.csv row 1 column "sex": columns 1 and 3 have the same name (rename one of them)`},
		{"two columns without a name", "\n\na,,\n1,2,3\n", Options{}, `people.csv row 3: columns 2 and 3 have the same name (rename one of them)`},
		{"nothing", "", Options{}, `people.csv: the file is empty (send a table with a header and at least one row)`},
		{"nothing but blank lines", "\n\r\n\n", Options{}, `people.csv: the file is empty (send a table with a header and at least one row)`},
		{"nothing but a byte order mark", "\ufeff", Options{}, `people.csv: the file is empty (send a table with a header and at least one row)`},
		{"missing column", "sex,age_band,region\n", Options{Columns: []string{"sex", "age_bnd"}}, `people.csv: no column "age_bnd" (did you mean "age_band"? The file has "sex", "age_band", "region")`},
		{"missing column like no other", "sex,age\n", Options{Columns: []string{"ethnicity"}}, `people.csv: no column "ethnicity" (the file has "sex", "age")`},
		{"column in other letters", "Sex,age\n", Options{Columns: []string{"sex"}}, `people.csv: no column "sex" (did you mean "Sex"? The file has "Sex", "age")`},
		{"NUL", "a,b\n1,2\n3,x\x00y\n", Options{}, `people.csv row 3 column "b": NUL byte in the text: "x\x00y" (save the file as plain text: a zero byte belongs to no text)`},
		{"NUL in the header", "a,b\x00c\n1,2\n", Options{Format: "csv", Encoding: "utf-8"}, `people.csv row 1: NUL byte in the text: "b\x00c" (save the file as plain text: a zero byte belongs to no text)`},
		{"not UTF-8", "a,b\n1,2\n3,x\xffy\n", Options{Encoding: "utf-8"}, `people.csv row 3 column "b": bytes that are not UTF-8: "x\xffy"` + encoding},
		{"GB18030 declared as UTF-8", "sex,n\n\xc4\xd0,1\n", Options{Encoding: "utf-8"}, `people.csv row 2 column "sex": bytes that are not UTF-8: "\xc4\xd0" (declare the encoding of the file; in gb18030 this is "男")`},
		{"not GB18030", "sex,n\n\xc5\xae,1\n\xc4\xd0\xff,1\n", Options{Encoding: "gb18030"}, "people.csv row 3 column \"sex\": bytes that are not gb18030: \"男\ufffd\"" + encoding},
		{"not UTF-16", "a\x00,\x00b\x00\n\x001\x00,\x00\x00\xd8\n\x00", Options{Encoding: "utf-16le"}, "people.csv row 2 column \"b\": bytes that are not utf-16le: \"\ufffd\\n\"" + encoding},
		{"neither UTF-8 nor GB18030", "name,n\nJos\xe9,1\nAndr\xe9,2\n", Options{}, `people.csv: the file is neither UTF-8 nor GB18030; it may be iso-8859-1` + encoding},
		{"two marks", "\xff\xfea\x00", Options{Encoding: "utf-8"}, `people.csv: the file begins with the byte order mark of utf-16le, but utf-8 is declared (leave the encoding out, so that it is detected)`},
		{"unknown encoding", "a\n", Options{Encoding: "klingon"}, `people.csv: no encoding "klingon" (use utf-8, utf-16le, utf-16be, gb18030 or a name of the WHATWG Encoding Standard)`},
		{"delimiter of two characters", "a\n", Options{Delimiter: "::"}, `people.csv: delimiter "::" is not possible (use one character that is no quote and no line end, such as , or ; or tab)`},
		{"quote as delimiter", "a\n", Options{Delimiter: `"`}, `people.csv: delimiter "\"" is not possible (use one character that is no quote and no line end, such as , or ; or tab)`},
		{"CR and then LF", "a,b\r1,2\r" + strings.Repeat("3,4\r", unpack.HeadSize) + "5,6\n7,8", Options{}, `people.csv row 65539 column "b": lines end with CR before this place and with LF here (save the file with one kind of line end)`},
		{"value beyond the limit", "a,b\n1," + strings.Repeat("x", 101) + "\n", Options{Limits: Limits{Field: 100}}, `people.csv row 2 column "b": value is longer than the limit of 100 bytes: "` + strings.Repeat("x", 60) + `…" (close the quote that opens it if one is missing, or raise the limit)`},
		{"quoted value beyond the limit", "a,b\n\"" + strings.Repeat("x", 101) + "\",1\n", Options{Limits: Limits{Field: 100}}, `people.csv row 2 column "a": value is longer than the limit of 100 bytes: "` + strings.Repeat("x", 60) + `…" (close the quote that opens it if one is missing, or raise the limit)`},
		{"too many columns", "a,b,c\n1,2,3\n", Options{Limits: Limits{Columns: 2}}, `people.csv row 1: more values than the limit of 2 columns: "c" (keep the columns that the audit needs, or raise the limit)`},
		{"too many rows", "a\n1\n2\n3\n", Options{Limits: Limits{Rows: 2}}, `people.csv: more rows than the limit of 2 (split the file or raise the limit)`},
		{"a picture", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", Options{}, `people.csv: this is a PNG picture, no table in a format that is read here (save it as CSV in UTF-8)`},
		{"a document", "%PDF-1.7\n", Options{}, `people.csv: this is a PDF document, no table in a format that is read here (save it as CSV in UTF-8)`},
		{"bytes of no known kind", "\x00\x01\x02\x03\x00\xff\xfe\x00", Options{}, `people.csv: no table in a format that is read here (save it as CSV in UTF-8)`},
		{"unpacked twice", packed(packed("a\n1\n")), Options{}, `people.csv: this is gzip data within the packed file, no table in a format that is read here (save it as CSV in UTF-8)`},
		{"gzip cut off", packed("a,b\n" + strings.Repeat("1,2\n", 1000))[:40], Options{}, `people.csv: the gzip data end too early: the file is cut off (send the file again, or unpacked)`},
		{"gzip followed by something", packed("a\n1\n") + "garbage", Options{}, `people.csv: other bytes follow the gzip data (send the file again, or unpacked)`},
		{"gzip with a wrong checksum", strings.Replace(packed("a\n1\n"), packed("a\n1\n")[len(packed("a\n1\n"))-8:], "\x00\x00\x00\x00\x04\x00\x00\x00", 1), Options{}, `people.csv: the gzip data are damaged: the checksum does not match (send the file again, or unpacked)`},
		{"zstd cut off", packedZstd("a\n" + strings.Repeat("1\n", 1000))[:20], Options{}, `people.csv: the zstd data end too early: the file is cut off (send the file again, or unpacked)`},
		{"zstd followed by something", packedZstd("a\n1\n") + "garbage", Options{}, `people.csv: other bytes follow the zstd data (send the file again, or unpacked)`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			for _, block := range []int{0, 1, 16} {
				test.opt.block, test.opt.Workers = block, 3
				_, err := Read(context.Background(), memory("people.csv", []byte(test.data)), test.opt, ignore)
				if err == nil || err.Error() != test.want {
					t.Errorf("blocks of %d\ngot  %v\nwant %s", block, err, test.want)
				}
				if k := audit.KindOf(err); k != audit.Invalid && k != audit.Limit {
					t.Errorf("kind %s, want invalid or limit", k)
				}
			}
		})
	}
}

func TestUnknownFormat(t *testing.T) {
	_, err := Read(context.Background(), memory("people.csv", []byte("a\n")), Options{Format: "docx"}, ignore)
	if err == nil || !strings.HasPrefix(err.Error(), `people.csv: no format "docx" (use one of csv`) {
		t.Errorf("got %v", err)
	}
}

func TestHeaderOnly(t *testing.T) {
	got, info, err := collect(memory("people.csv", []byte("sex,age")), Options{})
	if err != nil || info.Input.Rows != 0 || len(got.Rows) != 0 || strings.Join(got.Columns, " ") != "sex age" {
		t.Errorf("got %v, %v, want no rows of two columns", got, err)
	}
}

func TestDirectoryAndAbsentFile(t *testing.T) {
	for path, want := range map[string]string{
		t.TempDir():          "people.csv: this is a directory (name the file)",
		t.TempDir() + "/not": "people.csv: no such file",
	} {
		src := Source{Name: "people.csv", Size: -1, Open: func() (io.ReadCloser, error) { return os.Open(path) }}
		if _, err := Read(context.Background(), src, Options{}, ignore); err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

// endless gives a pattern again and again, and counts what was taken.
type endless struct {
	head, pattern string
	taken         int64
}

func (e *endless) Read(p []byte) (int, error) {
	n := copy(p, e.head)
	e.head = e.head[n:]
	for n < len(p) {
		at := int(e.taken+int64(n)) % len(e.pattern)
		n += copy(p[n:], e.pattern[at:])
	}
	e.taken += int64(n)
	return n, nil
}

// TestEndlessRecords reads what never ends, as a decompression bomb does, and checks that little of it is taken.
func TestEndlessRecords(t *testing.T) {
	tests := []struct {
		name, head, pattern string
		opt                 Options
		most                int64 // bytes taken
		want                string
	}{
		{"a line", "a,b\n1,", "x", Options{}, 4 << 20, "value is longer than the limit of 1048576 bytes"},
		{"a header", "", "x", Options{}, 4 << 20, "value is longer than the limit of 1048576 bytes"},
		{"a quoted value", "a,b\n1,\"", "x\n", Options{}, 4 << 20, "value is longer than the limit of 1048576 bytes"},
		{"a row of short values", "a,b\n", "x,", Options{}, 4 << 20, "more values than the limit of 4096 columns"},
		{"a row of long values", "a,b\n", strings.Repeat("x", 10_000) + ",", Options{}, 48 << 20, "row is longer than the limit of 16777216 bytes"},
		{"rows", "a,b\n", "1,2\n", Options{Limits: Limits{Unpacked: 8 << 20}}, 10 << 20, "more than the limit of 8388608 bytes"},
		{"rows beyond their number", "a,b\n", "1,2\n", Options{Limits: Limits{Rows: 1000}}, 20 << 20, "more rows than the limit of 1000"},
		{"blank lines", "", "\n", Options{Limits: Limits{Unpacked: 8 << 20}}, 10 << 20, "more than the limit of 8388608 bytes"},
		{"quotes", "a,b\n", "\"\"", Options{}, 4 << 20, "value is longer than the limit of 1048576 bytes"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			e := &endless{head: test.head, pattern: test.pattern}
			src := Source{Name: "people.csv", Size: -1, Open: func() (io.ReadCloser, error) { return io.NopCloser(e), nil }}
			_, err := Read(context.Background(), src, test.opt, ignore)
			if err == nil || !strings.Contains(err.Error(), test.want) || audit.KindOf(err) == audit.Internal {
				t.Errorf("got %v, want a message with %q", err, test.want)
			}
			if e.taken > test.most {
				t.Errorf("took %d bytes, want at most %d", e.taken, test.most)
			}
		})
	}
}

// TestBomb reads small files that unpack to a gigabyte.
func TestBomb(t *testing.T) {
	text := "a,b\n" + strings.Repeat("1,2\n", 1<<20)
	var whole bytes.Buffer
	w := gzip.NewWriter(&whole)
	for range 32 {
		io.WriteString(w, text)
	}
	w.Close()
	for name, data := range map[string]string{"gzip": whole.String(), "zstd": packedZstd(strings.Repeat(text, 32))} {
		_, err := Read(context.Background(), memory("people.csv", []byte(data)), Options{Limits: Limits{Unpacked: 1 << 20}}, ignore)
		want := "people.csv: more than the limit of 1048576 bytes after unpacking " + name + " (split the file or raise the limit)"
		var e *audit.Error
		if !errors.As(err, &e) {
			t.Fatalf("%s: got %v", name, err)
		}
		// Where the limit falls is no fault of that row.
		e.Row, e.Column = 0, ""
		if e.Error() != want || e.Kind != audit.Limit {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

// TestEarliestError puts two faults into one file and reads it many times: the first must win whatever the threads do.
func TestEarliestError(t *testing.T) {
	rows := make([]string, 20_000)
	for i := range rows {
		rows[i] = fmt.Sprintf("%d,x", i)
	}
	rows[3_000] = "3000" // row 3002 of the file: the header is row 1, and the first of these is row 2
	rows[3_500] = "3500,x\"y"
	rows[19_000] = "\"open"
	data := []byte("a,b\n" + strings.Join(rows, "\n") + "\n")
	for n := range 200 {
		_, err := Read(context.Background(), memory("people.csv", data), Options{Workers: n%6 + 1, block: 1 << (n % 12)}, ignore)
		var e *audit.Error
		if !errors.As(err, &e) || e.Row != 3002 {
			t.Fatalf("round %d: got %v, want row 3002", n, err)
		}
	}
}

// TestConsumerErrorGetsItsRow lets the consumer refuse a value; blank lines and blocks lie before it.
func TestConsumerErrorGetsItsRow(t *testing.T) {
	data := []byte("sex,n\nm,1\n\nf,2\n\n\nx,3\nm,4\nx,5\n")
	// The rows of the file: 1 header, 2 m, 3 blank, 4 f, 5 and 6 blank, 7 x.
	for _, block := range []int{0, 1, 6, 20} {
		_, err := Read(context.Background(), memory("people.csv", data), Options{Columns: []string{"sex"}, block: block, Workers: 2}, func(int) Consumer {
			return func(b *Batch) error {
				for j, c := range b.Codes[0] {
					if v := string(b.Dicts[0].Value(c)); v == "x" {
						return &audit.Error{Kind: audit.Invalid, Text: "value not in the map", Row: int64(j) + 1, Column: "sex", Value: audit.Quote(v)}
					}
				}
				return nil
			}
		})
		want := `people.csv row 7 column "sex": value not in the map: "x"`
		if err == nil || err.Error() != want {
			t.Errorf("blocks of %d: got %v, want %s", block, err, want)
		}
	}
}

func TestCancelEndsReading(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	src := Source{Name: "people.csv", Size: -1, Open: func() (io.ReadCloser, error) {
		return io.NopCloser(&endless{head: "a,b\n", pattern: "1,2\n"}), nil
	}}
	_, err := Read(ctx, src, Options{}, func(int) Consumer { return func(*Batch) error { cancel(); return nil } })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
}
