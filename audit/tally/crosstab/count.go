package crosstab

import (
	"strconv"

	"auditd/audit"
)

// mostParts bounds the fields that one count goes over.
const mostParts = 1000

// countSpec returns the axis of a field of kind count: 0 to as many fields as it goes over.
func countSpec(s spec, f audit.Field) (spec, error) {
	if s.Name == "" || len(f.Of) == 0 || len(f.Of) > mostParts || f.Value == "" || f.Value == audit.Unknown {
		return s, audit.Errorf(audit.Invalid, "field %s needs a name, a value and from 1 to %d fields to count over", audit.Quote(s.Name), mostParts)
	}
	s.named, s.of, s.counts, s.most = s.Name, f.Of, f.Value, len(f.Of)+1
	for n := range len(f.Of) + 1 {
		s.fixed = append(s.fixed, strconv.Itoa(n))
	}
	return s, nil
}

// open is the sum of a row while one of its fields is not known.
const open = 1 << 31

// countOver fills in the ids of an axis of kind count, from those of the fields that it goes over: 1 more than the number of them in
// which the row has the value, 0 where one is not known.
func (w *Worker) countOver(i int) {
	a, rows := &w.state.axes[i], w.run.rows
	to := w.run.ids[i][:rows]
	for j := range to {
		to[j] = 1
	}
	for _, part := range a.parts {
		step := make([]uint32, w.state.axes[part].width())
		for id, name := range w.state.axes[part].names {
			if name == a.counts {
				step[id] = 1
			}
		}
		step[0] = open
		for j, id := range w.run.ids[part][:rows] {
			to[j] = to[j]&open | to[j]&^open + step[id]&^open | step[id]&open
		}
	}
	for j, id := range to {
		if id&open != 0 {
			to[j] = 0
		}
		a.rows[to[j]]++
	}
}
