package xmltoken_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"auditd/audit"
	"auditd/audit/ingest/xmltoken"
)

var limits = xmltoken.Limits{Token: 1 << 16, Depth: 64}

// tokens writes the tokens of a document as text. Texts that follow each other are one.
func tokens(r io.Reader) (string, error) {
	s := xmltoken.NewScanner(r, limits)
	var b strings.Builder
	var text []byte
	for {
		kind, err := s.Next()
		if err != nil {
			return b.String(), err
		}
		if kind != xmltoken.Text && len(text) > 0 {
			fmt.Fprintf(&b, "%q ", text)
			text = nil
		}
		switch kind {
		case xmltoken.EOF:
			return b.String(), nil
		case xmltoken.Text:
			text = append(text, s.Text()...)
		case xmltoken.End:
			fmt.Fprintf(&b, "</%s> ", s.Name())
		case xmltoken.Start:
			fmt.Fprintf(&b, "<%s", s.Name())
			for _, a := range s.Attrs() {
				fmt.Fprintf(&b, " %s:%s=%q", a.Space, a.Name, a.Value)
			}
			b.WriteString("> ")
		}
	}
}

// reference is tokens with encoding/xml.
func reference(text []byte) (string, error) {
	d := xml.NewDecoder(bytes.NewReader(bytes.TrimPrefix(text, []byte("\uFEFF"))))
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	var b strings.Builder
	var chars []byte
	depth := 0
	for {
		token, err := d.RawToken()
		if err == io.EOF {
			return b.String(), nil
		}
		if err != nil {
			return b.String(), err
		}
		if c, ok := token.(xml.CharData); ok {
			if depth > 0 {
				chars = append(chars, c...)
			}
			continue
		}
		switch token.(type) {
		case xml.StartElement, xml.EndElement:
			if len(chars) > 0 {
				fmt.Fprintf(&b, "%q ", chars)
				chars = nil
			}
		}
		switch v := token.(type) {
		case xml.StartElement:
			depth++
			fmt.Fprintf(&b, "<%s", v.Name.Local)
			for _, a := range v.Attr {
				fmt.Fprintf(&b, " %s:%s=%q", a.Name.Space, a.Name.Local, a.Value)
			}
			b.WriteString("> ")
		case xml.EndElement:
			depth--
			fmt.Fprintf(&b, "</%s> ", v.Name.Local)
		}
	}
}

func TestTokens(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"empty element", "<a/>", "<a> </a> "},
		{"attributes", `<a b = "1" x:c='"&quot;&#x5973;>'/>`, `<a :b="1" x:c="\"\"女>"> </a> `},
		{"text", "<a>1 &lt; 2<b>x</b>\r\n</a>", `<a> "1 < 2" <b> "x" </b> "\n" </a> `},
		{"CDATA", "<a><![CDATA[<&]]]]><![CDATA[>]]></a>", `<a> "<&]]>" </a> `},
		{"comment and instruction", "<?xml version='1.0'?><!-- a - b --><a><?go x?><!----></a>", "<a> </a> "},
		{"prefix", "<p:a xmlns:p='u'></p:a >", `<a xmlns:p="u"> </a> `},
		{"Chinese names", "<人 性别='女'/>", `<人 :性别="女"> </人> `},
		{"byte order mark", "\uFEFF<a/>", "<a> </a> "},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, r := range []io.Reader{strings.NewReader(c.text), iotest.OneByteReader(strings.NewReader(c.text))} {
				if got, err := tokens(r); err != nil || got != c.want {
					t.Errorf("got %q, %v, want %q", got, err, c.want)
				}
			}
			if got, err := reference([]byte(c.text)); err != nil || got != c.want {
				t.Errorf("encoding/xml: got %q, %v, want %q", got, err, c.want)
			}
		})
	}
}

func TestErrors(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"nothing", "", "row 1: the XML has no element"},
		{"only a byte order mark", "\uFEFF", "row 1: the XML has no element"},
		{"text", "a", "row 1: there is text outside of the root element"},
		{"text behind", "<a/>\n<!-- -->x", "row 2: there is text outside of the root element"},
		{"open element", "<a>\n<b>", `row 2: the XML ends inside the element "b"`},
		{"open comment", "<a><!-- ", "row 1: the XML ends inside a comment"},
		{"hyphens in a comment", "<a><!-- -- --></a>", "row 1: a comment has two hyphens inside"},
		{"open CDATA", "<a><![CDATA[ ", "row 1: the XML ends inside a CDATA section"},
		{"end without start", "</a>", `row 1: the end tag "a" has no start tag`},
		{"attribute without quotes", "<a b=1/>", "row 1: a tag is not well formed"},
		{"attribute without a value", "<a b/>", "row 1: a tag is not well formed"},
		{"attributes together", "<a b='1'c='2'/>", "row 1: a tag is not well formed"},
		{"less-than in an attribute", "<a b='<'/>", "row 1: a tag is not well formed"},
		{"number as a name", "<1/>", "row 1: a tag is not well formed"},
		{"control character", "<a>\x01</a>", "row 1: a character is not allowed in XML"},
		{"not UTF-8", "<a>\xc4\xd0</a>", "row 1: the XML is not valid UTF-8"},
		{"half a character", "<a>&#xD800;</a>", "row 1: an entity is not one of &lt; &gt; &amp; &quot; &apos; and no valid character reference"},
		{"brackets", "<a>]]></a>", "row 1: the characters ]]> stand outside of a CDATA section"},
		{"deep", strings.Repeat("<a>", 65), "row 1: elements are nested deeper than 64"},
		{"long", "<a>" + strings.Repeat("x", 1<<20), "row 1: a tag or a text is longer than 65536 bytes"},
		{"external entity", "<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>", "row 1: the XML has a DOCTYPE, which is not read because it can define entities and reach other files (remove the DOCTYPE line)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := tokens(strings.NewReader(c.text))
			var e *audit.Error
			if !errors.As(err, &e) || e.Error() != c.want {
				t.Errorf("got  %v\nwant %s", err, c.want)
			}
		})
	}
}

// An element has so many attributes and no more.
func TestManyAttributes(t *testing.T) {
	for n, want := range map[int]string{16384: "", 16385: "row 2: an element has more than 16384 attributes"} {
		text := "<a>\n<b" + strings.Repeat(" a=''", n) + "/></a>"
		s := xmltoken.NewScanner(strings.NewReader(text), xmltoken.Limits{Token: 1 << 20, Depth: 2})
		var err error
		for kind := xmltoken.Start; err == nil && kind != xmltoken.EOF; {
			kind, err = s.Next()
		}
		switch {
		case want == "" && err != nil:
			t.Errorf("%d attributes: %v", n, err)
		case want != "" && (err == nil || err.Error() != want):
			t.Errorf("%d attributes: %v, want %s", n, err, want)
		}
	}
}

func TestEncoding(t *testing.T) {
	for head, want := range map[string]string{
		`<?xml version="1.0" encoding="gb18030"?><a/>`: "gb18030",
		"<?xml version='1.0' encoding = 'UTF-8' ?>":    "UTF-8",
		`<?xml version="1.0"?><a encoding="x"/>`:       "",
		`<a encoding="x"/>`:                            "",
		`<?xml encoding="x`:                            "",
	} {
		if got := xmltoken.Encoding([]byte(head)); got != want {
			t.Errorf("%s: got %q, want %q", head, got, want)
		}
	}
}

// FuzzTokens checks that a document gives the tokens of encoding/xml or is refused, whatever the size of the pieces in which it
// arrives.
func FuzzTokens(f *testing.F) {
	for _, s := range []string{"<a b='1'>x<c/>&amp;</a>", "<a><![CDATA[x]]></a>", "<?xml version='1.0'?><a/>", "<a>\r\r\n</a>", "<a:b c:d='&#9;'/>"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		got, err := tokens(bytes.NewReader(text))
		again, err2 := tokens(iotest.OneByteReader(bytes.NewReader(text)))
		if got != again || fmt.Sprint(err) != fmt.Sprint(err2) {
			t.Fatalf("in one piece: %q, %v; byte by byte: %q, %v", got, err, again, err2)
		}
		if err != nil {
			if audit.KindOf(err) == audit.Internal {
				t.Fatalf("error without a kind: %v", err)
			}
			return
		}
		want, err := reference(text)
		if err != nil {
			// encoding/xml wants declarations of a version and encoding that it knows, and knows which letters names have.
			for _, s := range []string{"version", "encoding", "invalid XML name", "processing instruction"} {
				if strings.Contains(err.Error(), s) {
					return
				}
			}
			t.Fatalf("accepted %q, encoding/xml: %v", text, err)
		}
		if got != want {
			t.Fatalf("%q: got %q, want %q", text, got, want)
		}
	})
}
