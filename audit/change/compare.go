package change

import (
	"slices"

	"auditd/audit"
)

// Reasons why a change has no test, and notices: keys of the message catalogues.
const (
	WhyDefinition      = "plan_defines_it_otherwise"
	WhyOverlap         = "same_people_in_both"
	WhyUndefinedBefore = "undefined_before"
	WhyUndefinedAfter  = "undefined_after"
	WhyUndefinedBoth   = "undefined_in_both"
	WhyNoInterval      = "no_interval_to_join"
	WhyZeroRate        = "a_rate_is_zero"
	WhyFewPeople       = "fewer_people_than_min_group_size"

	NoticeOverlap      = "change_inputs_overlap"
	NoticeSame         = "change_inputs_same"
	NoticeUnknown      = "change_inputs_unknown"
	NoticeDefinition   = "change_definition_differs"
	NoticeConfidence   = "change_confidence_differs"
	NoticeSystem       = "change_systems_differ"
	NoticeNothingKnown = "change_nothing_in_both"
)

// Whys returns every reason and notice of this package in a fixed order, for catalogues.
func Whys() []string {
	return []string{
		WhyDefinition, WhyOverlap, WhyUndefinedBefore, WhyUndefinedAfter, WhyUndefinedBoth, WhyNoInterval, WhyZeroRate, WhyFewPeople,
		NoticeOverlap, NoticeSame, NoticeUnknown, NoticeDefinition, NoticeConfidence, NoticeSystem, NoticeNothingKnown,
	}
}

// A comparer holds what the parts of one comparison share.
type comparer struct {
	before, after *audit.Audit
	scope         scope
	level         float64
	tested        bool // the people are independent, as far as is known
	primary       map[string]bool
	effective     [2]map[string]*audit.Estimate // of weighted audits: estimates by key
	out           *audit.Change
}

// Compare sets the audit after against the audit before. Both are taken as Read or package measure returns them. generator is the
// program and its version, for the record. The error is Internal when a plan cannot be written down.
func Compare(before, after *audit.Audit, generator string) (*audit.Change, error) {
	plan, err := planChanges(&before.Plan, &after.Plan)
	if err != nil {
		return nil, err
	}
	c := &comparer{before: before, after: after, scope: scopeOf(&before.Plan, &after.Plan), level: after.Plan.Confidence}
	c.out = &audit.Change{
		Schema: audit.ChangeVersion, Generator: generator, Confidence: audit.Real(c.level), Before: side(before), After: side(after),
		Independence: independence(before.Inputs, after.Inputs), Plan: plan, Criteria: []audit.CriterionChange{}, Gaps: []audit.GapChange{},
		Rates: []audit.RateChange{}, Groups: []audit.GroupChange{}, Notices: []audit.Note{},
	}
	c.tested = c.out.Independence == audit.SamplesIndependent || c.out.Independence == audit.SamplesUnknown
	c.primary = judged(before, after)
	c.effective = [2]map[string]*audit.Estimate{weightedEstimates(before), weightedEstimates(after)}
	c.gaps()
	c.rates()
	c.adjust()
	for i := range c.out.Gaps {
		c.judgeGap(&c.out.Gaps[i])
	}
	for i := range c.out.Rates {
		c.judgeRate(&c.out.Rates[i])
	}
	c.criteria()
	c.groups()
	c.notices()
	return c.out, nil
}

func side(a *audit.Audit) audit.ChangeSide {
	s := audit.ChangeSide{
		Schema: a.Schema, Generator: a.Generator, Title: a.Plan.Title, System: a.Plan.System, PlanSHA256: a.PlanSHA256, Inputs: a.Inputs, Rows: a.Rows,
	}
	if s.Inputs == nil {
		s.Inputs = []audit.Input{}
	}
	return s
}

// independence compares the digests of the files.
func independence(before, after []audit.Input) string {
	digests := func(in []audit.Input) (out []string, known bool) {
		for _, i := range in {
			if i.SHA256 == "" {
				return nil, false
			}
			out = append(out, i.SHA256)
		}
		slices.Sort(out)
		return slices.Compact(out), len(out) > 0
	}
	a, knownA := digests(before)
	b, knownB := digests(after)
	switch {
	case !knownA || !knownB:
		return audit.SamplesUnknown
	case slices.Equal(a, b):
		return audit.SamplesSame
	case slices.ContainsFunc(a, func(d string) bool { return slices.Contains(b, d) }):
		return audit.SamplesOverlap
	}
	return audit.SamplesIndependent
}

// judged returns the metrics that rules of both plans judge: what was declared beforehand as the question.
func judged(before, after *audit.Audit) map[string]bool {
	was, both := map[string]bool{}, map[string]bool{}
	for _, c := range before.Criteria {
		was[c.Metric] = true
	}
	for _, c := range after.Criteria {
		if was[c.Metric] {
			both[c.Metric] = true
		}
	}
	return both
}

// criteria pairs the verdicts of the rules.
func (c *comparer) criteria() {
	key := func(k audit.Criterion) string {
		set := audit.Group{{Attribute: k.Rule, Value: k.Metric}}
		for _, a := range k.Attributes {
			set = append(set, audit.Item{Attribute: a})
		}
		return set.Key()
	}
	was, done := map[string]audit.Verdict{}, map[string]bool{}
	for _, k := range c.before.Criteria {
		was[key(k)] = k.Verdict
	}
	for _, k := range c.after.Criteria {
		if !done[key(k)] {
			c.out.Criteria = append(c.out.Criteria, audit.CriterionChange{Rule: k.Rule, Metric: k.Metric, Attributes: k.Attributes, Before: was[key(k)], After: k.Verdict})
		}
		done[key(k)] = true
	}
	for _, k := range c.before.Criteria {
		if !done[key(k)] {
			done[key(k)] = true
			c.out.Criteria = append(c.out.Criteria, audit.CriterionChange{Rule: k.Rule, Metric: k.Metric, Attributes: k.Attributes, Before: k.Verdict})
		}
	}
}

// groups lists the groups that have people in one audit only, in the order of the audit that has them.
func (c *comparer) groups() {
	people := func(a *audit.Audit) (map[string]int64, []audit.Group) {
		n, order := map[string]int64{}, []audit.Group{}
		for i := range a.Estimates {
			e := &a.Estimates[i]
			if len(e.Group) == 0 || len(e.Stratum) > 0 {
				continue
			}
			if _, ok := n[e.Group.Key()]; !ok {
				n[e.Group.Key()] = e.N
				order = append(order, e.Group)
			}
		}
		return n, order
	}
	was, earlier := people(c.before)
	is, later := people(c.after)
	for _, g := range earlier {
		if n := was[g.Key()]; n > 0 && is[g.Key()] == 0 {
			c.out.Groups = append(c.out.Groups, audit.GroupChange{Group: g, Before: n})
		}
	}
	for _, g := range later {
		if n := is[g.Key()]; n > 0 && was[g.Key()] == 0 {
			c.out.Groups = append(c.out.Groups, audit.GroupChange{Group: g, After: n})
		}
	}
}

// notices says what a reader must know before using the numbers.
func (c *comparer) notices() {
	add := func(key string) { c.out.Notices = append(c.out.Notices, audit.Note{Key: key}) }
	switch c.out.Independence {
	case audit.SamplesOverlap:
		add(NoticeOverlap)
	case audit.SamplesSame:
		add(NoticeSame)
	case audit.SamplesUnknown:
		add(NoticeUnknown)
	}
	if slices.ContainsFunc(c.out.Plan, func(p audit.PlanChange) bool { return p.Effect == audit.EffectDefinition }) {
		add(NoticeDefinition)
	}
	if c.before.Plan.Confidence != c.after.Plan.Confidence {
		add(NoticeConfidence)
	}
	if c.before.Plan.System.Name != c.after.Plan.System.Name {
		add(NoticeSystem)
	}
	if len(c.out.Gaps) == 0 && len(c.out.Rates) == 0 {
		add(NoticeNothingKnown)
	}
}
