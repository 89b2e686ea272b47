package crosstab

import (
	"slices"

	"auditd/audit"
)

// What is given up depends only on which values and combinations occur. A column of names that passes its limit takes all its tables
// with it. Tables whose numbers lose bits together go together: had one of them taken bits before it went, how many would depend on
// the order of rows. Names are counted on even when no table needs them any more, so that why a table went does not depend on what
// was noticed first.

// giveUpAxis leaves out all tables of an axis that passed its limit. The error is the given one, and nothing has changed, when one of
// them is not optional.
func (s *state) giveUpAxis(i int, why error) error {
	var tables []int
	for k, axes := range s.counter.axes {
		if slices.Contains(axes, i) {
			tables = append(tables, k)
		}
	}
	if err := s.giveUpTables(tables, why); err != nil {
		return err
	}
	s.bury(i)
	return nil
}

// giveUpTables leaves out tables and those that go with them.
func (s *state) giveUpTables(tables []int, why error) error {
	groups := map[int]bool{}
	for _, k := range tables {
		if group := s.counter.groupOf(k); group >= 0 {
			groups[group] = true
		}
	}
	going := slices.Clone(tables)
	for k := range s.counter.tables {
		if groups[s.counter.groupOf(k)] {
			going = append(going, k)
		}
	}
	for _, k := range going {
		if !s.counter.tables[k].Optional {
			return why
		}
	}
	for _, k := range going {
		s.drop(k)
	}
	for i := range s.axes {
		if s.axes[i].number() && groups[s.axes[i].group] {
			s.bury(i)
		}
	}
	return nil
}

// bury forgets the values of an axis. Its codes stay valid: all of them are Unknown.
func (s *state) bury(i int) {
	ids := s.axes[i].id
	clear(ids)
	s.axes[i] = newAxis(s.axes[i].spec)
	s.axes[i].id, s.dead[i] = ids, true
}

// drop forgets the counts of a table.
func (s *state) drop(k int) {
	s.sheets[k] = sheet{axes: s.sheets[k].axes, weighted: s.sheets[k].weighted, dense: s.sheets[k].dense}
	s.gone[k] = true
}

// follow gives up what another state of the same request has given up.
func (s *state) follow(other *state) {
	for i, dead := range other.dead {
		if dead && !s.dead[i] {
			s.bury(i)
		}
	}
	for k, gone := range other.gone {
		if gone && !s.gone[k] {
			s.drop(k)
		}
	}
}

// LeftOut returns the optional tables that were left out, in the order of the request.
func (c *Counter) LeftOut() []audit.LeftOut {
	var out []audit.LeftOut
	for k, gone := range c.common.gone {
		if gone {
			out = append(out, c.leftOut(k))
		}
	}
	return out
}

// leftOut says why a table went: for columns of names that passed their limit, its own or those of tables that its numbers bind it
// to, else for its combinations.
func (c *Counter) leftOut(k int) audit.LeftOut {
	out := audit.LeftOut{Table: c.tables[k].Name, Columns: []string{}}
	for i := range c.specs {
		if s := &c.specs[i]; c.common.dead[i] && !s.number() && c.together(k, i) {
			out.Columns, out.Values = append(out.Columns, s.named), s.most
		}
	}
	if len(out.Columns) == 0 {
		out.Cells = c.tables[k].MaxCells
		for _, i := range c.axes[k] {
			if s := &c.specs[i]; s.Role == audit.AxisField {
				out.Columns = append(out.Columns, s.named)
			}
		}
	}
	slices.Sort(out.Columns)
	out.Columns = slices.Compact(out.Columns)
	return out
}

// together reports whether a table has an axis, or goes with one that has it.
func (c *Counter) together(k, axis int) bool {
	if slices.Contains(c.axes[k], axis) {
		return true
	}
	group := c.groupOf(k)
	for other, axes := range c.axes {
		if group >= 0 && c.groupOf(other) == group && slices.Contains(axes, axis) {
			return true
		}
	}
	return false
}

// groupOf returns the group of the numbers of a table, −1 without numbers.
func (c *Counter) groupOf(k int) int {
	for _, i := range c.axes[k] {
		if c.specs[i].number() {
			return c.specs[i].group
		}
	}
	return -1
}
