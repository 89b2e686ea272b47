package measure

import (
	"slices"

	"auditd/audit"
	"auditd/audit/coverage"
	"auditd/audit/metric"
)

// coverage holds the data against the census, when the plan asks for it.
func (m *measurement) coverage() error {
	if m.plan.Coverage == nil {
		return nil
	}
	c, err := coverage.Measure(m.in.Cells, *m.plan.Coverage, m.in.Populations, m.plan.Confidence, m.plan.MinGroupSize, m.plan.Seed)
	if err != nil {
		return err
	}
	m.out.Coverage = c
	notices, err := coverage.Notices(m.in.Cells, *m.plan.Coverage, m.in.Populations)
	if err != nil {
		return err
	}
	m.out.Notices = append(m.out.Notices, notices...)
	return nil
}

// record writes down what was missing and everything that was examined.
func (m *measurement) record() {
	m.out.Missing = append(m.out.Missing, missing(audit.Group{}, m.total, m.scope.Decision, m.scope.Label))
	for i := range m.sets {
		if len(m.sets[i].dims) == 1 {
			for _, g := range m.sets[i].groups {
				m.out.Missing = append(m.out.Missing, missing(g.Group, g.Counts, m.scope.Decision, m.scope.Label))
			}
		}
	}
	m.notices()
	e := audit.Examined{
		Attributes: []string{}, Intersections: [][]string{}, Strata: []string{}, Metrics: []string{}, Rules: []string{},
		Families: []audit.Family{}, References: []audit.Chosen{}, Cells: len(m.in.Cells.Cells),
		Estimates: len(m.out.Estimates), Comparisons: len(m.out.Comparisons),
	}
	for i := range m.sets {
		s := &m.sets[i]
		e.Groups += len(s.groups)
		e.References = append(e.References, s.chosen)
		if len(s.dims) == 1 {
			e.Attributes = append(e.Attributes, s.names[0])
		} else {
			e.Intersections = append(e.Intersections, s.names)
		}
	}
	for _, d := range m.in.Cells.Strata {
		e.Strata = append(e.Strata, d.Name)
	}
	for _, met := range m.metrics {
		e.Metrics = append(e.Metrics, met.Name)
	}
	for _, c := range rules(m.plan) {
		e.Rules = append(e.Rules, c.Name)
	}
	for i := range m.out.Estimates {
		if m.out.Estimates[i].Value == nil {
			e.Undefined++
		}
	}
	for _, name := range m.order {
		f := m.tests[name]
		e.Families = append(e.Families, audit.Family{Name: f.name, Tests: len(f.tests), Size: f.size, Method: m.plan.Multiplicity.Method})
		e.Tests += len(f.tests)
	}
	for _, f := range m.families {
		e.Families = append(e.Families, f)
		e.Tests += f.Tests
	}
	if m.out.Coverage != nil {
		e.Patterns = m.out.Coverage.Nodes
	}
	m.out.Examined = e
}

func missing(g audit.Group, c audit.Counts, decision, label bool) audit.MissingCount {
	out := audit.MissingCount{Group: g, N: c.Total()}
	for l := range c.N {
		for d := range c.N[l] {
			if decision && audit.Decision(d) == audit.NoDecision {
				out.Decision += c.N[l][d]
			}
			if label && audit.Label(l) == audit.NoLabel {
				out.Label += c.N[l][d]
			}
		}
	}
	return out
}

// Notices that this package can give: keys of the message catalogues.
const (
	NoticeNobodySelected    = "nobody_was_selected"
	NoticeEverybodySelected = "everybody_was_selected"
	NoticeOneGroup          = "attribute_has_one_group"
	NoticeNoReference       = "attribute_has_no_reference"
	NoticeScoreUnused       = "score_is_not_analysed"
	NoticeNoLabelColumn     = "no_label_column"
	NoticeRepeatedFile      = "same_file_given_twice"
)

// Notices returns every notice key of this package.
func Notices() []string {
	return []string{NoticeNobodySelected, NoticeEverybodySelected, NoticeOneGroup, NoticeNoReference, NoticeScoreUnused, NoticeNoLabelColumn, NoticeRepeatedFile, NoticeLeftOutValues, NoticeLeftOutCombinations}
}

// notices says what a reader must know before using the numbers.
func (m *measurement) notices() {
	add := func(key string, args ...string) {
		m.out.Notices = append(m.out.Notices, audit.Note{Key: key, Args: args})
	}
	if m.scope.Decision {
		selection, _ := metric.Get("selection_rate")
		switch r := selection.RateOf(m.total, m.scope.Favourable); {
		case r.Of.N == 0:
			add(NoticeNobodySelected)
		case r.Of.N == r.Out.N:
			add(NoticeEverybodySelected)
		}
		if !m.scope.Label {
			add(NoticeNoLabelColumn)
		}
	}
	for i := range m.sets {
		s := &m.sets[i]
		if len(s.dims) > 1 {
			continue
		}
		known := 0
		for _, g := range s.groups {
			if !g.Group.IsUnknown() && g.Counts.Total() > 0 {
				known++
			}
		}
		switch {
		case known < 2:
			add(NoticeOneGroup, s.names[0])
		case s.reference < 0:
			add(NoticeNoReference, s.names[0])
		}
	}
	for i, in := range m.in.Cells.Inputs { // appended, the people of a file that was given before count twice
		same := func(before audit.Input) bool { return before.SHA256 == in.SHA256 && in.SHA256 != "" }
		if k := slices.IndexFunc(m.in.Cells.Inputs[:i], same); k >= 0 {
			add(NoticeRepeatedFile, m.in.Cells.Inputs[k].Name, in.Name)
		}
	}
	p := m.plan
	if off := p.Analyses != nil && p.Analyses.Scores != nil && p.Analyses.Scores.Off; off && p.Columns.Score != nil && p.Columns.Outcome == nil {
		add(NoticeScoreUnused, p.Columns.Score.Column)
	}
}
