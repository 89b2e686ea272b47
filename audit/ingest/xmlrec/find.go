package xmlrec

import (
	"bytes"

	"auditd/audit/ingest/xmltoken"
)

// headSize is how much of a document is looked at to find the record element.
const headSize = 256 << 10

// A kind is all elements of one name at one depth.
type kind struct {
	name    string
	depth   int  // 2 is a child of the root
	repeats bool // some parent has several of them
	fields  bool // some have attributes or elements within
}

// A frame is an element that is open.
type frame struct {
	kind     *kind
	children map[string]int
}

// find returns the name of the record element in a document that begins with head, empty when there is no candidate: of the
// elements that repeat below one parent and have fields the outermost, the first of several. Without any it is the first child of
// the root that has fields, or else the first child that repeats.
func find(head []byte, limits xmltoken.Limits) string {
	kinds := survey(head, limits)
	var best, single, plain *kind
	for _, k := range kinds {
		switch {
		case k.repeats && k.fields && (best == nil || k.depth < best.depth):
			best = k
		case k.depth == 2 && k.fields && single == nil:
			single = k
		case k.depth == 2 && k.repeats && plain == nil:
			plain = k
		}
	}
	for _, k := range []*kind{best, single, plain} {
		if k != nil {
			return k.name
		}
	}
	return ""
}

// survey lists the kinds of elements in the order in which they turn up. It ends where head ends or is faulty: the fault is found
// again when the records are read.
func survey(head []byte, limits xmltoken.Limits) []*kind {
	type key struct {
		name  string
		depth int
	}
	byKey := map[key]*kind{}
	var kinds []*kind
	var open []frame
	s := xmltoken.NewScanner(bytes.NewReader(head), limits)
	for {
		token, err := s.Next()
		if err != nil || token == xmltoken.EOF {
			return kinds
		}
		switch token {
		case xmltoken.Start:
			name := string(s.Name())
			k := byKey[key{name, s.Depth()}]
			if k == nil {
				k = &kind{name: name, depth: s.Depth()}
				byKey[key{name, s.Depth()}] = k
				kinds = append(kinds, k)
			}
			k.fields = k.fields || hasFields(s.Attrs())
			if len(open) > 0 {
				parent := &open[len(open)-1]
				parent.kind.fields = true
				parent.children[name]++
				k.repeats = k.repeats || parent.children[name] > 1
			}
			open = append(open, frame{k, map[string]int{}})
		case xmltoken.End:
			open = open[:len(open)-1]
		}
	}
}

// hasFields reports whether some attribute is a field.
func hasFields(attrs []xmltoken.Attr) bool {
	for _, a := range attrs {
		space := string(a.Space)
		if space != "xmlns" && space != "xml" && space != "xsi" && string(a.Name) != "xmlns" {
			return true
		}
	}
	return false
}
