package tagged

import (
	"strings"

	"auditd/report/pdf/object"
)

// info returns the document information dictionary (clause 14.3.3); it says the same as the metadata stream.
func (f *File) info() string {
	b := "<<"
	for _, e := range [][2]string{{"Title", f.meta.Title}, {"Author", f.meta.Author}, {"Subject", f.meta.Subject}, {"Producer", f.meta.Producer}} {
		if e[1] != "" {
			b += "/" + e[0] + object.Text(e[1])
		}
	}
	if !f.meta.Date.IsZero() {
		b += "/CreationDate" + object.Date(f.meta.Date) + "/ModDate" + object.Date(f.meta.Date)
	}
	return b + ">>"
}

var xmlEscaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;")

// xmp returns the metadata stream (ISO 16684-1). The part of PDF/UA is not in the schemas that PDF/A knows, so its description
// comes along as an extension schema (ISO 19005-3, clause 6.6.2.3).
func (f *File) xmp() []byte {
	var b strings.Builder
	b.WriteString(`<?xpacket begin="` + "\ufeff" + `" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<dc:format>application/pdf</dc:format>
`)
	element := func(open, text, closing string) {
		if text != "" {
			b.WriteString(open + xmlEscaper.Replace(text) + closing + "\n")
		}
	}
	element(`<dc:title><rdf:Alt><rdf:li xml:lang="x-default">`, f.meta.Title, `</rdf:li></rdf:Alt></dc:title>`)
	element(`<dc:creator><rdf:Seq><rdf:li>`, f.meta.Author, `</rdf:li></rdf:Seq></dc:creator>`)
	element(`<dc:description><rdf:Alt><rdf:li xml:lang="x-default">`, f.meta.Subject, `</rdf:li></rdf:Alt></dc:description>`)
	element(`<dc:language><rdf:Bag><rdf:li>`, f.meta.Lang, `</rdf:li></rdf:Bag></dc:language>`)
	if !f.meta.Date.IsZero() {
		t := f.meta.Date.UTC().Format("2006-01-02T15:04:05Z")
		for _, name := range []string{"CreateDate", "ModifyDate", "MetadataDate"} {
			element("<xmp:"+name+">", t, "</xmp:"+name+">")
		}
	}
	element("<pdf:Producer>", f.meta.Producer, "</pdf:Producer>")
	b.WriteString(`<pdfaid:part>3</pdfaid:part>
<pdfaid:conformance>A</pdfaid:conformance>
<pdfuaid:part>1</pdfuaid:part>
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 to which the file conforms</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>`)
	return []byte(b.String())
}
