package planfile

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"auditd/audit"
)

// A reader walks the nodes of one document and collects what is wrong with it.
type reader struct {
	file string
	errs []error

	keys   map[*yaml.Node]string // where each node stands; nil unless faults are asked for
	faults []Fault
}

// maxErrors bounds how many errors one message lists.
const maxErrors = 20

func (r *reader) fail(n *yaml.Node, remedy, format string, args ...any) {
	if len(r.errs) >= maxErrors {
		return
	}
	text := fmt.Sprintf(format, args...)
	r.fault(n, text, remedy)
	if n != nil && n.Line > 0 {
		text = fmt.Sprintf("line %d: %s", n.Line, text)
	}
	r.errs = append(r.errs, &audit.Error{Kind: audit.Invalid, File: r.file, Text: text, Remedy: remedy})
}

// err returns everything that was wrong, joined, and nil when nothing was.
func (r *reader) err() error {
	if len(r.errs) == 1 {
		return r.errs[0]
	}
	return errors.Join(r.errs...)
}

// A mapping is one object of the document. Keys that were asked for are known; done reports the others.
type mapping struct {
	r     *reader
	where string
	node  *yaml.Node
	keys  []string
	value map[string]*yaml.Node
	known []string
}

func (r *reader) mapping(n *yaml.Node, where string) *mapping {
	m := &mapping{r: r, where: where, node: n, value: map[string]*yaml.Node{}}
	if n == nil {
		return m
	}
	if n.Kind != yaml.MappingNode {
		r.fail(n, "write keys with values below it", "%s is not an object with keys", where)
		return m
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		if k.Kind != yaml.ScalarNode || k.Tag == "!!merge" {
			r.fail(k, "write each key out", "a key of %s is not a plain text", where)
			continue
		}
		if _, taken := m.value[k.Value]; taken {
			r.fail(k, "keep one of them", "key %s stands twice in %s", audit.Quote(k.Value), where)
			continue
		}
		if v.Kind == yaml.AliasNode {
			r.fail(v, "write the value out", "key %s uses an alias", audit.Quote(k.Value))
			v = nil
		}
		if v != nil && v.Kind == yaml.ScalarNode && v.Tag == "!!null" {
			v = nil // "key:" with nothing behind it means the default
		}
		m.keys = append(m.keys, k.Value)
		m.value[k.Value] = v
	}
	return m
}

// at returns the node of a key, nil when it is absent or null, and makes the key known.
func (m *mapping) at(key string) *yaml.Node {
	m.known = append(m.known, key)
	return m.value[key]
}

// done reports the keys that nothing asked for, each with the nearest known one.
func (m *mapping) done() {
	for i, k := range m.keys {
		if slices.Contains(m.known, k) {
			continue
		}
		if len(m.r.errs) >= maxErrors {
			return // nobody reads on, and the nearest key of each costs time
		}
		remedy := "known keys: " + strings.Join(m.known, ", ")
		if near := audit.Nearest(k, m.known); near != "" {
			remedy = fmt.Sprintf("did you mean %q?", near)
		}
		m.r.fail(m.node.Content[2*i], remedy, "unknown key %s in %s", audit.Quote(k), m.where)
	}
}

func (m *mapping) text(key, def string) string {
	n := m.at(key)
	if n == nil {
		return def
	}
	return m.r.scalar(n, m.where+"."+key)
}

// required is text that must be there and not empty.
func (m *mapping) required(key, remedy string) string {
	s := m.text(key, "")
	if s == "" && m.node != nil && m.node.Kind == yaml.MappingNode {
		m.r.fail(m.node, remedy, "%s has no %s", m.where, key)
	}
	return s
}

// choice is a text out of a fixed list.
func (m *mapping) choice(key, def string, allowed ...string) string {
	n := m.at(key)
	if n == nil {
		return def
	}
	s := m.r.scalar(n, m.where+"."+key)
	if s == Gap { // which was said
		return def
	}
	if !slices.Contains(allowed, s) {
		remedy := "one of " + strings.Join(allowed, ", ")
		if near := audit.Nearest(s, allowed); near != "" {
			remedy = fmt.Sprintf("did you mean %q? %s", near, remedy)
		}
		m.r.fail(n, remedy, "%s.%s cannot be %s", m.where, key, audit.Quote(s))
		return def
	}
	return s
}

func (m *mapping) integer(key string, def, low, high int64) int64 {
	n := m.at(key)
	if n == nil {
		return def
	}
	s := m.r.scalar(n, m.where+"."+key)
	v, err := strconv.ParseInt(s, 10, 64)
	if err != nil || v < low || v > high {
		m.r.fail(n, fmt.Sprintf("a whole number from %d to %d", low, high), "%s.%s cannot be %s", m.where, key, audit.Quote(s))
		return def
	}
	return v
}

func (m *mapping) number(key string, def, low, high float64) float64 {
	n := m.at(key)
	if n == nil {
		return def
	}
	v, ok := m.r.number(n, m.where+"."+key)
	if ok && (v <= low || v >= high) {
		m.r.fail(n, fmt.Sprintf("a number above %v and below %v", low, high), "%s.%s cannot be %v", m.where, key, v)
		return def
	}
	if !ok {
		return def
	}
	return v
}

// boolean returns nil when the key is absent, so that the caller can tell "no" from "not said".
func (m *mapping) boolean(key string) *bool {
	n := m.at(key)
	if n == nil {
		return nil
	}
	v := n.Value == "true"
	if n.Kind == yaml.ScalarNode && n.Value == Gap {
		m.r.scalar(n, m.where+"."+key)
		return nil
	}
	if n.Kind != yaml.ScalarNode || n.Tag != "!!bool" {
		m.r.fail(n, "true or false", "%s.%s is not true or false", m.where, key)
		return nil
	}
	return &v
}

// texts is a list of plain values; a single value counts as a list of one.
func (m *mapping) texts(key string) []string {
	n := m.at(key)
	if n == nil {
		return nil
	}
	if n.Kind == yaml.ScalarNode {
		return []string{m.r.scalar(n, m.where+"."+key)}
	}
	if n.Kind != yaml.SequenceNode {
		m.r.fail(n, "write a list, for example [a, b]", "%s.%s is not a list", m.where, key)
		return nil
	}
	var out []string
	for _, c := range n.Content {
		out = append(out, m.r.scalar(c, "a value of "+m.where+"."+key))
	}
	return out
}

// Gap is what a proposed plan holds where a person must decide. A plan with a gap is refused.
const Gap = "???"

// scalar returns a plain value as it was written.
func (r *reader) scalar(n *yaml.Node, what string) string {
	if n.Kind != yaml.ScalarNode || n.Tag == "!!null" {
		r.fail(n, "write a single text or number; put quotes around an empty one", "%s is not a single value", what)
		return ""
	}
	if n.Value == Gap {
		r.fail(n, "write what belongs there", "%s is not filled in", what)
	}
	if strings.ContainsRune(n.Value, 0) {
		r.fail(n, "remove it", "%s holds a NUL character", what)
	}
	return n.Value
}

func (r *reader) number(n *yaml.Node, what string) (float64, bool) {
	s := r.scalar(n, what)
	v, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
		r.fail(n, "write a number such as 0.95", "%s is not a number: %s", what, audit.Quote(s))
		return 0, false
	}
	return v, true
}

// items returns the elements of a list.
func (r *reader) items(n *yaml.Node, what string) []*yaml.Node {
	if n == nil {
		return nil
	}
	if n.Kind != yaml.SequenceNode {
		r.fail(n, "write a list, one element a line after a dash", "%s is not a list", what)
		return nil
	}
	for _, c := range n.Content {
		if c.Kind == yaml.AliasNode {
			r.fail(c, "write the value out", "%s uses an alias", what)
			return nil
		}
	}
	return n.Content
}
