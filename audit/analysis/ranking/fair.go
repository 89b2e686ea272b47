package ranking

import (
	"math"

	"auditd/audit"
	"auditd/audit/analysis"
	"auditd/audit/infer"
	"auditd/audit/infer/ranking"
)

// A tested is a FA*IR test with its table.
type tested struct {
	audit.FairTest
	table ranking.Fair // of lists that are written out
	fails bool         // however ties are broken
}

// fairs makes the FA*IR tests of the first lists: by list, group and what it is held against.
func (s *studied) fairs(lists int) [][][]tested {
	out := make([][][]tested, lists)
	analysis.Parallel(s.in.Workers, lists, func(i int) {
		out[i] = make([][]tested, len(s.names))
		for g := range s.names {
			// The table takes many times as long as the p-value, which refuses the same lists.
			out[i][g] = append(out[i][g], s.pool(&s.lists[i], g, i < mostDetails))
			if share, ok := s.target[s.names[g]]; ok {
				out[i][g] = append(out[i][g], s.goal(&s.lists[i], g, share, i < mostDetails))
			}
		}
	})
	return out
}

// absent returns why a group of a list cannot be tested.
func (l *list) absent(g int) (audit.Status, string) {
	switch {
	case l.people[g] == 0:
		return audit.StatusEmptyGroup, WhyAbsent
	case int(l.people[g]) == len(l.order.Groups):
		return audit.StatusOneGroup, WhyAlone
	}
	return audit.StatusOK, ""
}

// pool holds a list against random orders of the very people in it.
func (s *studied) pool(l *list, g int, detailed bool) tested {
	people, members := len(l.order.Groups), int(l.people[g])
	out := tested{FairTest: audit.FairTest{
		Against: audit.FairPool, Share: audit.Real(l.people[g] / float64(people)), Alpha: alpha, Positions: min(people, mostPlaces),
	}}
	if out.Status, out.Why = l.absent(g); out.Why != "" {
		return out
	}
	best, _, _ := l.order.Extremes(g)
	p, why := ranking.PValue(best, g, out.Positions, 0, people, members)
	if !detailed || why != infer.Defined {
		return brief(out, p, why)
	}
	table, why := ranking.NewFairFiniteAdjusted(out.Positions, people, members, alpha)
	return judge(out, table, l, best, g, p, why)
}

// goal holds a list against drawing its places at a declared share.
func (s *studied) goal(l *list, g int, share float64, detailed bool) tested {
	out := tested{FairTest: audit.FairTest{
		Against: audit.FairTarget, Share: audit.Real(share), Alpha: alpha, Positions: min(len(l.order.Groups), mostPlaces),
	}}
	if l.people[g] == 0 { // a list of which nobody could be chosen says nothing of the choice
		out.Status, out.Why = audit.StatusEmptyGroup, WhyAbsent
		return out
	}
	best, _, _ := l.order.Extremes(g)
	p, why := ranking.PValue(best, g, out.Positions, share, 0, 0)
	if !detailed || why != infer.Defined {
		return brief(out, p, why)
	}
	table, why := ranking.NewFairAdjusted(out.Positions, share, alpha)
	return judge(out, table, l, best, g, p, why)
}

// brief is the test of a list that is not written out: the p-value, and whether the list fails.
func brief(out tested, p float64, why infer.Why) tested {
	if why != infer.Defined {
		out.Status, out.Why = why.Status(), string(why)
		return out
	}
	out.Status, out.fails = audit.StatusOK, p <= alpha
	test := infer.NewTest("fair_"+out.Against, math.NaN(), 0, p)
	out.Test = &test
	return out
}

// judge fills in what the table says of the list.
func judge(out tested, table ranking.Fair, l *list, best ranking.List, g int, p float64, why infer.Why) tested {
	if out = brief(out, p, why); why != infer.Defined {
		return out
	}
	out.table = table
	out.Adjusted, out.Size = audit.Real(table.Alpha), audit.Ptr(table.Size)
	out.FailsAt, out.FailsChance = table.Check(best, g), audit.Ptr(table.Chance(l.order, g))
	if out.FailsAt > 0 { // the list fails where it is one short: it held enough one place before
		out.FailsMin = table.Minimum[out.FailsAt-1]
		for _, x := range best.Groups[:out.FailsAt] {
			if x == g {
				out.FailsWith++
			}
		}
	}
	out.fails = out.FailsAt > 0
	return out
}

// minimum is what FA*IR asks of the first k, nil beyond its positions.
func (f *tested) minimum(k int) *int {
	if f.Status != audit.StatusOK || k > f.Positions {
		return nil
	}
	return &f.table.Minimum[k-1]
}
