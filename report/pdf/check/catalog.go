package check

import (
	"bytes"
	"regexp"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// languageTag is the form of a BCP 47 tag, as far as reports use them.
var languageTag = regexp.MustCompile(`^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$`)

// trailer: a file has an identifier (ISO 19005-3, 6.1.3) and is not encrypted.
func (c *checker) trailer() {
	if len(c.x.ID) != 2 {
		c.fault("file_identifier", "the trailer has no identifier of two parts")
	}
	if c.x.Encrypt != nil {
		c.fault("encryption", "the file is encrypted")
	}
}

// catalog: what a reader must know before it opens a page.
func (c *checker) catalog(d types.Dict) {
	if m := c.dict(d["MarkInfo"]); m == nil || m.BooleanEntry("Marked") == nil || !*m.BooleanEntry("Marked") {
		c.fault("marked", "the catalog does not say that the file is tagged")
	}
	if lang := c.text(d["Lang"]); !languageTag.MatchString(lang) {
		c.fault("document_language", "the language of the document is %q", lang)
	}
	if v := c.dict(d["ViewerPreferences"]); v == nil || v.BooleanEntry("DisplayDocTitle") == nil || !*v.BooleanEntry("DisplayDocTitle") {
		c.fault("document_title", "readers are not told to show the title")
	}
	intents := c.array(d["OutputIntents"])
	if len(intents) != 1 {
		c.fault("output_intent", "the file has %d output intents", len(intents))
		return
	}
	intent := c.dict(intents[0])
	if c.name(intent["S"]) != "GTS_PDFA1" || c.text(intent["OutputConditionIdentifier"]) == "" {
		c.fault("output_intent", "the output intent is not that of PDF/A")
	}
	profile := c.stream(intent["DestOutputProfile"])
	if len(profile) < 128 || !bytes.Equal(profile[36:40], []byte("acsp")) || !bytes.Equal(profile[16:20], []byte("RGB ")) {
		c.fault("output_intent", "the output intent has no ICC profile for RGB")
	}
}

// actions: a report does nothing when it is opened, and its links lead to places or addresses only (ISO 19005-3, 6.5).
func (c *checker) actions() {
	for i := 1; i < *c.x.Size; i++ {
		o, err := c.x.Dereference(*types.NewIndirectRef(i, 0))
		if d, ok := o.(types.Dict); err == nil && ok {
			c.active(i, d)
		}
	}
}

// active looks for actions in a dictionary and in those that it holds.
func (c *checker) active(object int, d types.Dict) {
	for _, key := range []string{"OpenAction", "AA", "JS", "JavaScript", "Launch"} {
		if _, ok := d[key]; ok {
			c.fault("action", "object %d has an entry %s", object, key)
		}
	}
	if a, ok := d["A"].(types.Dict); ok && c.name(d["Subtype"]) == "Link" && c.name(a["S"]) != "URI" {
		c.fault("action", "link %d has an action that is not an address", object)
	}
	for _, key := range []string{"A", "Names"} {
		if inner, ok := d[key].(types.Dict); ok {
			c.active(object, inner)
		}
	}
}

// metadata: the XMP stream names both standards (ISO 19005-3, 6.6; ISO 14289-1, 5).
func (c *checker) metadata(d types.Dict) {
	xmp := c.stream(d["Metadata"])
	if xmp == nil {
		c.fault("metadata", "the file has no metadata stream")
		return
	}
	if s, _, err := c.x.DereferenceStreamDict(d["Metadata"]); err == nil && s != nil && s.Dict["Filter"] != nil {
		c.fault("metadata", "the metadata are compressed")
	}
	for _, need := range []struct{ rule, text string }{
		{"metadata_part", "<pdfaid:part>3</pdfaid:part>"},
		{"metadata_conformance", "<pdfaid:conformance>A</pdfaid:conformance>"},
		{"metadata_ua", "<pdfuaid:part>1</pdfuaid:part>"},
		{"metadata_extension", "<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>"},
	} {
		if !bytes.Contains(xmp, []byte(need.text)) {
			c.fault(need.rule, "the metadata lack %s", need.text)
		}
	}
	if !titled.Match(xmp) {
		c.fault("metadata_title", "the metadata have no title")
	}
}

var titled = regexp.MustCompile(`<dc:title><rdf:Alt><rdf:li xml:lang="x-default">[^<]*[^<\s][^<]*</rdf:li>`)

// attachments: each embedded file is associated with the document and says how (ISO 19005-3, 6.8).
func (c *checker) attachments(d types.Dict) {
	associated := map[int]bool{}
	for _, o := range c.array(d["AF"]) {
		associated[objectNumber(o)] = true
	}
	names := c.dict(d["Names"])
	if names == nil {
		return
	}
	for _, o := range c.leaves(names["EmbeddedFiles"]) {
		spec := c.dict(o)
		name := c.text(spec["UF"])
		if !associated[objectNumber(o)] {
			c.fault("associated_file", "attachment %q is not associated with the document", name)
		}
		if r := c.name(spec["AFRelationship"]); r == "" {
			c.fault("associated_file", "attachment %q does not say how it is related", name)
		}
		if name == "" || c.text(spec["F"]) == "" || c.text(spec["Desc"]) == "" {
			c.fault("attachment_name", "attachment %q lacks a name or a description", name)
		}
		ef := c.dict(spec["EF"])
		s, _, err := c.x.DereferenceStreamDict(ef["F"])
		if err != nil || s == nil || c.name(s.Dict["Subtype"]) == "" {
			c.fault("attachment_mime", "attachment %q has no media type", name)
		}
	}
}

// leaves returns the values of a name tree.
func (c *checker) leaves(o types.Object) []types.Object {
	d := c.dict(o)
	if d == nil {
		return nil
	}
	var out []types.Object
	names := c.array(d["Names"])
	for i := 1; i < len(names); i += 2 {
		out = append(out, names[i])
	}
	for _, kid := range c.array(d["Kids"]) {
		out = append(out, c.leaves(kid)...)
	}
	return out
}
