package planfile

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"auditd/audit"
)

// Defaults of a plan (methods 0.5, 4.10 and 16).
const (
	DefaultConfidence    = 0.95
	DefaultIntersections = 2
	DefaultMinGroupSize  = 30
	DefaultMaxGroups     = 1000
	DefaultThreshold     = 30
	DefaultSeed          = 1
	maxIntersections     = 3
)

// Profiles are the definition profiles a plan may name.
var Profiles = []string{
	"native", "fairlearn", "aif360", "aequitas", "clarify", "holistic_ai", "veritas", "ai_verify", "lift", "trustyai", "mlr3fairness",
	"giskard", "audit_ai", "fairness_indicators", "verifywise", "divexplorer", "responsible_ai",
}

func (r *reader) plan(n *yaml.Node) *audit.Plan {
	m := r.mapping(n, "the plan")
	p := &audit.Plan{}
	if v := m.at("version"); v == nil {
		r.fail(n, "write \"version: 1\"", "the plan has no version")
	} else if s := r.scalar(v, "version"); s != fmt.Sprint(audit.PlanVersion) {
		r.fail(v, "this program reads version 1", "version %s is not known", audit.Quote(s))
	}
	p.Version = audit.PlanVersion
	p.Title = m.text("title", "")
	p.System = r.system(m.at("system"))
	p.Files = r.files(m.at("files"))
	p.Columns = r.columns(m.at("columns"), m.node, p.Files.How)
	p.Intersections = int(m.integer("intersections", min(DefaultIntersections, int64(max(1, len(p.Columns.Attributes)))), 1, maxIntersections))
	p.Reference = r.references(m.at("reference"), p.Columns.Attributes)
	p.Coverage = r.coverage(m.at("coverage"), p.Columns.Attributes)
	p.Rules = r.rules(m.at("rules"))
	p.Analyses = r.analyses(m.at("analyses"), &p.Columns)
	if len(p.Columns.Attributes) == 0 && (p.Analyses == nil || p.Analyses.Scan == nil) && m.at("columns") != nil {
		r.fail(m.at("columns"), "name at least one column that divides people into groups, or ask for analyses.scan with columns.features", "columns.attributes is empty")
	}
	p.Confidence = m.number("confidence", DefaultConfidence, 0.5, 1)
	p.Multiplicity = r.multiplicity(m.at("multiplicity"))
	p.Beside = r.beside(m)
	p.Metrics = r.furtherMetrics(m, p.Columns)
	p.Profile = m.choice("profile", "native", Profiles...)
	p.MinGroupSize = m.integer("min_group_size", DefaultMinGroupSize, 1, 1<<40)
	p.MaxGroups = int(m.integer("max_groups", DefaultMaxGroups, 2, 100_000))
	p.Seed = uint64(m.integer("seed", DefaultSeed, 0, 1<<62))
	m.done()
	p.Intersections = min(p.Intersections, max(1, len(p.Columns.Attributes)))
	c := &p.Columns
	if !measured(c) && p.Coverage == nil && len(r.errs) == 0 {
		r.fail(n, "name columns.decision, columns.label, columns.score, columns.stages, columns.rank, columns.classes or coverage", "the plan measures nothing")
	}
	return p
}

func (r *reader) system(n *yaml.Node) audit.System {
	m := r.mapping(n, "system")
	s := audit.System{
		Name: m.text("name", ""), Department: m.text("department", ""), Region: m.text("region", ""),
		Subject: m.text("subject", ""), Purpose: m.text("purpose", ""),
	}
	m.done()
	return s
}

func (r *reader) files(n *yaml.Node) audit.Files {
	m := r.mapping(n, "files")
	f := audit.Files{How: m.choice("how", "append", "append", "join", audit.HowStages), ID: m.text("id", "")}
	for i, c := range r.items(m.at("parts"), "files.parts") {
		pm := r.mapping(c, fmt.Sprintf("files.parts[%d]", i+1))
		f.Parts = append(f.Parts, audit.FilePart{
			Name: pm.text("name", ""), ID: pm.text("id", ""),
			Format:   pm.choice("format", "", "csv", "json", "jsonl", "parquet", "xlsx", "xls", "xml"),
			Encoding: pm.choice("encoding", "", "utf-8", "utf-16le", "utf-16be", "gb18030"), Delimiter: pm.text("delimiter", ""),
			Sheet: pm.text("sheet", ""), Record: pm.text("record", ""),
		})
		pm.done()
	}
	m.done()
	if f.How != "append" && f.ID == "" {
		for _, p := range f.Parts {
			if p.ID == "" {
				r.fail(n, "name the column that is the same in all files: files.id", "files are to be joined and no id column is named")
				break
			}
		}
		if len(f.Parts) == 0 {
			r.fail(n, "name the column that is the same in all files: files.id", "files are to be joined and no id column is named")
		}
	}
	return f
}

func (r *reader) columns(n, parent *yaml.Node, how string) audit.Columns {
	var c audit.Columns
	if n == nil {
		r.fail(parent, "write columns: with attributes: below it", "the plan names no columns")
		return c
	}
	m := r.mapping(n, "columns")
	c.Attributes = r.attributes(m.at("attributes"), "columns.attributes")
	if c.Attributes == nil { // a list of nothing is written [], not null
		c.Attributes = []audit.Attribute{}
	}
	c.Decision = r.binary(m.at("decision"), "columns.decision", "selected", "not_selected", true)
	c.Label = r.binary(m.at("label"), "columns.label", "positive", "negative", false)
	if s := m.at("score"); s != nil {
		sm := r.mapping(s, "columns.score")
		c.Score = &audit.Score{
			Column: sm.required("column", "name the score column"),
			Higher: sm.choice("higher", "", "favourable", "unfavourable"),
		}
		if sm.value["higher"] == nil {
			r.fail(s, "say higher: favourable or higher: unfavourable; there is no default", "columns.score does not say what a higher score means for the person")
		}
		sm.done()
	}
	c.Weight = m.text("weight", "")
	c.Strata = r.attributes(m.at("strata"), "columns.strata")
	c.Features = r.attributes(m.at("features"), "columns.features")
	c.Stages = r.stages(m.at("stages"), how)
	c.Period = r.period(m.at("period"))
	c.Annotators = r.annotators(m.at("annotators"))
	r.design(m, &c)
	r.furtherColumns(m, &c)
	m.done()
	r.distinctNames(m, c)
	return c
}

// distinctNames refuses an attribute, a stratum and a feature of one name, and two of one kind: groups are written by name.
func (r *reader) distinctNames(m *mapping, c audit.Columns) {
	seen := map[string]bool{}
	var items []audit.Attribute
	for _, i := range c.Items {
		items = append(items, audit.Attribute{Name: i.Name})
	}
	for _, list := range []struct {
		key  string
		held []audit.Attribute
	}{{"attributes", c.Attributes}, {"strata", c.Strata}, {"features", c.Features}, {"annotators", c.Annotators}, {"items", items}} {
		for _, a := range list.held {
			if seen[a.Name] && a.Name != "" {
				r.fail(m.value[list.key], "give one of them another name: {column: …, name: …}", "the name %s is used twice in columns.attributes, columns.strata and columns.features", audit.Quote(a.Name))
			}
			seen[a.Name] = true
		}
	}
}

func (r *reader) attributes(n *yaml.Node, where string) []audit.Attribute {
	var out []audit.Attribute
	for i, c := range r.items(n, where) {
		if c.Kind == yaml.ScalarNode {
			s := r.scalar(c, where)
			out = append(out, audit.Attribute{Column: s, Name: s})
			if s == "" {
				r.fail(c, "name a column", "an element of %s is empty", where)
			}
			continue
		}
		out = append(out, r.attribute(c, fmt.Sprintf("%s[%d]", where, i+1)))
	}
	return out
}

func (r *reader) attribute(n *yaml.Node, where string) audit.Attribute {
	m := r.mapping(n, where)
	a := audit.Attribute{Column: m.required("column", "name the column as the file has it")}
	a.Name = m.text("name", a.Column)
	for _, b := range r.items(m.at("breaks"), where+".breaks") {
		if v, ok := r.number(b, where+".breaks"); ok {
			a.Breaks = append(a.Breaks, v)
		}
	}
	a.Labels = m.texts("labels")
	a.Map = r.valueMap(m.at("map"), where+".map")
	a.Others = m.text("others", "")
	if s := m.boolean("strict"); s != nil {
		a.Strict = *s
	}
	a.Missing = m.texts("missing")
	m.done()
	r.checkAttribute(n, where, a)
	return a
}

func (r *reader) checkAttribute(n *yaml.Node, where string, a audit.Attribute) {
	for i := 1; i < len(a.Breaks); i++ {
		if a.Breaks[i] <= a.Breaks[i-1] {
			r.fail(n, "write them from small to large", "%s.breaks do not rise", where)
			break
		}
	}
	if len(a.Labels) > 0 && len(a.Labels) != len(a.Breaks)+1 {
		r.fail(n, fmt.Sprintf("%d breaks make %d bins", len(a.Breaks), len(a.Breaks)+1), "%s has %d labels", where, len(a.Labels))
	}
	for i, l := range a.Labels {
		if slices.Contains(a.Labels[:i], l) || l == "" || l == audit.Unknown {
			r.fail(n, "every bin needs a name of its own, other than Unknown", "%s.labels cannot hold %s here", where, audit.Quote(l))
		}
	}
	if a.Others != "" && len(a.Map) == 0 {
		r.fail(n, "list the known values in map", "%s names others and has no map", where)
	}
	if len(a.Breaks) > 0 && a.Others != "" {
		r.fail(n, "use one of them", "%s has both breaks and others", where)
	}
	if a.Strict && a.Others != "" {
		r.fail(n, "use one of them", "%s has both strict and others", where)
	}
	if a.Strict && len(a.Map) == 0 {
		r.fail(n, "list the known values in map", "%s is strict and has no map", where)
	}
}

func (r *reader) valueMap(n *yaml.Node, where string) map[string]string {
	if n == nil {
		return nil
	}
	m := r.mapping(n, where)
	out := map[string]string{}
	for _, k := range m.keys {
		out[k] = m.text(k, "")
		if out[k] == "" {
			r.fail(n, "name the group", "%s maps %s to nothing", where, audit.Quote(k))
		}
	}
	return out
}

func (r *reader) binary(n *yaml.Node, where, yes, no string, favourable bool) *audit.Binary {
	if n == nil {
		return nil
	}
	m := r.mapping(n, where)
	b := &audit.Binary{Column: m.required("column", "name the column as the file has it"), True: m.texts(yes), False: m.texts(no), Missing: m.texts("missing")}
	if len(b.True) == 0 {
		r.fail(n, fmt.Sprintf("list the values that count, for example %s: [1]", yes), "%s does not say which values count as %s", where, yes)
	}
	for _, v := range b.False {
		if slices.Contains(b.True, v) {
			r.fail(n, "keep it in one list", "%s lists %s as %s and as %s", where, audit.Quote(v), yes, no)
		}
	}
	if favourable {
		f := m.boolean("favourable")
		if m.value["favourable"] == nil {
			r.fail(n, "write favourable: true if being selected is good for the person, favourable: false if not; there is no default",
				"%s does not say whether being selected is favourable", where)
		} else if f != nil {
			b.Favourable = *f
		}
	}
	m.done()
	return b
}

func (r *reader) references(n *yaml.Node, attributes []audit.Attribute) map[string]audit.Reference {
	out := map[string]audit.Reference{}
	names := make([]string, len(attributes))
	for i, a := range attributes {
		names[i] = a.Name
		out[a.Name] = audit.Reference{How: audit.ReferenceLargest}
	}
	if n == nil {
		return out
	}
	m := r.mapping(n, "reference")
	for _, name := range names {
		v := m.at(name)
		if v == nil {
			continue
		}
		if v.Kind == yaml.MappingNode {
			gm := r.mapping(v, "reference."+name)
			out[name] = audit.Reference{How: audit.ReferenceNamed, Group: gm.required("group", "name the group")}
			gm.done()
			continue
		}
		switch s := r.scalar(v, "reference."+name); s {
		case audit.ReferenceLargest, audit.ReferenceHighest:
			out[name] = audit.Reference{How: s}
		case audit.Unknown:
			r.fail(v, "name a known group", "people whose %s is unknown cannot be the reference", audit.Quote(name))
		default:
			out[name] = audit.Reference{How: audit.ReferenceNamed, Group: strings.TrimSpace(s)}
		}
	}
	m.done()
	return out
}

func (r *reader) coverage(n *yaml.Node, attributes []audit.Attribute) *audit.CoveragePlan {
	if n == nil {
		return nil
	}
	m := r.mapping(n, "coverage")
	c := &audit.CoveragePlan{
		Population: m.texts("population"), Attributes: m.texts("attributes"),
		Threshold: m.integer("threshold", DefaultThreshold, 1, 1<<40), Level: int(m.integer("level", 0, 0, 64)),
	}
	m.done()
	var names []string
	for _, a := range attributes {
		names = append(names, a.Name)
	}
	for _, a := range c.Attributes {
		if !slices.Contains(names, a) {
			remedy := "use the names of columns.attributes"
			if near := audit.Nearest(a, names); near != "" {
				remedy = fmt.Sprintf("did you mean %q?", near)
			}
			r.fail(n, remedy, "coverage.attributes names %s, which is no attribute of the plan", audit.Quote(a))
		}
	}
	return c
}

func (r *reader) multiplicity(n *yaml.Node) audit.Multiplicity {
	m := r.mapping(n, "multiplicity")
	out := audit.Multiplicity{
		Method: m.choice("method", "holm", "holm", "bh", "by", "ebh", "none"),
		Family: m.choice("family", audit.FamilyDepth, audit.FamilyDepth, audit.FamilyAudit, audit.FamilyAttribute, audit.FamilyMetric, audit.FamilyAttributeMetric),
	}
	m.done()
	return out
}

// measured reports whether the columns hold anything that groups can be compared by.
func measured(c *audit.Columns) bool {
	return c.Decision != nil || c.Label != nil || c.Score != nil || c.Stages != nil || c.Rank != nil || c.Classes != nil || len(c.Items) > 0
}
