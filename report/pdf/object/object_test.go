package object

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"
	"time"

	"auditd/audit"

	"pgregory.net/rapid"
)

func TestNumber(t *testing.T) {
	tests := []struct {
		v    float64
		want string
	}{
		{0, "0"},
		{math.Copysign(0, -1), "0"},
		{1, "1"},
		{-1, "-1"},
		{0.5, "0.5"},
		{189.2875, "189.288"},
		{-0.0004, "0"},
		{0.001, "0.001"},
		{-12.34, "-12.34"},
		{595.276, "595.276"},
		{189.28749999999999, "189.288"}, // the last bit of a float does not decide: rounded to a millionth first
		{math.NaN(), "0"},
		{math.Inf(1), "0"},
		{1e6, "1000000"},
	}
	for _, tt := range tests {
		if got := Number(tt.v); got != tt.want {
			t.Errorf("Number(%v) = %s, want %s", tt.v, got, tt.want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		v := rapid.Float64Range(-1e6, 1e6).Draw(t, "v")
		back, err := strconv.ParseFloat(Number(v), 64)
		if err != nil || math.Abs(back-v) > 0.000501 {
			t.Fatalf("Number(%v) = %s", v, Number(v))
		}
	})
}

func TestText(t *testing.T) {
	tests := []struct{ s, want string }{
		{"", "()"}, {"a(b)\\", `(a\(b\)\\)`}, {"é", "<feff00e9>"}, {"中", "<feff4e2d>"}, {"😀", "<feffd83dde00>"}, {"a\nb", "<feff0061000a0062>"},
	}
	for _, tt := range tests {
		if got := Text(tt.s); got != tt.want {
			t.Errorf("Text(%q) = %s, want %s", tt.s, got, tt.want)
		}
	}
	for s, want := range map[string]string{"application/json": "/application#2fjson", "a b": "/a#20b", "A-b_c.d": "/A-b_c.d"} {
		if got := Name(s); got != want {
			t.Errorf("Name(%q) = %s, want %s", s, got, want)
		}
	}
	if got := Date(time.Date(2026, 11, 21, 8, 0, 0, 0, time.FixedZone("", 8*3600))); got != "(D:20261121000000+00'00')" {
		t.Errorf("Date = %s", got)
	}
}

// TestFile: the cross-reference stream begins where the end of the file says, and the same objects give the same bytes.
func TestFile(t *testing.T) {
	closed := func(extra string) []byte {
		var b bytes.Buffer
		w := New(&b)
		root, info := w.Reserve(), w.Reserve()
		for i := range 450 { // three object streams
			w.Add(fmt.Appendf(nil, "(%d)", i))
		}
		w.Put(info, []byte("<<>>"))
		w.Put(root, []byte("<</Type/Catalog"+extra+">>"))
		if err := w.Close(root, info, nil); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	a, b := closed(""), closed("")
	if !bytes.Equal(a, b) {
		t.Error("the same objects gave other bytes")
	}
	at := bytes.LastIndex(a, []byte("startxref\n"))
	offset, err := strconv.Atoi(strings.Fields(string(a[at:]))[1])
	if err != nil || !bytes.HasPrefix(a[offset:], []byte(fmt.Sprintf("%d 0 obj\n<</Type/XRef", 452+3+1))) {
		t.Errorf("startxref leads to %q", a[offset:min(offset+30, len(a))])
	}
	id := func(file []byte) []byte { return file[bytes.Index(file, []byte("/ID[")):][:38] }
	if bytes.Equal(id(a), id(closed("/X 1"))) {
		t.Error("another content has the same identifier")
	}
}

type failing struct{ after int }

func (f *failing) Write(b []byte) (int, error) {
	if f.after -= len(b); f.after < 0 {
		return 0, errors.New("disk full")
	}
	return len(b), nil
}

func TestErrors(t *testing.T) {
	var b bytes.Buffer
	w := New(&b)
	ref := w.Reserve()
	w.Put(ref, []byte("1"))
	w.Put(ref, []byte("2"))
	if audit.KindOf(w.Err()) != audit.Internal {
		t.Errorf("an object put twice: %v", w.Err())
	}
	w = New(&b)
	root := w.Reserve()
	if err := w.Close(root, root, nil); audit.KindOf(err) != audit.Internal {
		t.Errorf("an object never put: %v", err)
	}
	w = New(&failing{after: 100})
	root = w.Reserve()
	w.Put(root, bytes.Repeat([]byte("x"), 5000))
	if err := w.Close(root, root, nil); err == nil || !strings.Contains(err.Error(), "disk full") {
		t.Errorf("a full disk: %v", err)
	}
	if n := New(nil); !n.Counts() || n.Close(1, 1, nil) != nil {
		t.Error("a writer without a file writes")
	}
}

// TestSignature: the byte range covers the file except for the place of the signature.
func TestSignature(t *testing.T) {
	var b bytes.Buffer
	w := New(&b)
	root, sign := w.Reserve(), w.Reserve()
	w.Put(root, []byte("<</Type/Catalog>>"))
	err := w.Close(root, root, &Signature{Ref: sign, Dict: "/Type/Sig", Size: 10, Sign: func([]byte) ([]byte, error) { return []byte{0xAB, 0xCD}, nil }})
	if err != nil {
		t.Fatal(err)
	}
	var one, gap, rest int
	at := bytes.Index(b.Bytes(), []byte("/ByteRange["))
	if _, err := fmt.Sscanf(b.String()[at:], "/ByteRange[0 %d %d %d]", &one, &gap, &rest); err != nil {
		t.Fatal(err)
	}
	if got := b.String()[one:gap]; got != "<abcd"+strings.Repeat("0", 16)+">" {
		t.Errorf("the place of the signature holds %q", got)
	}
	if gap+rest != b.Len() {
		t.Errorf("the range ends at %d of %d bytes", gap+rest, b.Len())
	}
	long := &Signature{Ref: 2, Size: 1, Sign: func([]byte) ([]byte, error) { return []byte{1, 2}, nil }}
	w = New(&bytes.Buffer{})
	root, _ = w.Reserve(), w.Reserve()
	w.Put(root, []byte("<<>>"))
	if err := w.Close(root, root, long); audit.KindOf(err) != audit.Limit {
		t.Errorf("a signature too long: %v", err)
	}
}
