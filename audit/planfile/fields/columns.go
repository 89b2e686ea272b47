package fields

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"auditd/audit/planfile"
)

// binned are the fields of the kind Columns whose numbers can be cut into bins.
var binned = []string{"attribute", "stratum", "feature"}

// BinsOf is the name of the field with the breaks of one column of a field of the kind Columns.
func BinsOf(field, column string) string { return "bins " + field + " " + column }

// columnOf returns the column of one element of a list of attributes.
func columnOf(n *yaml.Node) string {
	if n.Kind == yaml.MappingNode {
		n, _ = child(n, "column")
	}
	return said(n)
}

// readColumns returns the columns of a list of attributes, and the breaks of each as fields of their own.
func (d *document) readColumns(f Field, v Values) {
	n := d.at(f.Key)
	if n == nil || n.Kind != yaml.SequenceNode {
		return
	}
	for _, c := range n.Content {
		column := columnOf(c)
		if column == "" || slices.Contains(v[f.Name], column) {
			continue
		}
		v[f.Name] = append(v[f.Name], column)
		if breaks, _ := child(c, "breaks"); breaks != nil && slices.Contains(binned, f.Name) {
			v[BinsOf(f.Name, column)] = []string{Join(items(breaks))}
		}
	}
}

// writeColumns makes a list of attributes hold the chosen columns: those that it held stay as they are written, others are added.
func (d *document) writeColumns(f Field, chosen []string, o Options) {
	n := d.at(f.Key)
	if n == nil || n.Kind != yaml.SequenceNode {
		n = &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq"}
	}
	var keep []*yaml.Node
	var held []string
	below := "" // comments of a proposal that hang on its gap and speak of what follows
	for _, c := range n.Content {
		column := columnOf(c)
		if c.Kind == yaml.ScalarNode && c.Value == planfile.Gap {
			below = c.FootComment
			continue
		}
		if column != "" && !slices.Contains(chosen, column) {
			continue
		}
		keep, held = append(keep, c), append(held, column)
	}
	for _, column := range chosen {
		if column != "" && !slices.Contains(held, column) {
			keep, held = append(keep, d.attribute(f, column, o)), append(held, column)
		}
	}
	switch {
	case len(keep) > 0:
		fresh := *n
		fresh.Content = keep
		d.set(f.Key, &fresh)
	case f.Name == "attribute": // the key must be there
		d.set(f.Key, list())
	default:
		d.remove(f.Key)
	}
	at, last := parent(f.Key)
	if object := d.at(at); below != "" && object != nil {
		if _, i := child(object, last); i >= 0 {
			object.Content[i].FootComment = below
		}
	}
}

// attribute is a new element of a list of attributes, numbers of many values with bins.
func (d *document) attribute(f Field, column string, o Options) *yaml.Node {
	if o.Bins != nil && slices.Contains(binned, f.Name) {
		if breaks := o.Bins(column); len(breaks) > 0 {
			return binnedColumn(column, breaks)
		}
	}
	return scalar(column)
}

func binnedColumn(column string, breaks []string) *yaml.Node {
	return &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Style: yaml.FlowStyle, Content: []*yaml.Node{
		scalar("column"), scalar(column), scalar("breaks"), numbers(breaks),
	}}
}

func numbers(values []string) *yaml.Node {
	var out []*yaml.Node
	for _, v := range values {
		out = append(out, number(v))
	}
	return list(out...)
}

// writeBins sets the breaks of a column that the plan holds. Names of bins that no longer fit go with them.
func (d *document) writeBins(name, text string) {
	rest, ok := strings.CutPrefix(name, "bins ")
	field, column, _ := strings.Cut(rest, " ")
	f, known := Get(field)
	n := d.at(f.Key)
	if !ok || !known || n == nil || n.Kind != yaml.SequenceNode {
		return
	}
	breaks := Split(text)
	for i, c := range n.Content {
		if columnOf(c) != column {
			continue
		}
		switch {
		case c.Kind == yaml.ScalarNode && len(breaks) > 0:
			n.Content[i] = binnedColumn(column, breaks)
		case c.Kind == yaml.MappingNode:
			rebin(c, breaks)
		}
	}
}

// rebin sets the breaks of one element, none for no breaks.
func rebin(n *yaml.Node, breaks []string) {
	old, i := child(n, "breaks")
	switch {
	case len(breaks) == 0 && old != nil:
		n.Content = append(n.Content[:i], n.Content[i+2:]...)
	case old != nil:
		n.Content[i+1] = numbers(breaks)
	case len(breaks) > 0:
		n.Content = append(n.Content, scalar("breaks"), numbers(breaks))
	}
	if labels, i := child(n, "labels"); labels != nil && len(labels.Content) != len(breaks)+1 {
		n.Content = append(n.Content[:i], n.Content[i+2:]...)
	}
}
