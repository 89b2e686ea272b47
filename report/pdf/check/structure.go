package check

import (
	"slices"
	"strings"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// element is an element of the structure tree.
type element struct {
	kind     string
	number   int // of its object
	dict     types.Dict
	kids     []*element
	links    int // annotations that belong to it
	contents []key
}

// parentEntry is an entry of the parent tree: the object it leads to.
type parentEntry struct {
	key    int
	object types.Object
}

// known are the structure types that package tagged writes (ISO 32000-1, 14.8.4).
var known = strings.Fields("Document Sect Div Caption TOC TOCI P H1 H2 H3 H4 H5 H6 L LI Lbl LBody Table TR TH TD THead TBody Span Note Reference Link Figure")

// structure walks the tree.
func (c *checker) structure(catalog types.Dict) {
	c.elements = map[int]*element{}
	root := c.dict(catalog["StructTreeRoot"])
	if root == nil {
		c.fault("structure", "the file has no structure tree")
		return
	}
	for _, o := range c.kidsOf(root) {
		c.walk(o, objectNumber(catalog["StructTreeRoot"]), 0)
	}
	c.parentTree(root["ParentTree"])
	slices.Sort(c.ids)
	for i, id := range c.ids {
		if i > 0 && id == c.ids[i-1] {
			c.fault("note_id", "two notes have the identifier %q", id)
		}
	}
}

// kidsOf returns the children of an element as a list.
func (c *checker) kidsOf(d types.Dict) types.Array {
	if d["K"] == nil {
		return nil
	}
	if a := c.array(d["K"]); a != nil {
		return a
	}
	return types.Array{d["K"]}
}

// walk reads an element and what is below it, and checks it.
func (c *checker) walk(o types.Object, parent, page int) *element {
	d := c.dict(o)
	if d == nil {
		c.fault("structure", "object %d is not an element", objectNumber(o))
		return nil
	}
	e := &element{kind: c.name(d["S"]), number: objectNumber(o), dict: d}
	c.elements[e.number] = e
	if objectNumber(d["P"]) != parent {
		c.fault("element_parent", "%s %d does not name its parent", e.kind, e.number)
	}
	if p := objectNumber(d["Pg"]); p != 0 {
		page = p
	}
	c.before(e)
	for _, k := range c.kidsOf(d) {
		c.kid(e, k, page)
	}
	c.after(e)
	return e
}

// kid reads one child: an element, marked content or an annotation.
func (c *checker) kid(e *element, o types.Object, page int) {
	switch v := o.(type) {
	case types.Integer:
		c.claim(e, key{page, int(v)})
	case types.Dict:
		if p := objectNumber(v["Pg"]); p != 0 {
			page = p
		}
		switch c.name(v["Type"]) {
		case "OBJR":
			e.links++
		case "MCR":
			c.claim(e, key{page, c.number(v["MCID"])})
		}
	default:
		if k := c.walk(o, e.number, page); k != nil {
			e.kids = append(e.kids, k)
		}
	}
}

func (c *checker) claim(e *element, k key) {
	c.content[k]++
	if c.content[k] > 1 {
		c.fault("mcid_repeated", "content %d of page object %d belongs to two elements", k.mcid, k.page)
	}
	e.contents = append(e.contents, k)
}

// before checks an element by itself, in reading order.
func (c *checker) before(e *element) {
	if !slices.Contains(known, e.kind) {
		c.fault("element_type", "%q is not a structure type of a report", e.kind)
	}
	if lang, ok := e.dict["Lang"]; ok && !languageTag.MatchString(c.text(lang)) {
		c.fault("span_language", "%s %d has the language %q", e.kind, e.number, c.text(lang))
	}
	switch e.kind {
	case "Figure":
		if strings.TrimSpace(c.text(e.dict["Alt"])) == "" {
			c.fault("figure_alt", "figure %d has no alternative text", e.number)
		}
		if a := c.dict(e.dict["A"]); a == nil || len(c.array(a["BBox"])) != 4 {
			c.fault("figure_box", "figure %d does not say where it is", e.number)
		}
	case "TH":
		a := c.dict(e.dict["A"])
		if s := c.name(a["Scope"]); s != "Row" && s != "Column" {
			c.fault("table_scope", "head %d does not say whether it is of a row or a column", e.number)
		}
	case "Note":
		id := c.text(e.dict["ID"])
		if id == "" {
			c.fault("note_id", "note %d has no identifier", e.number)
		}
		c.ids = append(c.ids, id)
	}
	if len(e.kind) == 2 && e.kind[0] == 'H' && e.kind[1] >= '1' && e.kind[1] <= '6' {
		n := int(e.kind[1] - '0')
		if n > c.level+1 {
			c.fault("heading_order", "heading %d of level %d follows one of level %d", e.number, n, c.level)
		}
		c.level = n
	}
}

// children are what may stand directly in an element that is not free.
var children = map[string]struct {
	rule string
	may  []string
}{
	"L":     {"list_children", []string{"LI", "L", "Caption"}},
	"LI":    {"list_children", []string{"Lbl", "LBody"}},
	"TOC":   {"toc_children", []string{"TOCI", "TOC", "Caption"}},
	"TOCI":  {"toc_children", []string{"Lbl", "Reference", "P", "TOC"}},
	"Table": {"table_children", []string{"Caption", "THead", "TBody", "TR"}},
	"THead": {"table_children", []string{"TR"}},
	"TBody": {"table_children", []string{"TR"}},
	"TR":    {"table_children", []string{"TH", "TD"}},
}

// parent is where an element that is not free must stand.
var parent = map[string][]string{
	"LI": {"L"}, "LBody": {"LI"}, "TOCI": {"TOC"}, "THead": {"Table"}, "TBody": {"Table"}, "TR": {"Table", "THead", "TBody"}, "TH": {"TR"}, "TD": {"TR"},
}

// after checks an element together with what is below it.
func (c *checker) after(e *element) {
	rule, bound := children[e.kind]
	for _, k := range e.kids {
		if bound && !slices.Contains(rule.may, k.kind) {
			c.fault(rule.rule, "%s %d has a child %s", e.kind, e.number, k.kind)
		}
		if where, ok := parent[k.kind]; ok && !slices.Contains(where, e.kind) {
			c.fault(children[where[0]].rule, "%s %d stands in %s", k.kind, k.number, e.kind)
		}
	}
	if bound && len(e.contents) > 0 {
		c.fault(rule.rule, "%s %d has content of its own", e.kind, e.number)
	}
	switch e.kind {
	case "Link":
		if e.links == 0 {
			c.fault("link_annotation", "link %d has no annotation", e.number)
		}
	case "Table":
		c.cells(e)
	}
}

// cells: every row of a table has as many cells as the first (reports have no spans).
func (c *checker) cells(table *element) {
	var rows []*element
	var collect func(e *element)
	collect = func(e *element) {
		for _, k := range e.kids {
			if k.kind == "TR" {
				rows = append(rows, k)
			} else {
				collect(k)
			}
		}
	}
	collect(table)
	for _, r := range rows {
		if len(r.kids) != len(rows[0].kids) {
			c.fault("table_cells", "row %d of table %d has %d cells for %d columns", r.number, table.number, len(r.kids), len(rows[0].kids))
		}
	}
	if len(rows) == 0 {
		c.fault("table_cells", "table %d has no rows", table.number)
	}
}

// parentTree reads the way back from content to elements (ISO 32000-1, 14.7.4.4).
func (c *checker) parentTree(o types.Object) {
	d := c.dict(o)
	if d == nil {
		return
	}
	nums := c.array(d["Nums"])
	for i := 0; i+1 < len(nums); i += 2 {
		c.parents = append(c.parents, parentEntry{c.number(nums[i]), nums[i+1]})
	}
	for _, kid := range c.array(d["Kids"]) {
		c.parentTree(kid)
	}
}

// parentOf returns what the parent tree has under a key.
func (c *checker) parentOf(k int) types.Object {
	i, ok := slices.BinarySearchFunc(c.parents, k, func(e parentEntry, k int) int { return e.key - k })
	if !ok {
		return nil
	}
	return c.parents[i].object
}
