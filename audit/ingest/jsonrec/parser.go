package jsonrec

import (
	"bytes"
	"errors"
	"unicode/utf8"

	"auditd/audit"
)

// errShort says that the text ends inside a record.
var errShort = errors.New("the text ends inside a record")

// A node is one key of the objects seen so far, below the key that holds it.
type node struct {
	quoted   []byte           // as it is written: the key and its closing quote; nil when the key has characters that need escapes
	path     []byte           // keys from the record down, with dots between
	children map[string]*node // by key
	order    []*node          // children in the order in which they turned up
	at       int              // position in the order of the key that holds it
	column   int              // -1 as long as only objects have been seen here
	record   int64            // the record in which the key was met last
}

// A column is a name, which two paths can share: {"a":{"b":1}} and {"a.b":1}.
type column struct {
	wanted bool
	record int64 // the record that had a value for it last
}

// A parser takes records apart and remembers the keys.
type parser struct {
	depth     int
	newColumn func(name []byte) (bool, error)
	root      *node
	columns   []column
	byName    map[string]int
	keys      int // number of nodes

	b       []byte // the text, a record at its beginning
	i       int
	current int64 // number of the record; keys that carry it have been met in this record
	fields  []Field
	scratch []byte // strings with escapes, decoded
}

func newParser(depth int, newColumn func(name []byte) (bool, error)) parser {
	if newColumn == nil {
		newColumn = func([]byte) (bool, error) { return true, nil }
	}
	return parser{depth: depth, newColumn: newColumn, root: &node{column: -1}, byName: map[string]int{}}
}

// record reads the object that b begins with, leaves its values in fields, and returns its length. White space may precede it.
func (p *parser) record(b []byte) (int, error) {
	p.b, p.i, p.fields, p.scratch = b, 0, p.fields[:0], p.scratch[:0]
	p.current++
	c, err := p.space()
	if err != nil {
		return 0, err
	}
	if c != '{' {
		e := audit.Errorf(audit.Invalid, "a record is not an object: %s", near(b, p.i))
		e.Remedy = "write each record as {\"name\": value, ...}"
		return 0, e
	}
	if err := p.object(p.root, 1); err != nil {
		return 0, err
	}
	return p.i, nil
}

// object reads an object whose keys lie below n; p.i is at its brace.
func (p *parser) object(n *node, depth int) error {
	if depth > p.depth {
		return p.deep(n)
	}
	p.i++
	c, err := p.space()
	if err != nil {
		return err
	}
	if c == '}' {
		p.i++
		return nil
	}
	for next := 0; ; next++ {
		child, err := p.key(n, &next)
		if err != nil {
			return err
		}
		if c, err = p.space(); err != nil {
			return err
		}
		if err := p.value(child, c, depth); err != nil {
			return err
		}
		if c, err = p.space(); err != nil {
			return err
		}
		p.i++
		switch c {
		case '}':
			return nil
		case ',':
		default:
			p.i--
			return p.bad(child)
		}
		if _, err = p.space(); err != nil {
			return err
		}
	}
}

// key reads a key and its colon and returns its node. Next is the position of the child of n that is expected, because records
// tend to have the same keys in the same order; it is set to that of the key.
func (p *parser) key(n *node, next *int) (*node, error) {
	if p.b[p.i] != '"' {
		return nil, p.bad(n)
	}
	var child *node
	if k := *next; k < len(n.order) && n.order[k].quoted != nil && bytes.HasPrefix(p.b[p.i+1:], n.order[k].quoted) {
		child = n.order[k]
		p.i += 1 + len(child.quoted)
	} else {
		key, err := p.text()
		if err != nil {
			return nil, p.in(n, err)
		}
		child = n.children[string(key)]
		if child == nil {
			if child, err = p.grow(n, key); err != nil {
				return nil, err
			}
		}
		*next = child.at
	}
	if child.record == p.current && child.record != 0 {
		e := audit.Errorf(audit.Invalid, "the key stands twice in one object")
		e.Column = string(child.path)
		return nil, e
	}
	child.record = p.current
	c, err := p.space()
	if err != nil {
		return nil, err
	}
	if c != ':' {
		return nil, p.bad(child)
	}
	p.i++
	return child, nil
}

// maxKeys is far beyond any table, and keeps keys that never become columns from filling the memory.
const maxKeys = 1 << 16

// grow adds a key below n.
func (p *parser) grow(n *node, key []byte) (*node, error) {
	if p.keys++; p.keys > maxKeys {
		return nil, audit.Errorf(audit.Limit, "the records have more than %d different keys", maxKeys)
	}
	child := &node{at: len(n.order), column: -1}
	if n != p.root {
		child.path = append(append(child.path, n.path...), '.')
	}
	child.path = append(child.path, key...)
	if plain(key) {
		child.quoted = append(bytes.Clone(key), '"')
	}
	if n.children == nil {
		n.children = map[string]*node{}
	}
	n.children[string(key)] = child
	n.order = append(n.order, child)
	return child, nil
}

// plain reports whether a key can only be written as it is, save for needless escapes.
func plain(key []byte) bool {
	for _, c := range key {
		if c < ' ' || c == '"' || c == '\\' {
			return false
		}
	}
	return true
}

// value reads the value of n that begins with c.
func (p *parser) value(n *node, c byte, depth int) error {
	switch c {
	case '{':
		return p.object(n, depth+1)
	case '[':
		wanted, err := p.column(n)
		if err != nil {
			return err
		}
		if wanted {
			e := audit.Errorf(audit.Invalid, "the value is an array, which does not fit into one cell")
			e.Column, e.Remedy = string(n.path), "leave the key out, or give each element a key of its own"
			return e
		}
		return p.skipArray(n, depth+1)
	case 'n':
		if err := p.word(n, "null"); err != nil {
			return err
		}
		// A null where other records have an object is an absent object, not a column.
		if n.column < 0 && len(n.order) > 0 {
			return nil
		}
		return p.give(n, nil)
	}
	v, err := p.scalar(n, c)
	if err != nil {
		return err
	}
	return p.give(n, v)
}

// scalar reads a string, number or truth value that begins with c. The result is not nil.
func (p *parser) scalar(n *node, c byte) ([]byte, error) {
	switch {
	case c == '"':
		v, err := p.text()
		return v, p.in(n, err)
	case c == 't':
		return wordTrue, p.word(n, "true")
	case c == 'f':
		return wordFalse, p.word(n, "false")
	}
	start := p.i
	if err := p.number(); err == errShort {
		return nil, err
	} else if err != nil {
		p.i = start
		return nil, p.bad(n)
	}
	return p.b[start:p.i], nil
}

var wordTrue, wordFalse = []byte("true"), []byte("false")

// give makes v a field of the record.
func (p *parser) give(n *node, v []byte) error {
	wanted, err := p.column(n)
	if err != nil {
		return err
	}
	c := &p.columns[n.column]
	if c.record == p.current {
		e := audit.Errorf(audit.Invalid, "the name stands for two keys of one record, one of them within an object")
		e.Column, e.Remedy = string(n.path), "rename one of the keys"
		return e
	}
	c.record = p.current
	if wanted {
		p.fields = append(p.fields, Field{n.column, v})
	}
	return nil
}

// column finds or makes the column of a node and reports whether it is wanted.
func (p *parser) column(n *node) (bool, error) {
	if n.column >= 0 {
		return p.columns[n.column].wanted, nil
	}
	i, ok := p.byName[string(n.path)]
	if !ok {
		wanted, err := p.newColumn(n.path)
		if err != nil {
			return false, err
		}
		i = len(p.columns)
		p.byName[string(n.path)] = i
		p.columns = append(p.columns, column{wanted: wanted})
	}
	n.column = i
	return p.columns[i].wanted, nil
}

// deep is the error of nesting beyond the limit.
func (p *parser) deep(n *node) error {
	e := audit.Errorf(audit.Limit, "objects or arrays are nested deeper than %d", p.depth)
	e.Column = audit.Quote(string(n.path))
	if utf8.RuneCount(n.path) <= 60 {
		e.Column = string(n.path)
	}
	return e
}

// bad is the error of text that is not JSON at the current position.
func (p *parser) bad(n *node) error {
	e := audit.Errorf(audit.Invalid, "not valid JSON: %s", near(p.b, p.i))
	e.Column = string(n.path)
	return e
}

// in adds the place to an error of a string.
func (p *parser) in(n *node, err error) error {
	if err == nil || err == errShort {
		return err
	}
	e := audit.Errorf(audit.Invalid, "%w: %s", err, near(p.b, p.i))
	e.Column = string(n.path)
	return e
}

// shown is how many bytes of the text a message shows.
const shown = 20

// near quotes the text at a place.
func near(b []byte, i int) string {
	end := min(len(b), i+shown)
	for end < len(b) && end > i && !utf8.RuneStart(b[end]) {
		end--
	}
	return audit.Quote(string(b[i:end]))
}
