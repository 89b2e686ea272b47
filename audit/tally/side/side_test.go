package side

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"

	"auditd/audit"
	"auditd/audit/ingest"
	"auditd/audit/tally/meaning"
)

func TestCleanID(t *testing.T) {
	markers := meaning.NewMissing(nil)
	for text, want := range map[string]string{
		"p1": "p1", " p1\t": "p1", "01": "01", "cafe\u0301": "café",
		"220102199001011234567890": "220102199001011234567890",
	} {
		if got := CleanID([]byte(text), markers); string(got) != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
	for _, text := range []string{"", "  ", "NA", "null", "Unknown", "未知", " n/a "} {
		if got := CleanID([]byte(text), markers); got != nil {
			t.Errorf("%q: got %q, want no id", text, got)
		}
	}
	if CleanID(nil, markers) != nil {
		t.Error("got an id for no value, want none")
	}
}

// read fills a file from CSV text.
func read(t *testing.T, text string, columns ...string) (*File, error) {
	t.Helper()
	f := New(columns[0], len(columns)-1)
	src := ingest.Source{Name: "side.csv", Size: int64(len(text)), Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }}
	_, err := ingest.Read(t.Context(), src, ingest.Options{Columns: columns, Workers: 1}, func(int) ingest.Consumer { return f.Take })
	return f, err
}

func TestFileKeepsRowsByID(t *testing.T) {
	f, err := read(t, "sex,id,office\nF,a,1\nM,b,1\nF,,2\nM, c ,\n", "id", "sex", "office")
	if err != nil {
		t.Fatal(err)
	}
	if f.Rows() != 3 || f.NoID != 1 {
		t.Errorf("got %d rows and %d without an id, want 3 and 1", f.Rows(), f.NoID)
	}
	for id, want := range map[string][]string{"a": {"F", "1"}, "b": {"M", "1"}, "c": {"M", ""}, "z": {"", ""}} {
		row := f.Find([]byte(id))
		var got []string
		for i := range 2 {
			got = append(got, string(f.Values(i).Value(f.Codes(i)[row])))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: got %q in row %d, want %q", id, got, row, want)
		}
	}
}

// The row of the second occurrence is named, over many batches and dictionaries: row 1 is the header, so data row i is row i+1.
func TestSecondOccurrenceIsNamed(t *testing.T) {
	var b bytes.Buffer
	b.WriteString("id\n")
	for i := range 200_000 {
		b.WriteString(strings.Repeat("x", i%3) + "-" + string(rune('a'+i%26)) + "-")
		b.WriteString(strings.Repeat("0", 3) + strconv.Itoa(i) + "\n")
	}
	b.WriteString("-a-0000\n") // as the first
	_, err := read(t, b.String(), "id")
	var e *audit.Error
	if !errors.As(err, &e) || e.Row != 200_002 || e.Column != "id" || e.Kind != audit.Invalid {
		t.Errorf("got %v, want row 200002", err)
	}
}
