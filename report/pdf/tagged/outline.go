package tagged

import (
	"fmt"

	"auditd/report/pdf/object"
)

// outline is an entry of the list that readers show beside the pages (clause 12.3.3).
type outline struct {
	title       string
	level       int
	destination string
	element     object.Ref
}

// Outline adds an entry that leads to a destination. A level may be at most one deeper than that of the entry before; the first
// is 1.
func (f *File) Outline(title string, level int, destination string, e *Element) {
	f.wanted = append(f.wanted, destination)
	f.outlines = append(f.outlines, outline{title, level, destination, e.ref})
}

// writeOutlines writes the entries and returns their root, 0 when there are none.
func (f *File) writeOutlines() object.Ref {
	if len(f.outlines) == 0 {
		return 0
	}
	refs := make([]object.Ref, len(f.outlines))
	for i := range refs {
		refs[i] = f.w.Reserve()
	}
	root := f.w.Reserve()
	f.writeBranch(root, refs, 0, len(refs), 1)
	first, last, _ := f.branch(refs, 0, len(refs), 1)
	f.w.Put(root, fmt.Appendf(nil, "<</Type/Outlines/First %s/Last %s/Count %d>>", first, last, len(refs)))
	return root
}

// branch returns the first and last entry of a level between two indices, and how many there are.
func (f *File) branch(refs []object.Ref, from, to, level int) (first, last object.Ref, n int) {
	for i := from; i < to; i++ {
		if f.outlines[i].level != level {
			continue
		}
		if n == 0 {
			first = refs[i]
		}
		last = refs[i]
		n++
	}
	return first, last, n
}

// writeBranch writes the entries of a level between two indices, and what stands below them.
func (f *File) writeBranch(parent object.Ref, refs []object.Ref, from, to, level int) {
	var previous object.Ref
	for i := from; i < to; {
		next := i + 1
		for next < to && f.outlines[next].level > level {
			next++
		}
		o := f.outlines[i]
		b := fmt.Appendf(nil, "<</Title%s/Parent %s/Dest%s/SE %s", object.Text(o.title), parent, object.Text(o.destination), o.element)
		if previous != 0 {
			b = fmt.Appendf(b, "/Prev %s", previous)
		}
		if next < to {
			b = fmt.Appendf(b, "/Next %s", refs[next])
		}
		if first, last, n := f.branch(refs, i+1, next, level+1); n > 0 {
			b = fmt.Appendf(b, "/First %s/Last %s/Count %d", first, last, n)
		}
		f.w.Put(refs[i], append(b, ">>"...))
		f.writeBranch(refs[i], refs, i+1, next, level+1)
		previous, i = refs[i], next
	}
}
