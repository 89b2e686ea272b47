package subgroups

import (
	"cmp"
	"math"
	"slices"

	"auditd/audit"
)

// The most conditions and corrective conditions that a result lists.
const (
	mostItems      = 40
	mostCorrective = 20
)

// globalShapley returns what every single condition contributes to divergence over all subgroups that were examined, by item. It is
// strata.GlobalShapley of one item at a time in one pass over the subgroups.
func (s *search) globalShapley(l *lattice) []float64 {
	m := s.miner
	out := make([]float64, int(m.first[len(m.first)-1])+len(m.t.Dims[len(m.t.Dims)-1].Values))
	a := float64(len(m.t.Dims))
	for i := range l.found {
		if math.IsNaN(l.delta[i]) {
			continue
		}
		items := l.found[i].key.items()
		// |B|!(|A|−|B|−1)!/|A|! with |B| = conditions − 1, over the numbers of values of all dimensions of the subgroup.
		weight := 1 / a
		for b := 1; b < len(items); b++ {
			weight *= float64(b) / (a - float64(b))
		}
		for _, it := range items {
			d, _ := m.item(it)
			weight /= float64(s.cardinality(d))
		}
		for c, it := range items {
			before := l.divergence(l.found[i].key.without(c))
			if !math.IsNaN(before) {
				out[it] += float64(weight * (l.delta[i] - before))
			}
		}
	}
	return out
}

// cardinality is the number of values of a dimension that make subgroups.
func (s *search) cardinality(d int) int {
	n := len(s.miner.t.Dims[d].Values)
	if s.miner.skip[d] >= 0 {
		n--
	}
	return max(n, 1)
}

// items lists the single conditions by the size of what they contribute.
func (s *search) items(l *lattice) []audit.SubgroupItem {
	out := []audit.SubgroupItem{}
	shares := s.globalShapley(l)
	for i := range l.found {
		items := l.found[i].key.items()
		if len(items) != 1 {
			continue
		}
		out = append(out, audit.SubgroupItem{
			Item: s.group(l.found[i].key), Shapley: audit.Real(shares[items[0]]), Divergence: audit.Ptr(l.delta[i]),
		})
	}
	slices.SortStableFunc(out, func(a, b audit.SubgroupItem) int {
		return cmp.Compare(math.Abs(float64(b.Shapley)), math.Abs(float64(a.Shapley)))
	})
	return out[:min(len(out), mostItems)]
}

// correctives lists the conditions that bring a subgroup closer to everybody, by how much closer (methods 10.1).
func (s *search) correctives(l *lattice) []audit.CorrectiveItem {
	type found struct {
		general, item key
		before, after float64
	}
	var list []found
	for i := range l.found {
		k := l.found[i].key
		for c, it := range k.items() {
			before := l.divergence(k.without(c))
			if math.Abs(l.delta[i]) < math.Abs(before) {
				list = append(list, found{k.without(c), keyOf(it), before, l.delta[i]})
			}
		}
	}
	gain := func(f found) float64 { return math.Abs(f.before) - math.Abs(f.after) }
	slices.SortStableFunc(list, func(a, b found) int { return cmp.Compare(gain(b), gain(a)) })
	out := []audit.CorrectiveItem{}
	for _, f := range list[:min(len(list), mostCorrective)] {
		out = append(out, audit.CorrectiveItem{
			Group: s.group(f.general), Item: s.group(f.item), Without: audit.Real(f.before), With: audit.Real(f.after),
		})
	}
	return out
}
