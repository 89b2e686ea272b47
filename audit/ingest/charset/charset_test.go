package charset

import (
	"bytes"
	"io"
	"testing"
	"testing/iotest"
)

// FuzzChecked holds the checking reader against the same check of the whole text: what it passes on is the text up to the first
// fault, however the bytes come in and however little room there is.
func FuzzChecked(f *testing.F) {
	f.Add([]byte("a女b\xc4\xd0"), uint8(3))
	f.Add([]byte("𠮷\x00"), uint8(1))
	f.Fuzz(func(t *testing.T, data []byte, room uint8) {
		at, _ := Fault(data, "")
		want := data
		if at >= 0 {
			want = data[:at]
		}
		r := &checked{r: iotest.OneByteReader(bytes.NewReader(data))}
		var got []byte
		p := make([]byte, int(room)+1)
		for {
			n, err := r.Read(p)
			got = append(got, p[:n]...)
			if err != nil {
				if (err == io.EOF) != (at < 0) {
					t.Errorf("%q: ended with %v, fault at %d", data, err, at)
				}
				break
			}
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%q: got %q, want %q", data, got, want)
		}
	})
}
