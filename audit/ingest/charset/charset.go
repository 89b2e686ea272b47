// Package charset finds out in which encoding a text is written, decodes it, and refuses bytes that are no text: nothing becomes
// U+FFFD unnoticed.
//
// It does not know what the text says, formats or rows.
package charset

import (
	"bytes"
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/wlynxg/chardet"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/simplifiedchinese"
	xunicode "golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"auditd/audit"
)

// A Charset is a way to write text as bytes.
type Charset struct {
	Name     string            // lower case, as the WHATWG Encoding Standard writes it
	Mark     string            // byte order mark to pass over, empty when there is none
	Encoding encoding.Encoding // nil for UTF-8
	Declared bool              // by the user or by the file in words
	Guessed  bool              // nothing in the file says so: a person should confirm
	Other    string            // what the detector library thought, when it disagrees

	// ASCII says that the bytes of LF and the double quote never are part of another character, so that a file can be cut into
	// rows before it is decoded.
	ASCII bool
}

// The encodings that are detected. GB18030 includes GBK and GB 2312 (GB 18030-2022, 4.2).
var (
	UTF8    = Charset{Name: "utf-8", ASCII: true}
	UTF16LE = Charset{Name: "utf-16le", Encoding: xunicode.UTF16(xunicode.LittleEndian, xunicode.IgnoreBOM)}
	UTF16BE = Charset{Name: "utf-16be", Encoding: xunicode.UTF16(xunicode.BigEndian, xunicode.IgnoreBOM)}
	GB18030 = Charset{Name: "gb18030", Encoding: simplifiedchinese.GB18030, ASCII: true}
)

// marks are the byte order marks (Unicode 16.0, section 23.8; the last is U+FEFF in GB18030).
var marks = []struct {
	mark string
	set  Charset
}{
	{"\xef\xbb\xbf", UTF8},
	{"\xff\xfe", UTF16LE},
	{"\xfe\xff", UTF16BE},
	{"\x84\x31\x95\x33", GB18030},
}

// ErrBinary says that bytes are no text in any encoding.
var ErrBinary = errors.New("no text")

// Remedy is what helps when bytes do not decode.
const Remedy = "declare the encoding of the file, for example gb18030, or save it as UTF-8"

// Of finds the encoding of text that begins with head; whole says that head is everything. declared is the name the user
// or the file itself gives, empty for none. Errors are *audit.Error of kind Invalid, or ErrBinary.
func Of(head []byte, whole bool, declared string) (Charset, error) {
	marked, hasMark := markOf(head)
	if declared != "" {
		c, err := charsetNamed(declared)
		if err != nil {
			return c, err
		}
		if hasMark && marked.Name != c.Name {
			return c, &audit.Error{
				Kind: audit.Invalid, Text: "the file begins with the byte order mark of " + marked.Name + ", but " + c.Name + " is declared",
				Remedy: "leave the encoding out, so that it is detected",
			}
		}
		c.Mark, c.Declared = marked.Mark, true
		return c, nil
	}
	if hasMark {
		return marked, nil
	}
	if c, ok := utf16Without(head); ok {
		return c, nil
	}
	if validHead(head, whole) {
		return UTF8, nil
	}
	return guess(head)
}

// markOf returns the encoding whose byte order mark head begins with.
func markOf(head []byte) (Charset, bool) {
	for _, m := range marks {
		if bytes.HasPrefix(head, []byte(m.mark)) {
			c := m.set
			c.Mark = m.mark
			return c, true
		}
	}
	return Charset{}, false
}

// charsetNamed returns a declared encoding: one of the detected ones, or any of the WHATWG Encoding Standard.
func charsetNamed(name string) (Charset, error) {
	switch strings.ToLower(name) {
	case "utf-8", "utf8", "ascii", "us-ascii":
		return UTF8, nil
	case "utf-16le":
		return UTF16LE, nil
	case "utf-16be":
		return UTF16BE, nil
	case "gb18030", "gbk", "gb2312", "cp936":
		return GB18030, nil
	}
	e, err := htmlindex.Get(name)
	if err == nil {
		if canonical, err := htmlindex.Name(e); err == nil && canonical != "replacement" && canonical != "iso-2022-jp" {
			return Charset{Name: canonical, Encoding: e, ASCII: !strings.HasPrefix(canonical, "utf-16")}, nil
		}
	}
	return Charset{}, &audit.Error{
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
func utf16Without(head []byte) (Charset, bool) {
	if bytes.IndexByte(head, 0) < 0 {
		return Charset{}, false
	}
	little, big := textShare(head, 1), textShare(head, 0)
	const nearlyAll = 0.9
	c, share := UTF16LE, little
	if big > little {
		c, share = UTF16BE, big
	}
	c.Guessed = true
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
func guess(head []byte) (Charset, error) {
	advice := strings.ToLower(chardet.Detect(head).Encoding)
	text, _ := decodeCut(GB18030.Encoding, head)
	if text != nil && chinese(text) {
		c := GB18030
		c.Guessed = true
		if !strings.HasPrefix(advice, "gb") {
			c.Other = advice
		}
		return c, nil
	}
	if bytes.IndexByte(head, 0) >= 0 {
		return Charset{}, ErrBinary
	}
	e := &audit.Error{Kind: audit.Invalid, Text: "the file is neither UTF-8 nor GB18030", Remedy: Remedy}
	if advice != "" && !strings.HasPrefix(advice, "gb") && !strings.HasPrefix(advice, "utf") {
		e.Text += "; it may be " + advice
	}
	return Charset{}, e
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

// AsGB18030 returns what bytes that were taken for another encoding say in GB18030, if that is Chinese.
func AsGB18030(v []byte) (text string, ok bool) {
	out, err := GB18030.Encoding.NewDecoder().Bytes(v)
	return string(out), err == nil && !bytes.Contains(out, replacement) && chinese(out)
}

// DecodeHead returns the beginning of a text in UTF-8, without byte order mark. Faults in it are left for the reader of the
// text, who knows their place.
func (c Charset) DecodeHead(head []byte) ([]byte, error) {
	head = head[len(c.Mark):]
	if c.Encoding == nil {
		return head, nil
	}
	text, _, err := transform.Bytes(c.Encoding.NewDecoder(), head)
	return text, err
}
