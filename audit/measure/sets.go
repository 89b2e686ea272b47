package measure

import (
	"slices"
	"strings"

	"auditd/audit"
	"auditd/audit/metric"
)

// A set is an attribute, or several that are crossed, with its groups.
type set struct {
	dims      []int // indexes into Cells.Attributes
	names     []string
	groups    []metric.GroupCounts // sorted by codes; Unknown ones included
	known     int64                // people with a known value of every attribute of the set
	total     audit.Counts         // of the known groups
	reference int                  // index into groups, −1 when there is none
	chosen    audit.Chosen
}

func (s *set) name() string { return strings.Join(s.names, " × ") }

// makeSets returns every attribute alone, then every pair and triple up to the depth of the plan.
func (m *measurement) makeSets() ([]set, error) {
	var out []set
	k := len(m.in.Cells.Attributes)
	for depth := 1; depth <= m.plan.Intersections; depth++ {
		for _, dims := range choose(k, depth) {
			s := m.makeSet(dims)
			if err := m.setReference(&s, out); err != nil {
				return nil, err
			}
			out = append(out, s)
		}
	}
	return out, nil
}

// choose returns all ways to take n of the numbers 0 … k−1, in order.
func choose(k, n int) [][]int {
	if n == 0 {
		return [][]int{{}}
	}
	var out [][]int
	for _, head := range choose(k, n-1) {
		first := 0
		if len(head) > 0 {
			first = head[len(head)-1] + 1
		}
		for i := first; i < k; i++ {
			out = append(out, append(slices.Clone(head), i))
		}
	}
	return out
}

// makeSet adds the cells up to the groups of some attributes. A single attribute keeps the values that nobody has, so that an
// empty bin is seen to be empty; an intersection lists the combinations that occur.
func (m *measurement) makeSet(dims []int) set {
	s := set{dims: dims, reference: -1}
	for _, d := range dims {
		s.names = append(s.names, m.in.Cells.Attributes[d].Name)
	}
	index := map[string]int{}
	var codes [][]int32
	add := func(code []int32, c audit.Counts) {
		key := codeKey(code)
		i, ok := index[key]
		if !ok {
			i = len(codes)
			index[key] = i
			codes = append(codes, code)
			s.groups = append(s.groups, metric.GroupCounts{Group: m.group(dims, code)})
		}
		s.groups[i].Counts = s.groups[i].Counts.Add(c)
	}
	if len(dims) == 1 {
		for v := range m.in.Cells.Attributes[dims[0]].Values {
			add([]int32{int32(v)}, audit.Counts{})
		}
	}
	for i := range m.in.Cells.Cells {
		cell := &m.in.Cells.Cells[i]
		code := make([]int32, len(dims))
		for j, d := range dims {
			code[j] = cell.Codes[d]
		}
		add(code, cell.Counts)
	}
	order := make([]int, len(codes))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return slices.Compare(codes[a], codes[b]) })
	sorted := make([]metric.GroupCounts, len(order))
	for i, o := range order {
		sorted[i] = s.groups[o]
	}
	s.groups = sorted
	for _, g := range s.groups {
		if !g.Group.IsUnknown() {
			s.known += g.Counts.Total()
			s.total = s.total.Add(g.Counts)
		}
	}
	return s
}

// others returns, for every group, the counts of everybody else with a known value. They are added up from both ends: to take a
// group away from the total would leave nothing of people who weigh a billionth of it.
func (s *set) others() []audit.Counts {
	rest := make([]audit.Counts, len(s.groups))
	var before, after audit.Counts
	for i, g := range s.groups {
		rest[i] = before
		if !g.Group.IsUnknown() {
			before = before.Add(g.Counts)
		}
	}
	for i, g := range slices.Backward(s.groups) {
		rest[i] = rest[i].Add(after)
		if !g.Group.IsUnknown() {
			after = after.Add(g.Counts)
		}
	}
	return rest
}

func codeKey(code []int32) string {
	b := make([]byte, 0, 4*len(code))
	for _, c := range code {
		b = append(b, byte(c), byte(c>>8), byte(c>>16), byte(c>>24))
	}
	return string(b)
}

func (m *measurement) group(dims []int, code []int32) audit.Group {
	g := make(audit.Group, len(dims))
	for i, d := range dims {
		dim := m.in.Cells.Attributes[d]
		g[i] = audit.Item{Attribute: dim.Name, Value: dim.Values[code[i]]}
	}
	return g
}

// setReference chooses the reference group of a set. singles are the sets made before, among them those of its attributes.
func (m *measurement) setReference(s *set, singles []set) error {
	s.chosen = audit.Chosen{Attributes: s.names, Group: audit.Group{}}
	hows := make([]string, len(s.names))
	for i, n := range s.names {
		hows[i] = m.plan.Reference[n].How
	}
	how := hows[0]
	if slices.ContainsFunc(hows, func(h string) bool { return h != how }) {
		how = audit.ReferenceNamed // mixed: the crossing of the references of the single attributes
	}
	switch how {
	case audit.ReferenceHighest:
		m.chooseHighest(s)
	case audit.ReferenceNamed:
		if err := m.chooseNamed(s, singles); err != nil {
			return err
		}
	default:
		chooseLargest(s)
	}
	if s.reference >= 0 {
		s.chosen.Group = s.groups[s.reference].Group
	}
	return nil
}

// chooseLargest takes the group with the most people. Of groups of one size the first by name is taken and the tie is told.
func chooseLargest(s *set) {
	s.chosen.How = audit.ReferenceLargest
	s.pick(func(i int) (float64, bool) {
		n := s.groups[i].Counts.Total()
		return float64(n), n > 0
	})
}

// minShare is the share of all people below which a group is no highest-rate reference and no part of a headline (methods 0.5).
const minShare = 0.02

// chooseHighest takes the group with the highest rate of the favourable decision among those large enough not to be a fluke.
func (m *measurement) chooseHighest(s *set) {
	s.chosen.How = audit.ReferenceHighest
	name := "favourable_rate"
	if !m.scope.Decision {
		name = "base_rate"
	}
	met, _ := metric.Get(name)
	s.pick(func(i int) (float64, bool) {
		g := s.groups[i]
		n := g.Counts.Total()
		p := metric.Proportion(met.RateOf(g.Counts, m.scope.Favourable), m.terms.Weighted)
		return p.Value(), n >= m.plan.MinGroupSize && float64(n) >= minShare*float64(s.known) && p.N > 0
	})
}

// pick makes the known group with the greatest value the reference.
func (s *set) pick(value func(int) (float64, bool)) {
	best := 0.0
	for i, g := range s.groups {
		if g.Group.IsUnknown() {
			continue
		}
		v, ok := value(i)
		switch {
		case !ok:
		case s.reference < 0 || v > best:
			s.reference, best, s.chosen.Tied = i, v, nil
		case v == best:
			s.chosen.Tied = append(s.chosen.Tied, g.Group)
		}
	}
	if s.reference < 0 {
		s.chosen.Why = "no_group_is_eligible"
	}
}

// chooseNamed takes the group that the plan names, or the crossing of the references of the single attributes. When nobody is in
// that crossing the largest group takes its place, and the record says so.
func (m *measurement) chooseNamed(s *set, singles []set) error {
	s.chosen.How = audit.ReferenceNamed
	var want audit.Group
	for _, d := range s.dims {
		if len(s.dims) == 1 {
			name, err := m.namedGroup(d)
			if err != nil {
				return err
			}
			want = audit.Group{{Attribute: s.names[0], Value: name}}
			break
		}
		for _, single := range singles {
			if len(single.dims) == 1 && single.dims[0] == d && single.reference >= 0 {
				want = append(want, single.groups[single.reference].Group...)
			}
		}
	}
	for i, g := range s.groups {
		if g.Group.Equal(want) && g.Counts.Total() > 0 {
			s.reference = i
			return nil
		}
	}
	if len(s.dims) > 1 {
		chooseLargest(s)
		s.chosen.Why = "crossing_of_the_references_is_empty"
		return nil
	}
	s.chosen.Why = "reference_group_is_empty"
	return nil
}

// namedGroup returns the group that the plan names for one attribute. A name that does not occur is an error: an audit against
// a misspelt reference would compare with nobody.
func (m *measurement) namedGroup(d int) (string, error) {
	dim := m.in.Cells.Attributes[d]
	want := m.plan.Reference[dim.Name].Group
	if slices.Contains(dim.Values, want) {
		return want, nil
	}
	known := slices.DeleteFunc(slices.Clone(dim.Values), func(v string) bool { return v == audit.Unknown })
	remedy := "the groups are " + strings.Join(quoted(known, 10), ", ")
	if near := audit.Nearest(want, known); near != "" {
		remedy = "did you mean " + audit.Quote(near) + "?"
	}
	return "", &audit.Error{
		Kind: audit.Invalid, Column: dim.Name, Text: "the plan's reference group does not occur", Value: audit.Quote(want), Remedy: remedy,
	}
}

func quoted(values []string, most int) []string {
	var out []string
	for i, v := range values {
		if i == most {
			return append(out, "…")
		}
		out = append(out, audit.Quote(v))
	}
	return out
}
