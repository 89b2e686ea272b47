package table

import (
	"strings"

	"auditd/audit"
)

// A rankedGroupRow is one group over all lists.
type rankedGroupRow struct {
	ranking *audit.Ranking
	*audit.RankedGroup
}

// rankedEnds are the ends of an interval as two columns.
func rankedEnds[T any](name string, get func(*T) *audit.Interval) []field[T] {
	end := func(of func(*audit.Interval) float64) func(*T) any {
		return func(r *T) any {
			if i := get(r); i != nil {
				return finite(audit.Real(of(i)))
			}
			return nil
		}
	}
	return []field[T]{
		{name + "_lower", Number, "Lower end of its confidence interval.", end(func(i *audit.Interval) float64 { return i.Lower })},
		{name + "_upper", Number, "Upper end of its confidence interval.", end(func(i *audit.Interval) float64 { return i.Upper })},
	}
}

func rankedGroups(a *audit.Audit) Table {
	type row = rankedGroupRow
	var rows []row
	for i := range a.Ranking {
		for k := range a.Ranking[i].Groups {
			rows = append(rows, row{&a.Ranking[i], &a.Ranking[i].Groups[k]})
		}
	}
	return build("ranked_groups", "Attention and clicks by group over all lists", rows, []field[row]{
		{"attribute", Text, "Name of the protected attribute.", func(r *row) any { return text(r.ranking.Attribute) }},
		{"group", Text, "Value of the attribute.", func(r *row) any { return text(r.Group) }},
		{"reference", Text, "Value that ratios are to.", func(r *row) any { return text(r.ranking.Reference) }},
		{"lists", Integer, "Number of lists.", func(r *row) any { return int64(r.ranking.Lists) }},
		{"n", Integer, "People of the group in them.", func(r *row) any { return r.N }},
		{"exposure", Number, "Mean of 1/log₂(1 + position).", func(r *row) any { return real(r.Exposure) }},
		{"ratio", Number, "To that of the reference group.", func(r *row) any { return real(r.Ratio) }},
	}, intervalFields(func(r *row) *audit.Interval { return r.Interval }), []field[row]{
		{"interval_why", Text, "Key of the message that says why there is no interval.", func(r *row) any { return text(r.IntervalWhy) }},
		{"merit_ratio", Number, "Ratio of exposure over the share of positive labels.", func(r *row) any { return real(r.MeritRatio) }},
	}, rankedEnds("merit_ratio", func(r *row) *audit.Interval { return r.MeritInterval }), []field[row]{
		{"clicks", Number, "Clicks per person of whom they are known.", func(r *row) any { return real(r.Clicks) }},
		{"click_ratio", Number, "To those of the reference group.", func(r *row) any { return real(r.ClickRatio) }},
	}, rankedEnds("click_ratio", func(r *row) *audit.Interval { return r.ClickInterval }), []field[row]{
		{"impact_ratio", Number, "Ratio of clicks over the share of positive labels.", func(r *row) any { return real(r.ImpactRatio) }},
	}, rankedEnds("impact_ratio", func(r *row) *audit.Interval { return r.ImpactInterval }), []field[row]{
		{"lists_failed", Integer, "Lists tested in which FA*IR finds too few for a random order.", func(r *row) any { return int64(r.Failed) }},
		{"lists_testable", Integer, "Lists tested in which the group is neither absent nor alone.", func(r *row) any { return int64(r.Testable) }},
	}, statusFields(func(r *row) (audit.Status, string) { return r.Status, r.Why }))
}

// A rankedTopRow is a group among the first k of all lists.
type rankedTopRow struct {
	ranking *audit.Ranking
	*audit.RankedTop
}

func rankedTops(a *audit.Audit) Table {
	type row = rankedTopRow
	var rows []row
	for i := range a.Ranking {
		for k := range a.Ranking[i].Tops {
			rows = append(rows, row{&a.Ranking[i], &a.Ranking[i].Tops[k]})
		}
	}
	return build("ranked_tops", "First places of all lists together", rows, []field[row]{
		{"attribute", Text, "Name of the protected attribute.", func(r *row) any { return text(r.ranking.Attribute) }},
		{"group", Text, "Value of the attribute.", func(r *row) any { return text(r.Group) }},
		{"first", Integer, "Number of first places.", func(r *row) any { return int64(r.K) }},
		{"lists", Integer, "Lists that are longer.", func(r *row) any { return int64(r.Lists) }},
		{"count", Number, "Members there, the mean over all ways to break ties.", func(r *row) any { return finite(r.Count) }},
		{"expected", Number, "Number expected from the shares of the lists.", func(r *row) any { return finite(r.Expected) }},
		{"share", Number, "Share of these places.", func(r *row) any { return real(r.Share) }},
		{"share_of_lists", Number, "Share of the lists.", func(r *row) any { return real(r.Whole) }},
		{"ratio", Number, "Count over expected.", func(r *row) any { return real(r.Ratio) }},
		{"interval_why", Text, "Key of the message that says why there is no interval.", func(r *row) any { return text(r.IntervalWhy) }},
	}, intervalFields(func(r *row) *audit.Interval { return r.Interval }))
}

// A listedRow is one group in one list.
type listedRow struct {
	ranking *audit.Ranking
	list    *audit.RankedList
	*audit.ListedGroup
}

// listed are the groups of the lists that are written out.
func listed(a *audit.Audit) []listedRow {
	var rows []listedRow
	for i := range a.Ranking {
		for k := range a.Ranking[i].Details {
			l := &a.Ranking[i].Details[k]
			for g := range l.Groups {
				rows = append(rows, listedRow{&a.Ranking[i], l, &l.Groups[g]})
			}
		}
	}
	return rows
}

// listedFields say which group of which list a row is about.
func listedFields[T any](get func(*T) *listedRow) []field[T] {
	return []field[T]{
		{"attribute", Text, "Name of the protected attribute.", func(r *T) any { return text(get(r).ranking.Attribute) }},
		{"list", Text, "Name of the list; no value where there is one.", func(r *T) any { return text(get(r).list.List) }},
		{"group", Text, "Value of the attribute.", func(r *T) any { return text(get(r).Group) }},
		{"length", Integer, "People in the list.", func(r *T) any { return int64(get(r).list.Length) }},
		{"n", Integer, "People of the group in it.", func(r *T) any { return get(r).N }},
	}
}

func rankedLists(a *audit.Audit) Table {
	type row = listedRow
	return build("ranked_lists", "Single lists by group", listed(a), listedFields(func(r *row) *listedRow { return r }), []field[row]{
		{"tied", Integer, "People of the list who share their position.", func(r *row) any { return int64(r.list.Tied) }},
		{"exposure", Number, "Mean of 1/log₂(1 + position) of the group.", func(r *row) any { return real(r.Exposure) }},
		{"rnd", Number, "The rND of the group, 0 when every top is like the whole.", func(r *row) any { return real(r.RND) }},
		{"ndkl", Number, "NDKL of the list, in nats.", func(r *row) any { return real(r.list.NDKL) }},
		{"infeasible_index", Number, "Tops and groups of the list with fewer members than expected.", func(r *row) any { return real(r.list.Infeasible) }},
	}, statusFields(func(r *row) (audit.Status, string) { return r.Status, r.Why }))
}

func listedTops(a *audit.Audit) Table {
	type row struct {
		listedRow
		top *audit.ListedTop
	}
	var rows []row
	for _, l := range listed(a) {
		for k := range l.Tops {
			rows = append(rows, row{l, &l.Tops[k]})
		}
	}
	whole := func(n *int64) any {
		if n == nil {
			return nil
		}
		return *n
	}
	least := func(n *int) any {
		if n == nil {
			return nil
		}
		return int64(*n)
	}
	return build("listed_tops", "First places of single lists", rows, listedFields(func(r *row) *listedRow { return &r.listedRow }), []field[row]{
		{"first", Integer, "Number of first places.", func(r *row) any { return int64(r.top.K) }},
		{"count", Number, "Members there, the mean over all ways to break ties.", func(r *row) any { return finite(r.top.Count) }},
		{"fewest", Integer, "Fewest that breaking ties can give; no value where it changes nothing.", func(r *row) any { return whole(r.top.Fewest) }},
		{"most", Integer, "Most that breaking ties can give.", func(r *row) any { return whole(r.top.Most) }},
		{"expected", Number, "Number expected from the share of the list.", func(r *row) any { return finite(r.top.Expected) }},
		{"skew", Number, "Logarithm of the share there over the share of the list; no value when nobody is there.", func(r *row) any { return real(r.top.Skew) }},
		{"minimum", Integer, "Fewest that FA*IR lets pass for a random order.", func(r *row) any { return least(r.top.Minimum) }},
		{"target_minimum", Integer, "Fewest that it lets pass for the declared share.", func(r *row) any { return least(r.top.TargetMinimum) }},
	})
}

func listedSkews(a *audit.Audit) Table {
	type row struct {
		ranking *audit.Ranking
		list    *audit.RankedList
		*audit.ListedSkew
	}
	var rows []row
	for i := range a.Ranking {
		for k := range a.Ranking[i].Details {
			l := &a.Ranking[i].Details[k]
			for s := range l.Skews {
				rows = append(rows, row{&a.Ranking[i], l, &l.Skews[s]})
			}
		}
	}
	return build("listed_skews", "Lowest and highest skew of single lists", rows, []field[row]{
		{"attribute", Text, "Name of the protected attribute.", func(r *row) any { return text(r.ranking.Attribute) }},
		{"list", Text, "Name of the list; no value where there is one.", func(r *row) any { return text(r.list.List) }},
		{"first", Integer, "Number of first places.", func(r *row) any { return int64(r.K) }},
		{"min_skew", Number, "Lowest skew of the groups that stand there.", func(r *row) any { return real(r.Min) }},
		{"min_group", Text, "Group that has it.", func(r *row) any { return text(r.MinGroup) }},
		{"max_skew", Number, "Highest skew of those groups.", func(r *row) any { return real(r.Max) }},
		{"max_group", Text, "Group that has it.", func(r *row) any { return text(r.MaxGroup) }},
		{"absent", Text, "Groups of which nobody stands there, joined by semicolons.", func(r *row) any { return text(strings.Join(r.Absent, "; ")) }},
	})
}

func fairTests(a *audit.Audit) Table {
	type row struct {
		listedRow
		fair *audit.FairTest
	}
	var rows []row
	for _, l := range listed(a) {
		for k := range l.Fair {
			rows = append(rows, row{l, &l.Fair[k]})
		}
	}
	return build("fair_tests", "FA*IR for single lists", rows, listedFields(func(r *row) *listedRow { return &r.listedRow }), []field[row]{
		{"against", Text, "What the list is held against: pool, a random order of its people, or target, the declared share.", func(r *row) any { return text(r.fair.Against) }},
		{"share", Number, "Share of members that is wanted.", func(r *row) any { return finite(r.fair.Share) }},
		{"alpha", Number, "Level that is promised.", func(r *row) any { return finite(r.fair.Alpha) }},
		{"alpha_adjusted", Number, "Level of the single tests.", func(r *row) any { return finite(r.fair.Adjusted) }},
		{"size", Number, "True chance that a list drawn at random fails.", func(r *row) any { return real(r.fair.Size) }},
		{"positions", Integer, "First positions that were looked at.", func(r *row) any { return int64(r.fair.Positions) }},
		{"fails_at", Integer, "First position with too few, however ties are broken; 0 nowhere.", func(r *row) any { return int64(r.fair.FailsAt) }},
		{"fails_with", Integer, "Members up to there.", func(r *row) any { return int64(r.fair.FailsWith) }},
		{"fails_minimum", Integer, "Fewest that would have passed there.", func(r *row) any { return int64(r.fair.FailsMin) }},
		{"fails_chance", Number, "Share of the ways to break ties that fail.", func(r *row) any { return real(r.fair.FailsChance) }},
	}, testFields(func(r *row) *audit.Test { return r.fair.Test }), statusFields(func(r *row) (audit.Status, string) { return r.fair.Status, r.fair.Why }))
}
