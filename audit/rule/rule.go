// Package rule turns estimates into findings: a profile of a law, a guideline or a house rule is one file. Each rule names the
// metrics it judges before any data are seen, and says of every group that it looked at whether disparity is shown, parity is
// shown, or neither.
//
// It does not count, computes no interval of its own save through package metric, and never turns "not significant" into "fair".
package rule

import (
	"math"
	"slices"

	"auditd/audit"
	"auditd/audit/metric"
)

// A Parameter is a number that a plan may set for a rule.
type Parameter struct {
	Name    string // snake_case
	Default float64
	Low     float64 // exclusive
	High    float64 // exclusive
	Text    string  // one sentence: what it is and its unit
}

// A Rule is a named way to judge.
type Rule struct {
	Name       string // snake_case; also the name of the file that defines it
	Title      string // for headings, in English
	Definition string // one sentence
	Source     string // statute, paper or tool it is taken from
	Parameters []Parameter
	Metrics    func(Scope) []string         // metrics whose comparisons it judges: the primary tests of the audit
	Judge      func(*Input) []audit.Finding // in any order
}

// A Scope says what a plan measures, so that a rule can tell what it will judge.
type Scope struct {
	Decision   bool
	Label      bool
	Favourable bool // being selected is good for the person
}

// ScopeOf returns the scope of a plan.
func ScopeOf(p *audit.Plan) Scope {
	s := Scope{Decision: p.Columns.Decision != nil, Label: p.Columns.Label != nil}
	s.Favourable = s.Decision && p.Columns.Decision.Favourable
	return s
}

// A Set is an attribute, or several that intersect, with the counts of its groups.
type Set struct {
	Attributes []string
	Groups     []metric.GroupCounts // in canonical order, Unknown groups included
	Reference  int                  // index into Groups; −1 when no group can be the reference
	How        string               // how the reference was chosen
}

// Input is what a rule may look at.
type Input struct {
	Scope       Scope
	Parameters  map[string]float64 // every parameter of the rule, defaults filled in
	Terms       metric.Terms
	Sets        []Set
	Comparisons []audit.Comparison // judged: verdicts are set
	Coverage    *audit.Coverage    // nil without a coverage plan
	Scores      *audit.Scores      // nil without a score column
}

// rules is the table of all rules.
var rules = []Rule{fourFifths, parityTolerance, calibration, nycLL144, representation}

// All returns every rule in a fixed order.
func All() []Rule { return slices.Clone(rules) }

// Names returns the names of all rules in a fixed order.
func Names() []string {
	names := make([]string, len(rules))
	for i, r := range rules {
		names[i] = r.Name
	}
	return names
}

// Get returns the rule of that name and whether there is one.
func Get(name string) (Rule, bool) {
	for _, r := range rules {
		if r.Name == name {
			return r, true
		}
	}
	return Rule{}, false
}

// Default are the rules of a plan that names none.
func Default() []audit.RuleChoice {
	return []audit.RuleChoice{{Name: fourFifths.Name}, {Name: parityTolerance.Name}}
}

// Values returns the parameters of a rule with defaults where the choice sets none.
func (r Rule) Values(c audit.RuleChoice) map[string]float64 {
	out := map[string]float64{}
	for _, p := range r.Parameters {
		out[p.Name] = p.Default
		if v, ok := c.Parameters[p.Name]; ok {
			out[p.Name] = v
		}
	}
	return out
}

// Reasons of findings: keys of the message catalogues.
const (
	ReasonOutside      = "interval_outside_the_band"
	ReasonInside       = "interval_inside_the_band"
	ReasonSmallNumbers = metric.WhySmallNumbers
	ReasonImpactRatio  = "impact_ratio_without_pass_mark"
	ReasonExcluded     = "category_below_2_percent_excluded"
	ReasonUnder        = "under_represented"
	ReasonOver         = "over_represented"
	ReasonPatterns     = "patterns_under_covered"
	ReasonStage        = "stage_outside_the_band"
)

// Reasons returns every reason a finding can give, besides the reasons of comparisons.
func Reasons() []string {
	return []string{
		ReasonOutside, ReasonInside, ReasonSmallNumbers, ReasonImpactRatio, ReasonExcluded, ReasonUnder, ReasonOver, ReasonPatterns,
		WhyOnlyGroup, ReasonStage,
	}
}

// WhyOnlyGroup is the reason of a criterion for which there was nothing to compare.
const WhyOnlyGroup = "no_two_groups_to_compare"

// finding makes a finding of one judged comparison.
func finding(rule string, c audit.Comparison, in *Input) audit.Finding {
	f := audit.Finding{
		Rule: rule, Verdict: c.Verdict, Metric: c.Metric, Group: c.Group, Reference: c.Reference, Stratum: c.Stratum,
		Evidence: &c, Adverse: adverse(c, in.Scope), Severity: audit.Real(severity(c)),
	}
	setLevel(&f)
	return f
}

// setLevel gives a finding the level and the reason that its verdict calls for.
func setLevel(f *audit.Finding) {
	switch f.Verdict {
	case audit.DisparityShown:
		f.Level, f.Reason = audit.LevelDisparity, ReasonOutside
	case audit.ParityShown:
		f.Level, f.Reason = audit.LevelNote, ReasonInside
	default:
		f.Level, f.Reason = audit.LevelInconclusive, f.Evidence.Why
	}
}

// adverse reports whether the group fares worse than its reference by this metric.
func adverse(c audit.Comparison, s Scope) bool {
	m, ok := metric.Get(c.Metric)
	if !ok || c.GroupRate == nil || c.ReferenceRate == nil {
		return false
	}
	return float64(m.Worse(s.Favourable))*float64(*c.GroupRate-*c.ReferenceRate) > 0
}

// severity is how far a comparison lies from its band, in widths of the band from parity: for a disparity measured at the end of
// the interval that is nearest to the band, so that a sure small disparity outranks a doubtful large one.
func severity(c audit.Comparison) float64 {
	if c.Interval == nil {
		return 0
	}
	scale := func(x float64) float64 { return x }
	if c.Kind == audit.Ratio {
		scale = math.Log
	}
	width := scale(float64(c.Band.Upper))
	near := scale(c.Interval.Lower)
	if up := scale(c.Interval.Upper); math.Abs(up) < math.Abs(near) {
		near = up
	}
	if c.Verdict != audit.DisparityShown {
		if c.Value == nil {
			return 0
		}
		near = scale(float64(*c.Value))
	}
	s := math.Abs(near) / width
	if math.IsNaN(s) || math.IsInf(s, 0) {
		return 1e6 // a rate of nought against a rate above nought has no finite logarithm; it comes first
	}
	return min(s, 1e6)
}

// judged returns the findings of all comparisons with the reference of one kind and of the given metrics.
func judged(rule, kind string, metrics []string, in *Input) []audit.Finding {
	var out []audit.Finding
	for _, c := range in.Comparisons {
		if c.Kind == kind && c.Against == audit.AgainstReference && len(c.Stratum) == 0 && slices.Contains(metrics, c.Metric) {
			out = append(out, finding(rule, c, in))
		}
	}
	return out
}
