package ranking

import (
	"slices"

	"auditd/audit"
	"auditd/audit/infer"
	"auditd/audit/infer/ranking"
)

// detail is what one list shows.
func (s *studied) detail(l *list, fairs [][]tested) audit.RankedList {
	n, shares := len(l.order.Groups), l.shares()
	out := audit.RankedList{List: l.name, Length: n, Tied: l.tied(), Groups: []audit.ListedGroup{}, Skews: []audit.ListedSkew{}}
	if v, why := ranking.NDKL(l.order, shares); why == infer.Defined {
		out.NDKL = audit.Ptr(v)
	}
	if v, why := ranking.InfeasibleIndex(l.order, shares); why == infer.Defined {
		out.Infeasible = audit.Ptr(v)
	}
	tops := map[int][]ranking.Skew{}
	for _, k := range s.tops(n) {
		skews, why := ranking.SkewAt(l.order, shares, k)
		if why == infer.Defined {
			tops[k] = skews
			out.Skews = append(out.Skews, s.skews(k, skews))
		}
	}
	seen, _ := ranking.Exposures(l.order, len(s.names))
	for g, name := range s.names {
		x := audit.ListedGroup{Group: name, N: int64(l.people[g]), Tops: []audit.ListedTop{}, Fair: []audit.FairTest{}, Status: audit.StatusOK}
		for i := range fairs[g] {
			x.Fair = append(x.Fair, fairs[g][i].FairTest)
		}
		if l.people[g] == 0 {
			x.Status, x.Why = audit.StatusEmptyGroup, WhyAbsent
			out.Groups = append(out.Groups, x)
			continue
		}
		x.Exposure = audit.Ptr(seen[g].Mean)
		if v, why := ranking.RND(l.order, g, step(n)); why == infer.Defined {
			x.RND = audit.Ptr(v)
		}
		for _, k := range s.tops(n) {
			x.Tops = append(x.Tops, top(k, tops[k][g], fairs[g]))
		}
		out.Groups = append(out.Groups, x)
	}
	return out
}

// step is the distance of the tops that rND looks at: ten, as in the paper, and less in short lists.
func step(n int) int {
	if n < 30 {
		return 3
	}
	return 10
}

// tops are the numbers of first places that are looked at in a list of n: the usual ones, in short lists smaller ones, and those of the plan.
func (s *studied) tops(n int) []int {
	all := []int{10, 25, 50, 100}
	if n < 30 {
		all = append(all, 3, 5)
	}
	all = append(all, s.in.Plan.Columns.Rank.Tops...)
	slices.Sort(all)
	all = slices.Compact(all)
	return slices.DeleteFunc(all, func(k int) bool { return k >= n })
}

// top compares a group's share of the first places with its share of the list.
func top(k int, x ranking.Skew, fairs []tested) audit.ListedTop {
	out := audit.ListedTop{K: k, Count: audit.Real(x.Count), Expected: audit.Real(x.Expected)}
	if x.Worst != x.Best {
		out.Fewest, out.Most = &x.Worst, &x.Best
	}
	if x.Why == infer.Defined {
		out.Skew = audit.Ptr(x.Value)
	} else {
		out.Why = string(x.Why)
	}
	for i := range fairs {
		if fairs[i].Against == audit.FairPool {
			out.Minimum = fairs[i].minimum(k)
		} else {
			out.TargetMinimum = fairs[i].minimum(k)
		}
	}
	return out
}

// skews are the lowest and the highest skew; groups of which nobody is there are named, those of which nobody is in the list are not.
func (s *studied) skews(k int, list []ranking.Skew) audit.ListedSkew {
	out := audit.ListedSkew{K: k}
	for g, x := range list {
		switch {
		case x.Why == infer.WhyZeroRatio:
			out.Absent = append(out.Absent, s.names[g])
		case x.Why != infer.Defined:
		default:
			if out.Min == nil || x.Value < float64(*out.Min) {
				out.Min, out.MinGroup = audit.Ptr(x.Value), s.names[g]
			}
			if out.Max == nil || x.Value > float64(*out.Max) {
				out.Max, out.MaxGroup = audit.Ptr(x.Value), s.names[g]
			}
		}
	}
	return out
}
