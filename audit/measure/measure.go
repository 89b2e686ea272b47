// Package measure makes an audit out of a plan and the cells of a data set: estimates, comparisons, coverage, findings and the
// record of everything that was examined. It is pure: the same plan and cells give the same bytes, whatever the number of
// threads.
//
// It does not read files, and it does not know how a result is drawn or stored.
package measure

import (
	"runtime"
	"slices"

	"auditd/audit"
	"auditd/audit/coverage"
	"auditd/audit/metric"
	"auditd/audit/rule"
)

// Input is what an audit is made of.
type Input struct {
	Plan        *audit.Plan            // with its defaults, as package planfile returns it
	PlanSHA256  string                 // planfile.Hash of it
	Generator   string                 // program and version, for the record
	Cells       *audit.Cells           // as package tally counted them
	Populations []*coverage.Population // reference files, in the order of the plan
	Notices     []audit.Note           // what reading and counting had to say
	Previous    *audit.Audit           // earlier results of the same system, whose evidence is continued; nil for none
	Workers     int                    // goroutines; 0 means GOMAXPROCS. The result does not depend on it
}

// Run makes the audit. Errors are *audit.Error: Invalid when the plan does not fit the data (a named reference group that does
// not occur, say), Internal when the counts do not add up.
func Run(in Input) (*audit.Audit, error) { return runWith(in, nullDraws) }

// runWith is Run with a number of draws for what parity alone would give, which decides nothing and takes most of the time.
func runWith(in Input, nullDraws int) (*audit.Audit, error) {
	if err := in.Cells.Check(); err != nil {
		return nil, err
	}
	if in.Cells.Counted() == 0 {
		return nil, &audit.Error{
			Kind: audit.Invalid, Text: "no row could be counted",
			Remedy: "check that the files hold rows below the header and that the weight and id columns are filled",
		}
	}
	m, err := newMeasurement(in)
	if err != nil {
		return nil, err
	}
	m.nullDraws = nullDraws
	m.estimates()
	m.comparisons()
	m.aggregates()
	if err := m.coverage(); err != nil {
		return nil, err
	}
	if err := m.analyse(); err != nil {
		return nil, err
	}
	m.findings()
	m.profile()
	m.record()
	return m.out, nil
}

// A measurement is one run of Run.
type measurement struct {
	in      Input
	plan    *audit.Plan
	scope   rule.Scope
	terms   metric.Terms
	metrics []metric.Metric // those the columns allow, in the order of the registry
	primary map[string]bool // metrics that a rule of the plan judges
	sets    []set           // attribute sets: single ones first, then pairs, then triples
	total   audit.Counts    // everybody
	workers int
	out     *audit.Audit

	nullDraws int // samples under parity that a null quantile is taken from
	tests     map[string]*family
	order     []string // names of families in the order of their first test
	// families are those of the further analyses.
	families []audit.Family
}

func newMeasurement(in Input) (*measurement, error) {
	m := &measurement{in: in, plan: in.Plan, scope: rule.ScopeOf(in.Plan), primary: map[string]bool{}, tests: map[string]*family{}, workers: in.Workers}
	if m.workers <= 0 {
		m.workers = runtime.GOMAXPROCS(0)
	}
	m.terms = terms(in.Plan, in.Cells.Weighted)
	m.metrics = applicable(m.scope, m.plan.Metrics)
	for _, c := range rules(in.Plan) {
		if r, ok := rule.Get(c.Name); ok {
			for _, name := range r.Metrics(m.scope) {
				m.primary[name] = true
			}
		}
	}
	for i := range in.Cells.Cells {
		m.total = m.total.Add(in.Cells.Cells[i].Counts)
	}
	var err error
	if m.sets, err = m.makeSets(); err != nil {
		return nil, err
	}
	m.out = &audit.Audit{
		Schema: audit.SchemaVersion, Generator: in.Generator, PlanSHA256: in.PlanSHA256, Plan: *in.Plan, Inputs: in.Cells.Inputs,
		Rows:     audit.Rows{Read: in.Cells.Read, Counted: in.Cells.Counted(), Excluded: in.Cells.Read - in.Cells.Counted()},
		Criteria: []audit.Criterion{}, Findings: []audit.Finding{}, Estimates: []audit.Estimate{}, Comparisons: []audit.Comparison{},
		Aggregates: []audit.Aggregate{}, Missing: []audit.MissingCount{}, Excluded: orEmpty(in.Cells.Excluded), Values: orEmpty(in.Cells.Values),
		Notices: orEmpty(in.Notices),
	}
	return m, nil
}

// orEmpty turns a nil list into an empty one: a document says [] where there is nothing, never null.
func orEmpty[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}

// rules returns the rules of the plan. Representation joins them wherever a population is named: a sample held against a census
// is judged whether or not somebody thought of listing the rule.
func rules(p *audit.Plan) []audit.RuleChoice {
	out := append([]audit.RuleChoice(nil), p.Rules...)
	if p.Coverage == nil || len(p.Coverage.Population) == 0 {
		return out
	}
	for _, c := range out {
		if c.Name == "representation" {
			return out
		}
	}
	return append(out, audit.RuleChoice{Name: "representation"})
}

// terms returns what comparisons are judged by, with the bands that the rules of the plan set.
func terms(p *audit.Plan, weighted bool) metric.Terms {
	ratio, tolerance := parameter(p, "four_fifths", "ratio"), parameter(p, "parity_tolerance", "tolerance")
	return metric.Terms{
		Confidence: p.Confidence, MinGroupSize: p.MinGroupSize, Weighted: weighted,
		RatioBand:      audit.Band{Lower: audit.Real(ratio), Upper: audit.Real(1 / ratio)},
		DifferenceBand: audit.Band{Lower: audit.Real(-tolerance), Upper: audit.Real(tolerance)},
	}
}

// parameter returns a rule's parameter as the plan sets it, its default when the plan does not choose the rule.
func parameter(p *audit.Plan, name, key string) float64 {
	r, _ := rule.Get(name)
	for _, c := range p.Rules {
		if c.Name == name {
			return r.Values(c)[key]
		}
	}
	return r.Values(audit.RuleChoice{})[key]
}

// applicable returns the metrics that the columns of the plan allow, and those further ones that it asks for.
func applicable(s rule.Scope, further []string) []metric.Metric {
	var out []metric.Metric
	for _, m := range metric.All() {
		switch {
		case m.NeedsLabel && !s.Label:
		case m.OnRequest && !slices.Contains(further, m.Name):
		case !s.Decision && m.Name != "base_rate": // every other rate needs to know what was decided
		case m.Name == "favourable_rate" && s.Favourable: // the same as the selection rate
		default:
			out = append(out, m)
		}
	}
	return out
}
