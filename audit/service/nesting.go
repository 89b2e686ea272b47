package service

import (
	"slices"

	"auditd/audit"
)

// A crossTable holds people by two attributes at once, which is never published, in layers: who was selected, who was not, and whose
// decision is missing. The margins of every layer are what the two attributes publish.
type crossTable struct {
	rows, columns int
	layers        [3][]int64 // each by row, then column
}

func (t *crossTable) at(row, column int) int { return row*t.columns + column }

// there reports whether anybody is in a cell. Where names say it all, as of a district and its city, everybody knows which cells are
// empty; it is taken as known of every cell.
func (t *crossTable) there(cell int) bool {
	return t.layers[0][cell]+t.layers[1][cell]+t.layers[2][cell] > 0
}

// crossOf returns the cross table of two attributes from the estimates of an audit, and false when the audit has none that adds up to
// what the two attributes publish.
func crossOf(a *audit.Audit, p, q *PublicAttribute) (*crossTable, bool) {
	t := &crossTable{rows: len(p.Groups), columns: len(q.Groups)}
	for l := range t.layers {
		t.layers[l] = make([]int64, t.rows*t.columns)
	}
	for _, e := range a.Estimates {
		if e.Metric != "selection_rate" || len(e.Stratum) > 0 || len(e.Group) != 2 {
			continue
		}
		row, column := -1, -1
		for _, it := range e.Group {
			switch it.Attribute {
			case p.Name:
				row = slices.IndexFunc(p.Groups, func(g PublicGroup) bool { return g.Value == it.Value })
			case q.Name:
				column = slices.IndexFunc(q.Groups, func(g PublicGroup) bool { return g.Value == it.Value })
			}
		}
		if row < 0 || column < 0 {
			continue
		}
		cell := t.at(row, column)
		t.layers[0][cell] += e.Numerator
		t.layers[1][cell] += e.Denominator - e.Numerator
		t.layers[2][cell] += e.N - e.Denominator
	}
	return t, t.addsUpTo(p, q)
}

// layersOf are the counts of a group in the order of the layers.
func layersOf(g PublicGroup) [3]int64 { return [3]int64{g.Selected, g.NotSelected, g.Undecided} }

func (t *crossTable) addsUpTo(p, q *PublicAttribute) bool {
	for l := range t.layers {
		for r, g := range p.Groups {
			if t.rowSum(l, r) != layersOf(g)[l] {
				return false
			}
		}
		for c, g := range q.Groups {
			if t.columnSum(l, c) != layersOf(g)[l] {
				return false
			}
		}
	}
	return true
}

func (t *crossTable) rowSum(layer, row int) (n int64) {
	for c := range t.columns {
		n += t.layers[layer][t.at(row, c)]
	}
	return n
}

func (t *crossTable) columnSum(layer, column int) (n int64) {
	for r := range t.rows {
		n += t.layers[layer][t.at(r, column)]
	}
	return n
}

// tells reports whether what two attributes publish gives a small count of their cross table away: whether somebody who solves the
// equations of the margins, and knows which cells are empty, comes closer to a count below ten than methods 13.3 and 13.6 allow. What
// is known anyway, that nobody of a group is in a layer, is no count.
func (t *crossTable) tells() bool {
	for l := range t.layers {
		for r := range t.rows {
			for c := range t.columns {
				x := t.layers[l][t.at(r, c)]
				if x >= leastPublic || !t.there(t.at(r, c)) || t.rowSum(l, r) == 0 || t.columnSum(l, c) == 0 {
					continue
				}
				if low, high := t.bounds(l, r, c); tooClose(x, low, high) {
					return true
				}
			}
		}
	}
	return false
}

// tooClose reports whether bounds say too much about a small count x: methods 13.3 asks for low ≤ x/2 and high ≥ max(10, 1.5 x), and
// 13.6 for a distance of ten at least.
func tooClose(x, low, high int64) bool {
	return 2*low > x || high < leastPublic || 2*high < 3*x || high-low < leastPublic
}

// far is a distance from a small count beyond which bounds do not matter: 1.5·9 and 9 + 10 lie within it.
const far = 3 * leastPublic

// bounds returns the smallest and the largest count that a cell can have when the margins of its layer are as they are and the empty
// cells are empty; the largest up to the count plus far. A change of one cell must be evened out along its row and its column, and so
// forth: what can be evened out is the largest flow back from its column to its row (Gusfield 1988, A graph theoretic approach to
// statistical data security).
func (t *crossTable) bounds(layer, row, column int) (low, high int64) {
	x := t.layers[layer][t.at(row, column)]
	up := t.flow(layer, t.rows+column, row, t.at(row, column))
	down := t.flow(layer, row, t.rows+column, t.at(row, column))
	return x - min(x, down), x + up
}

// flow returns how much can be moved between a row and a column, rows being the nodes from 0 and columns those after them, without one
// cell: from a row to a column by adding to a cell that is not empty, back by taking from it. It stops at far.
func (t *crossTable) flow(layer, from, to, without int) int64 {
	counts := slices.Clone(t.layers[layer])
	room := func(a, b int) int64 {
		switch {
		case a < t.rows && b >= t.rows:
			if cell := t.at(a, b-t.rows); cell != without && t.there(cell) {
				return far
			}
		case a >= t.rows && b < t.rows:
			if cell := t.at(b, a-t.rows); cell != without {
				return counts[cell]
			}
		}
		return 0
	}
	var moved int64
	for moved < far {
		path := t.path(from, to, room)
		if path == nil {
			break
		}
		step := int64(far)
		for i := 1; i < len(path); i++ {
			step = min(step, room(path[i-1], path[i]))
		}
		for i := 1; i < len(path); i++ {
			if a, b := path[i-1], path[i]; a < b {
				counts[t.at(a, b-t.rows)] += step
			} else {
				counts[t.at(b, a-t.rows)] -= step
			}
		}
		moved += step
	}
	return moved
}

// path returns the nodes of a shortest way with room, nil without one.
func (t *crossTable) path(from, to int, room func(a, b int) int64) []int {
	before := make([]int, t.rows+t.columns)
	for i := range before {
		before[i] = -1
	}
	before[from] = from
	for queue := []int{from}; len(queue) > 0 && before[to] < 0; queue = queue[1:] {
		for b := range before {
			if before[b] < 0 && room(queue[0], b) > 0 {
				before[b] = queue[0]
				queue = append(queue, b)
			}
		}
	}
	if before[to] < 0 {
		return nil
	}
	path := []int{to}
	for path[len(path)-1] != from {
		path = append(path, before[path[len(path)-1]])
	}
	slices.Reverse(path)
	return path
}

// withholdNested withholds, of two attributes that together tell a small count of their cross table, such as cities and districts that
// do not quite nest, or cities and zones whose difference is one village, the finer one: the one with more groups, the later of two
// with as many. Without a cross table nobody can say what they tell, and it is withheld too. What three attributes tell beyond what
// each two of them do is not examined.
func (p *Summary) withholdNested(a *audit.Audit) {
	for i := range p.Attributes {
		for j := i + 1; j < len(p.Attributes); j++ {
			x, y := &p.Attributes[i], &p.Attributes[j]
			if x.Withheld || y.Withheld {
				continue
			}
			if t, ok := crossOf(a, x, y); ok && !t.tells() {
				continue
			}
			if len(x.Groups) > len(y.Groups) {
				x.withhold()
			} else {
				y.withhold()
			}
		}
	}
}
