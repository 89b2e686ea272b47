// Package check reads a PDF file and names what keeps it from being PDF/A-3a and PDF/UA-1, as far as a report of this program
// could go wrong: structure, alternative texts, heads of tables, links, notes, marked content, fonts, metadata, colours,
// attachments. It is a gate for continuous integration that needs no other program.
//
// It is not a full validator: it knows the structure types and operators that package tagged writes and calls others faults, has no
// role maps, and cannot judge whether an order of reading or an alternative text is good. The rules are those of ISO 19005-3,
// ISO 14289-1 and ISO 32000-1; each fault names its rule.
package check

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"auditd/audit"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// A Fault is a place where a file breaks a rule.
type Fault struct {
	Rule string // short name in snake_case, such as "figure_alt"
	Text string // what is wrong and where, in lower case
}

// String returns the fault on one line.
func (f Fault) String() string { return f.Rule + ": " + f.Text }

// mostFaults is how many faults of one rule are reported.
const mostFaults = 20

// File checks a file. It returns the faults in the order in which they are met; none means that the file passed. A file that cannot be
// read as PDF is an Invalid error.
func File(r io.ReadSeeker) ([]Fault, error) {
	ctx, err := read(r)
	if err != nil {
		return nil, err
	}
	return examine(ctx), nil
}

// read parses a file.
func read(r io.ReadSeeker) (*model.Context, error) {
	api.DisableConfigDir()
	conf := model.NewDefaultConfiguration()
	conf.ValidationMode = model.ValidationRelaxed
	ctx, err := api.ReadContext(r, conf)
	if err != nil {
		return nil, &audit.Error{Kind: audit.Invalid, Text: "the file cannot be read as PDF", Err: err}
	}
	return ctx, nil
}

// examine checks a parsed file.
func examine(ctx *model.Context) []Fault {
	c := &checker{x: ctx.XRefTable, count: map[string]int{}, content: map[key]int{}, fonts: map[string]*fontUse{}}
	catalog, err := c.x.Catalog()
	if err != nil {
		c.fault("catalog", "the file has no catalog: %v", err)
		return c.faults
	}
	if err := c.x.EnsurePageCount(); err != nil {
		c.fault("pages", "the pages cannot be counted: %v", err)
		return c.faults
	}
	c.trailer()
	c.catalog(catalog)
	c.metadata(catalog)
	c.attachments(catalog)
	c.actions()
	c.structure(catalog)
	c.pages()
	c.checkFonts()
	return c.faults
}

// checker collects faults.
type checker struct {
	x      *model.XRefTable
	faults []Fault
	count  map[string]int

	content  map[key]int // content of pages that the structure claims: how often
	elements map[int]*element
	parents  []parentEntry
	ids      []string
	level    int // of the last heading
	fonts    map[string]*fontUse
}

// key is a marked content: the object number of its page, and its number there.
type key struct{ page, mcid int }

func (c *checker) fault(rule, format string, args ...any) {
	c.count[rule]++
	if c.count[rule] <= mostFaults {
		c.faults = append(c.faults, Fault{rule, fmt.Sprintf(format, args...)})
	}
}

// dict returns a dictionary, nil when the object is none.
func (c *checker) dict(o types.Object) types.Dict {
	d, err := c.x.DereferenceDict(o)
	if err != nil {
		return nil
	}
	return d
}

// array returns an array, nil when the object is none.
func (c *checker) array(o types.Object) types.Array {
	a, err := c.x.DereferenceArray(o)
	if err != nil {
		return nil
	}
	return a
}

// text returns a text string, empty when the object is none.
func (c *checker) text(o types.Object) string {
	o, err := c.x.Dereference(o)
	if err != nil {
		return ""
	}
	switch s := o.(type) {
	case types.StringLiteral:
		t, err := types.StringLiteralToString(s)
		if err == nil {
			return t
		}
	case types.HexLiteral:
		t, err := types.HexLiteralToString(s)
		if err == nil {
			return t
		}
	}
	return ""
}

// name returns a name without its solidus, empty when the object is none.
func (c *checker) name(o types.Object) string {
	o, err := c.x.Dereference(o)
	if err != nil {
		return ""
	}
	n, _ := o.(types.Name)
	return string(n)
}

// number returns an integer, -1 when the object is none.
func (c *checker) number(o types.Object) int {
	o, err := c.x.Dereference(o)
	if err != nil {
		return -1
	}
	n, ok := o.(types.Integer)
	if !ok {
		return -1
	}
	return int(n)
}

// stream returns the unpacked content of a stream.
func (c *checker) stream(o types.Object) []byte {
	s, _, err := c.x.DereferenceStreamDict(o)
	if err != nil || s == nil {
		return nil
	}
	if err := s.Decode(); err != nil {
		return nil
	}
	if len(s.Content) > 0 {
		return s.Content
	}
	return s.Raw
}

// objectNumber returns the number of an indirect object, 0 for a direct one.
func objectNumber(o types.Object) int {
	switch r := o.(type) {
	case types.IndirectRef:
		return int(r.ObjectNumber)
	case *types.IndirectRef:
		return int(r.ObjectNumber)
	}
	return 0
}

// Rules returns the names of all rules, in alphabetical order.
func Rules() []string {
	rules := strings.Fields(`action annotation_parent associated_file attachment_mime attachment_name catalog colour content_balance content_unmarked
		document_language document_title element_parent element_type figure_alt figure_box file_identifier font_embedded font_glyphs
		font_unicode font_widths heading_order image link_annotation link_contents list_children marked metadata metadata_conformance
		metadata_extension metadata_part metadata_title metadata_ua mcid_parent mcid_repeated mcid_unclaimed mcid_unpainted note_id
		output_intent page_tabs pages encryption span_language structure table_cells table_children table_scope toc_children`)
	slices.Sort(rules)
	return rules
}
