// Package ranking asks who stands where in lists: how much attention the groups get by their positions, whether the first places are
// like the whole list, and whether a group has fewer of them than chance allows (methods 7.2).
//
// It does not know how the lists came about, nor who ought to stand where.
package ranking

import (
	"cmp"
	"math"
	"slices"

	"auditd/audit"
	"auditd/audit/analysis"
	"auditd/audit/infer"
	"auditd/audit/infer/draw"
	"auditd/audit/infer/ranking"
	"auditd/audit/metric"
)

// Analysis is made when the plan names a column of positions.
var Analysis = analysis.Analysis{
	Name: "ranking", Tables: tables, Run: run,
	Applies: func(p *audit.Plan) bool { return p.Columns.Rank != nil },
}

const (
	positionName = "position in the list"
	listName     = "name of the list"
	mostDetails  = 20   // lists that are written out
	mostTested   = 400  // first positions that FA*IR looks at
	alpha        = 0.1  // of FA*IR, as its authors take it
	leastLists   = 10   // lists that an interval asks for
	resamples    = 2000 // of lists
	maxCells     = 1 << 20
)

func tables(p *audit.Plan) ([]audit.Field, []audit.TablePlan) {
	c := p.Columns.Rank
	fields := []audit.Field{{Kind: audit.FieldNumber, Attribute: audit.Attribute{Column: c.Column, Name: positionName}}}
	if c.List != "" {
		fields = append(fields, audit.Field{Kind: audit.FieldGroup, Attribute: audit.Attribute{Column: c.List, Name: listName}})
	}
	var plans []audit.TablePlan
	for _, a := range p.Columns.Attributes {
		t := audit.TablePlan{Name: tableName(a.Name), MaxCells: maxCells, Axes: []audit.AxisName{{Role: audit.AxisAttribute, Name: a.Name}}}
		for _, f := range fields {
			t.Axes = append(t.Axes, audit.AxisName{Role: audit.AxisField, Name: f.Attribute.Name})
		}
		if p.Columns.Label != nil {
			t.Axes = append(t.Axes, audit.AxisName{Role: audit.AxisLabel})
		}
		plans = append(plans, t)
	}
	return fields, plans
}

func tableName(attribute string) string { return "positions by " + attribute }

func run(in *analysis.Input) error {
	for i := range in.Sets {
		if len(in.Sets[i].Names) != 1 {
			continue
		}
		if t := in.Cells.Table(tableName(in.Sets[i].Names[0])); t != nil {
			in.Out.Ranking = append(in.Out.Ranking, study(in, &in.Sets[i], t))
		}
	}
	return nil
}

// A list is the people of one list in the order of their positions.
type list struct {
	name   string
	groups []int // by place, a position in the values of the attribute
	ties   []int
}

// study looks at the lists by one attribute.
func study(in *analysis.Input, set *analysis.Set, t *audit.Table) audit.Ranking {
	out := audit.Ranking{Attribute: set.Names[0], Groups: []audit.RankedGroup{}, Details: []audit.RankedList{}, Status: audit.StatusOK}
	lists, unranked := read(t)
	out.Lists, out.Unranked = len(lists), unranked
	names := t.Axes[0].Values
	reference := -1
	if v, ok := set.ReferenceValue(); ok {
		reference, out.Reference = slices.Index(names, v), v
	}
	for i := range lists {
		out.People += int64(len(lists[i].groups))
		if i < mostDetails {
			out.Details = append(out.Details, detail(&lists[i], names))
		}
	}
	if out.People == 0 {
		out.Status, out.Why = audit.StatusEmptyGroup, metric.WhyGroupEmpty
		return out
	}
	exposures(in, &out, lists, names, reference)
	if label := t.Axis(audit.AxisLabel, ""); label >= 0 {
		merits(&out, t, label, names, reference)
	}
	return out
}

// read puts the people of every list in order. People without a position or a known group are counted and left out.
func read(t *audit.Table) (lists []list, unranked int64) {
	positions, listed := t.Axes[1].Numbers(), t.Axis(audit.AxisField, listName)
	type place struct {
		list, group int32
		position    float64
		n           int64
	}
	var places []place
	for k := range t.N {
		at := t.At(k)
		p := place{group: at[0], position: positions[at[1]], n: t.N[k]}
		if listed >= 0 {
			p.list = at[listed]
		}
		if math.IsNaN(p.position) || int(p.group) == t.Axes[0].Unknown() {
			unranked += p.n
			continue
		}
		places = append(places, p)
	}
	slices.SortStableFunc(places, func(a, b place) int {
		return cmp.Or(cmp.Compare(a.list, b.list), cmp.Compare(a.position, b.position), cmp.Compare(a.group, b.group))
	})
	for i, p := range places {
		if i == 0 || places[i-1].list != p.list {
			name := ""
			if listed >= 0 {
				name = t.Axes[listed].Values[p.list]
			}
			lists = append(lists, list{name: name})
		}
		l := &lists[len(lists)-1]
		tied := i > 0 && places[i-1].list == p.list && places[i-1].position == p.position
		if !tied {
			l.ties = append(l.ties, 0)
		}
		l.ties[len(l.ties)-1] += int(p.n)
		for range p.n {
			l.groups = append(l.groups, int(p.group))
		}
	}
	return lists, unranked
}

// detail is what one list shows.
func detail(l *list, names []string) audit.RankedList {
	n := len(l.groups)
	out := audit.RankedList{List: l.name, Length: n, Groups: []audit.ListedGroup{}}
	counts := make([]int, len(names))
	for _, g := range l.groups {
		counts[g]++
	}
	shares := make([]float64, len(names))
	for g, c := range counts {
		shares[g] = float64(c) / float64(n)
	}
	order := ranking.List{Groups: l.groups, Ties: l.ties}
	if v, w := ranking.NDKL(order, shares); w == infer.Defined {
		out.NDKL = audit.Ptr(v)
	}
	if v, w := ranking.InfeasibleIndex(order, shares); w == infer.Defined {
		out.Infeasible = &v
	}
	seen, _ := ranking.Exposures(order, len(names), nil)
	for g, c := range counts {
		if c == 0 {
			continue
		}
		x := audit.ListedGroup{Group: names[g], N: int64(c), Tops: tops(order, shares, g)}
		if len(seen) > g && seen[g].Why == infer.Defined {
			x.Exposure = audit.Ptr(seen[g].Mean)
		}
		if v, w := ranking.RND(order, g, step(n)); w == infer.Defined {
			x.RND = audit.Ptr(v)
		}
		fair, w := fairTable(n, c)
		if w == infer.Defined {
			x.FailsAt, x.Size = fair.Check(order, g), audit.Ptr(fair.Size)
		} else {
			x.Why = string(w)
		}
		out.Groups = append(out.Groups, x)
	}
	return out
}

// fairTable is the FA*IR table for the people of one list, of whom some are members: the level of the single tests is lowered until a
// random order of these very people fails in no more than alpha of all cases (Zehlike et al. 2017; methods 7.2).
func fairTable(people, members int) (ranking.Fair, infer.Why) {
	first := min(people, mostTested)
	best, w := ranking.NewFairFinite(first, people, members, 1e-9)
	if w != infer.Defined {
		return best, w
	}
	low, high := 1e-9, alpha
	for range 24 {
		middle := (low + high) / 2
		fair, w := ranking.NewFairFinite(first, people, members, middle)
		if w == infer.Defined && fair.Size <= alpha {
			best, low = fair, middle
		} else {
			high = middle
		}
	}
	return best, infer.Defined
}

// step is the distance of the tops that rND looks at: ten, as in the paper, and less in short lists.
func step(n int) int {
	if n < 30 {
		return 3
	}
	return 10
}

// tops compares a group's share of the first places with its share of the list.
func tops(l ranking.List, shares []float64, group int) []audit.ListedTop {
	out := []audit.ListedTop{}
	for _, k := range []int{3, 5, 10, 20, 50, 100} {
		if k >= len(l.Groups) {
			break
		}
		skew, w := ranking.SkewAt(l, shares, k)
		if w != infer.Defined {
			continue
		}
		top := audit.ListedTop{K: k, Count: skew[group].Count, Expected: audit.Real(skew[group].Expected)}
		if skew[group].Why == infer.Defined {
			top.Skew = audit.Ptr(skew[group].Value)
		} else {
			top.Why = string(skew[group].Why)
		}
		out = append(out, top)
	}
	return out
}

// exposures sums attention up over all lists, with intervals from resampling whole lists.
func exposures(in *analysis.Input, out *audit.Ranking, lists []list, names []string, reference int) {
	sums, people := make([][]float64, len(lists)), make([][]float64, len(lists)) // by list and group
	all, n := make([]float64, len(names)), make([]float64, len(names))
	for i := range lists {
		sums[i], people[i] = make([]float64, len(names)), make([]float64, len(names))
		seen, w := ranking.Exposures(ranking.List{Groups: lists[i].groups, Ties: lists[i].ties}, len(names), nil)
		if w != infer.Defined {
			continue
		}
		for g, e := range seen {
			if e.People > 0 {
				people[i][g], sums[i][g] = float64(e.People), float64(float64(e.People)*e.Mean)
			}
			all[g] += sums[i][g]
			n[g] += people[i][g]
		}
	}
	for g, name := range names {
		if n[g] == 0 {
			continue
		}
		x := audit.RankedGroup{Group: name, N: int64(n[g]), Exposure: audit.Ptr(all[g] / n[g])}
		if reference >= 0 && g != reference && n[reference] > 0 {
			x.Ratio = audit.Ptr(all[g] / n[g] / (all[reference] / n[reference]))
			if x.Interval = interval(in, sums, people, g, reference); x.Interval == nil {
				x.Why = string(infer.WhyTooFew)
			}
		}
		out.Groups = append(out.Groups, x)
	}
}

// interval resamples whole lists: people of one list have to share its places.
func interval(in *analysis.Input, sums, people [][]float64, g, reference int) *audit.Interval {
	if len(sums) < leastLists {
		return nil
	}
	r := draw.New(in.Plan.Seed, uint64(g))
	var ratios []float64
	for range resamples {
		var a, b, m, n float64
		for range sums {
			i := r.IntN(len(sums))
			a, m = a+sums[i][g], m+people[i][g]
			b, n = b+sums[i][reference], n+people[i][reference]
		}
		if m > 0 && b > 0 {
			ratios = append(ratios, a/m/(b/n))
		}
	}
	if len(ratios) < resamples*99/100 {
		return nil
	}
	slices.Sort(ratios)
	tail := (1 - in.Terms.Confidence) / 2
	at := func(q float64) float64 { return ratios[min(len(ratios)-1, int(q*float64(len(ratios))))] }
	return &audit.Interval{Lower: at(tail), Upper: at(1 - tail), Level: in.Terms.Confidence, Method: "cluster_bootstrap"}
}
