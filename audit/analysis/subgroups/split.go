package subgroups

import (
	"cmp"
	"math"
	"slices"

	"auditd/audit"
	"auditd/audit/analysis/joint"
	"auditd/audit/infer"
	"auditd/audit/metric"
)

// family names the tests of the search in the record of what was examined.
const family = "subgroups"

// split seeks subgroups among one random half of the people and tests the most conspicuous on the other half, where the search has
// left no trace: neither the choice nor the size of a divergence there is flattered by it. Holm's adjustment covers all tests of
// all metrics (methods 10.5).
func (s *search) split(lattices []*lattice) {
	first := s.table.Split(s.in.Plan.Seed)
	second := &joint.Table{Dims: s.table.Dims, Codes: s.table.Codes, Counts: make([]joint.Counts, len(s.table.Counts))}
	for k := range second.Counts {
		second.Counts[k] = s.table.Counts[k].Less(first.Counts[k])
	}
	firstAll, secondAll := first.Total(), second.Total()
	s.out.FirstHalf, s.out.SecondHalf = firstAll.Total(), secondAll.Total()
	found := newMiner(first, s.opt.Depth, (s.least+1)/2).mine()
	place := places(found)
	var tests []*audit.Test
	for i, l := range lattices {
		half := newLattice(l.metric, l.good, firstAll, found, place)
		for _, c := range s.conspicuous(half, func(i int) float64 { return scoreZ(half.tallies[i], half.all) }) {
			t := s.confirm(l, second, secondAll, found[c].key)
			t.Found = audit.Real(half.delta[c])
			s.out.Metrics[i].Tested = append(s.out.Metrics[i].Tested, t)
		}
		for k := range s.out.Metrics[i].Tested {
			tests = append(tests, s.out.Metrics[i].Tested[k].Comparison.Test)
		}
	}
	s.adjust(tests)
	for i, l := range lattices {
		s.judge(&s.out.Metrics[i])
		s.lattices(&s.out.Metrics[i], newLattice(l.metric, l.good, secondAll, nil, nil), second)
	}
}

// conspicuous returns the subgroups that are put to the test, those with the largest statistic first. Those that a condition less
// describes as well are left out, and those whose rate has too few people to settle anything.
func (s *search) conspicuous(l *lattice, size func(i int) float64) []int {
	var list []int
	z := make([]float64, len(l.found))
	for i := range l.found {
		z[i] = size(i)
		if !math.IsNaN(z[i]) && l.found[i].counts.Total() >= s.in.Plan.MinGroupSize && !l.redundant(i, s.opt.Epsilon) {
			list = append(list, i)
		}
	}
	slices.SortStableFunc(list, func(i, j int) int { return cmp.Compare(z[j], z[i]) })
	return list[:min(len(list), s.opt.Confirm)]
}

// confirm compares a subgroup with everybody outside it, among the people of one table.
func (s *search) confirm(l *lattice, t *joint.Table, all joint.Counts, k key) audit.TestedSubgroup {
	counts := s.miner.countOf(t, k)
	c := s.compare(l.metric, s.group(k), counts, all.Less(counts))
	other := newLattice(l.metric, l.good, all, nil, nil)
	shares := other.shapley(k, func(part key) (joint.Counts, bool) { return s.miner.countOf(t, part), true })
	return audit.TestedSubgroup{Group: s.group(k), N: counts.Total(), Comparison: c, Shapley: shares}
}

// compare returns the difference between a subgroup's rate and that of the people outside it.
func (s *search) compare(m metric.Metric, g audit.Group, in, outside joint.Counts) audit.Comparison {
	side := func(g audit.Group, c joint.Counts) metric.Side {
		return metric.Side{Group: g, N: c.Total(), Rate: m.RateOf(c.Full(), s.favourable())}
	}
	_, difference := metric.Pair(m.Name, audit.AgainstComplement, side(g, in), side(audit.Group{}, outside), s.terms)
	return difference
}

// adjust fills in Holm's adjusted p-values and enters the family into the record.
func (s *search) adjust(tests []*audit.Test) {
	var p []float64
	var made []*audit.Test
	for _, t := range tests {
		if t != nil && !math.IsNaN(float64(t.P)) {
			made, p = append(made, t), append(p, float64(t.P))
		}
	}
	for i, adjusted := range infer.Adjust("holm", p, len(p)) {
		t := made[i]
		t.PAdjusted, t.Method, t.Family, t.FamilyN = audit.P(adjusted), "holm", family, len(p)
	}
	s.out.Tests = len(made)
	if len(made) > 0 {
		s.in.Families = append(s.in.Families, audit.Family{Name: family, Tests: len(made), Size: len(made), Method: "holm"})
	}
}

// judge gives the verdicts and puts the smallest p-value first.
func (s *search) judge(m *audit.SubgroupMetric) {
	for i := range m.Tested {
		metric.Judge(&m.Tested[i].Comparison, s.terms)
	}
	slices.SortStableFunc(m.Tested, func(a, b audit.TestedSubgroup) int {
		return cmp.Or(cmp.Compare(pOf(&a), pOf(&b)), cmp.Compare(size(&b), size(&a)))
	})
}

func pOf(t *audit.TestedSubgroup) float64 {
	if t.Comparison.Test == nil || math.IsNaN(float64(t.Comparison.Test.P)) {
		return 2 // after every p-value
	}
	return float64(t.Comparison.Test.P)
}

func size(t *audit.TestedSubgroup) float64 {
	if t.Comparison.Value == nil {
		return 0
	}
	return math.Abs(float64(*t.Comparison.Value))
}
