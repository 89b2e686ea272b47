// Package xmlrec reads records from XML. A record is an element that repeats, given by name or found; its fields are its child
// elements and attributes, and those within them, as a.b. Names are local names. An absent element and one with xsi:nil are no
// value, an empty element is the empty text. White space around a value is layout and does not belong to it.
//
// The package does not know encodings: its input is UTF-8, whatever the XML declaration says.
package xmlrec

import (
	"bytes"
	"errors"
	"io"
	"strings"

	"auditd/audit"
	"auditd/audit/ingest/xmltoken"
)

// Limits bound what one file may ask for. All of them are required.
type Limits struct {
	Field  int // bytes of one value
	Record int // bytes of the values of one record
	Depth  int // nesting of elements
}

// A Field is one value of a record. Value is nil for an element with xsi:nil and valid until the next record.
type Field struct {
	Column int // number of the field's name: the names are numbered from 0 in the order in which they turn up
	Value  []byte
}

// A Reader reads one record after the other.
type Reader struct {
	scanner *xmltoken.Scanner
	limits  Limits
	record  string // local name of the record element
	row     int64
	rooted  bool
	seen    []string // names of the first elements, for the message that there is no record

	tree   tree
	fields []Field
	arena  []byte // text of the fields
}

// NewReader returns a Reader at the first byte of r. Record is the local name of the record element; when it is empty, the
// element is found in the first part of the document: the outermost one that repeats and has fields. Column is called once for
// each name, when it first turns up; it says whether the values of that name are wanted, and its error ends the reading.
func NewReader(r io.Reader, record string, limits Limits, column func(name []byte) (wanted bool, err error)) (*Reader, error) {
	if column == nil {
		column = func([]byte) (bool, error) { return true, nil }
	}
	tokens := xmltoken.Limits{Token: 6*limits.Field + 1<<16, Depth: limits.Depth}
	if record == "" {
		head := make([]byte, headSize)
		n, err := io.ReadFull(r, head)
		if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
			return nil, err
		}
		record = find(head[:n], tokens)
		r = io.MultiReader(bytes.NewReader(head[:n]), r)
	}
	return &Reader{
		scanner: xmltoken.NewScanner(r, tokens), limits: limits, record: record,
		arena: []byte{}, // never nil, because a nil value is none
		tree:  tree{newColumn: column, root: &node{column: -1}, byName: map[string]int{}},
	}, nil
}

// Record returns the local name of the record element, empty when none was given or found.
func (r *Reader) Record() string { return r.record }

// Row returns the 1-based number of the record that was read last, or where the error is.
func (r *Reader) Row() int64 { return r.row }

// Fields returns the fields of the record that was read last, in the order of the document.
func (r *Reader) Fields() []Field { return r.fields }

// Next reads a record and returns io.EOF behind the last. Its errors are *audit.Error of kind Invalid or Limit with Row and,
// where it is known, Column, or those of the stream. After an error Next must not be called again.
func (r *Reader) Next() error {
	for {
		kind, err := r.next()
		if err != nil {
			return err
		}
		switch kind {
		case xmltoken.EOF:
			return r.end()
		case xmltoken.Start:
			if !r.rooted {
				r.rooted = true
				if err := r.checkRoot(); err != nil {
					return err
				}
			}
			if string(r.scanner.Name()) == r.record {
				return r.read()
			}
			if r.row == 0 && len(r.seen) < maxSeen {
				r.seen = append(r.seen, string(r.scanner.Name()))
			}
		}
	}
}

// maxSeen is how many names a message lists.
const maxSeen = 8

// checkRoot refuses documents that are known not to hold records, by name.
func (r *Reader) checkRoot() error {
	switch strings.ToLower(string(r.scanner.Name())) {
	case "html":
		e := audit.Errorf(audit.Invalid, "the file is an HTML page")
		e.Remedy = "open it in a spreadsheet program and save it as .xlsx or CSV"
		return e
	case "workbook":
		if bytes.Contains(r.scanner.Attr("xmlns"), []byte("office:spreadsheet")) {
			e := audit.Errorf(audit.Invalid, "the file is a workbook in the XML of Excel 2003")
			e.Remedy = "open it in a spreadsheet program and save it as .xlsx"
			return e
		}
	}
	return nil
}

// end is what the end of the document means.
func (r *Reader) end() error {
	if r.row > 0 {
		return io.EOF
	}
	if r.record == "" {
		if len(r.seen) == 1 {
			return io.EOF // a root without anything: no records
		}
		e := audit.Errorf(audit.Invalid, "no element repeats, so that none can be taken for a record")
		e.Remedy = "name the element that is a record"
		return e
	}
	e := audit.Errorf(audit.Invalid, "no element has the name %s", audit.Quote(r.record))
	var names []string
	for _, n := range r.seen {
		names = append(names, audit.Quote(n))
	}
	e.Remedy = "the document begins with the elements " + strings.Join(names, ", ")
	return e
}

// next reads a token. The line of an error goes into its text, because a row is a record.
func (r *Reader) next() (xmltoken.Kind, error) {
	kind, err := r.scanner.Next()
	var e *audit.Error
	if errors.As(err, &e) && e.Row > 0 {
		found := audit.Errorf(e.Kind, "line %d: %s", e.Row, e.Text)
		found.Remedy, found.Row = e.Remedy, r.row
		return kind, found
	}
	return kind, err
}

// read reads the record that was just begun.
func (r *Reader) read() error {
	r.row++
	r.fields, r.arena = r.fields[:0], r.arena[:0]
	r.tree.current++
	err := r.element(r.tree.root)
	var e *audit.Error
	if errors.As(err, &e) && e.Row == 0 {
		e.Row = r.row
	}
	return err
}

// element reads the element that was just begun and whose fields lie at and below n.
func (r *Reader) element(n *node) error {
	n.next = 0
	named, null, err := r.attributes(n)
	if err != nil {
		return err
	}
	from, children := len(r.arena), false
	for {
		kind, err := r.next()
		if err != nil {
			return err
		}
		switch kind {
		case xmltoken.Text:
			if err := r.text(n, children); err != nil {
				return err
			}
		case xmltoken.Start:
			if !children {
				if len(trim(r.arena[from:])) > 0 {
					return mixed(n)
				}
				children = true
				r.arena = r.arena[:from] // layout
			}
			child, err := r.tree.child(n, r.scanner.Name())
			if err != nil {
				return err
			}
			if err := r.element(child); err != nil {
				return err
			}
		case xmltoken.End:
			return r.finish(n, from, children, named, null)
		}
	}
}

// text takes characters of an element; beside child elements only white space is allowed.
func (r *Reader) text(n *node, children bool) error {
	t := r.scanner.Text()
	if children {
		if len(trim(t)) > 0 {
			return mixed(n)
		}
		return nil
	}
	if len(r.arena)+len(t) > r.limits.Record {
		return audit.Errorf(audit.Limit, "the values of a record are longer than %d bytes", r.limits.Record)
	}
	r.arena = append(r.arena, t...)
	return nil
}

func mixed(n *node) error {
	e := audit.Errorf(audit.Invalid, "an element has both text and elements within it")
	e.Column = string(n.path)
	e.Remedy = "put the text into an element of its own"
	return e
}

// finish makes the text of an element a field. Named says that the element has attributes, which are fields already, null that
// it is marked as nil.
func (r *Reader) finish(n *node, from int, children, named, null bool) error {
	if children {
		return nil
	}
	value := trim(r.arena[from:])
	switch {
	case null:
		return r.give(n, nil)
	case len(value) == 0 && (named || n == r.tree.root):
		return nil
	}
	return r.give(n, value[:len(value):len(value)])
}

// trim returns v without the white space around it; unlike bytes.Trim never nil.
func trim(v []byte) []byte {
	for len(v) > 0 && isSpace(v[0]) {
		v = v[1:]
	}
	for len(v) > 0 && isSpace(v[len(v)-1]) {
		v = v[:len(v)-1]
	}
	return v
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }

// attributes makes the attributes of an element fields. Those that speak to XML itself are none.
func (r *Reader) attributes(n *node) (named, null bool, err error) {
	for _, a := range r.scanner.Attrs() {
		space := string(a.Space)
		if space == "xmlns" || space == "xml" || space == "" && string(a.Name) == "xmlns" {
			continue
		}
		if space == "xsi" {
			null = null || string(a.Name) == "nil" && (string(a.Value) == "true" || string(a.Value) == "1")
			continue
		}
		named = true
		child, err := r.tree.child(n, a.Name)
		if err != nil {
			return false, false, err
		}
		from := len(r.arena)
		r.arena = append(r.arena, a.Value...)
		if err := r.give(child, r.arena[from:len(r.arena):len(r.arena)]); err != nil {
			return false, false, err
		}
	}
	return named, null, nil
}

// give makes a value the field of a node.
func (r *Reader) give(n *node, value []byte) error {
	if n == r.tree.root {
		// A record that is nothing but text has one field, named like the record.
		var err error
		if n, err = r.tree.child(n, []byte(r.record)); err != nil {
			return err
		}
	}
	c, err := r.tree.columnOf(n)
	if err != nil || !c.wanted {
		return err
	}
	if c.record == r.tree.current {
		e := audit.Errorf(audit.Invalid, "the element or attribute stands more than once in one record, which does not fit into one cell")
		e.Column, e.Remedy = string(n.path), "leave it out, or give each a name of its own"
		return e
	}
	c.record = r.tree.current
	r.fields = append(r.fields, Field{n.column, value})
	return nil
}
