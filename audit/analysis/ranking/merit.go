package ranking

import (
	"math"

	"auditd/audit"
)

// merits divides the attention of every group by its share of positive labels among those who are listed and whose label is known: attention
// in proportion to merit gives every group the same number (the disparate treatment ratio of Singh and Joachims 2018; methods 7.2). Where
// being labelled positive is no merit, the number means nothing; the report says so.
func merits(out *audit.Ranking, t *audit.Table, label int, names []string, reference int) {
	positions := t.Axes[1].Numbers()
	positive, known := make([]float64, len(names)), make([]float64, len(names))
	for k, n := range t.N {
		at := t.At(k)
		value := t.Axes[label].Values[at[label]]
		if value == audit.Unknown || math.IsNaN(positions[at[1]]) {
			continue
		}
		known[at[0]] += float64(n)
		if value == "positive" {
			positive[at[0]] += float64(n)
		}
	}
	var base *audit.Real
	of := func(name string) int {
		for g := range names {
			if names[g] == name {
				return g
			}
		}
		return -1
	}
	for i := range out.Groups {
		x := &out.Groups[i]
		if g := of(x.Group); known[g] > 0 && positive[g] > 0 && x.Exposure != nil {
			x.Merit = audit.Ptr(float64(*x.Exposure) / (positive[g] / known[g]))
			if g == reference {
				base = x.Merit
			}
		}
	}
	for i := range out.Groups {
		if x := &out.Groups[i]; x.Merit != nil && base != nil && x.Merit != base {
			x.MeritRatio = audit.Ptr(float64(*x.Merit) / float64(*base))
		}
	}
}
