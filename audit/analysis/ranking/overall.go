package ranking

import (
	"math"
	"slices"

	"auditd/audit"
	"auditd/audit/infer"
	"auditd/audit/infer/ranking"
)

// The sums of one list that everything over all lists is made of: for each group so many, then NDKL and the lists that have it, then for
// each number of first places and group the count and what was expected.
const (
	sumExposure = iota
	sumPeople
	sumPositive
	sumLabelled
	sumClicks
	sumClicked
	sumsOfGroup
)

// overall adds the lists up and draws whole lists anew for intervals: people of one list have to share its places.
func (s *studied) overall(out *audit.Ranking) {
	tops := s.sharedTops()
	rows := make([][]float64, len(s.lists))
	for i := range s.lists {
		rows[i] = s.sums(&s.lists[i], tops)
	}
	all := make([]float64, len(rows[0]))
	for _, row := range rows {
		for k, v := range row {
			all[k] += v
		}
	}
	b := &bootstrap{rows: rows}
	for g, name := range s.names {
		out.Groups = append(out.Groups, s.group(b, all, g, name))
	}
	ends := make([]func(), 0, len(s.lists))
	if len(s.lists) > 1 {
		ends = append(ends, s.means(b, all, out))
		ends = append(ends, s.pooled(b, all, tops, out))
	}
	b.run(s.in.Plan.Seed, s.in.Terms.Confidence)
	for g := range out.Groups {
		s.groupIntervals(b, &out.Groups[g])
	}
	for _, end := range ends {
		end()
	}
}

// sharedTops are the numbers of first places that at least one list is longer than, none with one list.
func (s *studied) sharedTops() []int {
	if len(s.lists) < 2 {
		return nil
	}
	longest := 0
	for i := range s.lists {
		longest = max(longest, len(s.lists[i].order.Groups))
	}
	return s.tops(longest)
}

// sums are those of one list.
func (s *studied) sums(l *list, tops []int) []float64 {
	groups := len(s.names)
	row := make([]float64, groups*sumsOfGroup+2+len(tops)*(2*groups+1))
	seen, _ := ranking.Exposures(l.order, groups)
	for g := range s.names {
		at := row[g*sumsOfGroup:]
		at[sumExposure], at[sumPeople] = float64(l.people[g]*seen[g].Mean), l.people[g]
		at[sumPositive], at[sumLabelled] = l.positive[g], l.labelled[g]
		at[sumClicks], at[sumClicked] = l.clicks[g], l.clicked[g]
	}
	at := row[groups*sumsOfGroup:]
	if len(s.lists) > 1 {
		if v, why := ranking.NDKL(l.order, l.shares()); why == infer.Defined {
			at[0], at[1] = v, 1
		}
	}
	at = at[2:]
	for i, k := range tops {
		if k >= len(l.order.Groups) {
			continue
		}
		part := at[i*(2*groups+1):]
		part[2*groups] = 1
		skews, _ := ranking.SkewAt(l.order, l.shares(), k)
		for g, x := range skews {
			part[2*g], part[2*g+1] = x.Count, x.Expected
		}
	}
	return row
}

// group is one group over all lists, without its intervals.
func (s *studied) group(b *bootstrap, all []float64, g int, name string) audit.RankedGroup {
	x := audit.RankedGroup{Group: name, N: int64(all[g*sumsOfGroup+sumPeople]), Status: audit.StatusOK}
	if x.N == 0 {
		x.Status, x.Why = audit.StatusEmptyGroup, WhyAbsent
		b.add(nil, nil, nil, nil)
		return x
	}
	x.Exposure = audit.Ptr(over(all, g, sumExposure, sumPeople))
	if over(all, g, sumPositive, sumLabelled) > 0 {
		x.Merit = audit.Ptr(merit(all, g, sumExposure, sumPeople))
	}
	if all[g*sumsOfGroup+sumClicked] > 0 {
		x.Clicks = audit.Ptr(over(all, g, sumClicks, sumClicked))
	}
	if s.reference < 0 || g == s.reference || all[s.reference*sumsOfGroup+sumPeople] == 0 {
		b.add(nil, nil, nil, nil)
		return x
	}
	r := s.reference
	exposure := func(sum []float64) float64 {
		return over(sum, g, sumExposure, sumPeople) / over(sum, r, sumExposure, sumPeople)
	}
	byMerit := func(sum []float64) float64 {
		return merit(sum, g, sumExposure, sumPeople) / merit(sum, r, sumExposure, sumPeople)
	}
	clicks := func(sum []float64) float64 {
		return over(sum, g, sumClicks, sumClicked) / over(sum, r, sumClicks, sumClicked)
	}
	impact := func(sum []float64) float64 {
		return merit(sum, g, sumClicks, sumClicked) / merit(sum, r, sumClicks, sumClicked)
	}
	x.Ratio, x.MeritRatio, x.ClickRatio, x.ImpactRatio = audit.Ptr(exposure(all)), audit.Ptr(byMerit(all)), audit.Ptr(clicks(all)), audit.Ptr(impact(all))
	b.add(exposure, byMerit, clicks, impact)
	return x
}

// over is a mean per person of a group, NaN with nobody.
func over(sum []float64, g, numerator, denominator int) float64 {
	return sum[g*sumsOfGroup+numerator] / sum[g*sumsOfGroup+denominator]
}

// merit divides a mean per person by the share of positive labels among those who are listed and whose label is known: attention or clicks
// in proportion to merit give every group the same number (the disparate treatment and impact ratios of Singh and Joachims 2018; methods
// 7.2). Where being labelled positive is no merit, the number means nothing; the report says so.
func merit(sum []float64, g, numerator, denominator int) float64 {
	if sum[g*sumsOfGroup+sumPositive] == 0 {
		return math.NaN()
	}
	return over(sum, g, numerator, denominator) / over(sum, g, sumPositive, sumLabelled)
}

func (s *studied) groupIntervals(b *bootstrap, x *audit.RankedGroup) {
	g := slices.Index(s.names, x.Group)
	at := 4 * g
	set := func(value *audit.Real, k int) *audit.Interval {
		if value == nil {
			return nil
		}
		return b.intervals[at+k]
	}
	x.Interval, x.MeritInterval, x.ClickInterval, x.ImpactInterval = set(x.Ratio, 0), set(x.MeritRatio, 1), set(x.ClickRatio, 2), set(x.ImpactRatio, 3)
	if x.Ratio != nil && x.Interval == nil {
		x.IntervalWhy = b.why()
	}
}

// means is the mean NDKL over lists.
func (s *studied) means(b *bootstrap, all []float64, out *audit.Ranking) func() {
	at := len(s.names) * sumsOfGroup
	mean := func(sum []float64) float64 { return sum[at] / sum[at+1] }
	out.NDKL = &audit.RankedMean{Value: audit.Ptr(mean(all))}
	k := b.add(mean)
	return func() {
		if out.NDKL.Interval = b.intervals[k]; out.NDKL.Interval == nil {
			out.NDKL.IntervalWhy = b.why()
		}
	}
}

// pooled are the first places of all lists together.
func (s *studied) pooled(b *bootstrap, all []float64, tops []int, out *audit.Ranking) func() {
	var places []int
	groups := len(s.names)
	for i, k := range tops {
		at := groups*sumsOfGroup + 2 + i*(2*groups+1)
		for g, name := range s.names {
			count, expected, lists := all[at+2*g], all[at+2*g+1], all[at+2*groups]
			if expected == 0 {
				continue // nobody of the group is in any of these lists
			}
			ratio := func(sum []float64) float64 { return sum[at+2*g] / sum[at+2*g+1] }
			out.Tops = append(out.Tops, audit.RankedTop{
				Group: name, K: k, Lists: int(lists), Count: audit.Real(count), Expected: audit.Real(expected),
				Share: audit.Ptr(count / (float64(k) * lists)), Whole: audit.Ptr(expected / (float64(k) * lists)), Ratio: audit.Ptr(ratio(all)),
			})
			places = append(places, b.add(ratio))
		}
	}
	return func() {
		for i, k := range places {
			x := &out.Tops[i]
			if x.Lists >= leastLists {
				x.Interval = b.intervals[k]
			}
			if x.Interval == nil {
				x.IntervalWhy = WhyFewLists
				if x.Lists >= leastLists {
					x.IntervalWhy = WhyResamples
				}
			}
		}
	}
}
