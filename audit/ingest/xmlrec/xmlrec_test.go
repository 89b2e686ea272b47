package xmlrec_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"auditd/audit"
	"auditd/audit/ingest/xmlrec"
)

var limits = xmlrec.Limits{Field: 1 << 16, Record: 1 << 20, Depth: 32}

// read returns the records as text, one a line: the names and values in the order of the document.
func read(r io.Reader, record string, limits xmlrec.Limits, wanted func(string) bool) (string, *xmlrec.Reader, error) {
	var names []string
	reader, err := xmlrec.NewReader(r, record, limits, func(name []byte) (bool, error) {
		names = append(names, string(name))
		return wanted == nil || wanted(string(name)), nil
	})
	if err != nil {
		return "", nil, err
	}
	var b strings.Builder
	for {
		err := reader.Next()
		if err == io.EOF {
			return b.String(), reader, nil
		}
		if err != nil {
			return b.String(), reader, err
		}
		fmt.Fprintf(&b, "%d:", reader.Row())
		for _, f := range reader.Fields() {
			if f.Value == nil {
				fmt.Fprintf(&b, " %s is null", names[f.Column])
				continue
			}
			fmt.Fprintf(&b, " %s=%q", names[f.Column], f.Value)
		}
		b.WriteString("\n")
	}
}

func TestRecords(t *testing.T) {
	for _, c := range []struct{ name, record, text, found, want string }{
		{"elements", "", `<?xml version="1.0"?><people><person><sex>男</sex><age>30</age></person><person><sex>女</sex></person></people>`, "person", "1: sex=\"男\" age=\"30\"\n2: sex=\"女\"\n"},
		{"attributes", "", `<t><r id="1" sex="f"/><r id='2' sex=""></r></t>`, "r", "1: id=\"1\" sex=\"f\"\n2: id=\"2\" sex=\"\"\n"},
		{"nested", "", `<t><r><a x="1"><b>2</b></a></r><r><a><c/></a></r></t>`, "r", "1: a.x=\"1\" a.b=\"2\"\n2: a.c=\"\"\n"},
		{"attribute and text", "", `<t><r><a unit="m">5</a></r><r/></t>`, "r", "1: a.unit=\"m\" a=\"5\"\n2:\n"},
		{"namespaces by local name", "", `<d:t xmlns:d="u" xmlns="v"><d:r xml:lang="zh"><d:a>1</d:a></d:r><d:r><a>2</a></d:r></d:t>`, "r", "1: a=\"1\"\n2: a=\"2\"\n"},
		{"nil", "", `<t xmlns:xsi="x"><r><a xsi:nil="true"/></r><r><a xsi:type="xs:int">1</a></r></t>`, "r", "1: a is null\n2: a=\"1\"\n"},
		{"entities, CDATA, comments", "", "<t><r><a>&lt;&#22899;&#x41;&amp;</a><b> <![CDATA[<x> & ]]><!-- no --> y\r\n</b></r><r/></t>", "r", "1: a=\"<女A&\" b=\"<x> &  y\"\n2:\n"},
		{"layout", "", "<t>\n  <r>\n    <a>\n 1 \n</a>\n  </r>\n  <r> </r>\n</t>\n<!-- end -->", "r", "1: a=\"1\"\n2:\n"},
		{"wrapped", "", `<answer><status><code>0</code></status><data><row><a>1</a></row><row><a>2</a></row></data></answer>`, "row", "1: a=\"1\"\n2: a=\"2\"\n"},
		{"single record", "", `<t><r><a>1</a><b>2</b></r></t>`, "r", "1: a=\"1\" b=\"2\"\n"},
		{"text only", "", `<t><v>1</v><v>2</v></t>`, "v", "1: v=\"1\"\n2: v=\"2\"\n"},
		{"given name", "b", `<t><a x="1"/><a x="2"/><b x="3"/></t>`, "b", "1: x=\"3\"\n"},
		{"empty root", "", `<t/>`, "", ""},
		{"byte order mark", "", "\uFEFF<t><r x='1'/></t>", "r", "1: x=\"1\"\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, r := range []io.Reader{strings.NewReader(c.text), iotest.OneByteReader(strings.NewReader(c.text))} {
				got, reader, err := read(r, c.record, limits, nil)
				if err != nil || got != c.want || reader.Record() != c.found {
					t.Errorf("got %q, %v, want %q", got, err, c.want)
				}
			}
		})
	}
}

func TestUnwanted(t *testing.T) {
	const text = `<t><r><tag>1</tag><tag>2</tag><b>3</b></r></t>`
	got, _, err := read(strings.NewReader(text), "r", limits, func(n string) bool { return n == "b" })
	if want := "1: b=\"3\"\n"; err != nil || got != want {
		t.Errorf("got %q, %v, want %q", got, err, want)
	}
}

func TestErrors(t *testing.T) {
	bomb := `<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;">]><t><r><a>&lol2;</a></r></t>`
	for _, c := range []struct {
		name, record, text string
		kind               audit.Kind
		want               string
	}{
		{"empty", "", "", audit.Invalid, "line 1: the XML has no element"},
		{"only a declaration", "", "<?xml version='1.0'?>", audit.Invalid, "line 1: the XML has no element"},
		{"truncated", "", "<t><r><a>1</a></r>\n<r><a>2", audit.Invalid, `row 2: line 2: the XML ends inside the element "a"`},
		{"truncated tag", "", "<t><r><a>1</a></r><r><a", audit.Invalid, `row 2: line 1: the XML ends inside a tag`},
		{"entity bomb", "", bomb, audit.Invalid, "line 1: the XML has a DOCTYPE, which is not read because it can define entities and reach other files (remove the DOCTYPE line)"},
		{"unknown entity", "", "<t><r><a>&nbsp;</a></r></t>", audit.Invalid, "row 1: line 1: an entity is not one of &lt; &gt; &amp; &quot; &apos; and no valid character reference"},
		{"NUL", "", "<t><r><a>&#0;</a></r></t>", audit.Invalid, "row 1: line 1: an entity is not one of &lt; &gt; &amp; &quot; &apos; and no valid character reference"},
		{"crossed tags", "", "<t><r>\n<a>1</r></a></t>", audit.Invalid, `row 1: line 2: the element "a" is closed by the end tag "r"`},
		{"twice", "", "<t><r><a>1</a><a>2</a></r></t>", audit.Invalid, `row 1 column "a": the element or attribute stands more than once in one record, which does not fit into one cell (leave it out, or give each a name of its own)`},
		{"attribute and element", "r", "<t><r a='1'><a>2</a></r></t>", audit.Invalid, `row 1 column "a": the element or attribute stands more than once in one record, which does not fit into one cell (leave it out, or give each a name of its own)`},
		{"mixed", "", "<t><r><p>text <b>bold</b></p></r></t>", audit.Invalid, `row 1 column "p": an element has both text and elements within it (put the text into an element of its own)`},
		{"mixed behind", "", "<t><r><p><b>bold</b> text</p></r></t>", audit.Invalid, `row 1 column "p": an element has both text and elements within it (put the text into an element of its own)`},
		{"wrong record", "row", "<t><r><a>1</a></r></t>", audit.Invalid, `no element has the name "row" (the document begins with the elements "t", "r", "a")`},
		{"nothing repeats", "", "<t><a>1</a><b>2</b></t>", audit.Invalid, "no element repeats, so that none can be taken for a record (name the element that is a record)"},
		{"deep", "", "<t><r>" + strings.Repeat("<a>", 40), audit.Limit, "row 1: line 1: elements are nested deeper than 32"},
		{"huge text", "", "<t><r><a>" + strings.Repeat("x", 2<<20), audit.Limit, "row 1: line 1: a tag or a text is longer than 458752 bytes"},
		{"huge record", "r", "<t><r>" + "<a>" + strings.Repeat(strings.Repeat("x", 1<<16)+"<!-- -->", 20), audit.Limit, "row 1: the values of a record are longer than 1048576 bytes"},
		{"HTML", "", "<html><body><table><tr><td>1</td></tr></table></body></html>", audit.Invalid, "the file is an HTML page (open it in a spreadsheet program and save it as .xlsx or CSV)"},
		{"Excel 2003", "", `<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet/></Workbook>`, audit.Invalid, "the file is a workbook in the XML of Excel 2003 (open it in a spreadsheet program and save it as .xlsx)"},
		{"two roots", "", "<t><r x='1'/></t><t/>", audit.Invalid, `row 1: line 1: there is a second root element "t"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, _, err := read(strings.NewReader(c.text), c.record, limits, nil)
			var e *audit.Error
			if !errors.As(err, &e) || e.Kind != c.kind || e.Error() != c.want {
				t.Errorf("got  %v\nwant %s", err, c.want)
			}
		})
	}
}

// TestBrokenStream checks that a fault of the stream is not taken for the end of the file.
func TestBrokenStream(t *testing.T) {
	broken := errors.New("disk on fire")
	for _, record := range []string{"", "r"} {
		for _, text := range []string{"", "<t", "<t>", "<t><r><a>1", "<t><r/></t>"} {
			_, _, err := read(io.MultiReader(strings.NewReader(text), iotest.ErrReader(broken)), record, limits, nil)
			if !errors.Is(err, broken) {
				t.Errorf("%q: got %v, want %v", text, err, broken)
			}
		}
	}
}

// reference reads the records below the root with encoding/xml, for documents of the form <t><r><a>…</a>…</r>…</t> with text in
// the fields only.
func reference(text []byte) (string, error) {
	type record struct {
		Attrs  []xml.Attr `xml:",any,attr"`
		Fields []struct {
			XMLName xml.Name
			Attrs   []xml.Attr `xml:",any,attr"`
			Text    string     `xml:",chardata"`
			Inner   string     `xml:",innerxml"`
		} `xml:",any"`
	}
	var root struct {
		XMLName xml.Name
		Records []record `xml:"r"`
	}
	if err := xml.Unmarshal(text, &root); err != nil {
		return "", err
	}
	var b strings.Builder
	for i, r := range root.Records {
		fmt.Fprintf(&b, "%d:", i+1)
		for _, a := range r.Attrs {
			fmt.Fprintf(&b, " %s=%q", a.Name.Local, a.Value)
		}
		for _, f := range r.Fields {
			fmt.Fprintf(&b, " %s=%q", f.XMLName.Local, strings.Trim(f.Text, " \t\r\n"))
		}
		b.WriteString("\n")
	}
	return b.String(), nil
}

// FuzzFields puts any text into fields: what is read is what encoding/xml reads, and what one refuses the other does too, save for
// the differences that are named.
func FuzzFields(f *testing.F) {
	f.Add("1", "x", "y")
	f.Add("&lt;&#65;", "&quot;", "<![CDATA[]]x]]>")
	f.Add(" \r\n1 ", "\r\n", "<!-- c -->2")
	f.Add("]]>", "<", "&bogus;")
	f.Add("<?pi?>", "a=b", "<b>")
	f.Fuzz(func(t *testing.T, one, attr, two string) {
		text := []byte(`<t><r q="` + attr + `"><a>` + one + `</a><b>` + two + `</b></r><r/></t>`)
		got, _, err := read(bytes.NewReader(text), "r", limits, nil)
		again, _, err2 := read(iotest.OneByteReader(bytes.NewReader(text)), "r", limits, nil)
		if got != again || fmt.Sprint(err) != fmt.Sprint(err2) {
			t.Fatalf("in one piece: %q, %v; byte by byte: %q, %v", got, err, again, err2)
		}
		if err != nil {
			if audit.KindOf(err) == audit.Internal {
				t.Fatalf("error without a kind: %v", err)
			}
			return
		}
		want, wantErr := reference(text)
		if wantErr != nil {
			// encoding/xml wants declarations of the version it knows, and refuses colons at the ends of names otherwise.
			if strings.Contains(wantErr.Error(), "version") || strings.Contains(wantErr.Error(), "encoding") || strings.Contains(wantErr.Error(), "processing instruction") {
				return
			}
			t.Fatalf("accepted %q as %q, encoding/xml: %v", text, got, wantErr)
		}
		if strings.ContainsAny(one+two+attr, "<>") || strings.Contains(attr, `"`) {
			return // elements of their own: the reference knows flat records only
		}
		if got != want {
			t.Fatalf("%q: got %q, want %q", text, got, want)
		}
	})
}

// FuzzDocument gives any document: it is refused with a kind, or encoding/xml finds it well formed too.
func FuzzDocument(f *testing.F) {
	for _, s := range []string{"<t><r a='1'><b>2</b></r></t>", "<?xml version='1.0' encoding='gbk'?><t/>", "<!DOCTYPE t><t/>", "<a:b xmlns:a='x'/>", "<t><![CDATA[x]]></t>"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		_, _, err := read(bytes.NewReader(text), "", limits, nil)
		if err != nil {
			if audit.KindOf(err) == audit.Internal {
				t.Fatalf("error without a kind: %v", err)
			}
			return
		}
		d := xml.NewDecoder(bytes.NewReader(bytes.TrimPrefix(text, []byte("\uFEFF"))))
		d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
		for {
			_, err := d.RawToken()
			if err == io.EOF {
				return
			}
			lenient := []string{"version", "processing instruction", "encoding", "directive", "invalid XML name"}
			if err != nil && slices.ContainsFunc(lenient, func(s string) bool { return strings.Contains(err.Error(), s) }) {
				return
			}
			if err != nil {
				t.Fatalf("accepted %q, encoding/xml: %v", text, err)
			}
		}
	})
}

// BenchmarkRead reads 200,000 records of seven fields.
func BenchmarkRead(b *testing.B) {
	var text bytes.Buffer
	text.WriteString("<people>\n")
	for i := range 200000 {
		fmt.Fprintf(&text, "  <person id=\"%d\">\n    <sex>%s</sex>\n    <age>%d</age>\n    <region>region %d</region>\n    <label>%d</label>\n    <decision>%t</decision>\n    <score>0.%04d</score>\n  </person>\n",
			i, []string{"female", "male"}[i%2], i%90, i%31, i%2, i%5 < 2, i%10000)
	}
	text.WriteString("</people>\n")
	b.SetBytes(int64(text.Len()))
	for b.Loop() {
		r, err := xmlrec.NewReader(bytes.NewReader(text.Bytes()), "", limits, nil)
		for err == nil {
			err = r.Next()
		}
		if err != io.EOF {
			b.Fatal(err)
		}
	}
	b.ReportMetric(200000*float64(b.N)/b.Elapsed().Seconds()/1e6, "Mrows/s")
}
