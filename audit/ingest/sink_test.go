package ingest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"auditd/audit"
)

// keeper is a consumer that keeps rows as text; it refuses the value "bad" in the first column.
func keeper(rows *[][]string) func(int) Consumer {
	return func(int) Consumer {
		return func(b *Batch) error {
			if int(b.Start) != len(*rows) {
				return audit.Errorf(audit.Internal, "batch %d starts at %d, want %d", b.Seq, b.Start, len(*rows))
			}
			for j := range b.Rows {
				var row []string
				for i := range b.Codes {
					v := "∅"
					if c := b.Codes[i][j]; c != 0 {
						v = string(b.Dicts[i].Value(c))
					}
					row = append(row, v)
				}
				if len(row) > 0 && row[0] == "bad" {
					return &audit.Error{Kind: audit.Invalid, Text: "bad value", Row: int64(j) + 1}
				}
				*rows = append(*rows, row)
			}
			return nil
		}
	}
}

// fill gives the sink rows of name, value pairs; a value nil is null, a name "" skips a row.
func fill(s *sink, rows ...[]any) error {
	for _, row := range rows {
		if row[0] == "" {
			s.skip(1)
			continue
		}
		for i := 0; i < len(row); i += 2 {
			j, err := s.column([]byte(row[i].(string)))
			if err != nil {
				return err
			}
			if row[i+1] == nil {
				s.null(j)
			} else {
				s.cell(j, []byte(row[i+1].(string)))
			}
		}
		if err := s.end(); err != nil {
			return err
		}
	}
	return s.finish()
}

// TestSink fills an open sink, whose columns turn up row by row.
func TestSink(t *testing.T) {
	tests := []struct {
		name  string
		asked []string
		rows  [][]any
		want  [][]string
		err   string
	}{
		{"all columns", nil, [][]any{{"a", "1"}, {"a", "2", "b", "x"}, {"b", ""}}, [][]string{{"1", "∅"}, {"2", "x"}, {"∅", ""}}, ""},
		{"wanted columns in another order", []string{"b", "a"}, [][]any{{"a", "1"}, {"a", "2", "b", "x"}}, [][]string{{"∅", "1"}, {"x", "2"}}, ""},
		{"one column asked for twice", []string{"a", "b", "a"}, [][]any{{"a", "1", "b", "x"}}, [][]string{{"1", "x", "1"}}, ""},
		{"null and absent are no value, the empty text is one", []string{"a"}, [][]any{{"a", nil}, {"b", "x"}, {"a", ""}}, [][]string{{"∅"}, {"∅"}, {""}}, ""},
		{"a later value replaces an earlier one", []string{"a"}, [][]any{{"a", "1", "a", "2"}, {"a", "1", "a", nil}}, [][]string{{"2"}, {"∅"}}, ""},
		{"a column that never turns up", []string{"a", "size"}, [][]any{{"a", "1", "sizes", "2"}}, [][]string{{"1", "∅"}}, `no column "size" (did you mean "sizes"? The file has "a", "sizes")`},
		{"no rows", []string{"a"}, nil, nil, ""},
		{"a refused value below skipped rows", []string{"a"}, [][]any{{""}, {"a", "1"}, {""}, {""}, {"a", "bad"}}, [][]string{{"1"}}, "row 5: bad value"},
		{"bytes that are no text", []string{"a"}, [][]any{{"a", "1"}, {"a", "x\xff"}}, nil, `row 2 column "a": value is not valid UTF-8: "x\xff" (declare the encoding of the file, for example gb18030, or save it as UTF-8)`},
		{"a value too long, in a column nobody wants", []string{"a"}, [][]any{{"a", "1"}, {""}, {"b", "123456789"}}, nil, `row 3 column "b": value is longer than the limit of 8 bytes: "123456789" (shorten it or raise the limit)`},
		{"too many columns", nil, [][]any{{"a", "1"}, {"b", "1", "c", "1", "d", "1"}}, nil, `row 2: 4 columns are more than the limit of 3 (keep the columns that the audit needs, or raise the limit)`},
		{"too many rows", nil, [][]any{{"a", "1"}, {"a", "1"}, {"a", "1"}, {"a", "1"}, {"a", "1"}, {"a", "1"}}, nil, "row 6: more rows than the limit of 5 (split the file or raise the limit)"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var got [][]string
			opt := Options{Columns: test.asked, Limits: Limits{Field: 8, Columns: 3, Rows: 5}}.withDefaults()
			s := newSink(context.Background(), opt, keeper(&got))
			err := s.beginOpen()
			if err == nil {
				err = fill(s, test.rows...)
			}
			if (err == nil) != (test.err == "") || err != nil && err.Error() != test.err {
				t.Errorf("got %v, want %q", err, test.err)
			}
			if d := cmp.Diff(test.want, got); d != "" {
				t.Errorf("-want +got\n%s", d)
			}
		})
	}
}

// TestSinkBatches fills more than one batch and looks at the row of an error in the second.
func TestSinkBatches(t *testing.T) {
	var got [][]string
	s := newSink(context.Background(), Options{}.withDefaults(), keeper(&got))
	if err := s.begin([]string{"id"}, true); err != nil {
		t.Fatal(err)
	}
	var err error
	for i := range 2 * batchRows {
		v := fmt.Sprint(i)
		if i == batchRows+7 {
			v = "bad"
		}
		if i == 3 {
			s.skip(2)
		}
		s.cell(0, []byte(v))
		if err = s.end(); err != nil {
			break
		}
	}
	// The header is row 1, data row 0 is row 2, and two rows were skipped.
	want := fmt.Sprintf("row %d: bad value", batchRows+7+2+2)
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

// TestManyValues reads columns with more distinct values than a dictionary keeps. Every value must come out as it went in.
func TestManyValues(t *testing.T) {
	const rows = maxDictValues * 5 / 4
	var b bytes.Buffer
	b.WriteString("id,long,kind\n")
	for i := range rows {
		fmt.Fprintf(&b, "%d,a value of more than eight bytes %d,%d\n", i, i, i%3)
	}
	for _, workers := range []int{1, 4} {
		got, info, err := collect(memory("people.csv", b.Bytes()), Options{Workers: workers})
		if err != nil || info.Input.Rows != rows || len(got.Rows) != rows {
			t.Fatalf("got %d rows, %v", len(got.Rows), err)
		}
		for i, row := range got.Rows {
			if want := []string{fmt.Sprint(i), fmt.Sprintf("a value of more than eight bytes %d", i), fmt.Sprint(i % 3)}; !cmp.Equal(row, want) {
				t.Fatalf("row %d: got %q, want %q", i, row, want)
			}
		}
	}
}

// FuzzDict holds a dictionary against a map: equal values have equal codes, different ones different codes, and a code gives
// its value back, between any two times of emptying.
func FuzzDict(f *testing.F) {
	f.Add([]byte("a,b,,aa,a,12345678,123456789,\x00,\x00\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		d, codes := newDict(), map[string]uint32{}
		for _, v := range bytes.Split(data, []byte(",")) {
			if string(v) == "!" {
				d.bytes = maxDictBytes + 1
				epoch := d.Epoch
				d.settle()
				clear(codes)
				if d.Epoch != epoch+1 || d.Len() != 1 {
					t.Fatalf("after emptying: epoch %d, %d codes", d.Epoch, d.Len())
				}
				continue
			}
			c := d.code(v)
			if known, ok := codes[string(v)]; ok != (c != 0 && int(c) <= len(codes)) || ok && known != c {
				t.Fatalf("%q: code %d, was %d %v", v, c, known, ok)
			}
			codes[string(v)] = c
			if got := d.Value(c); got == nil || string(got) != string(v) {
				t.Fatalf("code %d: %q, want %q", c, got, v)
			}
		}
		if d.Len() != len(codes)+1 || d.Value(0) != nil {
			t.Errorf("%d codes for %d values", d.Len(), len(codes))
		}
	})
}

// TestRandomFormats reads through a format that needs bytes at any offset: from a file, from a stream and unpacked. Size and
// SHA-256 are those of the source as it was sent.
func TestRandomFormats(t *testing.T) {
	const text = "the table"
	random := format{
		name: "random", title: "A test.", source: "none", random: true,
		match: func(head []byte, _ string) bool { return bytes.HasPrefix(head, []byte("the t")) },
		read: func(_ context.Context, in *input, _ Options, out *sink) error {
			p := make([]byte, in.size)
			if _, err := in.at.ReadAt(p, 0); err != nil && err != io.EOF {
				return err
			}
			if err := out.begin([]string{"text"}, false); err != nil {
				return err
			}
			out.cell(0, p)
			return out.end()
		},
	}
	before := formats
	formats = append([]*format{&random}, before...)
	defer func() { formats = before }()
	t.Setenv("TMPDIR", t.TempDir())
	stream := memory("x", []byte(text))
	stream.At = nil
	for name, src := range map[string]Source{"file": memory("x", []byte(text)), "stream": stream, "packed": memory("x.gz", []byte(packed(text)))} {
		sent, _ := src.Open()
		bytesSent, _ := io.ReadAll(sent)
		sum := sha256.Sum256(bytesSent)
		got, info, err := collect(src, Options{})
		if err != nil || len(got.Rows) != 1 || got.Rows[0][0] != text {
			t.Errorf("%s: got %v, %v", name, got, err)
			continue
		}
		if info.Input.SHA256 != hex.EncodeToString(sum[:]) || info.Input.Bytes != int64(len(bytesSent)) || info.Input.Format != "random" {
			t.Errorf("%s: input %+v", name, info.Input)
		}
	}
	if left, err := os.ReadDir(os.Getenv("TMPDIR")); err != nil || len(left) != 0 {
		t.Errorf("temporary files are left: %v, %v", left, err)
	}
	_, err := Read(context.Background(), stream, Options{Limits: Limits{Unpacked: 3}}, ignore)
	var e *audit.Error
	if !errors.As(err, &e) || e.Kind != audit.Limit {
		t.Errorf("got %v, want a Limit error", err)
	}
}

// TestProgressReachesTheEnd checks that progress never goes back and ends with the size of the source.
func TestProgressReachesTheEnd(t *testing.T) {
	data := []byte("a,b\n" + strings.Repeat("1,2\n", 4<<20))
	last := int64(0)
	calls := 0
	_, err := Read(context.Background(), memory("x.csv", data), Options{Progress: func(n int64) {
		if n < last {
			t.Errorf("progress went from %d back to %d", last, n)
		}
		last = n
		calls++
	}}, ignore)
	if err != nil || last != int64(len(data)) || calls < 3 {
		t.Errorf("ended at %d of %d after %d calls, %v", last, len(data), calls, err)
	}
}
