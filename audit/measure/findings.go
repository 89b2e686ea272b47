package measure

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"auditd/audit"
	"auditd/audit/rule"
)

// findings lets the rules of the plan judge and orders what they find, worst first.
func (m *measurement) findings() {
	in := &rule.Input{Scope: m.scope, Terms: m.terms, Comparisons: m.out.Comparisons, Coverage: m.out.Coverage, Scores: m.out.Scores}
	for i := range m.sets {
		s := &m.sets[i]
		in.Sets = append(in.Sets, rule.Set{Attributes: s.names, Groups: s.groups, Reference: s.reference, How: s.chosen.How})
	}
	for _, choice := range rules(m.plan) {
		r, ok := rule.Get(choice.Name)
		if !ok {
			continue
		}
		in.Parameters = r.Values(choice)
		found := r.Judge(in)
		m.out.Findings = append(m.out.Findings, found...)
		m.criteria(r, found)
		if r.Name == "four_fifths" && m.out.Stages != nil {
			ways := rule.Stages(m.out.Stages.Attrition)
			m.out.Findings = append(m.out.Findings, ways...)
			m.answers(r, ways, nil)
		}
	}
	// The sort is stable: findings that are equally grave stay in the order of rules, attributes, metrics and groups.
	slices.SortStableFunc(m.out.Findings, worse)
	for i := range m.out.Findings {
		m.out.Findings[i].ID = fmt.Sprintf("F%d", i+1)
	}
}

// worse orders findings by level, harm to the group, and distance from the band.
func worse(a, b audit.Finding) int {
	level := func(f audit.Finding) int {
		for i, l := range []audit.Level{audit.LevelDisparity, audit.LevelInconclusive, audit.LevelNote} {
			if f.Level == l {
				return i
			}
		}
		return 3
	}
	harm := func(f audit.Finding) int {
		if f.Adverse {
			return 0
		}
		return 1
	}
	return cmp.Or(cmp.Compare(level(a), level(b)), cmp.Compare(harm(a), harm(b)), cmp.Compare(b.Severity, a.Severity))
}

// criteria sums up one rule's findings by metric and attribute set. A set in which nothing could be compared is inconclusive
// too: silence is not parity.
func (m *measurement) criteria(r rule.Rule, found []audit.Finding) {
	var asked []audit.Criterion
	for i := range m.sets {
		for _, met := range r.Metrics(m.scope) {
			asked = append(asked, audit.Criterion{Rule: r.Name, Metric: met, Attributes: m.sets[i].names})
		}
	}
	m.answers(r, found, asked)
}

// answers adds the criteria that were asked and those that findings are about, with their verdicts.
func (m *measurement) answers(r rule.Rule, found []audit.Finding, asked []audit.Criterion) {
	type key struct{ metric, set string }
	index := map[key]int{}
	first := len(m.out.Criteria)
	open := func(met string, names []string) *audit.Criterion {
		k := key{met, strings.Join(names, " × ")}
		i, ok := index[k]
		if !ok {
			i = len(m.out.Criteria)
			index[k] = i
			m.out.Criteria = append(m.out.Criteria, audit.Criterion{Rule: r.Name, Metric: met, Attributes: names})
		}
		return &m.out.Criteria[i]
	}
	for _, c := range asked {
		open(c.Metric, c.Attributes)
	}
	for _, f := range found {
		names := []string{}
		for _, it := range f.Group {
			names = append(names, it.Attribute)
		}
		c := open(f.Metric, names)
		switch f.Verdict {
		case audit.DisparityShown:
			c.Disparity++
		case audit.ParityShown:
			c.Parity++
		default:
			c.Inconclusive++
		}
	}
	for i := first; i < len(m.out.Criteria); i++ {
		c := &m.out.Criteria[i]
		switch {
		case c.Disparity > 0:
			c.Verdict = audit.DisparityShown
		case c.Parity > 0 && c.Inconclusive == 0:
			c.Verdict = audit.ParityShown
		default:
			c.Verdict = audit.Inconclusive
		}
	}
}
