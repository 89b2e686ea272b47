package fields

import (
	"bytes"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"auditd/audit"
	"auditd/audit/planfile"
)

// A document is the text of a plan as nodes, which keep what stands between them.
type document struct {
	root *yaml.Node
}

// parse reads a text. An empty one is the beginning of a plan.
func parse(text string) (*document, error) {
	text = strings.ReplaceAll(text, "\r\n", "\n") // as browsers send it
	if strings.TrimSpace(text) == "" {
		text = "version: 1\n"
	}
	root, err := planfile.Document([]byte(text))
	if err == nil && root.Kind != yaml.MappingNode {
		err = audit.Errorf(audit.Invalid, "the plan is not an object with keys")
	}
	if err != nil {
		return nil, &audit.Error{
			Kind: audit.Invalid, File: "plan.yaml", Text: "not a readable plan: " + audit.Clean(err.Error()), Remedy: "mend the text, or begin from the proposal again", Err: err,
		}
	}
	d := &document{root: root}
	return d, nil
}

// text writes the document.
func (d *document) text() (string, error) {
	var b bytes.Buffer
	enc := yaml.NewEncoder(&b)
	enc.SetIndent(2)
	if err := enc.Encode(d.root); err != nil {
		return "", &audit.Error{Kind: audit.Invalid, Text: "not a readable plan: " + audit.Clean(err.Error()), Err: err}
	}
	return b.String(), enc.Close()
}

// child returns the value of a key of a mapping, and its place among the content; nil and -1 without one.
func child(n *yaml.Node, key string) (*yaml.Node, int) {
	if n == nil || n.Kind != yaml.MappingNode {
		return nil, -1
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1], i
		}
	}
	return nil, -1
}

// at returns the node of a key, nil when it is absent.
func (d *document) at(key string) *yaml.Node {
	n := d.root
	for _, part := range strings.Split(key, ".") {
		if n, _ = child(n, part); n == nil {
			return nil
		}
	}
	return n
}

// set puts a node at a key and makes the objects that it stands in. What stood beside the old node as a comment stays.
func (d *document) set(key string, value *yaml.Node) {
	at, last := parent(key)
	n := d.root
	if at != "" {
		n = d.object(at)
	}
	if old, i := child(n, last); old != nil {
		value.HeadComment, value.LineComment, value.FootComment = old.HeadComment, old.LineComment, old.FootComment
		n.Content[i+1] = value
		return
	}
	n.Content = append(n.Content, scalar(last), value)
}

// object returns the mapping at a key and makes it where there is none.
func (d *document) object(key string) *yaml.Node {
	if n := d.at(key); n != nil && n.Kind == yaml.MappingNode {
		return n
	}
	n := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
	if strings.Contains(key, ".") { // what is small stands in one line
		n.Style = yaml.FlowStyle
	}
	d.set(key, n)
	return n
}

// remove takes a key out, and the object that it stood in where that is optional and now holds nothing.
func (d *document) remove(key string) {
	at, last := parent(key)
	n := d.root
	if at != "" {
		n = d.at(at)
	}
	_, i := child(n, last)
	if i < 0 {
		return
	}
	n.Content = append(n.Content[:i], n.Content[i+2:]...)
	if len(n.Content) == 0 && at != "" && at != "columns" {
		d.remove(at)
	}
}

// scalar is a text, in quotes where YAML would take it for something else.
func scalar(text string) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: text}
}

// number is a number as it was typed; what is none stays a text, and the reader of plans says so.
func number(text string) *yaml.Node {
	text = strings.TrimSpace(text)
	n := scalar(text)
	if _, err := strconv.ParseInt(text, 10, 64); err == nil {
		n.Tag = "!!int"
	} else if _, err := strconv.ParseFloat(text, 64); err == nil && strings.ContainsAny(text, ".eE") && !strings.ContainsAny(text, "xX_") {
		n.Tag = "!!float"
	}
	return n
}

// truth is true or false.
func truth(text string) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!bool", Value: text}
}

// gap is what a person must fill in.
func gap() *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Style: yaml.DoubleQuotedStyle, Value: planfile.Gap}
}

// list is a list in one line.
func list(items ...*yaml.Node) *yaml.Node {
	return &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq", Style: yaml.FlowStyle, Content: items}
}

// said returns the text of a scalar, empty for a gap, for nothing and for anything else.
func said(n *yaml.Node) string {
	if n == nil || n.Kind != yaml.ScalarNode || n.Tag == "!!null" || n.Value == planfile.Gap {
		return ""
	}
	return n.Value
}

// items returns the texts of a list; one text counts as a list of one.
func items(n *yaml.Node) []string {
	if n == nil {
		return nil
	}
	nodes := n.Content
	if n.Kind == yaml.ScalarNode {
		nodes = []*yaml.Node{n}
	}
	var out []string
	for _, c := range nodes {
		if c.Kind == yaml.ScalarNode && c.Tag != "!!null" && c.Value != planfile.Gap {
			out = append(out, c.Value)
		}
	}
	return out
}

// texts is a list of texts.
func texts(values []string) *yaml.Node {
	var out []*yaml.Node
	for _, v := range values {
		out = append(out, scalar(v))
	}
	return list(out...)
}
