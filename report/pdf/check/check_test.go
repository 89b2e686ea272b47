package check

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"auditd/report/pdf"
	"auditd/report/pdf/pdftest"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// small returns the small report as a parsed file.
func small(t testing.TB) *model.Context {
	t.Helper()
	var b bytes.Buffer
	if err := pdf.Write(&b, pdftest.Document("en-GB"), pdf.Options{Date: time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)}); err != nil {
		t.Fatal(err)
	}
	ctx, err := read(bytes.NewReader(b.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	if err := ctx.EnsurePageCount(); err != nil {
		t.Fatal(err)
	}
	return ctx
}

func TestPasses(t *testing.T) {
	for _, f := range examine(small(t)) {
		t.Error(f)
	}
}

// A surgeon changes a parsed file.
type surgeon struct {
	t   *testing.T
	ctx *model.Context
}

func (s surgeon) catalog() types.Dict {
	d, err := s.ctx.Catalog()
	if err != nil {
		s.t.Fatal(err)
	}
	return d
}

// find returns the nth dictionary, by object number and from 0, that has a name under a key.
func (s surgeon) find(key, name string, n int) types.Dict {
	s.t.Helper()
	for i := 1; i < *s.ctx.Size; i++ {
		o, err := s.ctx.Dereference(*types.NewIndirectRef(i, 0))
		if err != nil {
			s.t.Fatal(err)
		}
		d, ok := o.(types.Dict)
		if !ok || d.NameEntry(key) == nil || *d.NameEntry(key) != name {
			continue
		}
		if n == 0 {
			return d
		}
		n--
	}
	s.t.Fatalf("the file has no %s %s", key, name)
	return nil
}

func (s surgeon) element(kind string) types.Dict { return s.find("S", kind, 0) }

func (s surgeon) dict(o types.Object) types.Dict {
	d, err := s.ctx.DereferenceDict(o)
	if err != nil || d == nil {
		s.t.Fatalf("no dictionary: %v", err)
	}
	return d
}

// page replaces text in the content of a page, from 1.
func (s surgeon) page(n int, from, to string) {
	s.t.Helper()
	d, _, _, err := s.ctx.PageDict(n, false)
	if err != nil {
		s.t.Fatal(err)
	}
	s.stream(d["Contents"], from, to)
}

// stream replaces text in a stream.
func (s surgeon) stream(o types.Object, from, to string) {
	s.t.Helper()
	sd, _, err := s.ctx.DereferenceStreamDict(o)
	if err != nil {
		s.t.Fatal(err)
	}
	if err := sd.Decode(); err != nil {
		s.t.Fatal(err)
	}
	if len(sd.Content) == 0 {
		sd.Content = sd.Raw
	}
	if !bytes.Contains(sd.Content, []byte(from)) {
		s.t.Fatalf("the stream has no %q", from)
	}
	sd.Content = bytes.Replace(sd.Content, []byte(from), []byte(to), 1)
	sd.Raw = sd.Content
	delete(sd.Dict, "Filter")
	sd.FilterPipeline = nil
	ref := o.(types.IndirectRef)
	entry, _ := s.ctx.FindTableEntryForIndRef(&ref)
	entry.Object = *sd
}

func (s surgeon) font() types.Dict { return s.find("Subtype", "Type0", 0) }

func (s surgeon) descendant() types.Dict {
	a, err := s.ctx.DereferenceArray(s.font()["DescendantFonts"])
	if err != nil {
		s.t.Fatal(err)
	}
	return s.dict(a[0])
}

// operations plant one fault each; a rule may have several.
var operations = []struct {
	rule, fault string
	cut         func(surgeon)
}{
	{"marked", "not marked", func(s surgeon) { delete(s.catalog(), "MarkInfo") }},
	{"document_language", "no language", func(s surgeon) { delete(s.catalog(), "Lang") }},
	{"document_language", "a language that is none", func(s surgeon) { s.catalog()["Lang"] = types.StringLiteral("English") }},
	{"document_title", "title not shown", func(s surgeon) { delete(s.catalog(), "ViewerPreferences") }},
	{"output_intent", "no output intent", func(s surgeon) { delete(s.catalog(), "OutputIntents") }},
	{"output_intent", "no profile", func(s surgeon) { delete(s.dict(s.catalog()["OutputIntents"].(types.Array)[0]), "DestOutputProfile") }},
	{"file_identifier", "no identifier", func(s surgeon) { s.ctx.ID = nil }},
	{"metadata", "no metadata", func(s surgeon) { delete(s.catalog(), "Metadata") }},
	{"metadata_part", "another part of PDF/A", func(s surgeon) { s.stream(s.catalog()["Metadata"], "<pdfaid:part>3", "<pdfaid:part>1") }},
	{"metadata_conformance", "another level", func(s surgeon) {
		s.stream(s.catalog()["Metadata"], "<pdfaid:conformance>A", "<pdfaid:conformance>B")
	}},
	{"metadata_ua", "no PDF/UA", func(s surgeon) {
		s.stream(s.catalog()["Metadata"], "<pdfuaid:part>1</pdfuaid:part>", "")
	}},
	{"metadata_extension", "no extension schema", func(s surgeon) { s.stream(s.catalog()["Metadata"], "pdfaSchema:namespaceURI", "pdfaSchema:x") }},
	{"metadata_title", "empty title", func(s surgeon) { s.stream(s.catalog()["Metadata"], "Audit of the screening system", " ") }},
	{"associated_file", "no AFRelationship", func(s surgeon) { delete(s.find("Type", "Filespec", 0), "AFRelationship") }},
	{"associated_file", "not associated", func(s surgeon) { delete(s.catalog(), "AF") }},
	{"attachment_name", "no description", func(s surgeon) { delete(s.find("Type", "Filespec", 0), "Desc") }},
	{"attachment_mime", "no media type", func(s surgeon) {
		ef := s.dict(s.find("Type", "Filespec", 0)["EF"])
		sd, _, err := s.ctx.DereferenceStreamDict(ef["F"])
		if err != nil {
			s.t.Fatal(err)
		}
		delete(sd.Dict, "Subtype")
	}},
	{"action", "something to do on opening", func(s surgeon) { s.catalog()["OpenAction"] = types.Array{} }},
	{"action", "a script behind a link", func(s surgeon) {
		s.find("Subtype", "Link", 0)["A"] = types.Dict{"S": types.Name("JavaScript"), "JS": types.StringLiteral("x")}
	}},
	{"structure", "no structure tree", func(s surgeon) { delete(s.catalog(), "StructTreeRoot") }},
	{"figure_alt", "no alternative text", func(s surgeon) { delete(s.element("Figure"), "Alt") }},
	{"figure_alt", "blank alternative text", func(s surgeon) { s.element("Figure")["Alt"] = types.StringLiteral(" ") }},
	{"figure_box", "no box", func(s surgeon) { delete(s.element("Figure"), "A") }},
	{"table_scope", "no scope", func(s surgeon) { delete(s.element("TH"), "A") }},
	{"table_children", "cell outside of a row", func(s surgeon) { s.element("TR")["S"] = types.Name("P") }},
	{"table_cells", "a row short of a cell", func(s surgeon) {
		row := s.find("S", "TR", 3)
		row["K"] = row["K"].(types.Array)[1:]
	}},
	{"list_children", "label outside of an item", func(s surgeon) { s.element("LI")["S"] = types.Name("P") }},
	{"toc_children", "entry that is none", func(s surgeon) { s.element("TOCI")["S"] = types.Name("P") }},
	{"element_type", "a type that is not standard", func(s surgeon) { s.element("Sect")["S"] = types.Name("Chapter") }},
	{"element_parent", "wrong parent", func(s surgeon) { s.element("P")["P"] = s.catalog()["StructTreeRoot"] }},
	{"note_id", "no identifier", func(s surgeon) { delete(s.element("Note"), "ID") }},
	{"heading_order", "level skipped", func(s surgeon) { s.element("H1")["S"] = types.Name("H3") }},
	{"span_language", "a language that is none", func(s surgeon) {
		for n := 0; ; n++ {
			if d := s.find("S", "Span", n); d["Lang"] != nil {
				d["Lang"] = types.StringLiteral("chinese language")
				return
			}
		}
	}},
	{"link_annotation", "link without annotation", func(s surgeon) {
		link := s.element("Link")
		link["K"] = slices.DeleteFunc(slices.Clone(link["K"].(types.Array)), func(o types.Object) bool { _, ok := o.(types.Dict); return ok })
	}},
	{"link_contents", "no text", func(s surgeon) { delete(s.find("Subtype", "Link", 0), "Contents") }},
	{"annotation_parent", "link without element", func(s surgeon) { delete(s.find("Subtype", "Link", 0), "StructParent") }},
	{"annotation_parent", "an annotation of another kind", func(s surgeon) { s.find("Subtype", "Link", 0)["Subtype"] = types.Name("Stamp") }},
	{"page_tabs", "no order", func(s surgeon) { delete(s.find("Type", "Page", 1), "Tabs") }},
	{"content_unmarked", "unmarked text", func(s surgeon) { s.page(2, "EMC\n", "EMC\nBT/F1 9 Tf 10 10 Td[<0001>]TJ ET\n") }},
	{"content_unmarked", "unmarked rectangle", func(s surgeon) { s.page(1, "EMC\n", "EMC\n10 10 20 20 re f\n") }},
	{"content_balance", "open content", func(s surgeon) { s.page(1, "EMC\n", "") }},
	{"content_balance", "closed twice", func(s surgeon) { s.page(1, "EMC\n", "EMC EMC\n") }},
	{"mcid_unclaimed", "content of no element", func(s surgeon) { s.page(2, "<</MCID 0>>", "<</MCID 990>>") }},
	{"mcid_unpainted", "element without its content", func(s surgeon) { s.page(2, "<</MCID 0>>", "<</MCID 990>>") }},
	{"mcid_repeated", "content twice", func(s surgeon) { s.page(2, "<</MCID 1>>", "<</MCID 0>>") }},
	{"mcid_parent", "no way back", func(s surgeon) { delete(s.find("Type", "Page", 1), "StructParents") }},
	{"colour", "grey", func(s surgeon) { s.page(2, " rg\n", " rg 0.5 g\n") }},
	{"image", "an image", func(s surgeon) { s.page(2, "EMC\n", "/Im1 Do EMC\n") }},
	{"font_embedded", "not embedded", func(s surgeon) { delete(s.dict(s.descendant()["FontDescriptor"]), "FontFile2") }},
	{"font_embedded", "no glyph map", func(s surgeon) { delete(s.descendant(), "CIDToGIDMap") }},
	{"font_embedded", "a font that is not named", func(s surgeon) { s.page(2, "BT/F1 ", "BT/F9 ") }},
	{"font_unicode", "no ToUnicode", func(s surgeon) { delete(s.font(), "ToUnicode") }},
	{"font_unicode", "a code left out", func(s surgeon) { s.stream(s.font()["ToUnicode"], "<0003> <", "<0003> ") }},
	{"font_widths", "no widths", func(s surgeon) { delete(s.descendant(), "W") }},
	{"font_glyphs", "a code without a glyph", func(s surgeon) { s.page(2, "[<", "[<fff0") }},
}

// TestFaults plants every fault in a good file and expects its rule to be named.
func TestFaults(t *testing.T) {
	tried := map[string]bool{"pages": true, "catalog": true, "encryption": true} // of files that pdfcpu cannot open in the first place
	for _, op := range operations {
		t.Run(op.rule+"/"+strings.ReplaceAll(op.fault, " ", "_"), func(t *testing.T) {
			s := surgeon{t, small(t)}
			op.cut(s)
			faults := examine(s.ctx)
			if !slices.ContainsFunc(faults, func(f Fault) bool { return f.Rule == op.rule }) {
				t.Errorf("not found; found %v", faults)
			}
			for _, f := range faults {
				if !slices.Contains(Rules(), f.Rule) {
					t.Errorf("%q is not in the list of rules", f.Rule)
				}
			}
		})
		tried[op.rule] = true
	}
	for _, r := range Rules() {
		if !tried[r] {
			t.Errorf("no fault was planted for the rule %s", r)
		}
	}
}

func TestNotPDF(t *testing.T) {
	for _, data := range []string{"", "%PDF-1.7\n", "hello"} {
		if _, err := File(strings.NewReader(data)); err == nil {
			t.Errorf("%q was read as PDF", data)
		}
	}
}
