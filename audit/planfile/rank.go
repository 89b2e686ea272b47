package planfile

import (
	"slices"

	"go.yaml.in/yaml/v3"

	"auditd/audit"
)

// mostTops bounds how many numbers of first places a plan names.
const mostTops = 20

// rank reads the column of positions with what is asked of it.
func (r *reader) rank(n *yaml.Node, attributes []audit.Attribute) *audit.RankColumn {
	m := r.mapping(n, "columns.rank")
	out := &audit.RankColumn{Column: m.required("column", "name the column with the positions"), List: m.text("list", ""), Clicks: m.text("clicks", "")}
	if t := m.at("tops"); t != nil {
		for _, item := range r.items(t, "columns.rank.tops") {
			v, ok := r.number(item, "columns.rank.tops")
			if !ok {
				continue
			}
			if k := int(v); v < 1 || v > 1e6 || float64(k) != v || slices.Contains(out.Tops, k) {
				r.fail(t, "list whole numbers from 1 on, each once", "columns.rank.tops cannot hold %v", v)
			} else {
				out.Tops = append(out.Tops, k)
			}
		}
		if len(out.Tops) > mostTops {
			r.fail(t, "name fewer", "columns.rank.tops holds more than %d numbers", mostTops)
		}
	}
	if t := m.at("target"); t != nil {
		out.Target = r.targets(t, attributes)
	}
	m.done()
	return out
}

// targets reads the shares that groups are to have, by attribute.
func (r *reader) targets(n *yaml.Node, attributes []audit.Attribute) map[string]map[string]float64 {
	out := map[string]map[string]float64{}
	m := r.mapping(n, "columns.rank.target")
	for _, a := range attributes {
		node := m.at(a.Name)
		if node == nil {
			continue
		}
		groups := r.mapping(node, "columns.rank.target."+a.Name)
		shares, sum := map[string]float64{}, 0.0
		for _, g := range groups.keys {
			shares[g] = groups.number(g, 0, 0, 1)
			sum += shares[g]
			if groups.value[g] == nil {
				r.fail(node, "write a share above 0 and below 1", "columns.rank.target.%s has no share for %s", a.Name, audit.Quote(g))
			}
		}
		if sum > 1+1e-9 {
			r.fail(node, "write shares of all places", "the shares of columns.rank.target.%s add up to more than 1", a.Name)
		}
		groups.done()
		out[a.Name] = shares
	}
	m.done()
	return out
}
