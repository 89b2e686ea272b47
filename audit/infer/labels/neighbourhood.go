package labels

import "auditd/audit/infer"

// A neighbourhood is one computation. Group 0 is everybody, group g of the caller g + 1.
type neighbourhood struct {
	features []NeighbourFeature
	cells    []NeighbourCell
	k        int64
	groups   int

	unit  []int64 // by feature: distance of two bins that stand side by side
	whole int64   // distance of values that differ and have no order

	last   []int64      // by cell: distance of the farthest neighbours of its people; −1 where they are all in the cell itself
	own    []float64    // by cell: weight of each other person of the cell
	inside []float64    // by cell: weight of each person nearer than last and not in the cell
	edge   []float64    // by cell: weight of each person at last
	agree  [][2]float64 // by cell and decision: share of the neighbours with that decision
	people []int64      // by group
	value  []float64    // by group
	square [][]float64  // by part of the cells: by group: sum of squared influences
}

const (
	mostWhole = 1 << 40 // bounds the common unit of distances, so that sums of them stay exact
	parts     = 64      // in which influences are added up: their number is fixed, so that sums do not depend on how many run at once
)

// prepare checks what is given and finds a unit in which all distances are whole.
func (s *neighbourhood) prepare() infer.Why {
	s.whole = 1
	for _, f := range s.features {
		if steps := int64(f.Ordered - 1); steps > 0 {
			if s.whole = s.whole / greatestDivisor(s.whole, steps) * steps; s.whole > mostWhole {
				return infer.WhyOutOfRange
			}
		}
	}
	for _, f := range s.features {
		s.unit = append(s.unit, s.whole/max(1, int64(f.Ordered-1)))
	}
	s.people = make([]int64, s.groups+1)
	for i := range s.cells {
		c := &s.cells[i]
		if len(c.Codes) != len(s.features) || c.N[0] < 0 || c.N[1] < 0 || s.k < 1 {
			return infer.WhyNotComputable
		}
		s.people[0] += c.total()
		for _, m := range c.Members {
			if m.Group < 0 || m.Group >= s.groups || m.N[0] < 0 || m.N[1] < 0 || m.N[0] > c.N[0] || m.N[1] > c.N[1] {
				return infer.WhyNotComputable
			}
			s.people[m.Group+1] += m.N[0] + m.N[1]
		}
	}
	if s.people[0] <= s.k {
		return infer.WhyTooFew
	}
	n := len(s.cells)
	s.last, s.own, s.inside, s.edge = make([]int64, n), make([]float64, n), make([]float64, n), make([]float64, n)
	s.agree = make([][2]float64, n)
	return infer.Defined
}

func greatestDivisor(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

func (c *NeighbourCell) total() int64 { return c.N[0] + c.N[1] }

// distance is Gower's, times features and the common unit.
func (s *neighbourhood) distance(i, j int) int64 {
	a, b := s.cells[i].Codes, s.cells[j].Codes
	var sum int64
	for f, x := range a {
		y := b[f]
		ordered := s.features[f].Ordered
		switch {
		case x == y:
		case int(x) < ordered && int(y) < ordered:
			sum += int64(max(x, y)-min(x, y)) * s.unit[f]
		default:
			sum += s.whole
		}
	}
	return sum
}

// meet finds the neighbours of the people of a cell.
func (s *neighbourhood) meet(i int) {
	c := &s.cells[i]
	others := c.total() - 1
	s.last[i] = -1
	switch {
	case others < 0: // nobody
		return
	case others >= s.k:
		s.own[i] = 1 / float64(others)
	default:
		s.own[i], s.inside[i] = 1/float64(s.k), 1/float64(s.k)
		s.reach(i, s.k-others)
	}
	for y := range c.N {
		if c.N[y] > 0 { // whoever asks is not among those of the cell who have the same decision
			s.agree[i][y] += float64(s.own[i] * float64(c.N[y]-1))
		}
	}
}

// reach looks for so many people outside a cell, from the nearest on.
func (s *neighbourhood) reach(i int, need int64) {
	var near nearest
	for j := range s.cells {
		if j != i && s.cells[j].total() > 0 {
			near.add(s.distance(i, j), s.cells[j].N, need)
		}
	}
	for n, r := range near.rings {
		weight := s.inside[i]
		if n == len(near.rings)-1 {
			weight *= float64(need) / float64(r.n[0]+r.n[1])
			s.last[i], s.edge[i] = r.distance, weight
		}
		for y := range r.n {
			s.agree[i][y] += float64(weight * float64(r.n[y]))
		}
		need -= r.n[0] + r.n[1]
	}
}

// weight returns what a person of cell j counts for a person of cell i.
func (s *neighbourhood) weight(i, j int) float64 {
	switch d := s.distance(i, j); {
	case d < s.last[i]:
		return s.inside[i]
	case d == s.last[i]:
		return s.edge[i]
	}
	return 0
}

// sumUp computes the value of every group.
func (s *neighbourhood) sumUp() {
	s.value = make([]float64, s.groups+1)
	for i := range s.cells {
		s.each(i, func(g int, n [2]int64) {
			for y := range n {
				s.value[g] += float64(float64(n[y]) * s.agree[i][y])
			}
		})
	}
	for g, n := range s.people {
		if n > 0 {
			s.value[g] /= float64(n)
		}
	}
}

// each calls f with everybody in a cell and with its members of groups.
func (s *neighbourhood) each(i int, f func(g int, n [2]int64)) {
	f(0, s.cells[i].N)
	for _, m := range s.cells[i].Members {
		f(m.Group+1, m.N)
	}
}

// asked returns, for the people of a group in a cell, what a neighbour with decision y adds to their agreement over what they have.
func (s *neighbourhood) asked(i int, n [2]int64, y int) float64 {
	sum := 0.0
	for other := range n {
		match := 0.0
		if other == y {
			match = 1
		}
		sum += float64(float64(n[other]) * (match - s.agree[i][other]))
	}
	return sum
}

// gatherPart adds up the squared influences of the people of a part of the cells.
func (s *neighbourhood) gatherPart(part int) {
	s.square[part] = make([]float64, s.groups+1)
	role, in := make([][2]float64, s.groups+1), make([][2]int64, s.groups+1)
	for j := part; j < len(s.cells); j += parts {
		if s.cells[j].total() > 0 {
			clear(role)
			clear(in)
			s.gather(j, role, in, s.square[part])
		}
	}
}

// gather adds the squared influences of the people of a cell on every group: what they are, and what they are to others. role and in
// are empty lists by group, to work in.
func (s *neighbourhood) gather(j int, role [][2]float64, in [][2]int64, square []float64) {
	add := func(i int, weight float64) {
		s.each(i, func(g int, n [2]int64) {
			for y := range role[g] {
				role[g][y] += float64(weight * s.asked(i, n, y))
			}
		})
	}
	for i := range s.cells {
		if i != j && s.last[i] >= 0 {
			if w := s.weight(i, j); w > 0 {
				add(i, w)
			}
		}
	}
	add(j, s.own[j])
	s.each(j, func(g int, n [2]int64) { in[g] = n })
	for g := range role {
		for y, n := range s.cells[j].N {
			// Those in the group are among those who ask, and do not ask themselves.
			self := s.own[j] * (1 - s.agree[j][y])
			member := s.agree[j][y] - s.value[g] + role[g][y] - self
			square[g] += float64(float64(in[g][y])*(member*member)) + float64(float64(n-in[g][y])*(role[g][y]*role[g][y]))
		}
	}
}
