package planfile

import (
	"strings"

	"go.yaml.in/yaml/v3"

	"auditd/audit"
)

// passes are the keys of a cut.
var passes = []string{audit.PassesAtLeast, audit.PassesAbove, audit.PassesAtMost, audit.PassesBelow}

// criterion reads the cut of a filter by a number, nil when there is none. Its column is that of the mapping.
func (r *reader) criterion(m *mapping, where string) *audit.StageCriterion {
	var c *audit.StageCriterion
	for _, key := range passes {
		n := m.at(key)
		if n == nil {
			continue
		}
		cut, ok := r.number(n, where+"."+key)
		switch {
		case c != nil:
			r.fail(n, "keep one of "+strings.Join(passes, ", ")+"; write a range as two filters", "%s has two cuts", where)
		case ok:
			c = &audit.StageCriterion{Column: m.text("column", ""), Passes: key, Cut: cut}
		}
	}
	return c
}

// namedCriterion reads a criterion with a column of its own.
func (r *reader) namedCriterion(n *yaml.Node, where string) *audit.StageCriterion {
	m := r.mapping(n, where)
	m.required("column", "name the column with the number as the file has it")
	c := r.criterion(m, where)
	m.done()
	if c == nil {
		r.fail(n, "write the cut, for example at_least: 600", "%s has no cut", where)
	}
	return c
}
