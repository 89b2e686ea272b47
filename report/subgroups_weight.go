package report

import "auditd/audit"

// subgroupsHeaviest is how many subgroups each order by weight lists.
const subgroupsHeaviest = 5

// heaviestSubgroups is the table of the subgroups in which most people stand behind a gap, and the one of those that a rate of errors
// puts first. γ is printed in people per 1,000 of everybody.
func (b *builder) heaviestSubgroups(id string, m *audit.SubgroupMetric) {
	b.weighedSubgroups(id+"-heaviest", "subgroups_heaviest", "gamma", m.Metric, 1, m.Heaviest, func(g *audit.Subgroup) float64 { return 1000 * float64(g.Gamma) })
	b.weighedSubgroups(id+"-slices", "subgroups_slices", "slice_score", m.Metric, 2, m.Slices, func(g *audit.Subgroup) float64 { return float64(*g.SliceScore) })
}

func (b *builder) weighedSubgroups(id, key, column, metric string, digits int, list []audit.Subgroup, rank func(*audit.Subgroup) float64) {
	if len(list) == 0 {
		return
	}
	t := &Table{ID: "table-" + id, Caption: b.l.text("caption."+key, "metric", b.l.metric(metric)), Columns: []TableColumn{
		b.left("subgroup"), b.right("counts"), b.right("rate"), b.right("divergence"), b.right("interval"), b.right(column),
	}}
	for i := range list[:min(len(list), subgroupsHeaviest)] {
		g := &list[i]
		interval := b.l.str("value.none")
		if g.Interval != nil {
			interval = b.l.between(b.l.points(g.Interval.Lower), b.l.points(g.Interval.Upper))
		}
		t.Rows = append(t.Rows, []TableCell{
			head(b.l.where(g.Group)), num(b.l.count(g.Numerator) + " / " + b.l.count(g.Denominator)), num(b.l.percent(float64(g.Value))),
			num(b.l.points(float64(g.Divergence))), num(interval), num(decimal(rank(g), digits)),
		})
	}
	t.Notes = append(t.Notes, b.l.text("subgroups."+column+"_note"))
	b.add(t)
}
