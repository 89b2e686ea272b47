package report

import (
	"fmt"
	"slices"

	"auditd/audit"
)

// demands are what a rule's own text asks of a report, and where this report answers. The order is that of the source.
var demands = map[string][]demand{
	"four_fifths": {
		{"ratio", "findings", nil},
		{"significance", "findings", nil},
		{"small_numbers", "findings", nil},
		{"small_share", "all-rates", nil},
	},
	"nyc_ll144": {
		{"rates", "all-rates", nil},
		{"ratios", "findings", nil},
		{"intersections", "intersections", func(a *audit.Audit) bool { return len(a.Examined.Intersections) > 0 }},
		{"unknown", "unknown", nil},
		{"small_share", "all-rates", nil},
	},
	"parity_tolerance": {
		{"tolerance", "scope", nil},
		{"equivalence", "findings", nil},
		{"multiplicity", "examined", nil},
	},
	"representation": {
		{"population", "coverage", func(a *audit.Audit) bool { return a.Coverage != nil && len(a.Coverage.Population) > 0 }},
		{"patterns", "uncovered", func(a *audit.Audit) bool { return a.Coverage != nil }},
	},
}

type demand struct {
	key     string
	section string
	met     func(*audit.Audit) bool // nil when every report of an audit with this rule answers it
}

// checklist answers each rule: its verdicts, and what its source demands of a report.
func (b *builder) checklist() {
	b.part("checklist", 1)
	b.say("checklist.intro")
	b.criteriaTable()
	for i, r := range b.rules() {
		b.section(fmt.Sprintf("rule-%d", i+1), 2, plain(b.l.rule(r.Name)))
		if b.l.has("rule." + r.Name + ".text") {
			b.add(&Paragraph{Text: append(b.l.text("rule."+r.Name+".text"), Span{Foot: &Foot{Text: b.l.text("rule." + r.Name + ".source")}})})
		}
		if !b.judged(r.Name) {
			b.say("checklist.not_applied")
			continue
		}
		b.add(&Paragraph{Text: b.l.text("checklist.parameters", "rule", b.ruleChoice(r))})
		b.demandTable(i, r.Name)
	}
}

// judged reports whether a rule found anything to judge.
func (b *builder) judged(rule string) bool {
	return slices.ContainsFunc(b.a.Criteria, func(c audit.Criterion) bool { return c.Rule == rule })
}

func (b *builder) criteriaTable() {
	if len(b.a.Criteria) == 0 {
		b.say("summary.no_criteria")
		return
	}
	t := &Table{ID: "table-criteria", Caption: b.l.text("caption.criteria"), Columns: []TableColumn{
		b.left("rule"), b.left("metric"), b.left("attributes"), b.left("verdict"), b.right("disparity"), b.right("inconclusive"), b.right("parity"),
	}}
	for _, c := range b.a.Criteria[:min(len(b.a.Criteria), tableRows)] {
		t.Rows = append(t.Rows, []TableCell{
			head(plain(b.l.rule(c.Rule))), words(b.l.metric(c.Metric)), cell(b.l.attributes(c.Attributes)), cell(b.l.verdict(c.Verdict)),
			num(b.l.count(int64(c.Disparity))), num(b.l.count(int64(c.Inconclusive))), num(b.l.count(int64(c.Parity))),
		})
	}
	b.cutNote(t, len(b.a.Criteria))
	b.add(t)
}

func (b *builder) demandTable(i int, rule string) {
	if len(demands[rule]) == 0 {
		return
	}
	t := &Table{ID: fmt.Sprintf("table-rule-%d", i+1), Caption: b.l.text("caption.demands", "rule", b.l.rule(rule)), Columns: []TableColumn{
		b.left("demand"), b.left("answered"), b.left("where"),
	}}
	for _, d := range demands[rule] {
		answered, where := "demand.answered", Text{ref(d.section)}
		if d.met != nil && !d.met(b.a) || !b.hasSection(d.section) {
			answered, where = "demand.not_answered", b.l.text("value.none")
		}
		t.Rows = append(t.Rows, []TableCell{head(b.l.text("demand." + rule + "." + d.key)), cell(b.l.text(answered)), cell(where)})
	}
	b.add(t)
}

func (b *builder) hasSection(id string) bool {
	return slices.ContainsFunc(b.doc.Sections, func(s Section) bool { return s.ID == id })
}

const recordActions = 8 // groups named in the list of actions

// actions are what the findings ask somebody to do; whether it is done is for the committee and the department.
func (b *builder) actions() {
	b.part("actions", 1)
	b.say("actions.intro")
	list := &List{Ordered: true}
	do := func(key string, args ...any) { list.Items = append(list.Items, b.l.text("action."+key, args...)) }
	disparities := 0
	for i := range b.a.Findings {
		if b.a.Findings[i].Level == audit.LevelDisparity {
			disparities++
		}
	}
	if disparities > 0 {
		do("explain", "n", disparities, "section", ref("findings"))
		do("thresholds", "n", disparities)
		if len(b.a.Plan.Columns.Strata) == 0 {
			do("strata")
		}
	}
	for _, w := range b.wanted() {
		do("collect", "n", w.records, "group", b.l.where(w.group), "metrics", b.l.list(w.metrics))
	}
	if c := b.a.Coverage; c != nil && c.CollectTotal > 0 {
		do("collection", "n", c.CollectTotal, "section", ref("collection"))
	}
	if len(b.a.Excluded) > 0 {
		do("excluded", "n", b.a.Rows.Excluded, "section", ref("excluded"))
	}
	if b.a.Plan.Columns.Decision != nil && b.a.Plan.Columns.Label == nil {
		do("label")
	}
	if b.a.Coverage == nil || len(b.a.Coverage.Population) == 0 {
		do("population")
	}
	do("confirm", "section", ref("values"))
	b.add(list)
}

// wanted is the records of one group that would settle every inconclusive finding about it for which a number is known.
type wanted struct {
	group   audit.Group
	records int64
	metrics []Text
}

// wanted gathers the records needed by group, in the order of the findings.
func (b *builder) wanted() []wanted {
	var out []wanted
	at := map[string]int{}
	for i := range b.a.Findings {
		f := &b.a.Findings[i]
		if f.Verdict != audit.Inconclusive || f.Evidence == nil || f.Evidence.RecordsNeeded == nil || *f.Evidence.RecordsNeeded == 0 {
			continue
		}
		n, ok := at[f.Group.Key()]
		if !ok {
			if len(out) == recordActions {
				continue
			}
			n = len(out)
			at[f.Group.Key()] = n
			out = append(out, wanted{group: f.Group})
		}
		out[n].records = max(out[n].records, *f.Evidence.RecordsNeeded)
		name := b.l.inText(b.l.metric(f.Metric))
		if !slices.ContainsFunc(out[n].metrics, func(t Text) bool { return t.Plain() == name }) {
			out[n].metrics = append(out[n].metrics, plain(name))
		}
	}
	return out
}

// reproduction is what anybody needs to get the same bytes again.
func (b *builder) reproduction() {
	b.part("reproduction", 1)
	b.say("reproduction.intro")
	var facts []Fact
	fact := func(key, value string, fixed bool) {
		if value != "" {
			facts = append(facts, Fact{Term: b.l.text("cover." + key), Text: Text{{Text: value, Code: fixed}}})
		}
	}
	fact("generator", shown(b.a.Generator), false)
	fact("command", audit.Clean(b.opt.Command), true)
	fact("plan_sha256", shown(b.a.PlanSHA256), true)
	for _, in := range b.a.Inputs {
		facts = append(facts, Fact{Term: b.l.text("cover.input_sha256", "file", fromData(in.Name)), Text: Text{code(shown(in.SHA256))}})
	}
	if b.a.Coverage != nil {
		for _, p := range b.a.Coverage.Population {
			facts = append(facts, Fact{Term: b.l.text("cover.input_sha256", "file", fromData(p.Name)), Text: Text{code(shown(p.SHA256))}})
		}
	}
	for _, at := range b.doc.Attachments {
		fact("results_sha256", at.SHA256, true)
	}
	fact("seed", fmt.Sprint(b.a.Plan.Seed), false)
	fact("schema", fmt.Sprint(b.a.Schema), false)
	b.add(&Facts{Items: facts})
	b.say("reproduction.check")
}
