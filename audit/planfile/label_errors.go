package planfile

import (
	"fmt"
	"slices"

	"auditd/audit"
)

// labelErrors reads how well the labels of single groups are known to fit the truth.
func (r *reader) labelErrors(o option, c *audit.Columns) []audit.LabelError {
	const where = "analyses.missingness.label_errors"
	var out []audit.LabelError
	for i, n := range r.items(o.at("label_errors"), where) {
		m := r.mapping(n, fmt.Sprintf("%s[%d]", where, i+1))
		e := audit.LabelError{
			Attribute: m.required("attribute", "name an attribute of the plan"), Value: m.required("value", "name the group"),
			Sensitivity: m.number("sensitivity", 0, 0, 1), Specificity: m.number("specificity", 0, 0, 1),
			Positives: m.integer("positives", 0, 0, 1<<40), Negatives: m.integer("negatives", 0, 0, 1<<40),
		}
		m.done()
		switch {
		case c.Label == nil:
			r.fail(n, "name columns.label", "%s has no labels to correct", where)
		case !slices.ContainsFunc(c.Attributes, func(a audit.Attribute) bool { return a.Name == e.Attribute }):
			r.fail(n, "use a name of columns.attributes", "%s names %s, which is no attribute of the plan", where, audit.Quote(e.Attribute))
		case e.Sensitivity+e.Specificity <= 1:
			r.fail(n, "give sensitivity and specificity, which together exceed 1", "%s holds labels that are no better than chance", where)
		case slices.ContainsFunc(out, func(x audit.LabelError) bool { return x.Attribute == e.Attribute && x.Value == e.Value }):
			r.fail(n, "keep one of them", "%s names the group %s twice", where, audit.Quote(e.Value))
		}
		out = append(out, e)
	}
	return out
}
