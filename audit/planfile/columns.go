package planfile

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"auditd/audit"
)

// furtherColumns reads the columns of the analyses that rest on columns of their own.
func (r *reader) furtherColumns(m *mapping, c *audit.Columns) {
	if n := m.at("rank"); n != nil {
		c.Rank = r.rank(n, c.Attributes)
	}
	if n := m.at("outcome"); n != nil {
		o := r.mapping(n, "columns.outcome")
		c.Outcome = &audit.OutcomeColumn{Column: o.required("column", "name the column with the true numbers")}
		o.done()
		if c.Score == nil {
			r.fail(n, "name columns.score, which holds the predictions", "columns.outcome has nothing to be compared with")
		}
	}
	if n := m.at("pair"); n != nil {
		o := r.mapping(n, "columns.pair")
		c.Pair = &audit.PairColumn{Column: o.required("column", "name the column with the decision on the person whose attribute was changed")}
		o.done()
		if c.Decision == nil {
			r.fail(n, "name columns.decision", "columns.pair has nothing to be compared with")
		}
	}
	if n := m.at("classes"); n != nil {
		c.Classes = r.classes(n)
	}
	c.Items = r.itemColumns(m.at("items"))
}

// classes reads a decision of many classes.
func (r *reader) classes(n *yaml.Node) *audit.ClassesColumn {
	m := r.mapping(n, "columns.classes")
	out := &audit.ClassesColumn{Order: m.texts("order")}
	out.Column = m.required("column", "name the column with the classes")
	out.Name = m.text("name", out.Column)
	out.Map = r.valueMap(m.at("map"), "columns.classes.map")
	out.Missing = m.texts("missing")
	if l := m.at("label"); l != nil {
		o := r.mapping(l, "columns.classes.label")
		out.Label = &audit.ClassLabel{Column: o.required("column", "name the column with the true classes")}
		out.Label.Map = r.valueMap(o.at("map"), "columns.classes.label.map")
		out.Label.Missing = o.texts("missing")
		o.done()
	}
	m.done()
	for i, v := range out.Order {
		switch {
		case slices.Contains(out.Order[:i], v) || v == "" || strings.EqualFold(v, audit.Unknown):
			r.fail(n, "list every class once", "columns.classes.order cannot hold %s here", audit.Quote(v))
		case slices.Contains(out.Missing, v):
			r.fail(n, "keep it in one list", "columns.classes lists %s as a class and as missing", audit.Quote(v))
		}
	}
	if len(out.Order) == 1 {
		r.fail(n, fmt.Sprintf("list the other classes besides %s", audit.Quote(out.Order[0])), "columns.classes.order names one class only")
	}
	return out
}
