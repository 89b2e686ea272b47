package planfile

import (
	"fmt"
	"slices"

	"go.yaml.in/yaml/v3"

	"auditd/audit"
)

// stages reads the filters of a process: a list with a column each, or a mapping with an order and, unless every stage is a file, the
// column that holds the first failing one.
func (r *reader) stages(n *yaml.Node, how string) *audit.StagesPlan {
	const where = "columns.stages"
	if n == nil {
		if how == audit.HowStages {
			r.fail(n, "write columns.stages: {order: [names of the stages]}", "each file is a stage and the stages have no names")
		}
		return nil
	}
	p := &audit.StagesPlan{}
	if n.Kind == yaml.MappingNode {
		r.stageOrder(n, p, how)
	} else {
		for i, c := range r.items(n, where) {
			p.Stages = append(p.Stages, r.stage(c, fmt.Sprintf("%s[%d]", where, i+1)))
		}
		if how == audit.HowStages {
			r.fail(n, "write columns.stages: {order: [names of the stages]}", "each file is a stage, and columns.stages names columns")
		}
	}
	r.checkStages(n, p)
	return p
}

// stageOrder reads the names of stages that have no columns of their own.
func (r *reader) stageOrder(n *yaml.Node, p *audit.StagesPlan, how string) {
	m := r.mapping(n, "columns.stages")
	p.Column, p.Passed, p.Missing = m.text("column", ""), m.texts("passed"), m.texts("missing")
	for _, name := range m.texts("order") {
		p.Stages = append(p.Stages, audit.Stage{Name: name})
	}
	m.done()
	switch {
	case how == audit.HowStages && (p.Column != "" || len(p.Passed) > 0 || len(p.Missing) > 0):
		r.fail(n, "keep order only", "each file is a stage, and columns.stages names a column")
	case how != audit.HowStages && p.Column == "":
		r.fail(n, "name the column that holds the first failing filter, or write files: {how: stages} for one file a stage", "columns.stages has no column")
	case how != audit.HowStages && len(p.Passed) == 0:
		r.fail(n, `list the values of people who failed no filter, for example passed: [none]; "" is an empty cell`, "columns.stages does not say which values mean that all filters were passed")
	}
	for _, s := range p.Stages {
		if slices.Contains(p.Passed, s.Name) || slices.Contains(p.Missing, s.Name) {
			r.fail(n, "keep it in one list", "columns.stages lists %s as a filter and as something else", audit.Quote(s.Name))
		}
	}
}

func (r *reader) stage(n *yaml.Node, where string) audit.Stage {
	m := r.mapping(n, where)
	s := audit.Stage{Column: m.required("column", "name the column as the file has it"), Passed: m.texts("passed"), Missing: m.texts("missing")}
	s.Name = m.text("name", s.Column)
	s.Criterion = r.criterion(m, where)
	if c := m.at("criterion"); c != nil {
		if s.Criterion != nil {
			r.fail(c, "write the cut in one place", "%s has two cuts", where)
		}
		s.Criterion = r.namedCriterion(c, where+".criterion")
		if len(s.Passed) == 0 {
			r.fail(n, "list the values that count as passed, or write the cut beside column without criterion", "%s does not say which values count as passed", where)
		}
	} else if s.Criterion != nil && len(s.Passed) > 0 {
		r.fail(n, "keep one; where results and number stand in two columns, write criterion: {column, at_least}", "%s says both which values and which numbers pass", where)
	}
	m.done()
	if len(s.Passed) == 0 && s.Criterion == nil {
		r.fail(n, "list the values that count, for example passed: [1], or write the cut of a number, for example at_least: 600", "%s does not say which values count as passed", where)
	}
	return s
}

func (r *reader) checkStages(n *yaml.Node, p *audit.StagesPlan) {
	if len(p.Stages) == 0 {
		r.fail(n, "name at least one filter", "columns.stages is empty")
	}
	if len(p.Stages) > audit.MostStages {
		r.fail(n, fmt.Sprintf("put filters together: at most %d", audit.MostStages), "columns.stages has %d filters", len(p.Stages))
	}
	seen := map[string]bool{}
	for _, s := range p.Stages {
		if seen[s.Name] || s.Name == "" || s.Name == audit.Unknown {
			r.fail(n, "every stage needs a name of its own, other than Unknown", "columns.stages cannot hold %s here", audit.Quote(s.Name))
		}
		seen[s.Name] = true
	}
}
