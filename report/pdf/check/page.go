package check

import (
	"slices"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// pages checks every page: content, annotations, order of the tabulator.
func (c *checker) pages() {
	painted := map[key]bool{}
	for i := 1; i <= c.x.PageCount; i++ {
		d, ref, inherited, err := c.x.PageDict(i, false)
		if err != nil || d == nil || ref == nil {
			c.fault("pages", "page %d cannot be read", i)
			continue
		}
		if c.name(d["Tabs"]) != "S" {
			c.fault("page_tabs", "page %d does not follow the structure", i)
		}
		body, err := c.x.PageContent(d, i)
		if err != nil {
			c.fault("pages", "page %d has no content: %v", i, err)
			continue
		}
		resources := c.dict(d["Resources"])
		if resources == nil && inherited != nil {
			resources = inherited.Resources
		}
		p := &page{c: c, number: i, object: objectNumber(*ref), fonts: c.dict(resources["Font"]), painted: painted, parents: c.array(c.parentOf(c.number(d["StructParents"])))}
		p.read(body)
		for _, a := range c.array(d["Annots"]) {
			c.annotation(i, a)
		}
	}
	var unpainted []key
	for k := range c.content {
		if !painted[k] {
			unpainted = append(unpainted, k)
		}
	}
	slices.SortFunc(unpainted, func(a, b key) int { return (a.page-b.page)<<20 + a.mcid - b.mcid })
	for _, k := range unpainted {
		c.fault("mcid_unpainted", "the structure names content %d of page object %d, which is not there", k.mcid, k.page)
	}
}

// annotation: links say where they lead and belong to an element of type Link.
func (c *checker) annotation(page int, o types.Object) {
	d := c.dict(o)
	switch c.name(d["Subtype"]) {
	case "Link":
	case "Widget":
		return
	default:
		c.fault("annotation_parent", "page %d has an annotation that is neither a link nor a field", page)
		return
	}
	if c.text(d["Contents"]) == "" {
		c.fault("link_contents", "a link on page %d has no text", page)
	}
	e := c.elements[objectNumber(c.parentOf(c.number(d["StructParent"])))]
	if e == nil || e.kind != "Link" {
		c.fault("annotation_parent", "a link on page %d does not belong to an element Link", page)
	}
}

// page is a page whose content is being read.
type page struct {
	c       *checker
	number  int
	object  int
	fonts   types.Dict
	painted map[key]bool
	parents types.Array

	open []bool   // marked contents that are open: whether what is painted in them is accounted for
	args [][]byte // operands before the next operator
	font string
	used *fontUse
}

// painting are the operators that leave marks on the page.
var painting = []string{"Tj", "TJ", "'", "\"", "f", "F", "f*", "S", "s", "B", "B*", "b", "b*", "sh", "Do", "BI"}

// refused are operators that a report has no use for: images, other colour spaces, state of graphics that could hide something.
var refused = map[string]string{
	"Do": "image", "BI": "image", "sh": "colour", "k": "colour", "K": "colour", "g": "colour", "G": "colour", "cs": "colour", "CS": "colour",
	"sc": "colour", "SC": "colour", "scn": "colour", "SCN": "colour", "gs": "colour",
}

// read goes through the operators of a page.
func (p *page) read(body []byte) {
	t := tokens{b: body}
	for {
		word := t.next()
		if word == nil {
			break
		}
		if operand(word) {
			p.args = append(p.args, word)
			continue
		}
		p.operator(string(word))
		p.args = p.args[:0]
	}
	if len(p.open) != 0 {
		p.c.fault("content_balance", "page %d leaves marked content open", p.number)
	}
}

func (p *page) operator(op string) {
	switch op {
	case "BDC", "BMC":
		p.begin()
	case "EMC":
		if len(p.open) == 0 {
			p.c.fault("content_balance", "page %d closes marked content that is not open", p.number)
			return
		}
		p.open = p.open[:len(p.open)-1]
	case "Tf":
		if len(p.args) == 2 {
			p.font = string(p.args[0])
			p.used = p.c.useFont(p.fonts[p.font[1:]])
		}
	case "Tj", "TJ":
		p.show()
	}
	if slices.Contains(painting, op) && (len(p.open) == 0 || !p.open[len(p.open)-1]) {
		p.c.fault("content_unmarked", "page %d paints (%s) what is neither content of an element nor an artifact", p.number, op)
	}
	if rule, ok := refused[op]; ok {
		p.c.fault(rule, "page %d uses the operator %s", p.number, op)
	}
}

// begin opens marked content: an artifact, or content of an element.
func (p *page) begin() {
	inside := len(p.open) > 0 && p.open[len(p.open)-1]
	mcid := -1
	for i, a := range p.args {
		if string(a) == "/MCID" && i+1 < len(p.args) {
			mcid = atoi(p.args[i+1])
		}
	}
	artifact := len(p.args) > 0 && string(p.args[0]) == "/Artifact"
	p.open = append(p.open, inside || artifact || mcid >= 0)
	if mcid < 0 {
		return
	}
	k := key{p.object, mcid}
	if p.painted[k] {
		p.c.fault("mcid_repeated", "page %d has two contents %d", p.number, mcid)
	}
	p.painted[k] = true
	if p.c.content[k] == 0 {
		p.c.fault("mcid_unclaimed", "content %d of page %d belongs to no element", mcid, p.number)
		return
	}
	if mcid >= len(p.parents) || !p.c.owns(objectNumber(p.parents[mcid]), k) {
		p.c.fault("mcid_parent", "the parent tree does not lead from content %d of page %d to its element", mcid, p.number)
	}
}

// owns reports whether an element claims a content.
func (c *checker) owns(number int, k key) bool {
	e := c.elements[number]
	return e != nil && slices.Contains(e.contents, k)
}

// show notes the codes that are shown.
func (p *page) show() {
	if p.used == nil {
		p.c.fault("font_embedded", "page %d shows text in a font that it does not name", p.number)
		return
	}
	for _, a := range p.args {
		if len(a) > 1 && a[0] == '<' {
			p.used.add(a[1 : len(a)-1])
		}
	}
}
