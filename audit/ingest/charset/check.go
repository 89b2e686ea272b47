package charset

import (
	"bytes"
	"io"
	"unicode/utf8"

	"golang.org/x/text/transform"

	"auditd/audit"
)

// replacement is U+FFFD in UTF-8: what decoders write for bytes that they cannot decode.
var replacement = []byte("\uFFFD")

// Decode returns a stream's text in UTF-8, from behind its byte order mark. It fails at the first byte that is no text, with an
// *audit.Error that shows it.
func (c Charset) Decode(r io.Reader) io.Reader {
	if c.Encoding == nil {
		return &checked{r: r}
	}
	return &checked{r: transform.NewReader(r, c.Encoding.NewDecoder()), decoded: c.Name}
}

// checked passes UTF-8 on and fails at the first byte that is no UTF-8, at NUL, and, for decoded text, at U+FFFD.
type checked struct {
	r       io.Reader
	decoded string // name of the encoding the text was decoded from, empty for UTF-8
	tail    [utf8.UTFMax]byte
	held    int    // bytes of tail: the beginning of a character
	ready   []byte // checked, but more than the last reader had room for
	err     error
}

// Read reads.
func (c *checked) Read(p []byte) (int, error) {
	if len(c.ready) == 0 && len(p) >= utf8.UTFMax {
		if n := c.read(p); n > 0 {
			return n, nil
		}
		return 0, c.err
	}
	if len(c.ready) == 0 {
		small := make([]byte, 64)
		c.ready = small[:c.read(small)]
	}
	n := copy(p, c.ready)
	c.ready = c.ready[n:]
	if n > 0 {
		return n, nil
	}
	return 0, c.err
}

// read fills p with whole characters, of which it has room for one at least, and keeps the error for later.
func (c *checked) read(p []byte) int {
	if c.err != nil {
		return 0
	}
	n := copy(p, c.tail[:c.held])
	m, err := c.r.Read(p[n:])
	n, c.held = n+m, 0
	if err == nil {
		cut := lastRune(p[:n])
		c.held = copy(c.tail[:], p[cut:n])
		n = cut
	}
	c.err = err
	i, text := Fault(p[:n], c.decoded)
	if i < 0 {
		return n
	}
	c.err = &audit.Error{Kind: audit.Invalid, Text: text, Value: audit.Quote(string(p[i:min(n, i+8)])), Remedy: RemedyFor(text)}
	return i
}

// lastRune returns where a character that is cut by the end of p begins, len(p) if none is.
func lastRune(p []byte) int {
	for i := len(p) - 1; i >= 0 && i > len(p)-utf8.UTFMax; i-- {
		if utf8.RuneStart(p[i]) {
			if utf8.FullRune(p[i:]) {
				return len(p)
			}
			return i
		}
	}
	return len(p)
}

// NUL is the fault of a NUL byte.
const NUL = "NUL byte in the text"

// RemedyFor returns what helps against a fault.
func RemedyFor(fault string) string {
	if fault == NUL {
		return "save the file as plain text: a zero byte belongs to no text"
	}
	return Remedy
}

// Fault returns the position of the first byte that text may not have, and why; -1 when there is none. decoded is the name
// of the encoding that text was decoded from, empty for UTF-8.
func Fault(text []byte, decoded string) (int, string) {
	at, why := -1, ""
	if i := bytes.IndexByte(text, 0); i >= 0 {
		at, why = i, NUL
		text = text[:i]
	}
	if decoded != "" {
		if i := bytes.Index(text, replacement); i >= 0 {
			at, why = i, "bytes that are not "+decoded
		}
		return at, why
	}
	if utf8.Valid(text) {
		return at, why
	}
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRune(text[i:])
		if r == utf8.RuneError && n == 1 {
			return i, "bytes that are not UTF-8"
		}
		i += n
	}
	return at, why
}
