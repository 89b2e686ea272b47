package ingest

import (
	"bytes"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/wlynxg/chardet"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/simplifiedchinese"
	xunicode "golang.org/x/text/encoding/unicode"

	"auditd/audit"
)

// A charset is a way to write text as bytes.
type charset struct {
	name     string
	mark     string            // byte order mark to pass over, empty when there is none
	encoding encoding.Encoding // nil for UTF-8
	declared bool              // by the user or by the file in words
	guessed  bool              // nothing in the file says so: a person should confirm
	other    string            // what the detector library thought, when it disagrees

	// ascii says that the bytes of LF and the double quote never are part of another character, so that a file can be cut into
	// rows before it is decoded.
	ascii bool
}

// The encodings that are detected. GB18030 includes GBK and GB 2312 (GB 18030-2022, 4.2).
var (
	utf8Charset = charset{name: "utf-8", ascii: true}
	utf16le     = charset{name: "utf-16le", encoding: xunicode.UTF16(xunicode.LittleEndian, xunicode.IgnoreBOM)}
	utf16be     = charset{name: "utf-16be", encoding: xunicode.UTF16(xunicode.BigEndian, xunicode.IgnoreBOM)}
	gb18030     = charset{name: "gb18030", encoding: simplifiedchinese.GB18030, ascii: true}
)

// marks are the byte order marks (Unicode 16.0, section 23.8; the last is U+FEFF in GB18030).
var marks = []struct {
	mark string
	set  charset
}{
	{"\xef\xbb\xbf", utf8Charset},
	{"\xff\xfe", utf16le},
	{"\xfe\xff", utf16be},
	{"\x84\x31\x95\x33", gb18030},
}

// charsetOf finds the encoding of text that begins with head; whole says that head is everything. declared is the name the user
// or the file itself gives, empty for none.
func charsetOf(head []byte, whole bool, declared string) (charset, error) {
	marked, hasMark := markOf(head)
	if declared != "" {
		c, err := charsetNamed(declared)
		if err != nil {
			return c, err
		}
		if hasMark && marked.name != c.name {
			return c, &audit.Error{
				Kind: audit.Invalid, Text: "the file begins with the byte order mark of " + marked.name + ", but " + c.name + " is declared",
				Remedy: "leave the encoding out, so that it is detected",
			}
		}
		c.mark, c.declared = marked.mark, true
		return c, nil
	}
	if hasMark {
		return marked, nil
	}
	if c, ok := utf16Without(head); ok {
		return c, nil
	}
	if validHead(head, whole) {
		return utf8Charset, nil
	}
	return guess(head)
}

// markOf returns the encoding whose byte order mark head begins with.
func markOf(head []byte) (charset, bool) {
	for _, m := range marks {
		if bytes.HasPrefix(head, []byte(m.mark)) {
			c := m.set
			c.mark = m.mark
			return c, true
		}
	}
	return charset{}, false
}

// charsetNamed returns a declared encoding: one of the detected ones, or any of the WHATWG Encoding Standard.
func charsetNamed(name string) (charset, error) {
	switch strings.ToLower(name) {
	case "utf-8", "utf8", "ascii", "us-ascii":
		return utf8Charset, nil
	case "utf-16le":
		return utf16le, nil
	case "utf-16be":
		return utf16be, nil
	case "gb18030", "gbk", "gb2312", "cp936":
		return gb18030, nil
	}
	e, err := htmlindex.Get(name)
	if err == nil {
		if canonical, err := htmlindex.Name(e); err == nil && canonical != "replacement" && canonical != "iso-2022-jp" {
			return charset{name: canonical, encoding: e, ascii: !strings.HasPrefix(canonical, "utf-16")}, nil
		}
	}
	return charset{}, &audit.Error{
		Kind: audit.Invalid, Text: "no encoding " + audit.Quote(name),
		Remedy: "use utf-8, utf-16le, utf-16be, gb18030 or a name of the WHATWG Encoding Standard",
	}
}

// validHead reports whether head is UTF-8, the last character aside, which the end of head may have cut.
func validHead(head []byte, whole bool) bool {
	if !whole {
		for i := 1; i < utf8.UTFMax && i <= len(head); i++ {
			if c := head[len(head)-i]; utf8.RuneStart(c) {
				if !utf8.FullRune(head[len(head)-i:]) {
					head = head[:len(head)-i]
				}
				break
			}
		}
	}
	return utf8.Valid(head)
}

// utf16Without recognises UTF-16 without a byte order mark. Text in other encodings has no zero bytes; a table in UTF-16 has
// some, since line ends and separators are ASCII. The byte order that yields the more text wins, if nearly all is text.
func utf16Without(head []byte) (charset, bool) {
	if bytes.IndexByte(head, 0) < 0 {
		return charset{}, false
	}
	little, big := textShare(head, 1), textShare(head, 0)
	const nearlyAll = 0.9
	c, share := utf16le, little
	if big > little {
		c, share = utf16be, big
	}
	c.guessed = true
	return c, share >= nearlyAll
}

// textShare returns the share of 16-bit units, the upper byte at offset high, that are ASCII text, Latin letters or Chinese.
func textShare(head []byte, high int) float64 {
	text, units := 0, len(head)/2
	for i := range units {
		u := rune(head[2*i+high])<<8 | rune(head[2*i+1-high])
		switch {
		case u == '\t' || u == '\n' || u == '\r', u >= ' ' && u < 0x7f, u >= 0xa0 && u < 0x250,
			u >= 0x3000 && u < 0x3100, u >= 0x4e00 && u < 0xa000, u >= 0xff00 && u < 0xfff0:
			text++
		}
	}
	if units == 0 {
		return 0
	}
	return float64(text) / float64(units)
}

// guess chooses for bytes that are not UTF-8. Only GB18030 is ever guessed, and only if head decodes without a fault into
// Chinese; the detector library advises. Everything else a person has to declare: a wrong guess yields wrong groups.
func guess(head []byte) (charset, error) {
	advice := strings.ToLower(chardet.Detect(head).Encoding)
	text, _ := decodeCut(gb18030.encoding, head)
	if text != nil && chinese(text) {
		c := gb18030
		c.guessed = true
		if !strings.HasPrefix(advice, "gb") {
			c.other = advice
		}
		return c, nil
	}
	if bytes.IndexByte(head, 0) >= 0 {
		return charset{}, notATable("")
	}
	e := &audit.Error{Kind: audit.Invalid, Text: "the file is neither UTF-8 nor GB18030", Remedy: remedyEncoding}
	if advice != "" && !strings.HasPrefix(advice, "gb") && !strings.HasPrefix(advice, "utf") {
		e.Text += "; it may be " + advice
	}
	return charset{}, e
}

// decodeCut decodes all of head but a character that its end may have cut. It returns nil when head has a fault.
func decodeCut(e encoding.Encoding, head []byte) ([]byte, error) {
	const longest = 4 // bytes of one GB18030 character
	for cut := 0; cut < longest && cut < len(head); cut++ {
		text, err := e.NewDecoder().Bytes(head[:len(head)-cut])
		if err != nil {
			return nil, err
		}
		if !bytes.Contains(text, replacement) {
			return text, nil
		}
	}
	return nil, nil
}

// chinese reports whether most characters of text beyond ASCII are Chinese characters or full-width signs.
func chinese(text []byte) bool {
	han, all := 0, 0
	for _, r := range string(text) {
		if r < utf8.RuneSelf {
			continue
		}
		all++
		if unicode.Is(unicode.Han, r) || r >= 0x3000 && r < 0x3040 || r >= 0xff00 && r < 0xfff0 {
			han++
		}
	}
	return 2*han > all
}

// replacement is U+FFFD in UTF-8: what decoders write for bytes that they cannot decode.
var replacement = []byte("\uFFFD")

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
	i, text := textFault(p[:n], c.decoded)
	if i < 0 {
		return n
	}
	remedy := remedyEncoding
	if text == nulText {
		remedy = remedyNUL
	}
	c.err = &audit.Error{Kind: audit.Invalid, Text: text, Value: audit.Quote(string(p[i:min(n, i+8)])), Remedy: remedy}
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

// nulText is the fault of a NUL byte.
const nulText = "NUL byte in the text"

// textFault returns the position of the first byte that text may not have, and why; -1 when there is none. decoded is the name
// of the encoding that text was decoded from, empty for UTF-8.
func textFault(text []byte, decoded string) (int, string) {
	at, why := -1, ""
	if i := bytes.IndexByte(text, 0); i >= 0 {
		at, why = i, nulText
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
