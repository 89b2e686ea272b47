// Package planfile reads a plan document (YAML or JSON) into an audit.Plan with its defaults filled in, strictly: an unknown or
// repeated key, a value of the wrong kind or out of range is an error that names the place and what was probably meant.
//
// It does not open the files that a plan names and does not know what is done with a plan.
package planfile

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"

	"go.yaml.in/yaml/v3"

	"auditd/audit"
)

// Schema is the JSON Schema (draft 2020-12) of the plan document.
//
//go:embed plan.schema.json
var Schema []byte

// maxBytes bounds a plan document. A plan is written by a person; 1 MiB holds thousands of value maps.
const maxBytes = 1 << 20

// Parse reads one plan document. name is used in messages. Errors are *audit.Error of kind Invalid; all of them that can be
// told apart are joined, in the order of the document.
func Parse(name string, data []byte) (*audit.Plan, error) {
	if len(data) > maxBytes {
		return nil, &audit.Error{Kind: audit.Limit, File: name, Text: "the plan is larger than 1 MiB", Remedy: "move long value maps into the data"}
	}
	node, err := parseNode(data)
	if err != nil {
		return nil, &audit.Error{Kind: audit.Invalid, File: name, Text: "not a readable plan: " + audit.Clean(err.Error()), Err: err}
	}
	r := &reader{file: name}
	plan := r.plan(node)
	if err := r.err(); err != nil {
		return nil, err
	}
	return plan, nil
}

// Canonical returns the plan with its defaults as JSON with a fixed order of keys. Two documents that mean the same plan give
// the same bytes.
func Canonical(p *audit.Plan) ([]byte, error) { return json.Marshal(p) }

// Hash returns the SHA-256 of the canonical plan as lower-case hex.
func Hash(p *audit.Plan) (string, error) {
	b, err := Canonical(p)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:]), nil
}

// parseNode returns the top node of a YAML or JSON document.
func parseNode(data []byte) (*yaml.Node, error) {
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if trimmed := bytes.TrimLeft(data, " \t\r\n"); len(trimmed) > 0 && trimmed[0] == '{' {
		// YAML does not hold every JSON document: tabs and some escapes differ. A YAML flow mapping also starts with a brace.
		if node, err := jsonNode(data); err == nil || json.Valid(data) {
			return node, err
		}
	}
	dec := yaml.NewDecoder(bytes.NewReader(data))
	var doc yaml.Node
	if err := dec.Decode(&doc); err != nil {
		if errors.Is(err, io.EOF) {
			return nil, errors.New("the document is empty")
		}
		if quoted := quoteGaps(data); !bytes.Equal(quoted, data) {
			return parseNode(quoted)
		}
		return nil, err
	}
	var more yaml.Node
	if err := dec.Decode(&more); !errors.Is(err, io.EOF) {
		return nil, errors.New("the document holds more than one plan")
	}
	return doc.Content[0], nil
}

// jsonNode turns a JSON document into the nodes that YAML would give, with line numbers.
func jsonNode(data []byte) (*yaml.Node, error) {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	node, err := jsonValue(dec, data, 0)
	if err != nil {
		return nil, err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("text after the end of the plan")
	}
	return node, nil
}

// maxDepth is far deeper than any plan; it keeps a hostile document from using up the stack.
const maxDepth = 32

func jsonValue(dec *json.Decoder, data []byte, depth int) (*yaml.Node, error) {
	if depth > maxDepth {
		return nil, errors.New("nested too deeply")
	}
	t, err := dec.Token()
	if err != nil {
		return nil, err
	}
	n := &yaml.Node{Line: 1 + bytes.Count(data[:dec.InputOffset()], []byte("\n"))}
	switch v := t.(type) {
	case json.Delim:
		n.Kind = yaml.SequenceNode
		if v == '{' {
			n.Kind = yaml.MappingNode
		}
		for dec.More() {
			child, err := jsonValue(dec, data, depth+1)
			if err != nil {
				return nil, err
			}
			n.Content = append(n.Content, child)
		}
		_, err = dec.Token() // the closing bracket
		return n, err
	case json.Number:
		n.Kind, n.Tag, n.Value = yaml.ScalarNode, "!!float", v.String()
	case bool:
		n.Kind, n.Tag, n.Value = yaml.ScalarNode, "!!bool", "false"
		if v {
			n.Value = "true"
		}
	case string:
		n.Kind, n.Tag, n.Value, n.Style = yaml.ScalarNode, "!!str", v, yaml.DoubleQuotedStyle
	default:
		n.Kind, n.Tag = yaml.ScalarNode, "!!null"
	}
	return n, nil
}
