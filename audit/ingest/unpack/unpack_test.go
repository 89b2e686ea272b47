package unpack

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"testing"
	"testing/iotest"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"auditd/audit"
)

// opener gives a reader as a source.
func opener(r io.Reader) func() (io.ReadCloser, error) {
	return func() (io.ReadCloser, error) { return io.NopCloser(r), nil }
}

// pack packs data.
func pack(t testing.TB, how string, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	var w io.WriteCloser
	switch how {
	case "":
		return data
	case "gzip":
		w = gzip.NewWriter(&b)
	case "zstd":
		z, err := zstd.NewWriter(&b)
		if err != nil {
			t.Fatal(err)
		}
		w = z
	}
	if _, err := w.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// FuzzPipe packs a text, sends it in small pieces and unpacks it: the text comes out, and size and SHA-256 are those of what was
// sent. With the last byte missing it never comes out whole without an error.
func FuzzPipe(f *testing.F) {
	f.Add([]byte("a,b\n1,2\n"), uint8(0))
	f.Add([]byte("a,b\n1,2\n"), uint8(1))
	f.Add(bytes.Repeat([]byte("row\n"), HeadSize), uint8(2))
	f.Fuzz(func(t *testing.T, text []byte, choice uint8) {
		how := []string{"", "gzip", "zstd"}[choice%3]
		sent := pack(t, how, text)
		if how == "" && compressionOf(sent) != nil {
			t.Skip("the text itself begins like a packed one")
		}
		p, err := Open(context.Background(), opener(iotest.HalfReader(bytes.NewReader(sent))), 1<<30, nil)
		if err != nil {
			t.Fatal(err)
		}
		defer p.Close()
		got, err := io.ReadAll(p.All())
		if err != nil || !bytes.Equal(got, text) || p.Compression() != how {
			t.Fatalf("%s: got %d bytes, want %d, %v", p.Compression(), len(got), len(text), err)
		}
		if err := p.Drain(); err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(sent)
		if p.Bytes() != int64(len(sent)) || p.SHA256() != hex.EncodeToString(sum[:]) {
			t.Errorf("size %d, SHA-256 %s, want %d, %x", p.Bytes(), p.SHA256(), len(sent), sum)
		}
		if how == "" {
			return
		}
		cut, err := Open(context.Background(), opener(bytes.NewReader(sent[:len(sent)-1])), 1<<30, nil)
		if err == nil {
			_, err = io.ReadAll(cut.All())
			cut.Close()
		}
		if audit.KindOf(err) != audit.Invalid {
			t.Errorf("cut off: got %v, want an Invalid error", err)
		}
	})
}

// TestBrokenSource: a connection that is lost ends with the error that elsewhere means a short read. It must not pass for the
// end of the file.
func TestBrokenSource(t *testing.T) {
	for _, sent := range []int{0, 2, 100, HeadSize, HeadSize + 10} {
		r := io.MultiReader(bytes.NewReader(bytes.Repeat([]byte("x"), sent)), iotest.ErrReader(io.ErrUnexpectedEOF))
		p, err := Open(context.Background(), opener(r), 1<<30, nil)
		if err == nil {
			_, err = io.ReadAll(p.All())
			p.Close()
		}
		if !errors.Is(err, errBroken) {
			t.Errorf("after %d bytes: got %v, want %v", sent, err, errBroken)
		}
	}
}

func TestLooksLike(t *testing.T) {
	for head, want := range map[string]string{
		"\x89PNG\r\n\x1a\n\x00": "a PNG picture",
		"%PDF-1.4\n":            "a PDF document",
		"PK\x03\x04\x14\x00":    "a ZIP archive",
		"ORC,a\n1,2\n":          "", // a column may be called so
		"ORC\x00\x01":           "an ORC file",
		"MZ,GIF8\n":             "",
		"sex,age\n":             "",
		"":                      "",
	} {
		if got := LooksLike([]byte(head)); got != want {
			t.Errorf("%q: got %q, want %q", head, got, want)
		}
	}
}
