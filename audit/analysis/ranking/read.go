package ranking

import (
	"cmp"
	"iter"
	"maps"
	"math"
	"slices"

	"auditd/audit"
	"auditd/audit/infer/ranking"
)

// A list is the people of one list in the order of their positions, and what is known of its groups.
type list struct {
	name     string
	order    ranking.List
	people   []float64 // by group
	labelled []float64 // by group, with a known label
	positive []float64 // by group
	clicks   []float64 // by group
	clicked  []float64 // by group, people of whom the clicks are known
}

func newList(name string, groups int) list {
	many := func() []float64 { return make([]float64, groups) }
	return list{name: name, people: many(), labelled: many(), positive: many(), clicks: many(), clicked: many()}
}

// A place is people of one group at one position of a list.
type place struct {
	list, group      int32
	position, clicks float64 // NaN when not known
	label            string  // empty without labels
	n                int64
}

func mapKeys(m map[string]float64) iter.Seq[string] { return maps.Keys(m) }

// read puts the people of every list in order. People without a position or a known group are counted and left out.
func read(t *audit.Table, groups int) (lists []list, unranked int64) {
	position, listed := t.Axis(audit.AxisField, positionName), t.Axis(audit.AxisField, listName)
	clicked, labelled := t.Axis(audit.AxisField, clicksName), t.Axis(audit.AxisLabel, "")
	positions, clicks := t.Axes[position].Numbers(), []float64(nil)
	if clicked >= 0 {
		clicks = t.Axes[clicked].Numbers()
	}
	var places []place
	for k := range t.N {
		at := t.At(k)
		p := place{group: at[0], position: positions[at[position]], n: t.N[k], clicks: math.NaN()}
		if listed >= 0 {
			p.list = at[listed]
		}
		if clicked >= 0 {
			p.clicks = clicks[at[clicked]]
		}
		if labelled >= 0 {
			p.label = t.Axes[labelled].Values[at[labelled]]
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
			lists = append(lists, newList(name, groups))
		}
		tied := i > 0 && places[i-1].list == p.list && places[i-1].position == p.position
		lists[len(lists)-1].add(p, tied)
	}
	return lists, unranked
}

// add appends people to a list, tied with those before them or not.
func (l *list) add(p place, tied bool) {
	if !tied {
		l.order.Ties = append(l.order.Ties, 0)
	}
	l.order.Ties[len(l.order.Ties)-1] += int(p.n)
	for range p.n {
		l.order.Groups = append(l.order.Groups, int(p.group))
	}
	n := float64(p.n)
	l.people[p.group] += n
	if p.label != "" && p.label != audit.Unknown {
		l.labelled[p.group] += n
		if p.label == "positive" {
			l.positive[p.group] += n
		}
	}
	if !math.IsNaN(p.clicks) {
		l.clicked[p.group] += n
		l.clicks[p.group] += float64(n * p.clicks)
	}
}

// shares are the groups' shares of the list.
func (l *list) shares() []float64 {
	out := make([]float64, len(l.people))
	for g, n := range l.people {
		out[g] = n / float64(len(l.order.Groups))
	}
	return out
}

// tied is how many people share their position.
func (l *list) tied() int {
	n := 0
	for _, run := range l.order.Ties {
		if run > 1 {
			n += run
		}
	}
	return n
}
