package ingest

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"auditd/audit"
	"auditd/audit/ingest/charset"
)

// A table is what was read: the columns and the rows in the order of the file. A value that is absent is "∅".
type table struct {
	Columns []string
	Rows    [][]string
}

// collect reads a source into a table.
func collect(src Source, opt Options) (table, *Info, error) {
	var mu sync.Mutex
	bySeq := map[int][][]string{}
	info, err := Read(context.Background(), src, opt, func(int) Consumer {
		return func(b *Batch) error {
			rows := make([][]string, b.Rows)
			for j := range rows {
				for i, codes := range b.Codes {
					v := "∅"
					if codes[j] != 0 {
						v = string(b.Dicts[i].Value(codes[j]))
					}
					rows[j] = append(rows[j], v)
				}
			}
			mu.Lock()
			defer mu.Unlock()
			if _, twice := bySeq[b.Seq]; twice {
				return audit.Errorf(audit.Internal, "batch %d came twice", b.Seq)
			}
			bySeq[b.Seq] = rows
			return nil
		}
	})
	if err != nil {
		return table{}, nil, err
	}
	t := table{Columns: info.Columns}
	seqs := make([]int, 0, len(bySeq))
	for seq := range bySeq {
		seqs = append(seqs, seq)
	}
	slices.Sort(seqs)
	for _, seq := range seqs {
		t.Rows = append(t.Rows, bySeq[seq]...)
	}
	return t, info, nil
}

// errNoHeader says that there is no record at all.
var errNoHeader = errors.New("no header")

// reference reads the same bytes with encoding/csv. On an error it returns the rows before it.
func reference(data []byte, delimiter byte) (table, error) {
	r := csv.NewReader(bytes.NewReader(data))
	r.Comma = rune(delimiter)
	var t table
	for {
		row, err := r.Read()
		switch {
		case err == io.EOF && t.Columns == nil:
			return t, errNoHeader
		case err == io.EOF:
			return t, nil
		case err != nil:
			return t, err
		case t.Columns == nil:
			t.Columns = row
		default:
			t.Rows = append(t.Rows, row)
		}
	}
}

// FuzzCSV holds Read against encoding/csv: the same rows byte for byte, or both refuse, and then at the same row; whatever the
// size of the blocks and the number of workers.
//
// Read is stricter on purpose, and not compared, where the text has NUL or is not UTF-8, and where two columns have one name.
// It differs on purpose where a byte order mark begins the text (encoding/csv makes it part of the first name) and where lines
// end with CR alone (encoding/csv reads one record).
func FuzzCSV(f *testing.F) {
	for _, seed := range []string{
		"a,b\n1,2\n", "a,b\r\n1,2\r\n\r\n3,4", "a,b\n\"x\ny\",2\n", "a,b\n\"x\"\"y\",\"\"\n", "a;b\n1;2\r", "a\n\n\nb\n",
		"a,b\n1\n", "a,b\n1,2,3\n", "a,b\nx\"y,2\n", "a,b\n\"x\"y,2\n", "a,b\n\"x,2\n1,2\n", "a,b\n\"x\r\ny\",\"z\"\r\n",
		"性别,年龄\n女,15-59\n男,60+\n", "a,b\n12345678,123456789\n1234567,\"1234567\"\n", "a,b\n\r,\r\r\n", "\n\na,b\n,\n", "a,b\n\"\"\"\",\"\n\"\n",
	} {
		for _, block := range []uint16{1, 7, 4096} {
			f.Add([]byte(seed), uint8(0), block, uint8(3))
		}
	}
	f.Fuzz(func(t *testing.T, data []byte, choice uint8, block uint16, workers uint8) {
		if !utf8.Valid(data) || bytes.IndexByte(data, 0) >= 0 || bytes.HasPrefix(data, []byte("\ufeff")) || oldMac(data) {
			t.Skip("stricter or different on purpose")
		}
		delimiter := []byte{',', ';', '\t', '|', ' ', 'x', 1}[choice%7]
		want, refused := reference(data, delimiter)
		for i, name := range want.Columns {
			if slices.Contains(want.Columns[:i], name) {
				t.Skip("stricter on purpose: duplicate column names")
			}
		}
		got, _, err := collect(memory("fuzz.csv", data), Options{
			Format: "csv", Encoding: "utf-8", Delimiter: string(rune(delimiter)), Workers: int(workers%4) + 1, block: int(block) + 1,
		})
		if (err != nil) != (refused != nil) {
			t.Fatalf("%q: Read says %v, encoding/csv says %v", data, err, refused)
		}
		if errors.Is(refused, errNoHeader) {
			return // no row to compare
		}
		if err != nil {
			sameRow(t, data, want, err)
			return
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%q: encoding/csv is -, Read is +\n%s", data, d)
		}
	})
}

// sameRow checks that an error names the row after those that encoding/csv could read. Rows count blank lines, which
// encoding/csv does not tell, so that texts with blank lines are left out.
func sameRow(t *testing.T, data []byte, before table, err error) {
	t.Helper()
	var e *audit.Error
	if !errors.As(err, &e) || e.Kind != audit.Invalid {
		t.Fatalf("%q: %v is no Invalid error", data, err)
	}
	lines := append([]byte("\n"), bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))...)
	if bytes.Contains(lines, []byte("\n\n")) {
		return
	}
	row := int64(1)
	if before.Columns != nil {
		row = int64(len(before.Rows)) + 2
	}
	if e.Row != row {
		t.Errorf("%q: Read blames row %d, encoding/csv row %d: %v", data, e.Row, row, err)
	}
}

// FuzzEncodings writes a text in GB18030 and in UTF-16: the same rows come out as from UTF-8, or all are refused at the same
// row. GB18030 is cut into blocks before it is decoded, so that a byte of a character taken for a quote or a line end would show.
func FuzzEncodings(f *testing.F) {
	f.Add("性别,年龄\n女,15-59\n\"男\n𠮷\",60+\n", uint16(3))
	f.Add("a|b\n丂|丄\n", uint16(1))
	f.Fuzz(func(t *testing.T, text string, block uint16) {
		if !utf8.ValidString(text) || strings.ContainsAny(text, "\x00\ufffd") || strings.HasPrefix(text, "\ufeff") || oldMac([]byte(text)) {
			t.Skip("not a text that all encodings have")
		}
		opt := Options{Format: "csv", Encoding: "utf-8", Delimiter: ",", Workers: 2, block: int(block) + 1}
		want, _, refused := collect(memory("x.csv", []byte(text)), opt)
		for _, set := range []charset.Charset{charset.GB18030, charset.UTF16LE, charset.UTF16BE} {
			data, err := set.Encoding.NewEncoder().String(text)
			back, err2 := set.Encoding.NewDecoder().String(data)
			if err != nil || err2 != nil || back != text || strings.HasPrefix(data, "\x1f\x8b") {
				continue // private characters, which GB18030 has at other places
			}
			if c, err := charset.Of([]byte(data), true, set.Name); err != nil || c.Mark != "" {
				continue // the text begins like a byte order mark
			}
			opt.Encoding = set.Name
			got, _, err := collect(memory("x.csv", []byte(data)), opt)
			if fmt.Sprint(err) != fmt.Sprint(refused) {
				t.Errorf("%q in %s: %v, in utf-8: %v", text, set.Name, err, refused)
			}
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("%q in %s: -utf-8 +%s\n%s", text, set.Name, set.Name, d)
			}
		}
	})
}
