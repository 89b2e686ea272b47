package planfile

import "go.yaml.in/yaml/v3"

// A Fault is one thing that is wrong with a plan, with the key where it is.
type Fault struct {
	Key    string // such as columns.period.by; elements of lists have the key of the list; empty for the document
	Text   string // as in the error of Parse, without the line
	Remedy string // what to do, one sentence
}

// Faults returns what [Parse] finds wrong, in its order, for a form that shows each beside the field where it can be mended. It is empty
// for a plan that can be read, and for a document of which nothing can.
func Faults(data []byte) []Fault {
	if len(data) > maxBytes {
		return nil
	}
	node, err := parseNode(data)
	if err != nil {
		return nil
	}
	r := &reader{keys: map[*yaml.Node]string{}}
	r.locate(node, "")
	r.plan(node)
	return r.faults
}

// Document returns the top node of a plan document, YAML or JSON, for a program that edits its text. Errors say what is no YAML.
func Document(data []byte) (*yaml.Node, error) { return parseNode(data) }

// locate notes the key of every node. A key's own node stands where its value does.
func (r *reader) locate(n *yaml.Node, key string) {
	r.keys[n] = key
	switch n.Kind {
	case yaml.SequenceNode:
		for _, c := range n.Content {
			r.locate(c, key)
		}
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			below := n.Content[i].Value
			if key != "" {
				below = key + "." + below
			}
			r.keys[n.Content[i]] = below
			r.locate(n.Content[i+1], below)
		}
	}
}

// fault notes an error with its key, when that is asked for.
func (r *reader) fault(n *yaml.Node, text, remedy string) {
	if r.keys != nil {
		r.faults = append(r.faults, Fault{Key: r.keys[n], Text: text, Remedy: remedy})
	}
}
