package tagged

import (
	"fmt"
	"slices"

	"auditd/audit"
	"auditd/report/pdf/object"
)

// An Element is an element of the structure tree (clause 14.7). Its children and content count in the order in which they are
// added. It must be closed exactly once; then it is written and forgotten.
type Element struct {
	file   *File
	kind   string // a standard structure type: P, Table, Figure …
	ref    object.Ref
	parent object.Ref
	page   object.Ref // of its first content
	extra  []byte     // entries of its dictionary
	kids   []byte
	closed bool
}

// Child adds an element of a standard structure type (clause 14.8.4).
func (e *Element) Child(kind string) *Element {
	c := &Element{file: e.file, kind: kind, ref: e.file.w.Reserve(), parent: e.ref}
	e.kids = fmt.Appendf(e.kids, "%d 0 R ", int(c.ref))
	e.check()
	return c
}

// check notes an Internal error when a closed element grows.
func (e *Element) check() {
	if e.closed {
		e.file.fail(audit.Errorf(audit.Internal, "pdf: %s was changed after it was closed", e.kind))
	}
}

func (e *Element) set(key, text string) *Element {
	e.check()
	if text != "" {
		e.extra = object.AppendText(append(append(e.extra, '/'), key...), text)
	}
	return e
}

// Kind returns the structure type.
func (e *Element) Kind() string { return e.kind }

// Alt gives a figure its alternative text.
func (e *Element) Alt(text string) *Element { return e.set("Alt", text) }

// ActualText says what the content stands for, where its characters do not.
func (e *Element) ActualText(text string) *Element { return e.set("ActualText", text) }

// Lang gives the language of the element where it differs from the document's, as a BCP 47 tag; empty changes nothing.
func (e *Element) Lang(tag string) *Element { return e.set("Lang", tag) }

// Title gives a title that a reader's list of the structure shows.
func (e *Element) Title(text string) *Element { return e.set("T", text) }

// Attribute adds an attribute object (clause 14.8.5), such as "/O/Table/Scope/Column".
func (e *Element) Attribute(entries string) *Element {
	e.check()
	e.extra = append(e.extra, "/A<<"+entries+">>"...)
	return e
}

// Box gives the rectangle of a figure: left, top, right, bottom on a page.
func (e *Element) Box(p *Page, left, top, right, bottom float64) *Element {
	b := []byte("/O/Layout/Placement/Block/BBox[")
	for _, v := range []float64{left, p.height - bottom, right, p.height - top} {
		b = append(object.AppendNumber(b, v), ' ')
	}
	return e.Attribute(string(append(b, ']')))
}

// ID gives an identifier, which must be unique and is required of notes. Identifiers are given in ascending order.
func (e *Element) ID(id string) *Element {
	ids := e.file.ids
	if n := len(ids); n > 0 && ids[n-1].name >= id {
		e.file.fail(audit.Errorf(audit.Internal, "pdf: identifier %q does not ascend", id))
	}
	e.file.ids = append(ids, named{id, e.ref.String()})
	return e.set("ID", id)
}

// content adds marked content of a page.
func (e *Element) content(page object.Ref, mcid int) {
	e.check()
	if e.page == 0 {
		e.page = page
	}
	if e.page == page {
		e.kids = fmt.Appendf(e.kids, "%d ", mcid)
		return
	}
	e.kids = fmt.Appendf(e.kids, "<</Type/MCR/Pg %s/MCID %d>>", page, mcid)
}

// annotation adds an annotation of a page (clause 14.7.4.3).
func (e *Element) annotation(page, annotation object.Ref) {
	e.check()
	e.kids = fmt.Appendf(e.kids, "<</Type/OBJR/Pg %s/Obj %s>>", page, annotation)
}

// Close writes the element. Children and content must not be added any more; children may be closed later than their parent.
func (e *Element) Close() {
	e.check()
	e.closed = true
	b := fmt.Appendf(nil, "<</S/%s/P %s", e.kind, e.parent)
	if e.page != 0 {
		b = fmt.Appendf(b, "/Pg %s", e.page)
	}
	b = append(append(b, e.extra...), "/K["...)
	e.file.w.Put(e.ref, append(append(b, e.kids...), "]>>"...))
	e.extra, e.kids = nil, nil
}

// writeStructure writes the root of the structure tree with the parent tree and the identifiers.
func (f *File) writeStructure() {
	b := []byte("<</Kids[")
	first := 0
	for leaf := range slices.Chunk(f.parents, leafSize) {
		n := fmt.Appendf(nil, "<</Limits[%d %d]/Nums[", first, first+len(leaf)-1)
		for i, ref := range leaf {
			n = fmt.Appendf(n, "%d %s ", first+i, ref)
		}
		first += len(leaf)
		b = fmt.Appendf(b, "%s ", f.w.Add(append(n, "]>>"...)))
	}
	tree := f.w.Add(append(b, "]>>"...))
	s := fmt.Appendf(nil, "<</Type/StructTreeRoot/K %s/ParentTree %s/ParentTreeNextKey %d", f.root.ref, tree, len(f.parents))
	if len(f.ids) > 0 {
		s = fmt.Appendf(s, "/IDTree %s", f.nameTree(f.ids))
	}
	f.w.Put(f.tree, append(s, ">>"...))
}
