package table

import (
	"encoding/xml"
	"io"
)

// XML writes a table as an element of its name with one element row for each row, which holds one element for each cell, named
// like its column. A cell without a value has no element; the empty text is an empty element. Characters that XML 1.0 forbids
// are escaped without loss, as the schema says.
func XML(w io.Writer, t Table) error {
	if err := t.Check(); err != nil {
		return err
	}
	b := newSink(w)
	b.put(xml.Header + "<" + t.Name + ` title="`)
	escape(b, xstring(valid(t.Title)))
	b.put("\">\n")
	for _, row := range t.Rows {
		b.put(" <row>")
		for i, v := range row {
			if v == nil {
				continue
			}
			name := t.Columns[i].Name
			b.put("<" + name + ">")
			escape(b, xstring(valid(csvPlain(v))))
			b.put("</" + name + ">")
		}
		b.put("</row>\n")
	}
	b.put("</" + t.Name + ">\n")
	return b.Flush()
}

// xmlRule is what the schema says about texts.
const xmlRule = "A cell without a value has no element; an empty element is the empty text. A character that XML 1.0 forbids is " +
	"written as _xHHHH_ with its four hexadecimal digits, and the underscore of a text that looks like such an escape as _x005F_: " +
	"replacing every _xHHHH_ once, from left to right, gives the text back (ECMA-376 part 1, 22.9.2.19). A byte that was no UTF-8 " +
	"is U+FFFD."

// xsdTypes are the types of XML Schema for the types of columns.
var xsdTypes = map[Type]string{Text: "xs:string", Integer: "xs:long", Number: "xs:double", Boolean: "xs:boolean"}

// XSD writes the schema of the files that [XML] writes of a table. It depends on the columns alone, not on the rows.
func XSD(w io.Writer, t Table) error {
	if err := t.Check(); err != nil {
		return err
	}
	b := newSink(w)
	document := func(text string) {
		b.put("<xs:annotation><xs:documentation>")
		escape(b, xstring(valid(text)))
		b.put("</xs:documentation></xs:annotation>\n")
	}
	b.put(xml.Header + `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">` + "\n" + `<xs:element name="` + t.Name + `">` + "\n")
	document(t.Title + ". " + xmlRule)
	b.put(`<xs:complexType><xs:sequence><xs:element name="row" minOccurs="0" maxOccurs="unbounded"><xs:complexType><xs:sequence>` + "\n")
	for _, c := range t.Columns {
		b.put(`<xs:element name="` + c.Name + `" type="` + xsdTypes[c.Type] + `" minOccurs="0">`)
		document(c.Text)
		b.put("</xs:element>\n")
	}
	b.put("</xs:sequence></xs:complexType></xs:element></xs:sequence>" + `<xs:attribute name="title" type="xs:string" use="required"/>` +
		"</xs:complexType>\n</xs:element>\n</xs:schema>\n")
	return b.Flush()
}
