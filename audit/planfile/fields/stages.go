package fields

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"auditd/audit"
)

// The ways in which a plan says how people passed the filters of a process: a column for each, one column with the first failing one,
// or a file for each.
const (
	StageColumns = "columns"
	StageColumn  = "column"
	StageFiles   = "files"
)

// StageNames are the fields of the stages: the way; of the first way, as often as there are filters, column, name and values that mean
// passed; of the second the column and the values that mean that all were passed; of the second and third the filters in order.
var StageNames = []string{"stages_how", "stage_column", "stage_name", "stage_passed", "stages_column", "stages_passed", "stages_order"}

// A stageRow is one filter with a column of its own.
type stageRow struct{ column, name, passed string }

// stages are the fields of the stages.
type stages struct {
	how                   string
	rows                  []stageRow
	column, passed, order string
}

// stagesOf reads the fields. Where no way is chosen, it is the one that is filled in.
func stagesOf(v Values) stages {
	s := stages{how: v.Get("stages_how"), column: clean(v.Get("stages_column")), passed: clean(v.Get("stages_passed")), order: clean(v.Get("stages_order"))}
	at := func(name string, i int) string {
		if i < len(v[name]) {
			return clean(v[name][i])
		}
		return ""
	}
	for i := range v["stage_column"] {
		if r := (stageRow{at("stage_column", i), at("stage_name", i), at("stage_passed", i)}); r != (stageRow{}) {
			s.rows = append(s.rows, r)
		}
	}
	switch {
	case s.how == "" && len(s.rows) > 0:
		s.how = StageColumns
	case s.how == "" && s.column != "":
		s.how = StageColumn
	}
	return s
}

func (s stages) same(t stages) bool {
	return s.how == t.how && s.column == t.column && s.passed == t.passed && s.order == t.order && slices.Equal(s.rows, t.rows)
}

// readStages fills in the fields of the stages.
func (d *document) readStages(v Values) {
	n := d.at("columns.stages")
	put := func(name, value string) { v[name] = append(v[name], value) }
	switch {
	case n == nil || n.Kind != yaml.SequenceNode && n.Kind != yaml.MappingNode:
		if said(d.at("files.how")) == audit.HowStages {
			put("stages_how", StageFiles)
		}
		return
	case n.Kind == yaml.SequenceNode:
		put("stages_how", StageColumns)
		for _, c := range n.Content {
			column, _ := child(c, "column")
			name, _ := child(c, "name")
			put("stage_column", said(column))
			put("stage_name", said(name))
			put("stage_passed", passedOf(c))
		}
		return
	}
	put("stages_how", StageColumn)
	if said(d.at("files.how")) == audit.HowStages {
		v["stages_how"] = []string{StageFiles}
	}
	for name, key := range map[string]string{"stages_passed": "passed", "stages_order": "order"} {
		if l, _ := child(n, key); len(items(l)) > 0 {
			put(name, Join(items(l)))
		}
	}
	if c := said(d.at("columns.stages.column")); c != "" {
		put("stages_column", c)
	}
}

// writeStages writes the stages anew; of a filter that stays, what no field knows stays.
func (d *document) writeStages(s stages) {
	const key = "columns.stages"
	old := d.at(key)
	if said(d.at("files.how")) == audit.HowStages && s.how != StageFiles {
		d.remove("files.how")
	}
	switch s.how {
	case StageColumns:
		n := &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq"}
		for _, r := range s.rows {
			n.Content = append(n.Content, stageNode(old, r))
		}
		d.set(key, n)
	case StageColumn, StageFiles:
		if old == nil || old.Kind != yaml.MappingNode {
			d.remove(key)
		}
		d.object(key)
		d.stageKeys(s)
	default:
		d.remove(key)
	}
	if s.how == StageFiles {
		d.set("files.how", scalar(audit.HowStages))
	}
}

// stageKeys writes the keys of stages that have no columns of their own.
func (d *document) stageKeys(s stages) {
	const key = "columns.stages."
	if s.how == StageFiles {
		for _, k := range []string{"column", "passed", "missing"} {
			d.remove(key + k)
		}
		d.object("columns.stages")
	} else {
		d.setOrGap(key+"column", strings.TrimSpace(s.column) != "", scalar(s.column))
		d.setOrGap(key+"passed", len(Split(s.passed)) > 0, texts(Split(s.passed)))
	}
	d.setOrGap(key+"order", len(Split(s.order)) > 0, texts(Split(s.order)))
}

// setOrGap sets a key to what was filled in, or to a gap.
func (d *document) setOrGap(key string, filled bool, value *yaml.Node) {
	if !filled {
		value = gap()
	}
	d.set(key, value)
}

// stageNode is one filter, made of the one that had the column before.
func stageNode(old *yaml.Node, r stageRow) *yaml.Node {
	n := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Style: yaml.FlowStyle}
	if old != nil && old.Kind == yaml.SequenceNode {
		for _, c := range old.Content {
			if column, _ := child(c, "column"); c.Kind == yaml.MappingNode && said(column) == r.column && r.column != "" {
				fresh := *c
				fresh.Content = slices.Clone(c.Content)
				n = &fresh
				break
			}
		}
	}
	d := &document{root: n}
	d.setOrGap("column", r.column != "", scalar(r.column))
	d.setPassed(r.passed)
	if r.name != "" {
		d.set("name", scalar(r.name))
	} else {
		d.remove("name")
	}
	return n
}
