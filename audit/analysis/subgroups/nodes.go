package subgroups

import (
	"math/bits"

	"auditd/audit"
	"auditd/audit/analysis/joint"
)

// The subgroups whose more general groups are written out: those a reader can take in at a glance.
const (
	mostLattices     = 5
	latticeDimension = 3
)

// lattices writes out, for the first subgroups of a rate that show a disparity, the rates of all groups that they refine: whether it
// takes all conditions together to be treated differently. l has the counts of everybody in t.
func (s *search) lattices(m *audit.SubgroupMetric, l *lattice, t *joint.Table) {
	written := 0
	for i := range m.Tested {
		x := &m.Tested[i]
		if x.Comparison.Verdict != audit.DisparityShown || len(x.Group) < 2 || len(x.Group) > latticeDimension || written == mostLattices {
			continue
		}
		written++
		x.Lattice = s.nodes(l, t, s.keyOfGroup(x.Group))
	}
}

// nodes returns the groups made of some conditions of a subgroup, everybody first.
func (s *search) nodes(l *lattice, t *joint.Table, k key) []audit.LatticeNode {
	items := k.items()
	var out []audit.LatticeNode
	for size := range len(items) + 1 {
		for set := range 1 << len(items) {
			if bits.OnesCount(uint(set)) != size {
				continue
			}
			var part []int32
			for i, it := range items {
				if set&(1<<i) != 0 {
					part = append(part, it)
				}
			}
			c := s.miner.countOf(t, keyOf(part...))
			in := tally(l.metric, &c, l.good)
			node := audit.LatticeNode{Group: s.group(keyOf(part...)), Numerator: in.True, Denominator: people(in)}
			if people(in) > 0 {
				node.Value = audit.Ptr(rate(in))
			}
			out = append(out, node)
		}
	}
	return out
}

// keyOfGroup is the inverse of group.
func (s *search) keyOfGroup(g audit.Group) key {
	var k key
	for i, it := range g {
		d := s.table.Dim(it.Attribute)
		for v, name := range s.table.Dims[d].Values {
			if name == it.Value {
				k[i] = uint16(s.miner.first[d] + int32(v))
			}
		}
	}
	return k
}
