package measure

import (
	"auditd/audit"
	"auditd/audit/metric"
)

// A stratumSet is one attribute's groups within one value of one stratum column.
type stratumSet struct {
	set     *set
	stratum audit.Stratum
	groups  []metric.GroupCounts // as in set, counted within the stratum
	known   int64
	total   audit.Counts
}

// strata returns the groups of every single attribute within every value of every stratum column, in that order. Each stratum
// column is held fixed by itself.
func (m *measurement) strata() []stratumSet {
	var out []stratumSet
	for i := range m.sets {
		s := &m.sets[i]
		if len(s.dims) != 1 {
			continue
		}
		for k, dim := range m.in.Cells.Strata {
			by := make([]stratumSet, len(dim.Values))
			for v, value := range dim.Values {
				by[v] = stratumSet{set: s, stratum: audit.Stratum{{Attribute: dim.Name, Value: value}}}
				for _, g := range s.groups {
					by[v].groups = append(by[v].groups, metric.GroupCounts{Group: g.Group})
				}
			}
			for c := range m.in.Cells.Cells {
				cell := &m.in.Cells.Cells[c]
				g := &by[cell.Codes[len(m.in.Cells.Attributes)+k]].groups[cell.Codes[s.dims[0]]]
				g.Counts = g.Counts.Add(cell.Counts)
			}
			for v := range by {
				for _, g := range by[v].groups {
					if !g.Group.IsUnknown() {
						by[v].known += g.Counts.Total()
						by[v].total = by[v].total.Add(g.Counts)
					}
				}
			}
			out = append(out, by...)
		}
	}
	return out
}
