package web

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"auditd/audit/service"
)

// planGroups are the parts of the form of a plan, in their order, with their fields. The first is always open; each other one says in a
// sentence when it is needed, and is open where it is used. The fields of the stages follow those of their part.
var planGroups = []struct {
	name   string
	fields []string
}{
	{"essentials", []string{"system", "purpose", "attribute", "decision", "selected", "favourable", "label", "positive"}},
	{"files", []string{"files_how", "files_id"}},
	{"alike", []string{"stratum", "oaxaca_number"}},
	{"features", []string{"feature", "proxies", "missingness"}},
	{"score", []string{"score", "higher", "outcome", "scores_bins", "scores_cuts", "scores"}},
	{"stages", nil},
	{"period", []string{"period", "period_by"}},
	{"sample", []string{"weight", "cluster", "survey_stratum"}},
	{"lists", []string{"rank", "rank_list", "classes", "classes_order"}},
	{"single", []string{"pair", "annotator", "item", "consistency", "consistency_k"}},
	{"search", []string{"subgroups", "subgroups_depth", "subgroups_support", "subgroups_control", "scan", "scan_clusters", "subset_scan", "subset_scan_direction"}},
	{"more", []string{"inequality", "inequality_rank", "small_groups", "intersections", "confidence", "min_group_size"}},
}

// everyPlan are fields that a proposal fills in: that they hold something does not make their part one that is used.
var everyPlan = []string{"intersections", "confidence", "min_group_size"}

// A planGroup is a part of the form as it is shown.
type planGroup struct {
	Name        string
	Title, When string
	Fields      []planField
	Stages      *planStages // nil but in the part of the stages
	Used, Open  bool
}

// A planField is a field as it is shown.
type planField struct {
	ID, Name, Kind string
	Label, Hint    string
	Value          string
	Options        []planOption
	Bins           []planField // of the columns that are chosen
	Faults         []string
}

// A planOption is what can be chosen.
type planOption struct {
	Value, Label string
	Chosen       bool
	Column       bool // the label is a name out of the data
}

// planStages are the fields of the stages.
type planStages struct {
	How, Column   planField
	Passed, Order planField
	Rows          []planStage
	Faults        []string
}

// A planStage is one filter with a column.
type planStage struct{ Column, Name, Passed planField }

// A planFormMaker makes the form of a plan from its values.
type planFormMaker struct {
	lang    string
	columns []service.Column
	values  service.FormValues
	faults  map[string][]string // by field
	several bool                // data files
}

// form returns the parts of the form.
func (m *planFormMaker) form() []planGroup {
	var out []planGroup
	for _, g := range planGroups {
		if g.name == "files" && !m.several {
			continue
		}
		part := planGroup{Name: g.name}
		if g.name != "essentials" {
			part.Title, part.When = message(m.lang, "group."+g.name), message(m.lang, "group."+g.name+"_when")
		}
		for _, name := range g.fields {
			f := m.field(name)
			part.Fields = append(part.Fields, f)
			part.Open = part.Open || len(f.Faults) > 0
			part.Used = part.Used || len(m.values[name]) > 0 && !slices.Contains(everyPlan, name)
		}
		if g.name == "stages" {
			part.Stages = m.stages()
			part.Open, part.Used = len(part.Stages.Faults) > 0, m.values.Get("stages_how") != ""
		}
		part.Open = part.Open || part.Used || g.name == "files"
		out = append(out, part)
	}
	return out
}

func (m *planFormMaker) field(name string) planField {
	known, _ := service.PlanFormField(name)
	f := planField{
		ID: "f-" + name, Name: name, Kind: string(known.Kind), Label: message(m.lang, "field."+name), Hint: m.hint(name), Value: m.values.Get(name), Faults: m.faults[name],
	}
	switch f.Kind {
	case "columns":
		f.Options = m.columnOptions(m.values[name], name == "attribute")
		f.Bins = m.bins(name)
	case "column":
		f.Options = append([]planOption{{Label: message(m.lang, "plan.no_column"), Chosen: f.Value == ""}}, m.columnOptions(m.values[name], false)...)
	case "choice":
		f.Options = m.choices(name, known.Choices, f.Value)
	case "truth":
		f.Options = []planOption{
			{"", message(m.lang, "form.choose"), f.Value == "", false},
			{"true", message(m.lang, "form.yes"), f.Value == "true", false},
			{"false", message(m.lang, "form.no"), f.Value == "false", false},
		}
	}
	return f
}

// hint returns what a field's hint says, empty for a field without one.
func (m *planFormMaker) hint(name string) string {
	key := "field." + name + "_hint"
	if text := message(m.lang, key); text != key {
		return text
	}
	return ""
}

// choices are the values of a field with a fixed list, and one that the text has all the same.
func (m *planFormMaker) choices(name string, allowed []string, value string) []planOption {
	out := []planOption{{"", message(m.lang, "choice."+name), value == "", false}}
	for _, v := range allowed {
		out = append(out, planOption{v, message(m.lang, "choice."+name+"."+v), v == value, false})
	}
	if value != "" && !slices.Contains(allowed, value) {
		out = append(out, planOption{value, value, true, true})
	}
	return out
}

// columnOptions are the columns of the data and those that the plan names besides. Who is asked for attributes is not offered columns
// with personal data.
func (m *planFormMaker) columnOptions(chosen []string, attributes bool) []planOption {
	var out []planOption
	var seen []string
	for _, c := range m.columns {
		on := slices.Contains(chosen, c.Name)
		if on || !attributes || c.Personal == "" {
			out, seen = append(out, planOption{c.Name, c.Name, on, true}), append(seen, c.Name)
		}
	}
	for _, name := range chosen {
		if name != "" && !slices.Contains(seen, name) {
			out, seen = append(out, planOption{name, name, true, true}), append(seen, name)
		}
	}
	return out
}

// bins are the fields with the breaks of the chosen columns that hold many numbers, or are cut already.
func (m *planFormMaker) bins(field string) []planField {
	var out []planField
	for i, column := range m.values[field] {
		name := service.PlanFormBins(field, column)
		value, cut := m.values[name]
		many := slices.ContainsFunc(m.columns, func(c service.Column) bool { return c.Name == column && service.Binnable(c) })
		if field == "annotator" || field == "item" || field == "oaxaca_number" || !cut && !many {
			continue
		}
		out = append(out, planField{ID: fmt.Sprintf("f-%s-bins-%d", field, i), Name: name, Kind: "numbers", Label: column, Value: service.FormValues{"": value}.Get("")})
	}
	return out
}

// spareStages is how many empty rows stand below the filters of a plan.
const spareStages = 3

func (m *planFormMaker) stages() *planStages {
	plain := func(name string) planField {
		return planField{ID: "f-" + name, Name: name, Label: message(m.lang, "field."+name), Hint: m.hint(name), Value: m.values.Get(name)}
	}
	s := &planStages{How: plain("stages_how"), Column: plain("stages_column"), Passed: plain("stages_passed"), Order: plain("stages_order"), Faults: m.faults["stages_how"]}
	s.How.Options = m.choices("stages_how", []string{"columns", "column", "files"}, s.How.Value)
	s.Column.Options = append([]planOption{{Label: message(m.lang, "plan.no_column"), Chosen: s.Column.Value == ""}}, m.columnOptions([]string{s.Column.Value}, false)...)
	at := func(name string, i int) string {
		if i < len(m.values[name]) {
			return m.values[name][i]
		}
		return ""
	}
	for i := range len(m.values["stage_column"]) + spareStages {
		row := planStage{Column: plain("stage_column"), Name: plain("stage_name"), Passed: plain("stage_passed")}
		for _, f := range []*planField{&row.Column, &row.Name, &row.Passed} {
			f.ID, f.Value, f.Label = fmt.Sprintf("%s-%d", f.ID, i+1), at(f.Name, i), message(m.lang, "field."+f.Name+"_nth", i+1)
		}
		row.Column.Options = append([]planOption{{Label: message(m.lang, "plan.no_column"), Chosen: row.Column.Value == ""}}, m.columnOptions([]string{row.Column.Value}, false)...)
		s.Rows = append(s.Rows, row)
	}
	return s
}

// planValues reads the fields of a plan from a form.
func planValues(f form) service.FormValues {
	out := service.FormValues{}
	names := append(service.PlanFormStages(), "title")
	for _, g := range planGroups {
		names = append(names, g.fields...)
	}
	for name := range f.Values {
		if strings.HasPrefix(name, "bins ") {
			names = append(names, name)
		}
	}
	for _, name := range names {
		if v, ok := f.Values[name]; ok {
			out[name] = v
		}
	}
	return out
}

// asShown reads what the fields held when the page was made; ok is false for a form that did not come from the page.
func asShown(f form) (was service.FormValues, ok bool) {
	err := json.Unmarshal([]byte(f.Get("was")), &was)
	return was, err == nil && was != nil
}

// mergedPlan returns the text of the plan with the fields that were changed.
func mergedPlan(f form, page *planPage, department string, keepText bool) (string, error) {
	e := service.PlanEdit{Text: f.Get("plan"), Now: planValues(f), KeepText: keepText, Department: department, Found: page.columns()}
	var ok bool
	if e.Was, ok = asShown(f); !ok { // only what was sent is meant
		read, err := service.ReadPlanForm(e.Text)
		if err != nil {
			return e.Text, err
		}
		e.Was, e.KeepText = read, false
		all := maps.Clone(read)
		maps.Copy(all, e.Now)
		e.Now = all
	}
	for _, u := range page.Uploads {
		if u.Role == service.FilePopulation {
			e.Population = u.Name
		}
	}
	return service.WritePlanForm(e)
}

// show fills in the form of the page from the text of its plan. Of a text that cannot be read, the fields show what was typed. It
// reports whether there are faults and each of them stands at a field.
func (p *planPage) show(lang string, faults []service.PlanFault) bool {
	values, err := service.ReadPlanForm(p.Plan)
	if err != nil {
		values = planValues(p.Fields)
	} else if p.Fields.text("title") == "" {
		p.Fields.Values["title"] = values["title"]
	}
	values["title"] = p.Fields.Values["title"] // that of the catalogue may be another than the plan's
	m := planFormMaker{lang: lang, columns: p.columns(), values: values, faults: map[string][]string{}, several: len(p.DataFiles()) > 1}
	placed := len(faults) > 0
	for _, x := range faults {
		name := service.PlanFormAt(x.Key)
		if name == "" {
			placed = false
			continue
		}
		text := sentenceIn(lang, x.Text)
		if x.Remedy != "" {
			text = message(lang, "plan.remedy", text, sentenceIn(lang, x.Remedy))
		}
		m.faults[name] = append(m.faults[name], text)
	}
	p.Parts = m.form()
	shown, _ := json.Marshal(values)
	if p.Was = string(shown); err != nil {
		p.Was = p.Fields.Get("was")
	}
	return placed
}

// Faulty returns the fields with errors, in the order of the page.
func (p planPage) Faulty() []planField {
	var out []planField
	for _, g := range p.Parts {
		for _, f := range g.Fields {
			if len(f.Faults) > 0 {
				out = append(out, f)
			}
		}
		if g.Stages != nil && len(g.Stages.Faults) > 0 {
			f := g.Stages.How
			f.Faults = g.Stages.Faults
			out = append(out, f)
		}
	}
	return out
}
