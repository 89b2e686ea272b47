package xmlrec

import (
	"bytes"

	"auditd/audit"
)

// A node is a name within the records, below the element that holds it.
type node struct {
	name     []byte
	path     []byte           // names from the record down, with dots between
	children map[string]*node // by name
	order    []*node          // children in the order in which they turned up
	next     int              // child that is expected, because records tend to have their fields in the same order
	column   int              // -1 as long as no value has been seen here
}

// A column is a name, which two paths can share.
type column struct {
	wanted bool
	record int64 // the record that had a value for it last
}

// A tree remembers the names of the fields.
type tree struct {
	newColumn func(name []byte) (bool, error)
	root      *node
	columns   []column
	byName    map[string]int
	nodes     int
	current   int64 // number of the record being read
}

// maxNodes is far beyond any table, and keeps names that never become columns from filling the memory.
const maxNodes = 1 << 16

// child returns the node of a name below n.
func (t *tree) child(n *node, name []byte) (*node, error) {
	if n.next < len(n.order) && bytes.Equal(n.order[n.next].name, name) {
		n.next++
		return n.order[n.next-1], nil
	}
	if c := n.children[string(name)]; c != nil {
		for i := range min(len(n.order), 64) { // beyond that the search costs more than the guess saves
			if n.order[i] == c {
				n.next = i + 1
				break
			}
		}
		return c, nil
	}
	if t.nodes++; t.nodes > maxNodes {
		return nil, audit.Errorf(audit.Limit, "the records have more than %d different names", maxNodes)
	}
	c := &node{name: bytes.Clone(name), column: -1}
	if n != t.root {
		c.path = append(append(c.path, n.path...), '.')
	}
	c.path = append(c.path, name...)
	if n.children == nil {
		n.children = map[string]*node{}
	}
	n.children[string(name)] = c
	n.order = append(n.order, c)
	n.next = len(n.order)
	return c, nil
}

// columnOf finds or makes the column of a node.
func (t *tree) columnOf(n *node) (*column, error) {
	if n.column < 0 {
		i, ok := t.byName[string(n.path)]
		if !ok {
			wanted, err := t.newColumn(n.path)
			if err != nil {
				return nil, err
			}
			i = len(t.columns)
			t.byName[string(n.path)] = i
			t.columns = append(t.columns, column{wanted: wanted})
		}
		n.column = i
	}
	return &t.columns[n.column], nil
}
