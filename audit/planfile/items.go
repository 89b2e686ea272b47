package planfile

import (
	"fmt"
	"slices"

	"go.yaml.in/yaml/v3"

	"auditd/audit"
)

// maxItems bounds the items of a plan: each is counted in a table of its own for every attribute.
const maxItems = 100

// itemColumns reads the items that add up to a total; one alone is its own total and can tell nothing.
func (r *reader) itemColumns(n *yaml.Node) []audit.ItemColumn {
	var out []audit.ItemColumn
	for i, c := range r.items(n, "columns.items") {
		if c.Kind == yaml.ScalarNode {
			s := r.scalar(c, "columns.items")
			if s == "" {
				r.fail(c, "name a column", "an element of columns.items is empty")
			}
			out = append(out, audit.ItemColumn{Column: s, Name: s, Favourable: []string{"1"}, Unfavourable: []string{"0"}})
			continue
		}
		out = append(out, r.item(c, fmt.Sprintf("columns.items[%d]", i+1)))
	}
	if len(out) == 1 {
		r.fail(n, "name the columns of the other items", "columns.items names a single column")
	}
	if len(out) > maxItems {
		r.fail(n, "name those that matter most", "columns.items names %d columns, the limit is %d", len(out), maxItems)
	}
	return out
}

func (r *reader) item(n *yaml.Node, where string) audit.ItemColumn {
	m := r.mapping(n, where)
	out := audit.ItemColumn{Column: m.required("column", "name the column as the file has it")}
	out.Name = m.text("name", out.Column)
	out.Favourable, out.Unfavourable, out.Missing = m.texts("favourable"), m.texts("unfavourable"), m.texts("missing")
	m.done()
	if len(out.Favourable) == 0 {
		r.fail(n, "list the values that count, for example favourable: [1]", "%s does not say which values count as favourable", where)
	}
	for _, v := range out.Unfavourable {
		if slices.Contains(out.Favourable, v) {
			r.fail(n, "keep it in one list", "%s lists %s as favourable and as unfavourable", where, audit.Quote(v))
		}
	}
	return out
}
