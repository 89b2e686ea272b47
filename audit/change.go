package audit

// ChangeVersion is the version of the document that sets two audits against each other.
const ChangeVersion = 1

// A Change sets an audit against an earlier one: what went in, what the plan says, what came out (change.json). The same two
// audits give the same bytes.
type Change struct {
	Schema       int               `json:"schema"`
	Generator    string            `json:"generator"`
	Confidence   Real              `json:"confidence"` // of intervals and tests: that of the later plan
	Before       ChangeSide        `json:"before"`
	After        ChangeSide        `json:"after"`
	Independence string            `json:"independence"` // one of the Samples constants
	Plan         []PlanChange      `json:"plan"`         // keys that differ, by name
	Criteria     []CriterionChange `json:"criteria"`     // of both audits, in the order of the later one
	Gaps         []GapChange       `json:"gaps"`         // comparisons of both audits, in the order of the later one
	Rates        []RateChange      `json:"rates"`        // estimates of both audits, in the order of the later one
	Groups       []GroupChange     `json:"groups"`       // groups that only one audit has, or has people in
	Notices      []Note            `json:"notices"`
	Examined     ChangeExamined    `json:"examined"`
}

// A ChangeSide identifies one of the two audits.
type ChangeSide struct {
	Schema     int     `json:"schema"`
	Generator  string  `json:"generator"`
	Title      string  `json:"title"`
	System     System  `json:"system"`
	PlanSHA256 string  `json:"plan_sha256"`
	Inputs     []Input `json:"inputs"`
	Rows       Rows    `json:"rows"`
}

// Whether the people of two audits are others. Intervals and tests hold for independent samples only.
const (
	SamplesIndependent = "independent" // no input file is in both
	SamplesOverlap     = "overlap"     // some input files are in both
	SamplesSame        = "same"        // the input files are the same: what differs, the plan made
	SamplesUnknown     = "unknown"     // an audit does not say which files it read; taken as independent
)

// What a changed key of the plan does to the numbers.
const (
	EffectNone       = "none"       // the numbers mean the same and are judged alike
	EffectCaution    = "caution"    // they mean the same if the change is one of names only
	EffectJudgement  = "judgement"  // they mean the same and are judged otherwise
	EffectDefinition = "definition" // numbers that rest on it mean something else: they are not compared
	EffectReach      = "reach"      // other numbers are computed; those in both mean the same
)

// A PlanChange is one key of the plan that differs. Before and After are JSON, empty where the plan has no such key.
type PlanChange struct {
	Key    string `json:"key"` // as in the plan document: columns.decision.favourable
	Before string `json:"before"`
	After  string `json:"after"`
	Effect string `json:"effect"`
}

// A CriterionChange is the verdict of one rule over one attribute set in both audits.
type CriterionChange struct {
	Rule       string   `json:"rule"`
	Metric     string   `json:"metric"`
	Attributes []string `json:"attributes"`
	Before     Verdict  `json:"before"` // empty: the earlier audit did not apply it
	After      Verdict  `json:"after"`  // empty: the later audit does not apply it
}

// A ChangeVerdict says what can be said of a change. "No change shown" is never "unchanged".
type ChangeVerdict string

// The verdicts of changes.
const (
	ChangeImproved ChangeVerdict = "improved"        // of a gap: it is shown to be nearer to parity
	ChangeWorse    ChangeVerdict = "worse"           // of a gap: it is shown to be farther from parity
	ChangeOther    ChangeVerdict = "changed"         // of a gap: a change is shown, but not whether it is nearer to parity
	ChangeHigher   ChangeVerdict = "higher"          // of a rate
	ChangeLower    ChangeVerdict = "lower"           // of a rate
	ChangeNotShown ChangeVerdict = "no_change_shown" // anything that a test left open
	ChangeNone     ChangeVerdict = "not_compared"    // no test: Why says the reason
)

// ChangeVerdicts returns every verdict of a change in a fixed order.
func ChangeVerdicts() []ChangeVerdict {
	return []ChangeVerdict{ChangeImproved, ChangeWorse, ChangeOther, ChangeHigher, ChangeLower, ChangeNotShown, ChangeNone}
}

// A GapChange is one comparison of two groups in both audits. Value is after minus before of differences, after over before of
// ratios.
type GapChange struct {
	Metric          string        `json:"metric"`
	Kind            string        `json:"kind"`
	Against         string        `json:"against"`
	Group           Group         `json:"group"`
	Reference       Group         `json:"reference"`
	Stratum         Stratum       `json:"stratum"`
	Primary         bool          `json:"primary"` // a rule of both plans judges it
	Before          *Real         `json:"before"`
	After           *Real         `json:"after"`
	GroupBefore     *Real         `json:"group_rate_before"`
	ReferenceBefore *Real         `json:"reference_rate_before"`
	GroupAfter      *Real         `json:"group_rate_after"`
	ReferenceAfter  *Real         `json:"reference_rate_after"`
	BeforeInterval  *Interval     `json:"before_interval"`
	AfterInterval   *Interval     `json:"after_interval"`
	BeforeN         int64         `json:"before_n"` // denominator of the group's rate
	AfterN          int64         `json:"after_n"`
	Value           *Real         `json:"value"`
	Interval        *Interval     `json:"interval"`
	Test            *Test         `json:"test"`        // of no change
	Parity          *Test         `json:"parity_test"` // of being as far from parity as before, if on either side of it
	Verdict         ChangeVerdict `json:"verdict"`
	Why             string        `json:"why,omitempty"`
	BeforeVerdict   Verdict       `json:"before_verdict"`
	AfterVerdict    Verdict       `json:"after_verdict"`
	Cause           string        `json:"cause,omitempty"` // why the verdict changed: one of the Cause constants; empty when it did not
}

// Why the verdict on a gap is another than before.
const (
	CauseData      = "data"      // a change of the gap is shown
	CausePlan      = "plan"      // the plan defines or judges it otherwise
	CausePrecision = "precision" // no change of the gap is shown; it is known more or less exactly than before
	CauseChance    = "chance"    // no change of the gap is shown; chance alone may move a verdict so
	CauseOpen      = "open"      // the same people are in both audits, so that nothing was tested
)

// A RateChange is one metric of one group in both audits. Value is after minus before.
type RateChange struct {
	Metric   string        `json:"metric"`
	Group    Group         `json:"group"`
	Stratum  Stratum       `json:"stratum"`
	Before   *Real         `json:"before"`
	After    *Real         `json:"after"`
	BeforeN  int64         `json:"before_n"` // denominators
	AfterN   int64         `json:"after_n"`
	Value    *Real         `json:"value"`
	Interval *Interval     `json:"interval"`
	Test     *Test         `json:"test"`
	Verdict  ChangeVerdict `json:"verdict"`
	Why      string        `json:"why,omitempty"`
}

// A GroupChange is a group with people in one audit only.
type GroupChange struct {
	Group  Group `json:"group"`
	Before int64 `json:"before_n"`
	After  int64 `json:"after_n"`
}

// ChangeExamined says how much was compared.
type ChangeExamined struct {
	Gaps       int      `json:"gaps"`
	Rates      int      `json:"rates"`
	Tests      int      `json:"tests"` // hypotheses: a rate and its complement count once
	Families   []Family `json:"families"`
	OnlyBefore int      `json:"only_before"` // numbers of the earlier audit that the later one lacks
	OnlyAfter  int      `json:"only_after"`
}
